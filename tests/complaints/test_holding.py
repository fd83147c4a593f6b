"""A proved complaint holds the windows of CDC art. 26 until the shop clearly says no; nothing else does."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import calendar
from complaints.choices import Party, Reason
from complaints.holds import hold_of, standstill
from complaints.models import Deadline
from complaints.services.cases import close_complaint, correct_order
from complaints.services.clocks import extend_clock, mark_done, pause_clock, resume_clock
from complaints.services.evidence import attach
from complaints.services.holding import held_clocks, prove_complaint, prove_refusal
from complaints.services.locking import Refused
from complaints.timeline import broken_at
from complaints.wording import explain
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import upload

State = Deadline.State
DAY = timedelta(days=1)
ARRIVED_ON = date(2026, 10, 20)  # 33 days before today


def broken(cast, **changes):
    fields = {"reason": Reason.DEFECTIVE, "received_on": ARRIVED_ON, "durable": True, "number": "", **changes}
    return make_case(cast.consumer, **fields)


def window(case, slug="cdc26_durable"):
    return Deadline.objects.select_related("rule", "complaint__user", "held_by").get(complaint=case, kind=slug)


@pytest.fixture
def case(cast):
    """The thing arrived on 20 October with a defect; its 90 days end on Monday 18 January 2027."""
    return broken(cast)


@pytest.fixture
def proof(case, cast):
    attach(case, [upload()], user=cast.consumer)
    return case.evidence.get()


def held_since(clock):
    return clock.complaint.local_day(clock.paused_at)


# -- Worked dates ------------------------------------------------------------------------------


def test_the_complaint_stops_the_count_and_the_refusal_lets_the_rest_run(case, cast, proof):
    assert window(case).due_on == date(2027, 1, 18)
    held = prove_complaint(case, date(2026, 11, 3), proof=proof, by=cast.consumer, now=NOW)
    clock = window(case)
    assert [row.kind for row in held.stopped] == ["cdc26_durable"]
    assert (clock.state, clock.wake_at, clock.held_by, held_since(clock)) == (
        State.PAUSED, None, proof, date(2026, 11, 3))
    assert not clock.is_overdue(NOW + 3000 * DAY)
    # Fourteen of the 90 days are used up; the 76 left count from the day after the refusal of 20 November.
    held = prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
    clock = window(case)
    assert (clock.state, clock.due_on, clock.paused_at, clock.held_by) == (
        State.RUNNING, date(2027, 2, 4), None, None)
    assert [row.kind for row in held.running] == ["cdc26_durable"]
    assert broken_at(case) is None


def test_the_page_says_when_it_stopped_what_is_kept_and_when_it_ran_on(case, cast):
    prove_complaint(case, date(2026, 11, 3), protocol="123", by=cast.consumer, now=NOW)
    with translation.override("pt-br"), timezone.override("America/Sao_Paulo"):
        told = explain(window(case))
        assert told[0].startswith("Começa em ter, 20 out")
        assert any("Ficaram guardados: 76 dias." in line for line in told)
        assert "Se a loja disser não" in told[-1]
        prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
        told = " ".join(explain(window(case)))
    assert "Contam 14 dias corridos" in told and "Contam 76 dias corridos" in told
    assert "Parou de contar em ter, 3 nov" in told and "Voltou a contar em sex, 20 nov" in told


def test_a_window_that_was_over_before_the_complaint_is_not_held(cast):
    case = broken(cast, durable=False)
    # Thirty days end on 19 November; complaining on the 20th is too late, on the last day it is not.
    late = prove_complaint(case, date(2026, 11, 20), protocol="9", by=cast.consumer, now=NOW)
    assert (late.stopped, window(case, "cdc26_nondurable").state) == ([], State.MISSED)
    in_time = prove_complaint(case, date(2026, 11, 19), protocol="9", by=cast.consumer, now=NOW)
    assert [row.kind for row in in_time.stopped] == ["cdc26_nondurable"]
    # No day was left: the refusal ends it, and the page says so.
    over = prove_refusal(case, date(2026, 11, 19), by=cast.consumer, now=NOW)
    clock = window(case, "cdc26_nondurable")
    assert (over.running, clock.state, clock.due_on) == ([], State.MISSED, date(2026, 11, 19))


def test_a_rest_that_ran_out_since_the_refusal_is_missed_honestly(cast):
    case = broken(cast, durable=False)
    prove_complaint(case, date(2026, 11, 15), protocol="9", by=cast.consumer, now=NOW)
    # Four days were left after the 15th; the refusal came on the 16th, so the last one was the 20th, a holiday.
    prove_refusal(case, date(2026, 11, 16), by=cast.consumer, now=NOW)
    clock = window(case, "cdc26_nondurable")
    assert (clock.safe_on, clock.due_on, clock.state) == (date(2026, 11, 20), date(2026, 11, 23), State.RUNNING)
    assert clock.is_overdue(clock.due_at)


def test_a_complaint_before_the_parcel_came_holds_from_the_first_day(cast):
    case = broken(cast, received_on=None)
    assert not case.deadlines.filter(rule__suspended_by="proved_complaint").exists()
    prove_complaint(case, date(2026, 11, 1), protocol="7", by=cast.consumer, now=NOW)
    correct_order(case, {"received_on": date(2026, 11, 10)}, by=cast.consumer, now=NOW)
    clock = window(case)
    assert (clock.state, held_since(clock)) == (State.PAUSED, date(2026, 11, 10))
    prove_refusal(case, date(2026, 11, 22), by=cast.consumer, now=NOW)
    assert window(case).safe_on == date(2026, 11, 22) + 90 * DAY


def test_a_refusal_before_the_parcel_came_answers_something_older(cast):
    case = broken(cast, received_on=None)
    prove_complaint(case, date(2026, 11, 1), protocol="7", by=cast.consumer, now=NOW)
    prove_refusal(case, date(2026, 11, 5), by=cast.consumer, now=NOW)
    correct_order(case, {"received_on": date(2026, 11, 10)}, by=cast.consumer, now=NOW)
    assert (window(case).state, window(case).due_on) == (State.RUNNING, date(2027, 2, 8))


def test_dates_corrected_later_keep_the_hold_and_count_it_again(case, cast, proof):
    prove_complaint(case, date(2026, 11, 3), proof=proof, by=cast.consumer, now=NOW)
    correct_order(case, {"received_on": date(2026, 10, 25)}, by=cast.consumer, now=NOW)
    clock = window(case)
    assert (clock.state, clock.start_on, clock.held_by) == (State.PAUSED, date(2026, 10, 25), proof)
    prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
    assert window(case).safe_on == date(2026, 11, 20) + 81 * DAY
    correct_order(case, {"received_on": ARRIVED_ON}, by=cast.consumer, now=NOW)
    assert window(case).safe_on == date(2026, 11, 20) + 76 * DAY


def test_the_day_and_the_proof_can_be_corrected(case, cast, proof):
    prove_complaint(case, date(2026, 11, 3), protocol="12 3\x00", by=cast.consumer, now=NOW)
    prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
    prove_complaint(case, date(2026, 11, 10), proof=proof, by=cast.consumer, now=NOW)
    assert window(case).safe_on == date(2026, 11, 20) + 69 * DAY
    prove_refusal(case, date(2026, 11, 22), by=cast.consumer, now=NOW)
    assert window(case).safe_on == date(2026, 11, 22) + 69 * DAY
    proof.refresh_from_db()
    assert proof.shows == "shop_complaint"
    lines = case.events.count()
    prove_refusal(case, date(2026, 11, 22), by=cast.consumer, now=NOW)
    prove_complaint(case, date(2026, 11, 10), proof=proof, by=cast.consumer, now=NOW)
    assert case.events.count() == lines


def test_days_given_by_hand_are_kept_and_a_pause_by_hand_gives_way(case, cast):
    extend_clock(window(case), 5, by=cast.agent, reason="x", now=NOW)
    pause_clock(window(case), by=cast.agent, reason="x", now=NOW)
    prove_complaint(case, date(2026, 11, 3), protocol="1", by=cast.consumer, now=NOW)
    assert held_since(window(case)) == date(2026, 11, 3)
    prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
    assert window(case).safe_on == date(2026, 11, 20) + 81 * DAY


def test_a_window_marked_as_done_is_held_too_but_not_after_the_refusal(case, cast):
    mark_done(window(case), by=cast.consumer, now=NOW)
    prove_complaint(case, date(2026, 11, 3), protocol="1", by=cast.consumer, now=NOW)
    assert window(case).state == State.PAUSED
    prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
    mark_done(window(case), by=cast.consumer, now=NOW)
    prove_refusal(case, date(2026, 11, 19), by=cast.consumer, now=NOW)
    assert window(case).state == State.MET


def test_what_was_done_in_time_is_not_called_missed_by_a_late_complaint(cast):
    case = broken(cast, received_on=TODAY - 20 * DAY, durable=False)
    mark_done(window(case, "cdc26_nondurable"), by=cast.consumer, now=NOW)
    later = NOW + 40 * DAY
    prove_complaint(case, later.date(), protocol="1", by=cast.consumer, now=later)
    assert window(case, "cdc26_nondurable").state == State.MET


def test_what_staff_stopped_stays_so_while_nothing_is_proved(case, cast):
    pause_clock(window(case), by=cast.agent, reason="x", now=NOW)
    correct_order(case, {"received_on": date(2026, 10, 25)}, by=cast.consumer, now=NOW)
    assert (window(case).state, window(case).start_on) == (State.PAUSED, ARRIVED_ON)


def test_staff_may_let_a_held_clock_run_on(case, cast, proof):
    prove_complaint(case, date(2026, 11, 3), proof=proof, by=cast.consumer, now=NOW)
    resume_clock(window(case), by=cast.agent, now=NOW)
    clock = window(case)
    assert (clock.state, clock.held_by, clock.safe_on) == (State.RUNNING, None, TODAY + 76 * DAY)


def test_the_shops_own_days_count_from_the_complaint(case, cast):
    prove_complaint(case, date(2026, 11, 20), protocol="1", by=cast.consumer, now=NOW)
    assert window(case, "d7962_answer").start_on == date(2026, 11, 20)
    assert window(case, "cdc18").safe_on == date(2026, 12, 20)
    assert window(case, "cdc18").state == State.RUNNING


def test_no_other_clock_stops(case, cast):
    prove_complaint(case, date(2026, 11, 3), protocol="1", by=cast.consumer, now=NOW)
    others = case.deadlines.exclude(rule__suspended_by="proved_complaint")
    assert others.exists() and not others.filter(state=State.PAUSED).exists()
    assert [row.kind for row in held_clocks(case)] == ["cdc26_durable"]


def test_held_clocks_end_with_the_case(case, cast):
    prove_complaint(case, date(2026, 11, 3), protocol="1", by=cast.consumer, now=NOW)
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    assert window(case).state == State.CANCELLED
    with pytest.raises(Refused):
        prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)


def test_telling_that_one_complained_proves_nothing(cast):
    case = broken(cast, contacted_on=date(2026, 11, 3))
    assert window(case).state == State.RUNNING


# -- What the doors refuse ---------------------------------------------------------------------


@pytest.mark.parametrize(("day", "protocol", "sentence"), [
    (TODAY + DAY, "1", "ainda não chegou"),
    (date(2026, 9, 1), "1", "antes da compra"),
    (date(2026, 11, 3), " \x00 ", "Falta a prova"),
])
def test_a_complaint_that_cannot_be_is_refused(case, cast, day, protocol, sentence):
    before = case.events.count()
    with pytest.raises(Refused, match=sentence):
        prove_complaint(case, day, protocol=protocol, by=cast.consumer, now=NOW)
    assert (case.events.count(), window(case).state) == (before, State.RUNNING)


def test_refusals_that_cannot_be_are_refused(case, cast):
    with pytest.raises(Refused, match="Primeiro guarde a prova"):
        prove_refusal(case, TODAY, by=cast.consumer, now=NOW)
    prove_complaint(case, date(2026, 11, 10), protocol="1", by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="antes de você reclamar"):
        prove_refusal(case, date(2026, 11, 9), by=cast.consumer, now=NOW)
    prove_refusal(case, date(2026, 11, 12), by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="já tinha dito não"):
        prove_complaint(case, date(2026, 11, 13), protocol="1", by=cast.consumer, now=NOW)


def test_a_file_of_another_case_proves_nothing_here(case, cast, proof):
    other = make_case(cast.stranger)
    with pytest.raises(Refused, match="não é deste caso"):
        prove_complaint(other, TODAY, proof=proof, by=cast.stranger, now=NOW)


def test_a_file_of_the_seller_proves_it_too_and_keeps_its_own_words(case, cast, proof):
    case.evidence.update(party=Party.SELLER)
    prove_complaint(case, TODAY, proof=case.evidence.get(), by=cast.consumer, now=NOW)
    assert case.evidence.get().shows == ""


# -- Whatever the days -------------------------------------------------------------------------

START = date(2026, 3, 2)
NO_HOLIDAYS = calendar.Holidays.brazil(None)


@given(n=st.sampled_from([30, 90]), told=st.integers(-40, 120), gap=st.integers(0, 400))
def test_held_and_run_on_gives_neither_more_nor_fewer_days_than_the_law(n, told, gap):
    term = calendar.Term(n, calendar.Unit.CALENDAR_DAYS, roll_if_holiday=True)
    counted = calendar.count(START, term, tz="America/Sao_Paulo", holidays=NO_HOLIDAYS)
    complained = START + told * DAY
    refused = complained + gap * DAY
    still = standstill(hold_of(complained, True, refused), START, counted.due_on)
    if complained > counted.due_on or refused < START:
        assert still is None
        return
    stop, runs_on = still
    assert stop == max(complained, START)
    after = calendar.resume(counted, stop, runs_on, NO_HOLIDAYS)
    used = min(n, (stop - START).days)
    left = (after.safe_on - runs_on).days
    # A window that only lives because its end rolled has no day left to give.
    assert used + max(left, 0) in (n, n + 1 if left == 1 and used == n else n)
    assert after.due_on >= runs_on


@given(told=st.integers(0, 300), gap=st.integers(0, 300))
def test_without_proof_or_after_the_end_nothing_is_held(told, gap):
    day = START + told * DAY
    assert hold_of(day, False, None) is None and hold_of(None, True, day) is None
    assert standstill(None, START, day) is None
    assert standstill(hold_of(day + DAY, True, day + gap * DAY), START, day) is None


@settings(max_examples=8)
@given(told=st.integers(0, 33), gap=st.integers(0, 33), moved=st.integers(-5, 5))
def test_the_order_in_which_facts_become_known_does_not_matter(cast, told, gap, moved):
    complained = ARRIVED_ON + told * DAY
    refused = min(complained + gap * DAY, TODAY)
    arrived = ARRIVED_ON + moved * DAY
    one, two = broken(cast), broken(cast)
    prove_complaint(one, complained, protocol="1", by=cast.consumer, now=NOW)
    prove_refusal(one, refused, by=cast.consumer, now=NOW)
    correct_order(one, {"received_on": arrived}, by=cast.consumer, now=NOW)
    correct_order(two, {"received_on": arrived}, by=cast.consumer, now=NOW)
    prove_complaint(two, complained, protocol="1", by=cast.consumer, now=NOW)
    prove_refusal(two, refused, by=cast.consumer, now=NOW)
    same = ("state", "start_on", "due_on", "safe_on", "sum")
    assert all(getattr(window(one), name) == getattr(window(two), name) for name in same)
