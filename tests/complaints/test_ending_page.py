"""One case closed and opened again on its own page: what is asked, what the consumer will read, what is refused."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from complaints.bounces import BUYER, note_returned
from complaints.choices import Party
from complaints.models import Complaint
from complaints.services.cases import close_complaint
from complaints.services.closing import BY_CONSUMER, IN_DISPUTE, OPEN_ALREADY, close_one
from complaints.services.locking import CLOSED
from contacts.models import AccessRecord, OutgoingEmail
from contacts.outgoing import send_due
from disputes.services.opening import open_dispute
from tests.base import NOW, make_case
from tests.complaints.many import clocks_of
from tests.complaints.pages import signed_in, text, words

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
WHY = "Escrevemos três vezes e você não respondeu."
SAID = {"closing": "unanswered", "reason": WHY}


def page(case):
    return reverse("admin:complaints_complaint_change", args=[case.pk])


def door(name, case):
    return reverse(f"admin:complaints_complaint_{name}", args=[case.pk])


@pytest.fixture
def ana(cast):
    """The browser in which the agent has just signed in."""
    return signed_in(cast.agent)


def fresh(case):
    return Complaint.objects.get(pk=case.pk)


def closed_by(agent, case, now=NOW):
    close_one(case, "unanswered", WHY, by=agent, now=now)
    return fresh(case)


def test_a_case_is_closed_from_its_page_and_opened_again_as_it_stood(cast, case, ana):
    before = clocks_of([case])
    assert door("close", case) in text(ana.get(page(case)))
    shown = words(ana.get(door("close", case)))
    assert "10 minutos depois, em um e-mail" in shown and "7 dias a equipe pode abrir o caso de novo" in shown
    done = ana.post(door("close", case), SAID, follow=True)
    assert done.redirect_chain[-1][0] == page(case)
    assert "Caso encerrado. O consumidor recebe um e-mail daqui a 10 minutos." in words(done)
    closed = fresh(case)
    assert (closed.state, closed.closing, closed.closed_at) == ("closed", "unanswered", NOW)
    line = case.events.get(kind="closed")
    assert (line.party, line.recorded_by, line.data["reason"]) == (Party.STAFF, cast.agent, WHY)
    body = text(done)
    assert door("reopen", case) in body and door("close", case) not in body
    back = ana.post(door("reopen", case), {"reason": "Foi engano."}, follow=True)
    assert "O caso está aberto de novo." in words(back)
    assert fresh(case).is_open and clocks_of([case]) == before
    assert OutgoingEmail.objects.get(name="case_closed").state == "cancelled"
    assert not OutgoingEmail.objects.filter(name="case_reopened").exists()


def test_closing_asks_again_who_sits_there_and_nothing_typed_is_lost(cast, case):
    client = signed_in(cast.agent)
    assert client.post(door("close", case), {"closing": "unanswered"}).status_code == 422
    looked = client.post(door("close", case), {**SAID, "act": "look"})
    assert looked.status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        asked = client.post(door("close", case), SAID)
        assert "reauthenticate" in asked.url and fresh(case).is_open
        client.post(asked.url, {"password": "senha-de-teste-123", "next": door("close", case)})
    assert case.events.get(kind="closed").data["reason"] == WHY


@pytest.mark.parametrize(("language", "line", "subject"), [
    ("pt-br", "A equipe encerrou o caso: você não respondeu mais. Motivo:", "Encerramos o seu caso"),
    ("en", "Our team closed the case: you stopped answering. Reason:", "We closed your case"),
])
def test_what_the_consumer_will_read_is_shown_first_and_nothing_happens(cast, case, ana, language, line, subject):
    cast.consumer.language = language
    cast.consumer.save(update_fields=["language"])
    mails, lines = OutgoingEmail.objects.count(), case.events.count()
    shown = ana.post(door("close", case), {**SAID, "act": "look"})
    assert shown.status_code == 200
    told = shown.context["reading"]
    assert told.line.startswith(line) and WHY in told.line
    assert told.subject.startswith(subject) and WHY in told.mail
    assert WHY in shown.context["form"]["reason"].value() and told.subject in words(shown)
    assert fresh(case).is_open
    assert (OutgoingEmail.objects.count(), case.events.count()) == (mails, lines)


def test_whoever_heard_of_the_closing_hears_of_the_opening(cast, case, ana):
    case = closed_by(cast.agent, case, NOW - timedelta(hours=1))
    told = ana.post(door("reopen", case), {"reason": "Foi engano.", "act": "look"})
    assert told.context["reading"].mail == "" and "Nenhum e-mail sai" in words(told)
    send_due(NOW)
    told = ana.post(door("reopen", case), {"reason": "Foi engano.", "act": "look"})
    assert "está aberto de novo" in told.context["reading"].subject and "Nenhum e-mail sai" not in words(told)
    assert not fresh(case).is_open
    ana.post(door("reopen", case), {"reason": "Foi engano."})
    assert OutgoingEmail.objects.filter(name="case_reopened").count() == 1


@pytest.mark.parametrize(("said", "sentence"), [
    ({"closing": "unanswered", "reason": " "}, "Escreva o motivo. O consumidor lê este motivo."),
    ({"closing": "", "reason": WHY}, "Escolha como o caso acabou."),
    ({"closing": "paid", "reason": WHY}, "Escolha como o caso acabou."),
    ({"closing": "solved", "reason": "x" * 401}, "no máximo 400"),
    ({"closing": "solved", "reason": "a\x00b"}, "invisível"),
])
def test_what_will_not_do_is_said_and_what_was_typed_is_kept(case, ana, said, sentence):
    for act in ({}, {"act": "look"}):
        answer = ana.post(door("close", case), {**said, **act})
        assert answer.status_code == 422 and sentence in words(answer)
        if said["reason"] == WHY:
            assert WHY in text(answer)
    assert fresh(case).is_open


def test_a_case_in_dispute_is_not_offered_what_would_be_refused(cast, case, ana):
    open_dispute(case, by=cast.consumer, remedy="full_refund", mode="hosted", address="loja@example.net", now=NOW)
    body = text(ana.get(page(case)))
    assert door("close", case) not in body and str(IN_DISPUTE) in body
    assert str(IN_DISPUTE) in words(ana.get(door("close", case)))
    refused = ana.post(door("close", case), SAID)
    assert refused.status_code == 422 and str(IN_DISPUTE) in words(refused) and WHY in text(refused)
    assert fresh(case).is_open


def test_what_its_consumer_closed_stays_closed_and_the_page_says_why(cast, case, ana):
    assert str(OPEN_ALREADY) in words(ana.get(door("reopen", case)))
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    body = text(ana.get(page(case)))
    assert door("reopen", case) not in body and str(BY_CONSUMER) in body
    for name, said, sentence in (("reopen", {"reason": "Ainda não."}, BY_CONSUMER), ("close", SAID, CLOSED)):
        answer = ana.post(door(name, case), said)
        assert answer.status_code == 422 and str(sentence) in words(answer) and said["reason"] in text(answer)
    assert not fresh(case).is_open


def test_a_closing_is_taken_back_for_seven_days(cast, case, ana):
    closed_by(cast.agent, case, NOW - timedelta(days=8))
    assert "há mais de 7 dias" in words(ana.get(page(case)))
    assert ana.post(door("reopen", case), {"reason": "Ainda não."}).status_code == 422


def test_where_mails_come_back_the_page_does_not_promise_one(case, ana):
    note_returned(case, BUYER, NOW)
    done = ana.post(door("close", case), SAID, follow=True)
    assert "O e-mail do consumidor está voltando" in words(done) and "daqui a 10 minutos" not in words(done)


@pytest.mark.parametrize("name", ["close", "reopen"])
def test_who_may_close_and_open_again(cast, case, client, name):
    said = SAID if name == "close" else {"reason": "Foi engano."}
    for who in (cast.auditor, cast.mediator):
        reader = signed_in(who)
        assert door(name, case) not in text(reader.get(page(case)))
        assert {reader.get(door(name, case)).status_code, reader.post(door(name, case), said).status_code} == {403}
    for who in (cast.consumer, cast.stranger):
        assert signed_in(who).post(door(name, case), said).status_code == 302
    assert client.post(door(name, case), said).status_code == 302
    own = make_case(cast.agent, number="77")
    assert signed_in(cast.agent).post(door(name, own), said).status_code == 403
    assert signed_in(cast.agent).put(door(name, case)).status_code == 405
    assert signed_in(cast.agent).get(reverse(f"admin:complaints_complaint_{name}", args=[10**18])).status_code == 404
    assert fresh(case).is_open and fresh(own).is_open


def test_the_page_is_written_down_as_a_look(cast, case, ana):
    ana.get(door("close", case))
    record = AccessRecord.objects.get(user=cast.agent, what="case")
    assert record.case == case.pk
