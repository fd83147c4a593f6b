"""Whether the seller was reached, as one word that pages and staff read alike. Pure."""

from enum import StrEnum


class Notice(StrEnum):
    """What is known of the way to the seller."""

    NONE = "none"
    LETTER = "letter"
    FAILED = "failed"
    OPENED = "opened"
    SENT = "sent"
    QUEUED = "queued"


# The seller knows nothing of the dispute yet, and waiting does not change that.
UNREACHED = {Notice.NONE, Notice.LETTER, Notice.FAILED}


def notice_of(link):
    """Return how far the seller was reached by a live `SellerLink`; None is no way in at all."""
    if link is None:
        return Notice.NONE
    # Who has opened the page is reached, whatever a mail server says later.
    if link.openings:
        return Notice.OPENED
    if link.failed_at:
        return Notice.FAILED
    if not link.address:
        return Notice.LETTER
    return Notice.SENT if link.sent_at else Notice.QUEUED
