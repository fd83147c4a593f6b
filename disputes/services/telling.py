"""Take what a person tells about the way out: where they live, what the shop is registered at, who got the money."""

from django.db import transaction
from django.utils import timezone

from complaints.case_text import write_text
from complaints.choices import Party
from complaints.missing import put_off
from complaints.services.locking import lock_open
from complaints.timeline import append

# {fact: what holds it}
HOLDERS = {
    "state": "user", "gov_br_level": "user", "shop_on_consumidor_gov": "complaint", "amount_claimed": "complaint",
    "paid_to": "order",
}


@transaction.atomic
def tell_for_guidance(complaint, fact, value, *, by, now=None):
    """Write one fact of `HOLDERS` that guidance asked for. The same value again changes nothing.

    The timeline keeps that it was told, not what: a name or a place to live is nobody else's business there.
    Raises `Refused` for a closed case, KeyError for another fact.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    holder = {"user": complaint.user, "order": complaint.order, "complaint": complaint}[HOLDERS[fact]]
    if getattr(holder, fact) == value:
        return complaint
    setattr(holder, fact, value)
    holder.save(update_fields=[fact])
    if fact == "paid_to":
        write_text(complaint)
    append(complaint, "facts_told", Party.BUYER, at=now, by=by, facts=[fact])
    return complaint


@transaction.atomic
def not_known_for_guidance(complaint, fact):
    """Note that the person was asked a fact and does not know it: it is not asked again. Raises `Refused`."""
    complaint = lock_open(complaint)
    if fact not in HOLDERS:
        raise KeyError(fact)
    complaint.not_known = put_off(fact, complaint.not_known)
    complaint.save(update_fields=["not_known"])
    return complaint
