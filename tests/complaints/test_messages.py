"""Messages: who writes to whom, what the mail and the timeline say of it, notes, and asking for a person."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Party
from complaints.models import Complaint, Event, Message
from complaints.sentences import sentence_of
from complaints.services import messages as doors
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from complaints.services.messages import ask_for_person, write_message
from complaints.timeline import broken_at
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text
from tests.complaints.pen import BOTH, NOTE, ROOM, SECRET, TEAM, Pen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]

@pytest.fixture
def pen(case, cast):
    return Pen(case, cast)


def fresh(case):
    return Complaint.objects.get(pk=case.pk)


def mails():
    return OutgoingEmail.objects.filter(name="message")


# -- Writing ------------------------------------------------------------------------------


def test_a_message_to_the_team_waits_for_the_staff_until_they_answer(case, pen):
    assert pen.maria().audience == TEAM
    assert fresh(case).awaits_staff
    pen.ana()
    assert not fresh(case).awaits_staff


@pytest.mark.parametrize("waits", [True, False])
def test_what_is_said_to_the_seller_makes_nobody_wait_and_lets_nobody_go(case, pen, waits):
    Complaint.objects.filter(pk=case.pk).update(awaits_staff=waits)
    pen.maria(audience=BOTH, room=ROOM)
    pen.seller()
    pen.note()
    assert fresh(case).awaits_staff == waits
    pen.ana(audience=BOTH, room=ROOM)
    assert not fresh(case).awaits_staff


@pytest.mark.parametrize(("party", "audience"), [
    (Party.SELLER, TEAM), (Party.SELLER, NOTE), (Party.BUYER, NOTE), (Party.CLOCK, TEAM), (Party.STAFF, "all"),
])
def test_nobody_writes_where_they_do_not_belong(case, cast, party, audience):
    with pytest.raises(ValueError, match="does not write"):
        write_message(case, "Oi", author=None, party=party, form_key="k", audience=audience)
    assert not Message.objects.exists()


@pytest.mark.parametrize(("audience", "room"), [(BOTH, None), (TEAM, ROOM), (NOTE, ROOM)])
def test_a_room_belongs_to_a_message_to_both_and_to_no_other(case, cast, audience, room):
    with pytest.raises(ValueError, match="room"):
        write_message(case, "Oi", author=cast.agent, party=Party.STAFF, form_key="k", audience=audience, room=room)


@pytest.mark.parametrize(("body", "sentence"), [
    ("", "Escreva a mensagem"), (" \n ", "Escreva a mensagem"), ("é" * 5001, "longa demais")])
def test_empty_and_endless_messages_are_refused(case, pen, body, sentence):
    for write in (pen.maria, pen.ana, pen.seller, pen.note):
        with pytest.raises(Refused, match=sentence):
            write(body)
    assert not Message.objects.exists()
    assert case.events.count() == 1
    assert not fresh(case).awaits_staff
    assert pen.maria("é" * 5000).pk


def test_a_closed_case_takes_no_message_and_no_note(case, cast, pen):
    close_complaint(case, "solved", by=cast.consumer)
    for write in (pen.maria, pen.ana, pen.seller, pen.note):
        with pytest.raises(Refused, match="já está encerrado"):
            write()
    assert not Message.objects.exists()


def test_the_same_form_sent_twice_writes_mails_and_tells_once(case, monkeypatch):
    heard = []
    monkeypatch.setattr(doors, "LISTENERS", [lambda message, now: heard.append((message.body, now))])
    for _again in range(2):
        write_message(
            case, "Mandei.", author=None, party=Party.SELLER, form_key="same", audience=BOTH, room=ROOM, now=NOW)
    assert Message.objects.count() == mails().count() == 1
    assert case.events.filter(kind="message").count() == 1
    assert heard == [("Mandei.", NOW)]


def test_other_floors_hear_of_messages_to_both_and_of_no_other(pen, monkeypatch):
    heard = []
    monkeypatch.setattr(doors, "LISTENERS", [])
    assert doors.on_message(lambda message, now: heard.append(message.body))
    pen.maria("para a equipe")
    pen.ana("da equipe")
    pen.note("nota")
    pen.maria("para os dois", BOTH, ROOM)
    pen.ana("a todos", BOTH, ROOM)
    pen.seller("do vendedor")
    assert heard == ["para os dois", "a todos", "do vendedor"]


def test_what_a_listener_refuses_is_not_written(case, pen, monkeypatch):
    def refuse(message, now):
        raise Refused("não")

    monkeypatch.setattr(doors, "LISTENERS", [refuse])
    with pytest.raises(Refused):
        pen.seller()
    assert not Message.objects.exists() and not mails().exists()
    assert case.events.count() == 1


def test_each_line_says_who_wrote_to_whom_and_the_timeline_holds(case, pen):
    pen.maria()
    pen.ana()
    pen.maria(audience=BOTH, room=ROOM)
    pen.seller()
    pen.ana(audience=BOTH, room=ROOM)
    pen.note()
    lines = list(case.events.order_by("seq"))[1:]
    assert [(line.kind, line.party, line.data) for line in lines] == [
        ("message", "buyer", {"audience": "team", "room": None}),
        ("message", "staff", {"audience": "team", "room": None}),
        ("message", "buyer", {"audience": "both", "room": ROOM}),
        ("message", "seller", {"audience": "both", "room": ROOM}),
        ("message", "staff", {"audience": "both", "room": ROOM}),
        ("note", "staff", {}),
    ]
    assert [sentence_of(line, {}) for line in lines] == [
        "Você escreveu para a equipe.", "A equipe escreveu para você.", "Você escreveu para o vendedor e a equipe.",
        "O vendedor escreveu para você.", "A equipe escreveu para você e o vendedor.", "A equipe escreveu uma nota.",
    ]
    # Lines from before there were rooms say nothing of an audience.
    assert sentence_of(Event(kind="message", party="staff", data={}), {}) == "A equipe escreveu para você."
    assert broken_at(case) is None


# -- Mail ---------------------------------------------------------------------------------


def test_the_consumer_gets_what_others_write_and_no_note(case, pen):
    pen.maria()
    pen.maria(audience=BOTH, room=ROOM)
    pen.note()
    assert not mails().exists()
    written = [pen.ana(), pen.ana(audience=BOTH, room=ROOM), pen.seller()]
    assert [row.context["message"] for row in mails().order_by("pk")] == [message.pk for message in written]
    assert {row.reader for row in mails()} == {case.user}


@pytest.mark.parametrize(("who", "subject", "first"), [
    ("ana", "A equipe escreveu para você", "Leia a mensagem da nossa equipe"),
    ("seller", "O vendedor escreveu para você", "Leia a mensagem do vendedor"),
])
def test_the_mail_says_who_wrote(case, pen, mailoutbox, who, subject, first):
    send_due(NOW)
    getattr(pen, who)("Olhe <isto>\nhoje")
    send_due(NOW)
    mail = mailoutbox[-1]
    assert mail.subject == f"{subject} (caso {case.shown_reference})"
    html = mail.alternatives[0][0]
    assert first in mail.body and first in html
    assert "Olhe <isto>\nhoje" in mail.body
    assert "Olhe &lt;isto&gt;<br>hoje" in html and "<isto>" not in html


def test_a_note_is_not_mailed_even_by_a_row_that_should_not_be(case, pen, mailoutbox):
    send_due(NOW)
    before = len(mailoutbox)
    note = pen.note()
    OutgoingEmail.objects.create(
        name="message", dedup_key="x", reader=case.user, send_after=NOW, context={"message": note.pk})
    send_due(NOW)
    assert len(mailoutbox) == before
    assert OutgoingEmail.objects.get(dedup_key="x").state == "cancelled"


# -- The staff's note ---------------------------------------------------------------------


def note_page(case):
    return reverse("admin:complaints_complaint_note", args=[case.pk])


def test_the_agent_writes_a_note_once(cast, case):
    client = signed_in(cast.agent)
    case_page = reverse("admin:complaints_complaint_change", args=[case.pk])
    assert "Guardar como nota da equipe" in text(client.get(case_page))
    key = client.get(note_page(case)).context["form"]["form_key"].value()
    for _again in range(2):
        assert client.post(note_page(case), {"body": SECRET, "form_key": key}).url == case_page
    note = Message.objects.get()
    assert (note.audience, note.party, note.author, note.room) == (NOTE, Party.STAFF, cast.agent, None)
    assert not mails().exists()
    assert not fresh(case).awaits_staff


def test_an_empty_note_is_refused_in_words_and_a_closed_case_says_so(cast, case):
    client = signed_in(cast.agent)
    response = client.post(note_page(case), {"body": "", "form_key": "k"})
    assert response.status_code == 422
    assert "Escreva a nota antes de guardar." in text(response)
    close_complaint(case, "solved", by=cast.consumer)
    response = client.post(note_page(case), {"body": SECRET, "form_key": "k"})
    assert response.status_code == 422
    assert "já está encerrado" in text(response) and SECRET in text(response)
    assert not Message.objects.exists()


def test_the_staff_page_asks_the_same_few_queries_for_many_messages(cast, case, pen):
    client = signed_in(cast.agent)
    page = reverse("admin:complaints_complaint_change", args=[case.pk])

    def count():
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        return len(seen)

    pen.note()
    few = count()
    for number in range(40):
        pen.note(f"nota {number}")
        pen.maria(f"oi {number}")
    assert count() == few


# -- Asking for a person ------------------------------------------------------------------

ANSWERS = [("Sobre o que é a sua dúvida?", "O dinheiro"), ("E mais:", "Veio só a metade.")]


def test_who_asks_for_a_person_is_in_the_queue_with_their_answers(case, cast):
    message = ask_for_person(case, ANSWERS, by=cast.consumer, now=NOW)
    assert (message.audience, message.party, message.author) == (TEAM, Party.BUYER, cast.consumer)
    assert message.body == (
        "Quero falar com uma pessoa.\n\nSobre o que é a sua dúvida?\nO dinheiro\n\nE mais:\nVeio só a metade.")
    after = fresh(case)
    assert (after.asked_person_at, after.awaits_staff) == (NOW, True)
    assert [line.kind for line in case.events.order_by("seq")] == ["filed", "asked_person", "message"]
    assert sentence_of(case.events.get(kind="asked_person"), {}) == "Você pediu para falar com uma pessoa."
    assert list(Complaint.objects.filter(needs_person=True)) == [case]
    assert broken_at(case) is None


def test_asking_again_changes_nothing_until_a_person_answered(case, cast, pen):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    assert ask_for_person(case, ANSWERS, by=cast.consumer, now=NOW + timedelta(hours=1)) is None
    assert Message.objects.count() == 1
    pen.note()
    pen.maria("Ainda espero.")
    pen.seller()
    assert fresh(case).asked_person_at == NOW
    pen.ana("Oi, Maria, sou a Ana.")
    after = fresh(case)
    assert (after.asked_person_at, after.awaits_staff) == (None, False)
    assert ask_for_person(case, [], by=cast.consumer, now=NOW + timedelta(days=1))


def test_an_answer_to_both_sides_is_an_answer_and_closing_ends_the_wait(case, cast, pen):
    ask_for_person(case, [], by=cast.consumer)
    pen.ana(audience=BOTH, room=ROOM)
    assert fresh(case).asked_person_at is None
    ask_for_person(case, [], by=cast.consumer)
    close_complaint(case, "solved", by=cast.consumer)
    assert fresh(case).asked_person_at is None
    with pytest.raises(Refused, match="já está encerrado"):
        ask_for_person(case, [], by=cast.consumer)


def test_endless_answers_still_reach_a_person(case, cast):
    assert len(ask_for_person(case, [("E mais:", "é" * 6000)], by=cast.consumer).body) == 5000


def test_the_staff_see_apart_who_asked_for_a_person(cast, case):
    urgent = make_case(cast.consumer, number="2222")
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        for row in (urgent, case):
            Pen(row, cast).maria()
        ask_for_person(case, [], by=cast.consumer)
        client = signed_in(cast.agent)
        listing = reverse("admin:complaints_complaint_changelist")
        asked, needing = [
            client.get(f"{listing}?queue={queue}").context["page"].rows for queue in ("asked", "needs")]
        page = text(client.get(reverse("admin:complaints_complaint_change", args=[case.pk])))
    assert asked == [case] and set(needing) == {case, urgent}
    assert "pediu para falar com uma pessoa" in page
