"""The silence map: what it foretells is what comes, step by step, on the day it said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Party
from complaints.models import Rule
from complaints.sweep import sweep
from disputes.lifecycle import OPEN_STATES, TURN, Actor, Move, State, Way, is_open, target_of
from disputes.models import Dispute
from disputes.room import Room
from disputes.services import send_label
from disputes.silence import Terms, silence_map
from tests.base import NOW, TODAY, make_case
from tests.disputes.moves import OPEN_STANDS, bring_to, fresh, opened, turn_of, walk
from tests.disputes.wholeness import is_whole

DAY = timedelta(days=1)
SHOPS = ("aliexpress", "amazon", "temu")
MEANINGS = ("", "goes_to_mediation", "buyer_wins", "lapses", "stays_open")
terms = st.builds(
    Terms, way=st.sampled_from([Way.PAY, Way.RETURN]), instance=st.sampled_from([Way.FIRST, Way.SECOND]),
    labels=st.integers(0, 2), label_until=st.none() | st.dates(TODAY, TODAY + 30 * DAY),
)


@given(st.sampled_from(State), st.dates(TODAY, date(2027, 12, 31)), terms, st.data())
def test_a_map_is_a_chain_of_silences_that_ends(state, until, terms, data):
    asked = []

    def count(state, day):
        asked.append(state)
        return day + data.draw(st.integers(1, 40)) * DAY, data.draw(st.sampled_from(MEANINGS))

    steps = silence_map(state, until, data.draw(st.sampled_from(MEANINGS)), terms, count)
    if not is_open(state):
        assert steps == []
        return
    assert (steps[0].state, steps[0].until) == (state, until)
    assert len({step.state for step in steps}) == len(steps) <= len(OPEN_STATES)
    for step, after in zip(steps, steps[1:], strict=False):
        assert step.target == after.state and step.until < after.until
    for step in steps:
        assert step.actor == TURN[step.state][0]
        way = terms.instance if step.state in (State.ASKED_BUYER, State.ASKED_SELLER) else terms.way
        assert step.target == target_of(step.state, step.move, Actor.CLOCK, way)
    # It stops where the dispute does, or where it would go round.
    assert not is_open(steps[-1].target) or steps[-1].target in {step.state for step in steps}
    # Only turns that will come are counted.
    assert asked == [step.state for step in steps[1:]]


def room_at(dispute, now):
    """Return the room as the buyer sees it; fresh, as each page reads it."""
    dispute = Dispute.objects.select_related("complaint__order__marketplace", "complaint__user").get(pk=dispute.pk)
    return Room(dispute, Party.BUYER, now)


def comes_true(dispute, now):
    """Let every turn run out under the real sweep; hold that each step of the map comes, and when."""
    for step in room_at(dispute, now).map:
        turn = turn_of(dispute)
        assert (fresh(dispute).state, turn.due_on) == (step.state, step.until)
        # Not an instant before its end.
        sweep(turn.due_at - timedelta(seconds=1))
        assert fresh(dispute).state == step.state
        sweep(turn.due_at)
        dispute = fresh(dispute)
        assert dispute.state == step.target
        last = dispute.complaint.events.filter(kind__startswith="dispute_").order_by("seq").last()
        assert last.kind == f"dispute_{step.move}"
        is_whole(dispute)


@pytest.mark.parametrize("shop", SHOPS)
@pytest.mark.parametrize("state", [state for mode, state in OPEN_STANDS if mode == "hosted"])
def test_what_is_foretold_comes_on_its_day(cast, shop, state):
    case = make_case(cast.consumer, shop=shop, number="")
    dispute = bring_to(state, case, cast, mode="hosted")
    case.deadlines.exclude(owner="dispute").update(state="cancelled", wake_at=None)
    assert room_at(dispute, NOW).map[0].state == state
    comes_true(dispute, NOW)


@pytest.mark.parametrize("remedy", ["return_refund", "replacement"])
@pytest.mark.parametrize("shop", SHOPS)
def test_the_fork_of_what_is_asked_is_foretold(cast, shop, remedy):
    case = make_case(cast.consumer, shop=shop, number="", payment_method="credit_card")
    comes_true(opened(case, mode="hosted", remedy=remedy), NOW)


def test_a_silent_seller_loses_where_the_shop_says_so_and_is_judged_where_it_does_not(cast):
    moves = {}
    for shop in SHOPS:
        dispute = opened(make_case(cast.consumer, shop=shop, number=""), mode="hosted")
        moves[shop] = [step.move for step in room_at(dispute, NOW).map]
    assert moves == {
        "aliexpress": [Move.SELLER_SILENT, Move.DECISION_LATE],
        "amazon": [Move.SELLER_DEFAULTS, Move.REFUND_SILENT, Move.REFUND_SILENT],
        "temu": [Move.SELLER_SILENT, Move.DECISION_LATE],
    }


def test_a_buyer_who_loses_by_the_shops_rule_is_told_beforehand(case, cast):
    Rule.objects.filter(slug="ae_buyer_answer").update(on_expiry="lapses")
    dispute = bring_to(State.WAITING_BUYER, case, cast, mode="hosted")
    assert [(step.move, step.target) for step in room_at(dispute, NOW).map] == [(Move.BUYER_LAPSES, State.LAPSED)]
    comes_true(dispute, NOW)


@pytest.mark.parametrize("label_until", [3, 10, 40])
def test_a_label_that_runs_out_first_is_foretold(case, cast, label_until):
    dispute = bring_to(State.RETURN_LABEL, case, cast, mode="hosted")
    dispute = send_label(dispute, address="Rua A, 1", label="PB1", label_until=TODAY + label_until * DAY, now=NOW)
    first = room_at(dispute, NOW).map[0]
    assert first.move == (Move.RETURN_SILENT if label_until == 40 else Move.LABEL_LAPSED)
    comes_true(dispute, NOW)


@pytest.mark.parametrize("days", [0, 3, 6])
def test_a_question_foretells_when_the_decision_is_due_after_it(case, cast, days):
    now = NOW + days * DAY
    dispute = walk(bring_to(State.MEDIATION, case, cast, mode="hosted"), cast, [Move.ASK_SELLER], now)
    case.deadlines.exclude(owner="dispute").update(state="cancelled", wake_at=None)
    comes_true(dispute, now)


def test_a_closed_dispute_has_no_map(case, cast):
    assert room_at(bring_to(State.WITHDRAWN, case, cast, mode="hosted"), NOW).map == []
