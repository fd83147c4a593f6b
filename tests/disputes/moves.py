"""Every move of a dispute through its door, and a way to every state."""

from datetime import timedelta
from decimal import Decimal

from complaints.models import Deadline
from complaints.sweep import sweep
from disputes import services
from disputes.lifecycle import Move, State
from disputes.models import Decision, Dispute
from tests.base import NOW

PART = {"remedy": "part_refund", "amount": Decimal("100.00")}
Outcome = Decision.Outcome


def decision(outcome, **more):
    return lambda d, people, now: services.decide(
        d, mediator=people.mediator, outcome=outcome, reasons="As provas mostram isso.", now=now, **more
    )


def refund(came, **more):
    return lambda d, people, now: services.report_refund(d, by=people.consumer, came=came, now=now, **more)


# Each takes the dispute, the cast and the instant. What the clock does has no door: the sweep does it.
DOORS = {
    Move.SELLER_ACCEPTS: lambda d, people, now: services.seller_accepts(d, by=people.consumer, now=now),
    Move.SELLER_REFUSES: lambda d, people, now: services.seller_refuses(d, by=people.consumer, note="Não.", now=now),
    Move.SELLER_PROPOSES: lambda d, people, now: services.seller_proposes(d, by=people.consumer, now=now, **PART),
    Move.BUYER_ACCEPTS: lambda d, people, now: services.buyer_accepts(d, by=people.consumer, now=now),
    Move.BUYER_PROPOSES: lambda d, people, now: services.buyer_proposes(d, by=people.consumer, now=now, **PART),
    Move.ESCALATE: lambda d, people, now: services.escalate(d, by=people.consumer, now=now),
    Move.DECIDE_FOR_BUYER: decision(Outcome.BUYER),
    Move.DECIDE_SPLIT: decision(Outcome.SPLIT, amount=Decimal("50.00")),
    Move.DECIDE_FOR_SELLER: decision(Outcome.SELLER),
    Move.MONEY_CAME: refund("whole"),
    Move.MONEY_CAME_IN_PART: refund("part", amount=Decimal("10.00")),
    Move.MONEY_DID_NOT_COME: refund("none"),
    Move.WITHDRAW: lambda d, people, now: services.withdraw(d, by=people.consumer, now=now),
}

WAY_TO = {
    State.WAITING_SELLER: [],
    State.WAITING_BUYER: [Move.SELLER_PROPOSES],
    State.MEDIATION: [Move.SELLER_REFUSES, Move.ESCALATE],
    State.REFUND_DUE: [Move.SELLER_ACCEPTS],
    State.REFUND_LATE: [Move.SELLER_ACCEPTS, Move.MONEY_DID_NOT_COME],
    State.PAID: [Move.SELLER_ACCEPTS, Move.MONEY_CAME],
    State.LOST: [Move.SELLER_REFUSES, Move.ESCALATE, Move.DECIDE_FOR_SELLER],
    State.WITHDRAWN: [Move.WITHDRAW],
}


def opened(case, *, now=NOW, remedy="full_refund", **more):
    return services.open_dispute(case, by=case.user, remedy=remedy, now=now, **more)


def walk(dispute, people, moves, now=NOW):
    """Make the moves one after the other; return the dispute fresh."""
    for move in moves:
        DOORS[move](dispute, people, now)
    return Dispute.objects.get(pk=dispute.pk)


def bring_to(state, case, people, now=NOW):
    return walk(opened(case, now=now), people, WAY_TO[state], now)


def picture_of(case):
    """Everything a refused move must leave as it was."""
    return [
        list(rows.order_by("pk").values())
        for rows in (
            case.__class__.objects.filter(pk=case.pk), case.deadlines, case.events, case.disputes,
            *(related for dispute in case.disputes.all() for related in (dispute.proposals, dispute.refund_reports)),
        )
    ]


def turn_of(dispute):
    """Return the one running clock of a dispute."""
    return Deadline.objects.get(owner="dispute", subject_id=dispute.pk, state="running")


def let_silence_pass(dispute):
    """Let the turn of a dispute run out, and the sweep come by; return the instant."""
    now = turn_of(dispute).due_at + timedelta(minutes=1)
    sweep(now)
    return now
