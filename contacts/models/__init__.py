from contacts.models.directory import Body, Channel, Company, Guide
from contacts.models.links import LinkCheck
from contacts.models.outgoing import OutgoingEmail
from contacts.models.people import EmergencyCode, User

__all__ = ["Body", "Channel", "Company", "EmergencyCode", "Guide", "LinkCheck", "OutgoingEmail", "User"]
