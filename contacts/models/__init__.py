from contacts.models.directory import Body, Channel, Company, Guide
from contacts.models.links import LinkCheck
from contacts.models.outgoing import OutgoingEmail
from contacts.models.people import EmergencyCode, User
from contacts.models.revisions import Revision
from contacts.models.staff import AccessRecord, Presence

__all__ = [
    "AccessRecord", "Body", "Channel", "Company", "EmergencyCode", "Guide", "LinkCheck", "OutgoingEmail", "Presence",
    "Revision", "User",
]
