"""Who repeats the names of people hears when one changes: floors above register here."""

HEARERS = []


def renamed(function):
    """Register a function that is called with a person whose name changed, in the transaction that writes it."""
    HEARERS.append(function)
    return function


def tell_renamed(user):
    """Let everybody know who repeats the name of this person."""
    for hear in HEARERS:
        hear(user)
