"""The table of a dispute's life: whole, closed, and the only judge of a move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes import lifecycle
from disputes.lifecycle import (
    CLOSED_STATES,
    NEW,
    OPEN_STATES,
    SILENCE,
    TABLE,
    TURN,
    Actor,
    IllegalMove,
    Move,
    State,
    is_open,
    moves_from,
    state_at,
    target_of,
)
from disputes.models import Dispute

states = st.sampled_from(State)


def test_the_table_speaks_of_every_move_and_every_state():
    assert set(TABLE) == set(Move)
    assert set(State) == OPEN_STATES | CLOSED_STATES and not OPEN_STATES & CLOSED_STATES
    assert {state.value for state in State} == set(Dispute.State.values)


def test_open_states_have_a_turn_and_a_silence_and_closed_ones_have_neither():
    assert set(TURN) == set(SILENCE) == OPEN_STATES
    for state, move in SILENCE.items():
        assert TABLE[move].actor == Actor.CLOCK
        assert state in TABLE[move].sources
        # Nobody loses by somebody's silence: it never closes a dispute.
        assert is_open(TABLE[move].target)


def test_closed_is_closed():
    for state in CLOSED_STATES:
        assert moves_from(state) == []


def test_every_state_is_reached_and_every_open_one_can_end():
    reached, frontier = set(), {NEW}
    while frontier:
        nexts = {step.target for step in TABLE.values() if step.sources & frontier}
        frontier, reached = nexts - reached, reached | nexts
    assert reached == set(State)
    for state in OPEN_STATES:
        assert TABLE[Move.WITHDRAW].target in {target_of(state, move, TABLE[move].actor) for move in moves_from(state)}


@given(st.sampled_from([NEW, *State]), st.sampled_from(Move), st.sampled_from(Actor))
def test_a_move_is_legal_exactly_when_the_table_holds_it(state, move, actor):
    step = TABLE[move]
    if state in step.sources and actor == step.actor:
        assert target_of(state, move, actor) == step.target
        assert move in moves_from(state, actor)
    else:
        with pytest.raises(IllegalMove) as caught:
            target_of(state, move, actor)
        assert (caught.value.state, caught.value.move, caught.value.actor) == (state, move, actor)
        assert move not in moves_from(state, actor)


@given(states, st.booleans())
def test_the_state_at_an_instant_is_what_the_sweep_will_write(state, over):
    seen = state_at(state, over)
    if over and is_open(state):
        assert seen == TABLE[SILENCE[state]].target
    else:
        assert seen == state


def test_an_unknown_move_is_no_move():
    with pytest.raises(ValueError, match="no_such_move"):
        lifecycle.target_of(State.MEDIATION, "no_such_move", Actor.BUYER)
