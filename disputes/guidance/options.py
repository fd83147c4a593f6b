"""Every door of a case in the order in which to look at them: the urgent and effective first. Pure."""

from dataclasses import replace
from datetime import date, timedelta

from complaints.choices import Reason
from disputes.guidance import money, outside, shop
from disputes.guidance.doors import LADDER, SHUT, DoorName, Status

# What ends within a week comes before the ladder's own order.
SOON = timedelta(days=7)
ORDER = {status: place for place, status in enumerate(Status)}
# A door that only waits for a fact keeps its place on the ladder.
ORDER[Status.NEEDS_FACTS] = ORDER[Status.OPEN]
DOORS = {
    DoorName.SHOP_HELP: shop.shop_help,
    DoorName.SHOP_DISPUTE: shop.shop_dispute,
    DoorName.HOSTED_DISPUTE: shop.hosted_dispute,
    DoorName.WITHDRAWAL: shop.withdrawal,
    DoorName.GUARANTEE: shop.guarantee,
    DoorName.BANK_SAC: money.bank_sac,
    DoorName.CHARGEBACK: money.chargeback,
    DoorName.PAYPAL: money.paypal,
    DoorName.MED: money.med,
    DoorName.EBANX: money.ebanx,
    DoorName.RECLAME_AQUI: outside.reclame_aqui,
    DoorName.CONSUMIDOR_GOV: outside.consumidor_gov,
    DoorName.PROCON: outside.procon,
    DoorName.JUIZADO: outside.juizado,
    DoorName.DEFENSORIA: outside.defensoria,
    DoorName.PROTESTE: outside.proteste,
    DoorName.POLICE: outside.police,
}


def options(facts):
    """Return the `Option` of every door, in order; doors that are shut come last."""
    found = [judge(facts) for judge in DOORS.values()]
    if not facts.is_open:
        found = [
            replace(each, status=str(Status.CLOSED), why="case_closed", until=None, asks=(), reasons=())
            for each in found
        ]
    return tuple(sorted(found, key=lambda each: place(each, facts)))


def place(each, facts):
    """Return the sort key of an option."""
    first, status = first_doors(facts), Status(each.status)
    soon = each.until is not None and each.until - facts.today <= SOON and status in (Status.DO_TODAY, Status.OPEN)
    leads = each.door in first
    waits = leads and status == Status.WAITING
    # A dispute that waits for the other side is still the main way: only what hurries comes before it.
    group = ORDER[Status.OPEN] if waits else ORDER[status]
    hurry = 0 if leads and not waits else 1 if soon else 2 if leads else 3
    return (
        group, hurry, first.index(each.door) if leads else 0, each.until if soon else date.max,
        LADDER[DoorName(each.door)],
    )


def first_doors(facts):
    """Return the doors that come before all others of their kind: where the turn is the person's, or fraud."""
    if facts.is_fraud:
        return (DoorName.MED, DoorName.POLICE) if facts.payment == "pix" else (DoorName.CHARGEBACK, DoorName.POLICE)
    if facts.reason == Reason.REGRET and not facts.dispute_is_open:
        return (DoorName.WITHDRAWAL,)
    if facts.dispute_is_open:
        return (DoorName.HOSTED_DISPUTE if facts.dispute_mode == "hosted" else DoorName.SHOP_DISPUTE,)
    return ()


def is_shut(each):
    """Say whether the page folds an option away."""
    return each.status in SHUT
