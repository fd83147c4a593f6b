"""What happens if nobody does anything: step after step, to the end. Pure.

The map is shown to both sides before any silence, so that nobody is surprised by it.
"""

from datetime import date
from typing import NamedTuple

from disputes.lifecycle import TURN, Actor, Move, State, Way, is_open, says, silent_move, target_of


class Ahead(NamedTuple):
    """One step of the map: who would have to act, until when, and what their silence leads to."""

    state: State
    actor: Actor
    until: date
    move: Move
    target: State


class Terms(NamedTuple):
    """What the map must know of a dispute besides its state: its forks, and the labels of a return."""

    way: Way = Way.PAY
    instance: Way = Way.FIRST
    labels: int = 0
    label_until: date | None = None


def silence_map(state, until, on_expiry, terms, count):
    """Return the steps that silence would take from `state`, whose turn ends on the day `until`.

    `count(state, day)` returns (last day, what the rule says of silence) of the turn that begins when the one
    before it has ended, on `day`.
    The map ends where the dispute does, or where it would go round: a late mediator, money asked for
    again and again.
    """
    steps, seen = [], set()
    labels, label_until = terms.labels, terms.label_until
    while is_open(state) and state not in seen:
        seen.add(state)
        move = silent_move(state, says(state, on_expiry, until, labels, label_until))
        way = terms.instance if state in (State.ASKED_BUYER, State.ASKED_SELLER) else terms.way
        target = target_of(state, move, Actor.CLOCK, way)
        steps.append(Ahead(state, TURN[state][0], until, move, target))
        state = target
        if is_open(state) and state not in seen:
            until, on_expiry = count(state, until)
    return steps
