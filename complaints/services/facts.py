"""Take the answer to one question about a case, and say which clocks it moved."""

from django.db import transaction
from django.utils import timezone

from complaints.choices import Party
from complaints.missing import QUESTIONS, Known, put_off, why_not
from complaints.models import Deadline
from complaints.services.cases import ORDER_DATES, correct_order
from complaints.services.clocks import refresh_clocks
from complaints.services.holding import prove_complaint, prove_refusal
from complaints.services.locking import Refused, lock_open
from complaints.timeline import append

State = Deadline.State
OF_ORDER = ("promised_on", "protected_until", "shipped_on", "received_on", "receipt_confirmed_on", "durable")


def known_of(complaint, *, busy_at_shop=False):
    """Return what a case knows as a value for `complaints.missing`; the order must be loaded."""
    order = complaint.order
    return Known(
        reason=complaint.reason, shop=order.marketplace.slug, payment=order.payment_method,
        placed_on=order.placed_on, contacted_on=complaint.contacted_on, defect_seen_on=complaint.defect_seen_on,
        contact_is_proved=complaint.contact_is_proved, refused_on=complaint.refused_on,
        refund_promised_on=complaint.refund_promised_on, busy_at_shop=busy_at_shop,
        not_known=tuple(complaint.not_known), **{name: getattr(order, name) for name in OF_ORDER},
    )


@transaction.atomic
def tell_fact(complaint, fact, value, *, by, now=None):
    """Write one fact that became known, and lay the clocks again; return the clocks that began or moved.

    `value` is a day, or for `durable` a bool. Raises `Refused` for a day that cannot be, and for a closed case.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if QUESTIONS[fact].is_day and (sentence := why_not(
        fact, value, placed_on=complaint.order.placed_on, today=complaint.local_day(now),
        contacted_on=complaint.contacted_on,
    )):
        raise Refused(sentence)
    before = ends_of(complaint)
    if fact in ORDER_DATES:
        correct_order(complaint, {fact: value}, by=by, now=now)
    elif fact == "refused_on":
        prove_refusal(complaint, value, proof=complaint.refusal_proof, by=by, now=now)
    elif fact == "contacted_on" and complaint.contact_is_proved:
        # The day is part of what holds clocks: they must be held from the new one.
        prove_complaint(
            complaint, value, protocol=complaint.contact_protocol, proof=complaint.contact_proof, by=by, now=now)
    else:
        tell(complaint, fact, value, by=by, now=now)
    rows = complaint.deadlines.filter(state=State.RUNNING).select_related("rule")
    return [clock for clock in rows if before.get(clock.pk) != (clock.state, clock.due_on)]


def tell(complaint, fact, value, *, by, now):
    """Write a fact of a locked case that is no date of the order; the same value again changes nothing."""
    holder = complaint.order if fact == "durable" else complaint
    if getattr(holder, fact) == value:
        return
    setattr(holder, fact, value)
    holder.save(update_fields=[fact])
    told = value if isinstance(value, bool) else value.isoformat()
    append(complaint, "fact_told", Party.BUYER, at=now, by=by, fact=fact, value=told)
    refresh_clocks(complaint, by=by, now=now)


def ends_of(complaint):
    """Return {clock id: (state, last day)} of every clock of a case."""
    return {pk: (state, due) for pk, state, due in complaint.deadlines.values_list("pk", "state", "due_on")}


@transaction.atomic
def put_off_fact(complaint, fact, *, happened=True, now=None):
    """Note that the person does not know a fact, or (`happened` false) that it has not come to pass yet.

    Nothing of the case changes, so the timeline is not written. Raises `Refused` for a closed case.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    today = None if happened or QUESTIONS[fact].never else complaint.local_day(now)
    complaint.not_known = put_off(fact, complaint.not_known, today)
    complaint.save(update_fields=["not_known"])
