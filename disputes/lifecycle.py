"""The life of a dispute: states, moves, who may make them, and what silence does.

Pure: a table and a few questions to it. The doors in `disputes.services` ask it before they
write anything, so that a page, the admin, a task and a command can never disagree.

The order of steps is the marketplace's: the buyer opens, seller and buyer have five days
each, then the dispute goes to mediation, and a won dispute ends only when the money has come.
"""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a dispute stands."""

    WAITING_SELLER = "waiting_seller"
    WAITING_BUYER = "waiting_buyer"
    MEDIATION = "mediation"
    REFUND_DUE = "refund_due"
    REFUND_LATE = "refund_late"
    PAID = "paid"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who makes a move; the clock acts when a side stayed silent."""

    BUYER = "buyer"
    SELLER = "seller"
    MEDIATOR = "mediator"
    CLOCK = "clock"


class Move(StrEnum):
    """What can be done to a dispute."""

    OPEN = "open"
    SELLER_ACCEPTS = "seller_accepts"
    SELLER_REFUSES = "seller_refuses"
    SELLER_PROPOSES = "seller_proposes"
    SELLER_SILENT = "seller_silent"
    BUYER_ACCEPTS = "buyer_accepts"
    BUYER_PROPOSES = "buyer_proposes"
    BUYER_SILENT = "buyer_silent"
    ESCALATE = "escalate"
    DECIDE_FOR_BUYER = "decide_for_buyer"
    DECIDE_SPLIT = "decide_split"
    DECIDE_FOR_SELLER = "decide_for_seller"
    DECISION_LATE = "decision_late"
    MONEY_CAME = "money_came"
    MONEY_CAME_IN_PART = "money_came_in_part"
    MONEY_DID_NOT_COME = "money_did_not_come"
    REFUND_SILENT = "refund_silent"
    WITHDRAW = "withdraw"


class IllegalMove(Exception):
    """Raised for a move that the table does not hold: `state`, `move` and `actor` say which."""

    def __init__(self, state, move, actor):
        self.state, self.move, self.actor = state, move, actor
        super().__init__(f"{actor} cannot {move} in state {state}")


class Step(NamedTuple):
    """A line of the table: who makes the move, from which states, to which state."""

    actor: Actor
    sources: frozenset
    target: State


def _from(*states):
    return frozenset(states)


NEGOTIATING = _from(State.WAITING_SELLER, State.WAITING_BUYER)
OPEN_STATES = NEGOTIATING | {State.MEDIATION, State.REFUND_DUE, State.REFUND_LATE}
CLOSED_STATES = _from(State.PAID, State.LOST, State.WITHDRAWN)
WAITING_FOR_MONEY = _from(State.REFUND_DUE, State.REFUND_LATE)
NEW = None

TABLE = {
    Move.OPEN: Step(Actor.BUYER, _from(NEW), State.WAITING_SELLER),
    # A seller may still give in while a mediator reads.
    Move.SELLER_ACCEPTS: Step(
        Actor.SELLER, _from(State.WAITING_SELLER, State.MEDIATION), State.REFUND_DUE),
    Move.SELLER_REFUSES: Step(Actor.SELLER, _from(State.WAITING_SELLER), State.WAITING_BUYER),
    Move.SELLER_PROPOSES: Step(Actor.SELLER, _from(State.WAITING_SELLER), State.WAITING_BUYER),
    Move.SELLER_SILENT: Step(Actor.CLOCK, _from(State.WAITING_SELLER), State.MEDIATION),
    Move.BUYER_ACCEPTS: Step(Actor.BUYER, _from(State.WAITING_BUYER), State.REFUND_DUE),
    Move.BUYER_PROPOSES: Step(Actor.BUYER, _from(State.WAITING_BUYER), State.WAITING_SELLER),
    Move.BUYER_SILENT: Step(Actor.CLOCK, _from(State.WAITING_BUYER), State.MEDIATION),
    Move.ESCALATE: Step(Actor.BUYER, _from(State.WAITING_BUYER), State.MEDIATION),
    Move.DECIDE_FOR_BUYER: Step(Actor.MEDIATOR, _from(State.MEDIATION), State.REFUND_DUE),
    Move.DECIDE_SPLIT: Step(Actor.MEDIATOR, _from(State.MEDIATION), State.REFUND_DUE),
    Move.DECIDE_FOR_SELLER: Step(Actor.MEDIATOR, _from(State.MEDIATION), State.LOST),
    Move.DECISION_LATE: Step(Actor.CLOCK, _from(State.MEDIATION), State.MEDIATION),
    Move.MONEY_CAME: Step(Actor.BUYER, WAITING_FOR_MONEY, State.PAID),
    Move.MONEY_CAME_IN_PART: Step(Actor.BUYER, WAITING_FOR_MONEY, State.REFUND_LATE),
    Move.MONEY_DID_NOT_COME: Step(Actor.BUYER, WAITING_FOR_MONEY, State.REFUND_LATE),
    Move.REFUND_SILENT: Step(Actor.CLOCK, WAITING_FOR_MONEY, State.REFUND_LATE),
    Move.WITHDRAW: Step(Actor.BUYER, OPEN_STATES, State.WITHDRAWN),
}

# What happens when the side that must act lets its clock run out. Nobody loses a case
# because a mediator is late: the dispute stays where it is and the clock starts again.
SILENCE = {
    State.WAITING_SELLER: Move.SELLER_SILENT,
    State.WAITING_BUYER: Move.BUYER_SILENT,
    State.MEDIATION: Move.DECISION_LATE,
    State.REFUND_DUE: Move.REFUND_SILENT,
    State.REFUND_LATE: Move.REFUND_SILENT,
}

# Whose turn it is, and under which rule the clock of that turn runs. Shops with a known
# number of days of their own come first; the house's rule serves all others.
TURN = {
    State.WAITING_SELLER: (Actor.SELLER, ("ae_seller_answer", "house_seller_answer")),
    State.WAITING_BUYER: (Actor.BUYER, ("ae_buyer_answer", "house_buyer_answer")),
    State.MEDIATION: (Actor.MEDIATOR, ("house_decision",)),
    State.REFUND_DUE: (Actor.SELLER, ("ae_refund_general", "house_refund_watch")),
    State.REFUND_LATE: (Actor.BUYER, ("house_refund_recheck",)),
}


def target_of(state, move, actor):
    """Return the state that `move` by `actor` leads to. Raises `IllegalMove`."""
    step = TABLE[Move(move)]
    if state not in step.sources or step.actor != actor:
        raise IllegalMove(state, move, actor)
    return step.target


def moves_from(state, actor=None):
    """Return the moves possible in `state`, in the table's order; with `actor`, only that side's."""
    return [
        move for move, step in TABLE.items()
        if state in step.sources and (actor is None or step.actor == actor)
    ]


def is_open(state):
    """Say whether a dispute in `state` still waits for somebody."""
    return state in OPEN_STATES


def state_at(state, clock_is_over):
    """Return the state that holds at an instant, whether or not the sweep has written it yet."""
    if clock_is_over and state in SILENCE:
        return TABLE[SILENCE[state]].target
    return state
