"""The staff close many cases and open them again: what is refused, what is told, what comes back as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints.choices import Party
from complaints.models import Complaint, Deadline
from complaints.sentences import sentence_of
from complaints.services.cases import close_complaint
from complaints.services.clocks import pause_clock
from complaints.services.closing import (
    BY_CONSUMER,
    IN_DISPUTE,
    NO_REASON,
    OPEN_ALREADY,
    OTHER_OPEN,
    OWN,
    TOO_LATE,
    close_many,
    reopen_many,
)
from complaints.services.locking import CLOSED, Refused
from complaints.services.messages import ask_for_person
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from disputes.models.escalations import Escalation
from disputes.services.escalating import file_outside
from tests.base import NOW, make_case
from tests.complaints.many import CLOSE, assert_whole, clocks_of, ids_of, rows_of, some_cases

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = OutgoingEmail.State


def close(cases, by, now=NOW, **options):
    return close_many(ids_of(cases), CLOSE["closing"], CLOSE["reason"], by, now, **options)


def reopen(cases, by, now=NOW + HOUR, **options):
    return reopen_many(ids_of(cases), by, "Foi engano.", now, **options)


def of_dispute(case):
    """Give a case a running clock of a dispute."""
    clock = case.deadlines.running().first()
    clock.pk, clock.owner, clock.subject_id = None, "dispute", 1
    clock.save()


def told():
    return OutgoingEmail.objects.filter(name="case_closed")


def test_closing_ends_clocks_says_why_and_leaves_the_queues(cast):
    cases = some_cases(cast.consumer)
    outcome = close(cases, cast.agent)
    assert (list(outcome.done), outcome.refused) == (ids_of(cases), {})
    for case in Complaint.objects.filter(pk__in=ids_of(cases)):
        assert (case.state, case.closing, case.closed_at, case.next_at) == ("closed", "unanswered", NOW, None)
        line = case.events.first()
        assert (line.kind, line.party, line.recorded_by) == ("closed", Party.STAFF, cast.agent)
        assert sentence_of(line, {}) == (
            "A equipe encerrou o caso: você não respondeu mais. Motivo: Escrevemos duas vezes e não veio resposta.")
    assert not Deadline.objects.running().exists()
    assert_whole(cases)


def test_each_kind_of_no_is_said_and_the_rest_goes_through(cast):
    closed, disputed, own, free = some_cases(cast.consumer, 2) + [
        make_case(cast.agent, number="1"), make_case(cast.stranger, number="2")]
    close_complaint(closed, "solved", by=cast.consumer, now=NOW)
    of_dispute(disputed)
    cases = [closed, disputed, own, free]
    rehearsed = close(cases, cast.agent, rehearse=True)
    assert Complaint.objects.get(pk=free.pk).is_open
    assert not told().exists()
    outcome = close(cases, cast.agent)
    assert outcome.refused == {closed.pk: CLOSED, disputed.pk: IN_DISPUTE, own.pk: OWN} == rehearsed.refused
    assert list(outcome.done) == [free.pk] == list(rehearsed.done)
    assert Complaint.objects.get(pk=disputed.pk).is_open


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 401])
def test_a_reason_that_will_not_do_closes_nothing(cast, case, reason):
    with pytest.raises(Refused):
        close_many([case.pk], "unanswered", reason, cast.agent, NOW)
    assert Complaint.objects.get(pk=case.pk).is_open


def test_without_a_reason_the_sentence_asks_for_one(cast, case):
    with pytest.raises(Refused) as refusal:
        close_many([case.pk], "unanswered", " ", cast.agent, NOW)
    assert refusal.value.sentence == str(NO_REASON)


@pytest.mark.parametrize("closing", ["paid", "given_up", "merged", "nonsense"])
def test_the_staff_cannot_say_what_is_the_consumers_word(cast, case, closing):
    with pytest.raises(Refused):
        close_many([case.pk], closing, "Porque sim.", cast.agent, NOW)


def test_one_mail_for_each_consumer_ten_minutes_later_says_why_and_what_to_do(cast):
    cases = some_cases(cast.consumer, 2) + [make_case(cast.stranger, number="9")]
    send_due(NOW)
    mail.outbox.clear()
    close(cases, cast.agent)
    send_due(NOW + timedelta(minutes=9))
    assert mail.outbox == []
    with time_machine.travel(NOW + timedelta(minutes=10)):
        send_due()
    both, one = sorted(mail.outbox, key=lambda letter: letter.to[0])
    assert both.to == [cast.consumer.email]
    assert both.subject == "Encerramos 2 casos seus"
    assert one.subject == f"Encerramos o seu caso {cases[2].shown_reference}"
    html = one.alternatives[0][0]
    for said in (one.body, html):
        assert CLOSE["reason"] in said
        assert "Como acabou: sem resposta sua." in said
        assert "abrimos outro caso" in said
        assert "Contar de novo" in said
    for case in cases[:2]:
        assert case.shown_reference in both.body
    assert set(told().values_list("state", flat=True)) == {State.SENT, State.MERGED}


def test_the_consumers_own_closing_goes_the_same_way_without_a_mail(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    assert not told().exists()
    line = case.events.first()
    assert (line.party, line.data) == (Party.BUYER, {"closing": "solved"})
    assert_whole([case])


def test_undoing_puts_cases_clocks_and_filings_back_and_calls_the_mail_off(cast):
    cases = some_cases(cast.consumer)
    asked, filed, stopped = cases
    ask_for_person(asked, [], by=cast.consumer, now=NOW)
    file_outside(filed, "reclame_aqui", by=cast.consumer, filed_on=NOW.date(), form_key="k", protocol="77", now=NOW)
    pause_clock(stopped.deadlines.running().first(), by=cast.agent, reason="Espera a loja.", now=NOW)
    clocks, rows = clocks_of(cases), rows_of(cases)
    filings = list(Escalation.objects.values())
    close(cases, cast.agent, NOW + HOUR)
    assert Complaint.objects.get(pk=asked.pk).asked_person_at is None
    assert Escalation.objects.get().state == "closed"
    outcome = reopen(cases, cast.agent, NOW + HOUR + timedelta(minutes=5))
    assert (list(outcome.done), outcome.refused) == (ids_of(cases), {})
    assert clocks_of(cases) == clocks
    assert rows_of(cases) == rows
    assert list(Escalation.objects.values()) == filings
    assert set(told().values_list("state", flat=True)) == {State.CANCELLED}
    assert not OutgoingEmail.objects.filter(name="case_reopened").exists()
    line = asked.events.first()
    assert sentence_of(line, {}) == (
        "A equipe abriu o caso de novo, e os prazos voltaram a contar. Motivo: Foi engano.")
    assert_whole(cases)


def test_clocks_that_ended_before_the_closing_stay_ended(cast, case):
    clock = case.deadlines.running().first()
    clock.state, clock.closed_at = "cancelled", NOW - DAY
    clock.save(update_fields=["state", "closed_at"])
    close([case], cast.agent)
    reopen([case], cast.agent)
    clock.refresh_from_db()
    assert (clock.state, clock.closed_at) == ("cancelled", NOW - DAY)


def test_an_end_that_passed_meanwhile_is_missed_and_no_day_is_invented(cast, case):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    first = case.deadlines.running().order_by("due_at").first()
    due_at, later = first.due_at, NOW + timedelta(days=6)
    assert due_at < later
    close([case], cast.agent)
    reopen([case], cast.agent, later)
    first.refresh_from_db()
    assert (first.state, first.due_at) == ("missed", due_at)
    case.refresh_from_db()
    team = case.deadlines.get(kind="house_team_answer")
    assert team.state == "missed" and case.late_at == team.due_at
    assert_whole([case])


def test_who_read_that_it_was_closed_reads_that_it_is_open_again(cast, case):
    close([case], cast.agent)
    told().update(state=State.SENT)
    mail.outbox.clear()
    OutgoingEmail.objects.filter(name="case_filed").delete()
    reopen([case], cast.agent)
    assert told().get().state == State.SENT
    send_due(NOW + HOUR)
    letter = mail.outbox[0]
    assert letter.subject == f"O seu caso {case.shown_reference} está aberto de novo"
    assert case.shown_reference in letter.body
    assert case.shown_reference in letter.alternatives[0][0]


def test_a_mail_that_is_just_going_out_is_not_sent_when_the_case_is_open_again(cast, case):
    close([case], cast.agent)
    reopen([case], cast.agent)
    OutgoingEmail.objects.exclude(name="case_closed").delete()
    told().update(state=State.QUEUED)
    mail.outbox.clear()
    send_due(NOW + DAY)
    assert mail.outbox == []


def test_what_cannot_be_opened_again_is_refused_with_its_reason(cast):
    opened, theirs, old, followed, own, good = some_cases(cast.consumer, 6)
    close_complaint(theirs, "solved", by=cast.consumer, now=NOW)
    close([old], cast.agent, NOW - timedelta(days=8) + HOUR)
    close([followed, own, good], cast.agent)
    Complaint.objects.filter(pk=own.pk).update(user=cast.supervisor)
    again = make_case(cast.consumer, number=followed.order.number)
    cases = [opened, theirs, old, followed, own, good]
    rehearsed = reopen(cases, cast.supervisor, rehearse=True)
    assert not Complaint.objects.get(pk=good.pk).is_open
    outcome = reopen(cases, cast.supervisor)
    assert again.order_id == followed.order_id
    assert outcome.refused == rehearsed.refused == {
        opened.pk: OPEN_ALREADY, theirs.pk: BY_CONSUMER, old.pk: TOO_LATE, followed.pk: OTHER_OPEN, own.pk: OWN,
    }
    assert list(outcome.done) == [good.pk] == list(rehearsed.done)
    assert_whole(cases)


def test_of_two_closed_cases_about_one_order_only_one_is_opened_again(cast, case):
    close([case], cast.agent)
    second = make_case(cast.consumer, now=NOW + HOUR)
    close([second], cast.agent, NOW + HOUR)
    assert second.order_id == case.order_id
    for rehearse in (True, False):
        outcome = reopen([case, second], cast.agent, NOW + 2 * HOUR, rehearse=rehearse)
        assert (list(outcome.done), outcome.refused) == ([case.pk], {second.pk: OTHER_OPEN})


def test_closed_and_opened_again_it_can_be_closed_anew_with_a_mail_of_its_own(cast, case):
    close([case], cast.agent)
    reopen([case], cast.agent)
    close([case], cast.agent, NOW + 2 * HOUR)
    assert sorted(told().values_list("state", flat=True)) == [State.CANCELLED, State.QUEUED]


def test_sentences_come_in_the_language_of_who_reads(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    with translation.override("pt-br"):
        assert str(close([case], cast.agent).refused[case.pk]) == "Este caso já está encerrado."


@pytest.mark.parametrize("door", [close, reopen])
def test_ten_cases_take_as_many_statements_as_two(cast, door):
    few, many, agent = some_cases(cast.consumer, 2), some_cases(cast.stranger, 10), cast.agent
    if door is reopen:
        close(few + many, agent)
    taken = []
    for cases in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert len(door(cases, agent).done) == len(cases)
        taken.append(len(queries))
    assert taken[0] == taken[1] < 20
