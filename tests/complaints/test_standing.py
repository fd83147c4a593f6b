"""The columns that queues are ordered by say what the clocks say, after every door and every sweep."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.choices import Party
from complaints.models import Complaint, Deadline
from complaints.services.cases import close_complaint, correct_order
from complaints.services.clocks import correct_clock, extend_clock, mark_done, pause_clock, resume_clock
from complaints.services.messages import ask_for_person, write_message
from complaints.standing import adrift, reckon, reckon_all
from complaints.sweep import sweep
from tests.base import NOW, TODAY, make_case

DAY = timedelta(days=1)


def fresh(case):
    return Complaint.objects.get(pk=case.pk)


def running(case):
    return case.deadlines.running().order_by("due_at", "pk").first()


def test_a_new_case_knows_which_of_its_clocks_ends_next(case):
    assert fresh(case).next_at == running(case).due_at
    assert fresh(case).team_at is None is fresh(case).mediation_at
    assert not fresh(case).poisoned and not fresh(case).needs_person


@pytest.mark.parametrize("change", [
    lambda clock, by: correct_clock(clock, clock.start_on + DAY, by=by, reason="Dia errado.", now=NOW),
    lambda clock, by: extend_clock(clock, 9, by=by, reason="Greve dos Correios.", now=NOW),
    lambda clock, by: pause_clock(clock, by=by, reason="A loja pediu.", now=NOW),
    lambda clock, by: mark_done(clock, by=by, now=NOW),
], ids=["corrected", "extended", "paused", "done"])
def test_every_change_of_the_next_clock_moves_the_case(cast, case, change):
    before = fresh(case).next_at
    change(running(case), cast.agent)
    assert adrift() == []
    assert fresh(case).next_at != before


def test_a_clock_that_runs_on_counts_again(cast, case):
    clock = pause_clock(running(case), by=cast.agent, reason="A loja pediu.", now=NOW)
    resume_clock(clock, by=cast.agent, now=NOW + DAY)
    assert adrift() == []


def test_dates_that_become_known_and_closing_move_the_case(cast, case):
    correct_order(case, {"received_on": TODAY - DAY}, by=cast.consumer, now=NOW)
    assert adrift() == []
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    assert adrift() == []
    assert fresh(case).next_at is None


def test_who_writes_to_the_team_starts_its_clock_and_the_answer_ends_it(cast, case):
    write_message(case, "Alguém me ajuda?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    waiting = fresh(case)
    # Two business days from Sunday the 22nd.
    clock = case.deadlines.get(kind="house_team_answer")
    assert (clock.due_on, waiting.team_at, waiting.first_asked_at) == (date(2026, 11, 24), clock.due_at, NOW)
    assert waiting.needs_person and waiting.awaits_staff
    write_message(case, "E então?", author=cast.consumer, party=Party.BUYER, form_key="b", now=NOW + DAY)
    assert case.deadlines.get(kind="house_team_answer").due_on == date(2026, 11, 24)
    write_message(case, "Já vi aqui.", author=cast.agent, party=Party.STAFF, form_key="c", now=NOW + DAY)
    answered = fresh(case)
    assert (answered.team_at, answered.late_at, answered.first_answered_at) == (None, None, NOW + DAY)
    assert not answered.needs_person
    assert case.deadlines.get(kind="house_team_answer").state == Deadline.State.MET


def test_a_note_among_the_staff_is_no_answer(cast, case):
    ask_for_person(case, [("Sobre o quê?", "O dinheiro")], by=cast.consumer, now=NOW)
    write_message(case, "Ligar amanhã.", author=cast.agent, party=Party.STAFF, form_key="n", audience="note", now=NOW)
    assert fresh(case).needs_person and fresh(case).first_answered_at is None


def test_a_team_that_answers_late_was_late_until_it_answered(cast, case):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    late = NOW + 4 * DAY
    sweep(late)
    assert adrift() == []
    clock = case.deadlines.get(kind="house_team_answer")
    # Late since the end of its day, whenever that was swept.
    assert fresh(case).late_at == clock.due_at < late and fresh(case).needs_person
    assert clock.state == Deadline.State.MISSED
    write_message(case, "Desculpe a demora.", author=cast.agent, party=Party.STAFF, form_key="c", now=late + DAY)
    assert fresh(case).late_at is None and not fresh(case).needs_person


def test_an_answer_after_the_end_and_before_the_sweep_did_not_keep_the_promise(cast, case):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    write_message(case, "Aqui.", author=cast.agent, party=Party.STAFF, form_key="c", now=NOW + 4 * DAY)
    assert case.deadlines.get(kind="house_team_answer").state == Deadline.State.MISSED


def test_a_word_of_the_consumer_ends_a_deferral(cast, case):
    Complaint.objects.filter(pk=case.pk).update(deferred_until=TODAY + 5 * DAY, deferred_by=cast.agent)
    write_message(case, "Chegou!", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    assert fresh(case).deferred_until is None is fresh(case).deferred_by


def test_a_poison_clock_marks_its_case_until_it_is_healed(case, monkeypatch):
    clock = running(case)
    Deadline.objects.filter(pk=clock.pk).update(wake_at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("complaints.sweep.remind", lambda *args: 1 / 0)
        sweep(NOW)
    assert fresh(case).poisoned and fresh(case).needs_person and adrift() == []
    sweep(NOW + 2 * timedelta(hours=1))
    assert not fresh(case).poisoned and adrift() == []


def test_an_end_written_past_the_doors_is_noticed_and_mended(case):
    Deadline.objects.filter(pk=running(case).pk).update(due_at=NOW + timedelta(minutes=1))
    assert adrift() == adrift(case.pk) == [case.pk]
    assert adrift(case.pk + 1) == []
    reckon([case.pk])
    assert adrift() == []
    Complaint.objects.update(next_at=None)
    reckon_all()
    assert adrift() == []


def test_a_shop_that_is_not_listed_needs_a_person(cast):
    assert fresh(make_case(cast.consumer, shop="outra-loja")).needs_person


def test_many_cases_are_reckoned_with_one_statement(cast):
    cases = [make_case(cast.consumer, number=str(number)) for number in range(12)]
    with CaptureQueriesContext(connection) as queries:
        reckon(case.pk for case in cases)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        reckon([])
    assert len(queries) == 0
