"""File, correct and close a case."""

from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.case_text import write_text, write_texts
from complaints.choices import Party
from complaints.likeness import listing_key, seller_key
from complaints.models import Complaint, Draft, Evidence, Order
from complaints.reference import new_reference
from complaints.services.clocks import refresh_clocks, start_filing_clocks
from complaints.services.closing import IN_DISPUTE, in_dispute, settle
from complaints.services.locking import Refused, lock_open
from complaints.timeline import append
from contacts.outgoing import queue

ORDER_DATES = (
    "placed_on", "promised_on", "protected_until", "shipped_on", "received_on", "receipt_confirmed_on",
)
# The entry of the directory for shops that are not in it.
NOT_LISTED = "outra-loja"


class Filed(NamedTuple):
    """The case that a draft led to, and whether it is new or was already there."""

    complaint: Complaint
    is_new: bool


def open_case_for(user, marketplace, number):
    """Return this person's open case about an order number, or None."""
    if not number:
        return None
    return Complaint.objects.filter(
        user=user, order__marketplace=marketplace, order__number=number, state=Complaint.State.OPEN
    ).first()


def file_complaint(draft, order_fields, complaint_fields, *, now=None):
    """Turn a draft into a case, once, and start every clock whose start is known. Returns `Filed`.

    A double submit, a second tab and the same order number again all lead to the one open case.
    """
    now = now or timezone.now()
    try:
        return _file(draft, order_fields, complaint_fields, now)
    except IntegrityError:
        # Another tab filed the same order between the look and the write.
        existing = open_case_for(draft.user, order_fields["marketplace"], order_fields.get("number", ""))
        if existing is None:
            # Or the order was kept in between: it is found now, and its case is filed.
            return _file(draft, order_fields, complaint_fields, now)
        return Filed(existing, False)


def free_reference():
    """Return a reference no case has: among a million cases a fresh one is taken once in 27,000 tries."""
    while True:
        reference = new_reference()
        if not Complaint.objects.filter(reference=reference).exists():
            return reference


@transaction.atomic
def _file(draft, order_fields, complaint_fields, now):
    # Files that come to the draft meanwhile need only its key: who adds one holds the order, which is locked next.
    locked = Draft.objects.select_for_update(of=("self",), no_key=True)
    draft = locked.select_related("user").get(pk=draft.pk)
    if draft.complaint_id:
        return Filed(draft.complaint, False)
    existing = open_case_for(draft.user, order_fields["marketplace"], order_fields.get("number", ""))
    if existing:
        return Filed(existing, False)
    order = order_of(draft, order_fields)
    if order.pk and order.complaints.filter(state=Complaint.State.OPEN).exists():
        return Filed(order.complaints.get(state=Complaint.State.OPEN), False)
    for name, value in order_fields.items():
        setattr(order, name, value)
    if order.kit_token and order.watch_ended_at is None:
        # From here on the case has clocks and mails of its own.
        order.watch_ended_at = now
    order.save()
    complaint = begin(order, complaint_fields, now)
    # Closed cases about the same order tell of it what it says now.
    write_texts(order.complaints.exclude(pk=complaint.pk))
    append(complaint, "filed", Party.BUYER, at=now, by=draft.user, reason=complaint.reason)
    files = files_of(draft, order)
    if files:
        Evidence.objects.filter(pk__in=[row.pk for row in files]).update(complaint=complaint, draft=None, order=None)
        append(
            complaint, "evidence_added", Party.BUYER, at=now, by=draft.user,
            files=[[row.name, row.sha256] for row in files],
        )
    start_filing_clocks(complaint, now)
    draft.complaint, draft.updated_at, draft.data = complaint, now, {}
    draft.save(update_fields=["complaint", "updated_at", "data"])
    queue(
        "case_filed", dedup_key=f"filed:{complaint.pk}", reader=draft.user, send_after=now,
        context={"complaint": complaint.pk},
    )
    return Filed(complaint, True)


def begin(order, fields, now):
    """Write the row of a new case about a saved order, and the words it is found by; line, files and clocks follow."""
    complaint = Complaint.objects.create(
        reference=free_reference(), user=order.user, order=order, filed_at=now, **for_the_desk(order), **fields
    )
    write_text(complaint)
    return complaint


def for_the_desk(order):
    """Return the columns of a case that repeat what its order says, for lists and groups of cases."""
    return {
        "shop": order.marketplace, "shop_unknown": order.marketplace.slug == NOT_LISTED,
        "seller_key": seller_key(order.store), "listing_key": listing_key(order.listing_url),
    }


def order_of(draft, order_fields):
    """Return the row of the order that a draft is about: the same number's, the kept one, or a new one unsaved.

    A closed case about the same purchase may be followed by a new one.
    """
    if order_fields.get("number"):
        same_number = Order.objects.select_for_update(of=("self",)).filter(
            user=draft.user, marketplace=order_fields["marketplace"], number=order_fields["number"]
        ).first()
        if same_number:
            return same_number
    kept = Order.objects.select_for_update(of=("self",)).filter(pk=draft.order_id, user=draft.user).first()
    return kept or Order(user=draft.user)


def files_of(draft, order):
    """Return the files that go into the case of a draft: its own, and what was kept with the order.

    Whoever began from the kept order saw its files on the screens and may have taken some out again.
    """
    files = list(draft.evidence.filter(complaint=None))
    if order.kit_token and draft.order_id != order.pk:
        known = {row.sha256 for row in files}
        files += [row for row in order.evidence.filter(complaint=None) if row.sha256 not in known]
    return files


@transaction.atomic
def correct_order(complaint, dates, *, by, now=None):
    """Write dates of the order that became known or were wrong, and lay the clocks again.

    Raises `Refused` for a closed case.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    order, changed = complaint.order, []
    for name in ORDER_DATES:
        if name in dates and getattr(order, name) != dates[name]:
            setattr(order, name, dates[name])
            changed.append(name)
    if not changed:
        return complaint
    order.save(update_fields=changed)
    append(
        complaint, "order_corrected", Party.BUYER, at=now, by=by,
        dates={name: getattr(order, name).isoformat() if getattr(order, name) else None for name in changed},
    )
    refresh_clocks(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def close_complaint(complaint, closing, *, by, party=Party.BUYER, now=None):
    """Close a case for good: its clocks are cancelled. Raises `Refused` when it is closed already.

    A case with an open dispute is closed through the dispute's own doors.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if in_dispute([complaint.pk]):
        raise Refused(IN_DISPUTE)
    settle([complaint], closing, by=by, party=party, now=now)
    return complaint
