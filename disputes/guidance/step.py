"""Facts of a case in, the one next step out. Pure: no ORM, no clock of its own.

Where the person has something due before the other side, that is the next step: it is the
person who loses by waiting.
"""

from dataclasses import dataclass
from datetime import date

from disputes.lifecycle import State


@dataclass(frozen=True)
class Facts:
    """What is known of a case at one instant, days in the case's zone."""

    case_is_open: bool = True
    # Where the dispute stands now, swept or not.
    dispute_state: State | None = None
    turn_until: date | None = None
    turn_is_over: bool = False
    offer_is_open: bool = False
    own_clock_until: date | None = None
    can_open_dispute: bool = True
    # The last safe day of the shop's own window; over when it had one and none is left.
    dispute_until: date | None = None
    dispute_window_is_over: bool = False
    # The shop must first be asked, and answers until then: a refund promised, no channel found.
    contact_until: date | None = None


@dataclass(frozen=True)
class Step:
    """The next step: a code that page and mail word, and the day it must be done by, if any."""

    code: str
    until: date | None = None


# The buyer's own turn.
ACTING = {
    State.ASKED_BUYER: "answer_question",
    State.JUDGED_SELLER: "appeal_or_accept",
    State.JUDGED_SPLIT: "appeal_or_wait",
    State.RETURN_DUE: "post_product",
    State.REFUND_LATE: "money_late",
}
WAITING = {
    State.WAITING_SELLER: "wait_seller",
    State.MEDIATION: "wait_mediator",
    State.ASKED_SELLER: "wait_seller_answer",
    State.JUDGED_BUYER: "wait_appeal",
    State.APPEAL: "wait_appeal_decision",
    State.RETURN_LABEL: "wait_label",
    State.RETURN_SENT: "wait_arrival",
    State.REFUND_DUE: "wait_money",
}
OVER = (State.LOST, State.LAPSED, State.WITHDRAWN)


def next_step(facts):
    """Return the one thing to do now."""
    if not facts.case_is_open:
        return Step("closed")
    state = facts.dispute_state
    until = None if facts.turn_is_over else facts.turn_until
    if state == State.WAITING_BUYER:
        return Step("answer_offer" if facts.offer_is_open else "answer_refusal", until)
    own = facts.own_clock_until
    if state in ACTING or state in WAITING:
        # A window of one's own that closes before what the dispute waits for comes first.
        if state in WAITING and own and until and own < until:
            return Step("own_clock", own)
        return Step((ACTING | WAITING)[state], until)
    if state in OVER:
        return Step("own_clock", own) if own else Step("next_door")
    if facts.contact_until:
        return Step("contact_shop", facts.contact_until)
    if facts.can_open_dispute and not facts.dispute_window_is_over:
        return Step("open_dispute", facts.dispute_until)
    return Step("own_clock", own) if own else Step("next_door")
