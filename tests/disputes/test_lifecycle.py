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
    Way,
    is_open,
    moves_from,
    replay,
    says,
    silent_move,
    state_at,
    target_of,
)
from disputes.models import Dispute
from tests.base import TODAY
from tests.disputes.moves import DAY, DOORS

states = st.sampled_from(State)
# What a rule can say of silence; the plain case is all that a silence does not name.
MEANINGS = sorted({meaning for moves in SILENCE.values() for meaning in moves} | {"goes_to_mediation"})


def forks(move):
    return isinstance(TABLE[move].target, dict)


def ways_of(move):
    return list(TABLE[move].target) if forks(move) else [None]


def test_the_table_speaks_of_every_move_and_every_state():
    assert set(TABLE) == set(Move)
    assert set(State) == OPEN_STATES | CLOSED_STATES and not OPEN_STATES & CLOSED_STATES
    assert {state.value for state in State} == set(Dispute.State.values)


def test_every_move_of_a_person_has_a_door_and_the_clocks_have_none():
    made = {move for move, step in TABLE.items() if step.actor != Actor.CLOCK} - {Move.OPEN}
    assert set(DOORS) == made


def test_open_states_have_a_turn_and_a_silence_and_closed_ones_have_neither():
    assert set(TURN) == set(SILENCE) == OPEN_STATES
    for actor, rules in TURN.values():
        assert actor != Actor.CLOCK and rules
    for state, moves in SILENCE.items():
        assert "" in moves, "every silence has a plain case"
        for move in moves.values():
            assert TABLE[move].actor == Actor.CLOCK
            assert state in TABLE[move].sources


def test_every_move_of_the_clock_is_somebodys_silence():
    of_clock = {move for move, step in TABLE.items() if step.actor == Actor.CLOCK}
    assert of_clock == {move for moves in SILENCE.values() for move in moves.values()}


def test_only_the_silence_of_who_must_act_can_end_a_dispute():
    ending = {
        (state, move) for state, moves in SILENCE.items() for move in moves.values()
        if not all(is_open(target) for target in TABLE[move].targets)
    }
    # By the rule of a shop, by not posting, and by not appealing a decision that went against one.
    assert ending == {
        (State.WAITING_BUYER, Move.BUYER_LAPSES), (State.RETURN_DUE, Move.RETURN_SILENT),
        (State.JUDGED_SELLER, Move.LOSS_STANDS),
    }
    assert all(TURN[state][0] == Actor.BUYER for state, _move in ending)


def test_closed_is_closed():
    for state in CLOSED_STATES:
        assert moves_from(state) == []
        assert silent_move(state) is None


def test_every_state_is_reached_and_every_open_one_can_end():
    reached, frontier = set(), {NEW}
    while frontier:
        nexts = {target for step in TABLE.values() if step.sources & frontier for target in step.targets}
        frontier, reached = nexts - reached, reached | nexts
    assert reached == set(State)
    for state in OPEN_STATES:
        assert any(set(TABLE[move].targets) & CLOSED_STATES for move in moves_from(state))


def test_the_side_whose_turn_it_is_has_something_to_do():
    for state, (actor, _rules) in TURN.items():
        made = [move for move in moves_from(state, actor) if move != Move.WITHDRAW]
        # The money is the one thing that a seller owes without a door here: the buyer sees it come.
        assert made or state == State.REFUND_DUE


@given(st.sampled_from([NEW, *State]), st.sampled_from(Move), st.sampled_from(Actor), st.sampled_from([None, *Way]))
def test_a_move_is_legal_exactly_when_the_table_holds_it(state, move, actor, way):
    step = TABLE[move]
    if state not in step.sources or actor != step.actor:
        with pytest.raises(IllegalMove) as caught:
            target_of(state, move, actor, way)
        assert (caught.value.state, caught.value.move, caught.value.actor) == (state, move, actor)
        assert move not in moves_from(state, actor)
        return
    assert move in moves_from(state, actor)
    if not forks(move):
        assert target_of(state, move, actor, way) == step.target
    elif way in step.target:
        assert target_of(state, move, actor, way) == step.target[way]
    else:
        with pytest.raises(ValueError, match=f"{move} forks"):
            target_of(state, move, actor, way)


@given(states, st.booleans(), st.sampled_from(MEANINGS), st.sampled_from([Way.PAY, Way.RETURN]))
def test_the_state_at_an_instant_is_what_the_sweep_will_write(state, over, meaning, way):
    if state in (State.ASKED_BUYER, State.ASKED_SELLER):
        way = Way.FIRST if way == Way.PAY else Way.SECOND
    seen = state_at(state, over, meaning, way)
    if over and is_open(state):
        moves = SILENCE[state]
        assert seen == target_of(state, moves.get(meaning, moves[""]), Actor.CLOCK, way)
    else:
        assert seen == state


@given(
    states, st.sampled_from(MEANINGS), st.sampled_from([None, 0, 1, 2]),
    st.sampled_from([None, TODAY - DAY, TODAY, TODAY + DAY]),
)
def test_only_the_first_label_that_ran_out_is_the_sellers_to_replace(state, meaning, labels, label_until):
    lapsed = state == State.RETURN_DUE and labels == 1 and label_until is not None and label_until <= TODAY
    assert says(state, meaning, TODAY, labels, label_until) == ("label_lapsed" if lapsed else meaning)


@given(st.data())
def test_a_timeline_replays_to_the_state_its_moves_led_to(data):
    state, lines = NEW, []
    for _number in range(data.draw(st.integers(0, 12))):
        moves = moves_from(state)
        if not moves:
            break
        move = data.draw(st.sampled_from(moves))
        way = data.draw(st.sampled_from(ways_of(move)))
        state = target_of(state, move, TABLE[move].actor, way)
        lines.append((str(move), str(way) if way else None))
    assert replay(lines) == state


@given(st.sampled_from(Move))
def test_a_timeline_with_a_move_that_cannot_be_does_not_replay(move):
    lines = {State.WAITING_SELLER: [("open", None)], State.WITHDRAWN: [("open", None), ("withdraw", None)]}
    for stands, before in lines.items():
        if stands not in TABLE[move].sources:
            with pytest.raises(IllegalMove):
                replay([*before, (move, ways_of(move)[0])])


def test_an_unknown_move_is_no_move():
    with pytest.raises(ValueError, match="no_such_move"):
        lifecycle.target_of(State.MEDIATION, "no_such_move", Actor.BUYER)
