"""The life of a dispute: states, moves, who may make them, and what silence does.

Pure: tables and a few questions to them. The doors in `disputes.services` ask them before they
write anything, so that a page, the seller's link, the admin, a task and a command can never
disagree.

The order of steps is the marketplace's: the buyer opens, both sides negotiate with a clock each,
a mediator decides, the loser may appeal once, a product may have to go back, and a won dispute
ends only when the money has come.
"""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a dispute stands."""

    WAITING_SELLER = "waiting_seller"
    WAITING_BUYER = "waiting_buyer"
    MEDIATION = "mediation"
    ASKED_BUYER = "asked_buyer"
    ASKED_SELLER = "asked_seller"
    JUDGED_BUYER = "judged_buyer"
    JUDGED_SPLIT = "judged_split"
    JUDGED_SELLER = "judged_seller"
    APPEAL = "appeal"
    RETURN_LABEL = "return_label"
    RETURN_DUE = "return_due"
    RETURN_SENT = "return_sent"
    REFUND_DUE = "refund_due"
    REFUND_LATE = "refund_late"
    PAID = "paid"
    LOST = "lost"
    LAPSED = "lapsed"
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
    SELLER_DEFAULTS = "seller_defaults"
    BUYER_ACCEPTS = "buyer_accepts"
    BUYER_PROPOSES = "buyer_proposes"
    BUYER_SILENT = "buyer_silent"
    BUYER_LAPSES = "buyer_lapses"
    ESCALATE = "escalate"
    ASK_BUYER = "ask_buyer"
    ASK_SELLER = "ask_seller"
    BUYER_ANSWERS = "buyer_answers"
    SELLER_ANSWERS = "seller_answers"
    BUYER_NO_ANSWER = "buyer_no_answer"
    SELLER_NO_ANSWER = "seller_no_answer"
    JUDGE_FOR_BUYER = "judge_for_buyer"
    JUDGE_SPLIT = "judge_split"
    JUDGE_FOR_SELLER = "judge_for_seller"
    DECIDE_FOR_BUYER = "decide_for_buyer"
    DECIDE_SPLIT = "decide_split"
    DECIDE_FOR_SELLER = "decide_for_seller"
    DECISION_LATE = "decision_late"
    BUYER_APPEALS = "buyer_appeals"
    SELLER_APPEALS = "seller_appeals"
    BUYER_YIELDS = "buyer_yields"
    SELLER_YIELDS = "seller_yields"
    WIN_STANDS = "win_stands"
    LOSS_STANDS = "loss_stands"
    APPEAL_LATE = "appeal_late"
    SELLER_SENDS_LABEL = "seller_sends_label"
    SELLER_WAIVES_RETURN = "seller_waives_return"
    LABEL_SILENT = "label_silent"
    BUYER_POSTS = "buyer_posts"
    COUNTER_REFUSES = "counter_refuses"
    LABEL_LAPSED = "label_lapsed"
    RETURN_SILENT = "return_silent"
    SELLER_CONFIRMS_RETURN = "seller_confirms_return"
    SELLER_CONTESTS_RETURN = "seller_contests_return"
    CONFIRMATION_SILENT = "confirmation_silent"
    MONEY_CAME = "money_came"
    MONEY_CAME_IN_PART = "money_came_in_part"
    MONEY_DID_NOT_COME = "money_did_not_come"
    REFUND_SILENT = "refund_silent"
    WITHDRAW = "withdraw"


class Way(StrEnum):
    """Where a move goes on, when the table holds several targets for it."""

    # What was agreed or decided: money (or a new product) at once, or first the product back.
    PAY = "pay"
    RETURN = "return"
    # Which mediator reads: the first, or the one of the appeal.
    FIRST = "first"
    SECOND = "second"


class IllegalMove(Exception):
    """Raised for a move that the table does not hold: `state`, `move` and `actor` say which."""

    def __init__(self, state, move, actor):
        self.state, self.move, self.actor = state, move, actor
        super().__init__(f"{actor} cannot {move} in state {state}")


class Step(NamedTuple):
    """A line of the table: who makes the move, from which states, to which state.

    `target` is a state, or {way: state} where the move forks.
    """

    actor: Actor
    sources: frozenset
    target: State | dict

    @property
    def targets(self):
        """All states that the move can lead to."""
        return tuple(self.target.values()) if isinstance(self.target, dict) else (self.target,)


def _from(*states):
    return frozenset(states)


NEGOTIATING = _from(State.WAITING_SELLER, State.WAITING_BUYER)
# A mediator has the case: reads it, or waits for the answer to a question.
WITH_MEDIATOR = _from(State.MEDIATION, State.ASKED_BUYER, State.ASKED_SELLER, State.APPEAL)
JUDGED = _from(State.JUDGED_BUYER, State.JUDGED_SPLIT, State.JUDGED_SELLER)
RETURNING = _from(State.RETURN_LABEL, State.RETURN_DUE, State.RETURN_SENT)
WAITING_FOR_MONEY = _from(State.REFUND_DUE, State.REFUND_LATE)
OPEN_STATES = NEGOTIATING | WITH_MEDIATOR | JUDGED | RETURNING | WAITING_FOR_MONEY
CLOSED_STATES = _from(State.PAID, State.LOST, State.LAPSED, State.WITHDRAWN)
NEW = None
AGREED = {Way.PAY: State.REFUND_DUE, Way.RETURN: State.RETURN_LABEL}
BACK_TO_MEDIATOR = {Way.FIRST: State.MEDIATION, Way.SECOND: State.APPEAL}
READING = _from(State.MEDIATION, State.APPEAL)

TABLE = {
    Move.OPEN: Step(Actor.BUYER, _from(NEW), State.WAITING_SELLER),
    # A seller may still give in while a mediator reads.
    Move.SELLER_ACCEPTS: Step(Actor.SELLER, _from(State.WAITING_SELLER, State.MEDIATION), AGREED),
    Move.SELLER_REFUSES: Step(Actor.SELLER, _from(State.WAITING_SELLER), State.WAITING_BUYER),
    Move.SELLER_PROPOSES: Step(Actor.SELLER, _from(State.WAITING_SELLER), State.WAITING_BUYER),
    Move.SELLER_SILENT: Step(Actor.CLOCK, _from(State.WAITING_SELLER), State.MEDIATION),
    Move.SELLER_DEFAULTS: Step(Actor.CLOCK, _from(State.WAITING_SELLER), AGREED),
    Move.BUYER_ACCEPTS: Step(Actor.BUYER, _from(State.WAITING_BUYER), AGREED),
    Move.BUYER_PROPOSES: Step(Actor.BUYER, _from(State.WAITING_BUYER), State.WAITING_SELLER),
    Move.BUYER_SILENT: Step(Actor.CLOCK, _from(State.WAITING_BUYER), State.MEDIATION),
    Move.BUYER_LAPSES: Step(Actor.CLOCK, _from(State.WAITING_BUYER), State.LAPSED),
    Move.ESCALATE: Step(Actor.BUYER, _from(State.WAITING_BUYER), State.MEDIATION),
    # A question stops the mediator's clock and starts that of the side that was asked.
    Move.ASK_BUYER: Step(Actor.MEDIATOR, READING, State.ASKED_BUYER),
    Move.ASK_SELLER: Step(Actor.MEDIATOR, READING, State.ASKED_SELLER),
    Move.BUYER_ANSWERS: Step(Actor.BUYER, _from(State.ASKED_BUYER), BACK_TO_MEDIATOR),
    Move.SELLER_ANSWERS: Step(Actor.SELLER, _from(State.ASKED_SELLER), BACK_TO_MEDIATOR),
    Move.BUYER_NO_ANSWER: Step(Actor.CLOCK, _from(State.ASKED_BUYER), BACK_TO_MEDIATOR),
    Move.SELLER_NO_ANSWER: Step(Actor.CLOCK, _from(State.ASKED_SELLER), BACK_TO_MEDIATOR),
    # To judge leaves the appeal open; to decide ends the matter.
    Move.JUDGE_FOR_BUYER: Step(Actor.MEDIATOR, _from(State.MEDIATION), State.JUDGED_BUYER),
    Move.JUDGE_SPLIT: Step(Actor.MEDIATOR, _from(State.MEDIATION), State.JUDGED_SPLIT),
    Move.JUDGE_FOR_SELLER: Step(Actor.MEDIATOR, _from(State.MEDIATION), State.JUDGED_SELLER),
    Move.DECIDE_FOR_BUYER: Step(Actor.MEDIATOR, READING, AGREED),
    Move.DECIDE_SPLIT: Step(Actor.MEDIATOR, READING, AGREED),
    Move.DECIDE_FOR_SELLER: Step(Actor.MEDIATOR, READING, State.LOST),
    Move.DECISION_LATE: Step(Actor.CLOCK, _from(State.MEDIATION), State.MEDIATION),
    Move.BUYER_APPEALS: Step(Actor.BUYER, _from(State.JUDGED_SPLIT, State.JUDGED_SELLER), State.APPEAL),
    Move.SELLER_APPEALS: Step(Actor.SELLER, _from(State.JUDGED_SPLIT, State.JUDGED_BUYER), State.APPEAL),
    # Whoever lost may accept the decision before the time to appeal is over.
    Move.BUYER_YIELDS: Step(Actor.BUYER, _from(State.JUDGED_SELLER), State.LOST),
    Move.SELLER_YIELDS: Step(Actor.SELLER, _from(State.JUDGED_BUYER), AGREED),
    Move.WIN_STANDS: Step(Actor.CLOCK, _from(State.JUDGED_BUYER, State.JUDGED_SPLIT), AGREED),
    Move.LOSS_STANDS: Step(Actor.CLOCK, _from(State.JUDGED_SELLER), State.LOST),
    Move.APPEAL_LATE: Step(Actor.CLOCK, _from(State.APPEAL), State.APPEAL),
    Move.SELLER_SENDS_LABEL: Step(Actor.SELLER, _from(State.RETURN_LABEL), State.RETURN_DUE),
    Move.SELLER_WAIVES_RETURN: Step(
        Actor.SELLER, _from(State.RETURN_LABEL, State.RETURN_DUE), State.REFUND_DUE),
    # Without an address or a label nothing can be posted: the money is due all the same.
    Move.LABEL_SILENT: Step(Actor.CLOCK, _from(State.RETURN_LABEL), State.REFUND_DUE),
    Move.BUYER_POSTS: Step(Actor.BUYER, _from(State.RETURN_DUE), State.RETURN_SENT),
    Move.COUNTER_REFUSES: Step(Actor.BUYER, _from(State.RETURN_DUE), State.RETURN_LABEL),
    Move.LABEL_LAPSED: Step(Actor.CLOCK, _from(State.RETURN_DUE), State.RETURN_LABEL),
    Move.RETURN_SILENT: Step(Actor.CLOCK, _from(State.RETURN_DUE), State.LAPSED),
    Move.SELLER_CONFIRMS_RETURN: Step(Actor.SELLER, _from(State.RETURN_SENT), State.REFUND_DUE),
    Move.SELLER_CONTESTS_RETURN: Step(Actor.SELLER, _from(State.RETURN_SENT), State.MEDIATION),
    Move.CONFIRMATION_SILENT: Step(Actor.CLOCK, _from(State.RETURN_SENT), State.REFUND_DUE),
    Move.MONEY_CAME: Step(Actor.BUYER, WAITING_FOR_MONEY, State.PAID),
    Move.MONEY_CAME_IN_PART: Step(Actor.BUYER, WAITING_FOR_MONEY, State.REFUND_LATE),
    Move.MONEY_DID_NOT_COME: Step(Actor.BUYER, WAITING_FOR_MONEY, State.REFUND_LATE),
    Move.REFUND_SILENT: Step(Actor.CLOCK, WAITING_FOR_MONEY, State.REFUND_LATE),
    Move.WITHDRAW: Step(Actor.BUYER, OPEN_STATES, State.WITHDRAWN),
}

# What happens when the side that must act lets its clock run out: the plain case under "", others
# by what the rule of the clock says of silence (`Rule.on_expiry`). Nobody loses a case because a
# mediator is late: the dispute stays where it is and the clock starts again.
SILENCE = {
    State.WAITING_SELLER: {"": Move.SELLER_SILENT, "buyer_wins": Move.SELLER_DEFAULTS},
    State.WAITING_BUYER: {"": Move.BUYER_SILENT, "lapses": Move.BUYER_LAPSES},
    State.MEDIATION: {"": Move.DECISION_LATE},
    State.ASKED_BUYER: {"": Move.BUYER_NO_ANSWER},
    State.ASKED_SELLER: {"": Move.SELLER_NO_ANSWER},
    State.JUDGED_BUYER: {"": Move.WIN_STANDS},
    State.JUDGED_SPLIT: {"": Move.WIN_STANDS},
    State.JUDGED_SELLER: {"": Move.LOSS_STANDS},
    State.APPEAL: {"": Move.APPEAL_LATE},
    State.RETURN_LABEL: {"": Move.LABEL_SILENT},
    # The first label that runs out before the days for posting do is the seller's to replace.
    State.RETURN_DUE: {"": Move.RETURN_SILENT, "label_lapsed": Move.LABEL_LAPSED},
    State.RETURN_SENT: {"": Move.CONFIRMATION_SILENT},
    State.REFUND_DUE: {"": Move.REFUND_SILENT},
    State.REFUND_LATE: {"": Move.REFUND_SILENT},
}

# Whose turn it is, and under which rule the clock of that turn runs. Shops and payments with a
# known number of days of their own come first; the house's rule serves all others.
TURN = {
    State.WAITING_SELLER: (Actor.SELLER, ("ae_seller_answer", "amazon_seller_answer", "house_seller_answer")),
    State.WAITING_BUYER: (Actor.BUYER, ("ae_buyer_answer", "house_buyer_answer")),
    State.MEDIATION: (Actor.MEDIATOR, ("house_decision",)),
    State.ASKED_BUYER: (Actor.BUYER, ("house_question_buyer",)),
    State.ASKED_SELLER: (Actor.SELLER, ("house_question_seller",)),
    State.JUDGED_BUYER: (Actor.SELLER, ("house_appeal_seller",)),
    State.JUDGED_SPLIT: (Actor.BUYER, ("house_appeal_buyer",)),
    State.JUDGED_SELLER: (Actor.BUYER, ("house_appeal_buyer",)),
    State.APPEAL: (Actor.MEDIATOR, ("house_appeal_decision",)),
    State.RETURN_LABEL: (Actor.SELLER, ("house_return_label",)),
    State.RETURN_DUE: (Actor.BUYER, ("ae_return_ship", "house_return_post")),
    State.RETURN_SENT: (Actor.SELLER, ("house_return_confirm",)),
    State.REFUND_DUE: (Actor.SELLER, (
        "ae_refund_general", "temu_refund", "house_refund_card", "house_refund_paypal", "house_refund_watch")),
    State.REFUND_LATE: (Actor.BUYER, ("house_refund_recheck",)),
}
TURN_RULES = sorted({slug for _actor, slugs in TURN.values() for slug in slugs})


def target_of(state, move, actor, way=None):
    """Return the state that `move` by `actor` leads to; `way` chooses where the move forks.

    Raises `IllegalMove`; ValueError when a fork is asked for without its way.
    """
    step = TABLE[Move(move)]
    if state not in step.sources or step.actor != actor:
        raise IllegalMove(state, move, actor)
    if not isinstance(step.target, dict):
        return step.target
    if way not in step.target:
        raise ValueError(f"{move} forks: {', '.join(step.target)}; not {way}")
    return step.target[way]


def moves_from(state, actor=None):
    """Return the moves possible in `state`, in the table's order; with `actor`, only that side's."""
    return [
        move for move, step in TABLE.items()
        if state in step.sources and (actor is None or step.actor == actor)
    ]


def is_open(state):
    """Say whether a dispute in `state` still waits for somebody."""
    return state in OPEN_STATES


def silent_move(state, on_expiry=""):
    """Return what silence does in `state` under a rule that says `on_expiry` of it; None in a closed one."""
    moves = SILENCE.get(state, {})
    return moves.get(on_expiry) or moves.get("")


def ahead_of(state):
    """Return the open states that silence alone can lead to after `state`, whatever the rules say of it."""
    ahead, todo = set(), [state]
    while todo:
        for move in SILENCE.get(todo.pop(), {}).values():
            found = [target for target in TABLE[move].targets if is_open(target) and target not in ahead]
            ahead.update(found)
            todo += found
    return ahead


def says(state, on_expiry, due_on, labels, label_until):
    """Return what silence means for a turn that ends on `due_on`, given the labels of a return so far.

    The first label that runs out before the days for posting do is not the buyer's loss.
    """
    if state == State.RETURN_DUE and labels == 1 and label_until and label_until <= due_on:
        return "label_lapsed"
    return on_expiry


def state_at(state, clock_is_over, on_expiry="", way=None):
    """Return the state that holds at an instant, whether or not the sweep has written it yet."""
    move = silent_move(state, on_expiry) if clock_is_over else None
    return target_of(state, move, Actor.CLOCK, way) if move else state


def replay(lines):
    """Return the state that a dispute's lines lead to, each (move, way or None). Raises `IllegalMove`."""
    state = NEW
    for move, way in lines:
        state = target_of(state, move, TABLE[Move(move)].actor, way)
    return state
