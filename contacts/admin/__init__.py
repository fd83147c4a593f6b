"""What staff see of the directory, of people and of the mail that goes out."""

from contacts.admin import directory, mail, people, seen

__all__ = ["directory", "mail", "people", "seen"]
