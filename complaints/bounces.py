"""A mail of a case that did not arrive: the case says so to the staff until a later one arrives, or somebody saw to it.

Each app tells for its own mails which case a row is about. To the consumer this module hears of them itself; who
writes to sellers says what became of those mails.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.models import Complaint
from complaints.services.locking import Refused, lock, lock_open
from complaints.timeline import append
from contacts.outgoing import delivered

BUYER, SELLER = "buyer", "seller"
# The lines that tell whether the consumer's mails arrive.
OF_MAILS = ("mail_bounced", "mail_arrived", "bounce_settled")
CASE_OF = {}
# {side: function of a case that says whether a mail to that side still lies undelivered}.
LYING = {}


def of_case(*names):
    """Register for mails to the consumer the function that returns, from a row's context, the id of their case."""

    def register(function):
        for name in names:
            CASE_OF[name] = function
            delivered(name)(hear)
        return function

    return register


def lies(side):
    """Register the question whether a mail to `side` still lies undelivered."""

    def register(function):
        LYING[side] = function
        return function

    return register


@lies(BUYER)
def buyer_unreached(complaint):
    """Say whether the last that is known of mails to the consumer is that one came back."""
    last = complaint.events.filter(kind__in=OF_MAILS).order_by("-seq").values_list("kind", flat=True).first()
    return last == "mail_bounced"


def hear(row, outcome, message):
    """Hear what became of a mail to a consumer; runs in the sender's transaction."""
    if outcome == "sent":
        # Whatever the mail was about: the mailbox takes mails again. One look for a person with nothing lying.
        waiting = Complaint.objects.filter(user=row.reader_id, bounced_at__lt=row.settled_at)
        for case in waiting.order_by("pk"):
            note_arrived(case, BUYER, row.settled_at)
        return
    case = Complaint.objects.filter(pk=CASE_OF[row.name](row.context)).first()
    if case is not None:
        note_returned(case, BUYER, row.settled_at, mail=row.name)


@transaction.atomic
def note_returned(complaint, side, now, *, mail=""):
    """Put an open case before the staff because a mail to `side` was refused for good or came back."""
    complaint = lock(complaint)
    if not complaint.is_open:
        return
    if side == BUYER and not buyer_unreached(complaint):
        append(complaint, "mail_bounced", Party.STAFF, at=now, mail=mail)
    # A mail that comes back ends a deferral, as does a word of the consumer.
    complaint.bounced_at = complaint.bounced_at or now
    complaint.deferred_until, complaint.deferred_by = None, None
    complaint.save(update_fields=["bounced_at", "deferred_until", "deferred_by"])


@transaction.atomic
def note_arrived(complaint, side, now):
    """Note that a mail to `side` was taken after one had come back; the case leaves the queue if no other lies."""
    complaint = lock(complaint)
    if complaint.bounced_at is None:
        return
    if side == BUYER:
        if not buyer_unreached(complaint):
            return
        append(complaint, "mail_arrived", Party.STAFF, at=now)
    if not any(still(complaint) for other, still in LYING.items() if other != side):
        complaint.bounced_at = None
        complaint.save(update_fields=["bounced_at"])


@transaction.atomic
def settle_bounce(complaint, note, *, by, now=None):
    """Take a case off the queue of returned mails: somebody saw to it, as `note` says to the staff.

    Raises `Refused` for a closed case, without a note, and where no mail came back.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if complaint.bounced_at is None:
        raise Refused(_("Nenhum e-mail deste caso está sem entregar."))
    if not note.strip():
        raise Refused(_("Escreva o que foi feito, para quem abrir o caso depois."))
    complaint.bounced_at = None
    complaint.save(update_fields=["bounced_at"])
    append(complaint, "bounce_settled", Party.STAFF, at=now, by=by, note=note.strip()[:400])
    return complaint
