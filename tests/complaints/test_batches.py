"""Changes of many cases in the background: what was seen is what happens, once, and most of it can be undone."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from complaints import batches
from complaints.models import Batch, BatchItem, Complaint, Message
from complaints.services.cases import close_complaint
from complaints.services.closing import close_many, reopen_many
from complaints.services.locking import Refused
from complaints.services.messages import ask_for_person, write_message
from complaints.services.writing_many import note_many, reply_many
from complaints.tasks import run_batches
from contacts.models import OutgoingEmail, Presence
from tests.base import NOW, make_case
from tests.complaints.many import CLOSE, assert_whole, clocks_of, ids_of, rows_of, run, some_cases

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cases(cast):
    return some_cases(cast.consumer)


# -- The engine -------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "params"), [
    ("close", CLOSE), ("note", {"body": "Ligar na quinta."}), ("reply", {"body_pt": "Olá!", "body_en": ""}),
    ("assign", {"agent": None}), ("defer", {"until": "2026-11-26"}), ("reopen", {"reason": "Foi engano."}),
    ("share", {"how": "load"}),
])
def test_what_was_seen_is_what_happens(cast, cases, action, params):
    close_complaint(cases[0], "solved", by=cast.consumer, now=NOW)
    own = make_case(cast.agent, number="1")
    seen = batches.preview(action, params, [*ids_of(cases), own.pk], by=cast.agent, now=NOW)
    assert not Batch.objects.exists()
    batch = run(action, params, [*cases, own], cast.agent)
    items = list(batch.items.all())
    assert {item.complaint_id for item in items if item.state == "done"} == set(seen.done)
    assert {item.complaint_id: item.why for item in items if item.state == "refused"} == seen.refused
    assert (batch.state, batch.total, batch.done + batch.refused) == ("done", 4, 4)
    assert own.pk in seen.refused
    assert_whole([*cases, own])


def test_slices_go_on_where_the_last_one_ended(cast, cases, monkeypatch):
    monkeypatch.setattr(batches, "SLICE", 2)
    batch = batches.start("close", CLOSE, ids_of(cases), by=cast.agent, now=NOW)
    assert batches.run_due(NOW, seconds=0) == 0
    with monkeypatch.context() as patch:
        patch.setattr(batches.time, "monotonic", iter([0, 0, 300]).__next__)
        assert batches.run_due(NOW) == 2
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.begun_at) == ("running", 2, NOW)
    assert batches.run_due(NOW) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.ended_at) == ("done", 3, NOW)
    assert Complaint.objects.filter(state="closed").count() == 3
    assert batches.run_due(NOW) == 0


def test_the_case_that_makes_the_door_fail_is_found_and_the_rest_goes_through(cast, cases, monkeypatch):
    poison = cases[1].pk

    def broken(ids, *args, **options):
        if poison in ids:
            raise ZeroDivisionError
        return batches.close_many(ids, *args, **options)

    monkeypatch.setitem(batches.DOORS, "close", lambda ids, params, **how: broken(
        ids, params["closing"], params["reason"], **how))
    batch = run("close", CLOSE, cases, cast.agent)
    assert (batch.state, batch.done, batch.refused, batch.last_error) == ("done", 2, 1, "ZeroDivisionError")
    item = batch.items.get(complaint=poison)
    assert (item.state, item.why) == ("refused", str(batches.BROKEN))
    assert Complaint.objects.get(pk=poison).is_open


def test_a_database_that_is_busy_is_nobodys_poison(cast, cases, monkeypatch):
    def busy(ids, params, **how):
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patch:
        patch.setitem(batches.DOORS, "close", busy)
        batch = run("close", CLOSE, cases, cast.agent)
    assert (batch.done, batch.refused, batch.failures, batch.last_error) == (0, 0, 1, "OperationalError")
    assert batch.items.filter(state="waiting").count() == 3
    batches.run_due(NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.failures) == ("done", 3, 0)


def test_a_batch_that_always_fails_stops_and_the_next_one_is_done(cast, cases, monkeypatch):
    def busy(ids, params, **how):
        raise OperationalError("gone")

    monkeypatch.setitem(batches.DOORS, "close", busy)
    monkeypatch.setattr(batches, "MOST_FAILURES", 2)
    first = batches.start("close", CLOSE, ids_of(cases), by=cast.agent, now=NOW)
    second = run("note", {"body": "Oi."}, cases, cast.agent)
    batches.run_due(NOW)
    first.refresh_from_db()
    assert (first.state, second.state, second.done) == ("stopped", "done", 3)


def test_who_may_no_longer_change_many_cases_changes_none(cast, cases):
    batch = batches.start("close", CLOSE, ids_of(cases), by=cast.agent, now=NOW)
    cast.agent.is_active = False
    cast.agent.save(update_fields=["is_active"])
    batches.run_due(NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("stopped", 0)
    assert Complaint.objects.filter(state="open").count() == 3


def test_too_many_cases_and_none_are_refused_in_words(cast, monkeypatch, cases):
    monkeypatch.setattr(batches, "MOST", 2)
    with pytest.raises(Refused) as many:
        batches.start("close", CLOSE, ids_of(cases), by=cast.agent)
    with pytest.raises(Refused) as none:
        batches.start("close", CLOSE, [], by=cast.agent)
    assert (many.value.sentence, none.value.sentence) == (str(batches.TOO_MANY), str(batches.NOBODY))
    assert not Batch.objects.exists()


def test_what_is_only_looked_at_never_runs_and_is_cleared_away(cast, cases):
    batch = batches.draft("close", CLOSE, ids_of(cases), by=cast.agent, now=NOW)
    assert batches.run_due(NOW) == 0
    assert Complaint.objects.filter(state="open").count() == 3
    batches.clear_drafts(NOW + HOUR)
    assert Batch.objects.count() == 1
    batches.clear_drafts(NOW + 2 * DAY)
    assert not BatchItem.objects.filter(batch=batch).exists()


def test_the_task_runs_what_is_due(cast, cases):
    batch = batches.start("close", CLOSE, ids_of(cases), by=cast.agent, now=NOW)
    run_batches()
    batch.refresh_from_db()
    assert batch.state == "done"


def test_a_slice_of_ten_takes_as_many_statements_as_one_of_two(cast):
    taken = []
    for user, count in ((cast.consumer, 2), (cast.stranger, 10)):
        batch = batches.start("close", CLOSE, ids_of(some_cases(user, count)), by=cast.agent, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert batches.run_due(NOW) == count
        batch.refresh_from_db()
        assert batch.done == count
        taken.append(len(queries))
    assert taken[0] == taken[1] < 30


def note_here(user):
    Presence.objects.create(user=user, seen_at=NOW)


# -- Undo -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "params", "changed"), [("assign", {"agent": None}, 1), ("share", {"how": "turn"}, 3)])
def test_undoing_gives_cases_back_to_whoever_had_them(cast, cases, action, params, changed):
    Complaint.objects.filter(pk=cases[0].pk).update(agent=cast.supervisor)
    batches.start("assign", {"agent": cast.agent.pk}, [cases[0].pk], by=cast.supervisor, now=NOW)
    batches.run_due(NOW)
    note_here(cast.agent)
    before = rows_of(cases)
    batch = run(action, params, cases, cast.supervisor)
    assert batch.done == changed
    batches.undo(batch, by=cast.supervisor, now=NOW + HOUR)
    batches.run_due(NOW + HOUR)
    assert rows_of(cases) == before
    assert_whole(cases)


def test_undoing_a_closing_puts_everything_back(cast, cases):
    ask_for_person(cases[0], [], by=cast.consumer, now=NOW)
    clocks, rows = clocks_of(cases), rows_of(cases)
    batch = run("close", CLOSE, cases, cast.agent, NOW + HOUR)
    assert Complaint.objects.filter(state="closed").count() == 3
    back = batches.undo(batch, by=cast.agent, reason="Foi engano.", now=NOW + HOUR)
    batches.run_due(NOW + HOUR)
    back.refresh_from_db()
    assert (back.action, back.state, back.done) == ("reopen", "done", 3)
    assert (clocks_of(cases), rows_of(cases)) == (clocks, rows)
    assert set(OutgoingEmail.objects.filter(name="case_closed").values_list("state", flat=True)) == {"cancelled"}
    assert_whole(cases)


def test_what_a_colleague_closed_anew_stays_closed(cast, cases):
    batch = run("close", CLOSE, cases, cast.agent)
    reopen_many([cases[0].pk], cast.supervisor, "Ela respondeu.", NOW + HOUR)
    close_many([cases[0].pk], "solved", "Ela contou que resolveram.", cast.supervisor, NOW + 2 * HOUR)
    back = batches.undo(batch, by=cast.agent, reason="Foi engano.", now=NOW + 3 * HOUR)
    batches.run_due(NOW + 3 * HOUR)
    back.refresh_from_db()
    assert (back.done, back.refused) == (2, 1)
    assert "Alguém mudou este caso depois" in back.items.get(complaint=cases[0]).why
    assert Complaint.objects.get(pk=cases[0].pk).closing == "solved"
    assert_whole(cases)


def test_undoing_a_delay_brings_the_cases_back(cast, cases):
    before = rows_of(cases)
    batch = run("defer", {"until": "2026-11-26"}, cases, cast.agent)
    assert Complaint.objects.exclude(deferred_until=None).count() == 3
    batches.undo(batch, by=cast.agent, now=NOW)
    batches.run_due(NOW)
    assert rows_of(cases) == before


def test_an_undo_is_for_once_for_seven_days_and_for_what_can_be_undone(cast, cases):
    note = run("note", {"body": "Oi."}, cases, cast.agent)
    closed = run("close", CLOSE, cases, cast.agent)
    waiting = batches.start("assign", {"agent": None}, ids_of(cases), by=cast.agent, now=NOW)
    assert "não pode ser desfeito" in batches.why_not_undone(note, NOW)
    assert "Espere acabar" in batches.why_not_undone(waiting, NOW)
    assert "7 dias" in batches.why_not_undone(closed, NOW + 8 * DAY)
    back = batches.undo(closed, by=cast.agent, reason="Foi engano.", now=NOW)
    with pytest.raises(Refused) as twice:
        batches.undo(closed, by=cast.agent, reason="De novo.", now=NOW)
    assert "já foi desfeito" in twice.value.sentence
    assert batches.why_not_undone(back, NOW)


# -- Writing in many cases ----------------------------------------------------------------


def answered(case):
    """Return all that an answer of the staff changes in a case."""
    case = Complaint.objects.get(pk=case.pk)
    clocks = case.deadlines.order_by("pk").values_list("kind", "state", "closed_at", "wake_at")
    lines = case.events.order_by("seq").values_list("kind", "party", "data", "recorder")
    return (
        case.awaits_staff, case.asked_person_at, case.first_answered_at, case.late_at, case.next_at, case.team_at,
        list(clocks), list(lines),
        list(case.messages.order_by("pk").values_list("body", "party", "audience", "author")),
    )


@pytest.mark.parametrize("late", [False, True])
def test_a_message_to_many_does_what_a_message_to_one_does(cast, late):
    alone, together, quiet = some_cases(cast.consumer)
    for case in (alone, together):
        ask_for_person(case, [], by=cast.consumer, now=NOW)
    now = NOW + (9 * DAY if late else HOUR)
    write_message(alone, "Olá!", author=cast.agent, party="staff", form_key="k", now=now)
    assert set(reply_many([together.pk, quiet.pk], "Olá!", "", cast.agent, now).done) == {together.pk, quiet.pk}
    assert answered(together) == answered(alone)
    mails = OutgoingEmail.objects.filter(name="message")
    assert {mail.context["message"] for mail in mails} == set(Message.objects.filter(
        party="staff").values_list("pk", flat=True))
    assert {mail.dedup_key for mail in mails} == {f"message:{mail.context['message']}" for mail in mails}
    assert_whole([alone, together, quiet])


def test_each_consumer_reads_the_own_language_and_the_own_facts(cast, cases):
    english = make_case(cast.stranger, number="77")
    cast.stranger.language = "en"
    cast.stranger.save(update_fields=["language"])
    reply_many([cases[0].pk, english.pk], "Caso {caso}, {produto}.", "Case {caso}.", cast.agent, NOW)
    assert cases[0].messages.get().body == f"Caso {cases[0].shown_reference}, máquina de solda."
    assert english.messages.get().body == f"Case {english.shown_reference}."
    reply_many([english.pk], "Só em português.", "", cast.agent, NOW)
    assert english.messages.last().body == "Só em português."


def test_a_case_without_the_fact_is_refused_and_hears_nothing(cast, cases):
    outcome = reply_many(ids_of(cases), "O rastreio é {rastreio}.", "", cast.agent, NOW)
    assert outcome.done == {}
    assert "rastreio" in outcome.refused[cases[0].pk]
    assert not Message.objects.exists()


def test_the_same_batch_never_writes_twice_in_a_case(cast, cases):
    for _time in range(2):
        reply_many(ids_of(cases), "Oi.", "", cast.agent, NOW, form_key="lote")
    assert Message.objects.count() == 3
    assert cases[0].events.filter(kind="message").count() == 1


def test_a_note_to_many_is_read_by_the_staff_only_and_answers_nobody(cast, cases):
    ask_for_person(cases[0], [], by=cast.consumer, now=NOW)
    note_many(ids_of(cases), "Ligar.", cast.agent, NOW)
    assert Complaint.objects.get(pk=cases[0].pk).awaits_staff
    assert set(Message.objects.filter(party="staff").values_list("audience", flat=True)) == {"note"}
    assert not OutgoingEmail.objects.filter(name="message").exists()


@pytest.mark.parametrize("body", ["", "  ", "x" * 5001])
def test_a_text_that_will_not_do_is_written_nowhere(cast, cases, body):
    for door in (lambda: note_many(ids_of(cases), body, cast.agent), lambda: reply_many(
            ids_of(cases), body, "", cast.agent)):
        with pytest.raises(Refused):
            door()
    assert not Message.objects.exists()


def test_messages_to_ten_take_as_many_statements_as_to_two(cast):
    few, many, agent, taken = some_cases(cast.consumer, 2), some_cases(cast.stranger, 10), cast.agent, []
    for cases in (few, many):
        for case in cases:
            ask_for_person(case, [], by=case.user, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            reply_many(ids_of(cases), "Oi, {nome}.", "", agent, NOW)
        taken.append(len(queries))
    assert taken[0] == taken[1]
