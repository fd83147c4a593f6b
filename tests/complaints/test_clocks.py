"""The doors of a clock: done, tomorrow, stop, correct, extend, pause, resume."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.choices import Reason
from complaints.models import Deadline, Rule
from complaints.panels import clock_card
from complaints.services import clocks as doors
from complaints.services.cases import close_complaint, correct_order
from complaints.services.locking import Refused
from complaints.timeline import broken_at
from complaints.wording import explain
from disputes.services import open_dispute, withdraw
from tests.base import NOW, TODAY, make_case

State = Deadline.State
DAY = timedelta(days=1)


@pytest.fixture
def clock(case):
    """The window to open the dispute: safe until Friday 27, over after Saturday 28 November."""
    return case.deadlines.get(kind="ae_open_after_delivery_time")


@pytest.fixture
def turn(case):
    """The seller's five days in the dispute."""
    open_dispute(case, by=case.user, remedy="full_refund", now=NOW)
    return case.deadlines.get(kind="ae_seller_answer")


def fresh(clock):
    return Deadline.objects.select_related("rule", "complaint__user").get(pk=clock.pk)


def lines(clock, kind):
    return clock.complaint.events.filter(kind=kind).count()


def test_done_ends_a_clock_of_ones_own(clock):
    doors.mark_done(clock, by=clock.complaint.user, now=NOW + DAY)
    now = fresh(clock)
    assert (now.state, now.closed_at, now.wake_at) == (State.MET, NOW + DAY, None)
    assert lines(clock, "clock_done") == 1


def test_done_twice_is_refused_and_writes_nothing(clock):
    doors.mark_done(clock, now=NOW)
    with pytest.raises(Refused, match="já não está correndo"):
        doors.mark_done(clock, now=NOW + DAY)
    assert fresh(clock).closed_at == NOW
    assert lines(clock, "clock_done") == 1


def test_done_on_a_turn_of_a_dispute_only_stops_its_reminders(turn):
    for _time in range(2):
        doors.mark_done(turn, now=NOW)
    now = fresh(turn)
    assert (now.state, now.muted, now.wake_at) == (State.RUNNING, True, now.due_at)
    assert lines(turn, "clock_done") == 1


def test_tomorrow_wakes_at_nine_in_the_readers_zone(clock):
    user = clock.complaint.user
    user.time_zone = "America/Noronha"
    user.save(update_fields=["time_zone"])
    doors.stop_reminders(clock, now=NOW)
    doors.remind_tomorrow(fresh(clock), now=NOW)
    now = fresh(clock)
    # 9 h on the island is 11 h UTC; asking to be reminded also ends the silence.
    assert now.wake_at == now.snoozed_to == (NOW + DAY).replace(hour=11)
    assert not now.muted


def test_tomorrow_is_refused_on_the_last_day(clock):
    with pytest.raises(Refused, match="Amanhã já seria tarde"):
        doors.remind_tomorrow(clock, now=clock.due_at - timedelta(hours=10))
    assert fresh(clock).snoozed_to is None


def test_stop_keeps_the_clock_running_and_may_be_asked_twice(clock):
    for _time in range(2):
        doors.stop_reminders(clock, now=NOW)
    now = fresh(clock)
    assert (now.state, now.muted, now.wake_at) == (State.RUNNING, True, now.due_at)
    assert lines(clock, "reminders_stopped") == 1


@pytest.mark.parametrize("end", ["met", "closed"])
def test_stop_on_an_ended_clock_is_no_error_and_the_others_are_refused(clock, end):
    if end == "met":
        doors.mark_done(clock, now=NOW)
    else:
        close_complaint(clock.complaint, "given_up", by=clock.complaint.user, now=NOW)
    before = Deadline.objects.filter(pk=clock.pk).values().get()
    by = clock.complaint.user
    doors.stop_reminders(clock, now=NOW)
    for refused in (
        lambda: doors.mark_done(clock, now=NOW),
        lambda: doors.remind_tomorrow(clock, now=NOW),
        lambda: doors.correct_clock(clock, TODAY, by=by, reason="x", now=NOW),
        lambda: doors.extend_clock(clock, 3, by=by, reason="x", now=NOW),
        lambda: doors.pause_clock(clock, by=by, reason="x", now=NOW),
        lambda: doors.resume_clock(clock, by=by, now=NOW),
    ):
        with pytest.raises(Refused):
            refused()
    assert Deadline.objects.filter(pk=clock.pk).values().get() == before


def test_correcting_counts_again_and_says_why(cast, clock):
    doors.correct_clock(clock, TODAY, by=cast.agent, reason="A loja mudou o prazo.", now=NOW)
    now = fresh(clock)
    assert (now.start_on, now.due_on, now.safe_on) == (TODAY, date(2026, 12, 7), date(2026, 12, 6))
    # The next reminder is the one of 7 days before, 29 November at 9 h.
    assert now.wake_at == NOW + 7 * DAY
    event = clock.complaint.events.get(kind="clock_corrected")
    assert event.data["reason"] == "A loja mudou o prazo." and event.recorded_by == cast.agent


@pytest.mark.parametrize("day", [date(1800, 1, 1), date(2500, 1, 1)])
def test_a_day_out_of_the_calendar_is_refused_in_words(cast, clock, day):
    with pytest.raises(Refused, match="Confira o ano"):
        doors.correct_clock(clock, day, by=cast.agent, reason="x", now=NOW)


def test_correcting_extending_and_stopping_need_a_reason(cast, clock):
    for door in (
        lambda: doors.correct_clock(clock, TODAY, by=cast.agent, reason=" ", now=NOW),
        lambda: doors.extend_clock(clock, 2, by=cast.agent, reason="", now=NOW),
        lambda: doors.pause_clock(clock, by=cast.agent, reason=" ", now=NOW),
    ):
        with pytest.raises(Refused, match="Escreva"):
            door()
    assert clock.complaint.events.count() == 1


def test_correcting_into_the_past_ends_a_clock_and_wakes_the_owner_of_a_turn(cast, case, clock):
    doors.correct_clock(clock, TODAY - 40 * DAY, by=cast.agent, reason="Foi antes.", now=NOW)
    assert (fresh(clock).state, fresh(clock).wake_at) == (State.MISSED, None)
    open_dispute(case, by=case.user, remedy="full_refund", now=NOW)
    turn = case.deadlines.get(kind="ae_seller_answer")
    doors.correct_clock(turn, TODAY - 10 * DAY, by=cast.agent, reason="Abriu antes.", now=NOW)
    assert (fresh(turn).state, fresh(turn).wake_at) == (State.RUNNING, NOW)


def test_extending_adds_days_to_the_end(cast, clock):
    doors.extend_clock(clock, 4, by=cast.agent, reason="Greve dos correios.", now=NOW)
    now = fresh(clock)
    assert now.due_on == clock.due_on + 4 * DAY and now.safe_on == clock.safe_on + 4 * DAY
    with translation.override("pt-br"):
        assert "Ganhou mais 4 dias." in explain(now)
    for days in (0, -3, 10**6):
        with pytest.raises(Refused, match="1 ou mais"):
            doors.extend_clock(clock, days, by=cast.agent, reason="x", now=NOW)


def test_a_clock_that_stands_still_keeps_its_days(cast, clock):
    # Sunday 22: six days are left. Nine days later they are laid out again.
    doors.pause_clock(clock, by=cast.agent, reason="A loja pediu tempo.", now=NOW)
    still = fresh(clock)
    assert (still.state, still.wake_at, still.is_overdue(NOW + 300 * DAY)) == (State.PAUSED, None, False)
    doors.resume_clock(clock, by=cast.agent, now=NOW + 9 * DAY)
    now = fresh(clock)
    assert (now.state, now.due_on, now.paused_at) == (State.RUNNING, clock.due_on + 9 * DAY, None)
    assert now.wake_at > NOW + 9 * DAY
    with pytest.raises(Refused, match="não está parado"):
        doors.resume_clock(clock, by=cast.agent, now=NOW + 9 * DAY)
    assert broken_at(clock.complaint) is None


@settings(max_examples=25)
@given(still=st.integers(0, 200), after=st.integers(0, 5), again=st.integers(0, 40))
def test_pauses_of_any_length_conserve_the_days(cast, still, after, again):
    case = make_case(cast.consumer, number="")
    clock = case.deadlines.get(kind="ae_open_after_delivery_time")
    now = NOW + after * DAY
    for gap in (still, again):
        doors.pause_clock(clock, by=cast.agent, reason="x", now=now)
        now += gap * DAY
        doors.resume_clock(clock, by=cast.agent, now=now)
    assert fresh(clock).due_on == clock.due_on + (still + again) * DAY


def test_a_clock_that_is_over_or_not_begun_cannot_stand_still(cast, clock):
    with pytest.raises(Refused, match="já acabou"):
        doors.pause_clock(clock, by=cast.agent, reason="x", now=clock.due_at)
    later = make_case(cast.stranger, promised_on=TODAY + 5 * DAY).deadlines.get(kind=clock.kind)
    with pytest.raises(Refused, match="ainda não começou"):
        doors.pause_clock(later, by=cast.agent, reason="x", now=NOW)


def test_a_clock_in_hours_can_be_corrected_paused_and_explained(cast, case):
    start = NOW.replace(hour=2)  # 23 h of Saturday in Brasília
    clock = doors.start_clock(case, "amazon_seller_answer", start, now=NOW)
    assert (clock.due_at, clock.start_on) == (start + 2 * DAY, TODAY - DAY)
    doors.pause_clock(clock, by=cast.agent, reason="x", now=NOW)
    doors.resume_clock(clock, by=cast.agent, now=NOW + DAY)
    clock = fresh(clock)
    assert clock.due_at == start + 3 * DAY
    with translation.override("pt-br"), timezone.override("America/Sao_Paulo"):
        text = " ".join(explain(clock))
    assert "Contam 10 horas: até dom, 22 nov." in text
    doors.correct_clock(clock, TODAY, by=cast.agent, reason="x", now=NOW)
    clock = fresh(clock)
    # From the first instant of the day, 3 h UTC, 48 hours long, and the day on which it stood still.
    assert clock.due_at == NOW.replace(hour=3) + 3 * DAY
    assert clock.start_at == NOW.replace(hour=3)


def test_no_window_for_a_dispute_starts_while_one_is_open(cast, case):
    dispute = open_dispute(case, by=case.user, remedy="full_refund", now=NOW)
    correct_order(case, {"received_on": TODAY, "receipt_confirmed_on": TODAY}, by=case.user, now=NOW)
    assert not case.deadlines.filter(kind="ae_open_after_confirm").exists()
    withdraw(dispute, by=case.user, now=NOW)
    correct_order(case, {"receipt_confirmed_on": TODAY - DAY}, by=case.user, now=NOW)
    assert case.deadlines.get(kind="ae_open_after_confirm").state == State.RUNNING


def test_a_cap_that_moves_counts_the_clock_again(cast):
    case = make_case(cast.consumer, payment_method="credit_card", promised_on=TODAY + 500 * DAY)
    correct_order(case, {"placed_on": TODAY - 60 * DAY}, by=cast.consumer, now=NOW)
    assert case.deadlines.get(kind="card_network").due_on == TODAY + 480 * DAY


def test_a_missed_window_runs_again_when_its_date_was_wrong(cast):
    case = make_case(cast.consumer, promised_on=TODAY - 30 * DAY)
    clock = case.deadlines.get(kind="ae_open_after_delivery_time")
    assert clock.state == State.MISSED
    correct_order(case, {"promised_on": TODAY - 3 * DAY}, by=cast.consumer, now=NOW)
    assert (fresh(clock).state, fresh(clock).closed_at) == (State.RUNNING, None)


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(st.sampled_from(State.values), st.integers(-3, 3)), min_size=1, max_size=8))
def test_overdue_is_one_question_with_one_answer(cast, rows):
    """The queryset and the row agree, at every instant and in every state."""
    case = make_case(cast.consumer, number="", reason=Reason.NO_CONTACT)
    rule = Rule.objects.get(slug="cdc18", current=True)
    Deadline.objects.bulk_create([
        Deadline(
            complaint=case, rule=rule, kind="cdc18", party="supplier", start_event="x", start_on=TODAY, due_on=TODAY,
            due_at=NOW + seconds * timedelta(seconds=1), safe_on=TODAY, state=state, opened_at=NOW,
        )
        for state, seconds in rows
    ])
    mine = Deadline.objects.filter(complaint=case)
    for seconds in range(-3, 4):
        now = NOW + timedelta(seconds=seconds)
        assert {clock.pk for clock in mine if clock.is_overdue(now)} == set(
            mine.overdue(now).values_list("pk", flat=True)
        )


def test_the_page_is_right_without_any_sweep(clock):
    with translation.override("pt-br"):
        assert clock_card(fresh(clock), NOW).figure == "5"
        last = clock_card(fresh(clock), clock.due_at - timedelta(seconds=1))
        assert (last.tone, last.figure, last.is_live) == ("late", "hoje", True)
        over = clock_card(fresh(clock), clock.due_at)
        assert (over.tone, over.is_live, over.line) == ("over", False, "Acabou em sábado, 28 de novembro.")
