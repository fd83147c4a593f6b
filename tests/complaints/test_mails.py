"""What a case's mails say, to whom, when, and with which headers; true at the moment they leave."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.template.loader import get_template

from complaints.choices import Party, Reason
from complaints.models import Complaint
from complaints.services.cases import close_complaint
from complaints.services.clocks import correct_clock, mark_done, stop_reminders
from complaints.services.messages import write_message
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from tests.base import NOW, TODAY, make_case

DAY = timedelta(days=1)
ADDRESS = re.compile(r"https?://\S+")


def at(moment, *calls):
    """Do the calls at that instant; return what the last one returned."""
    with time_machine.travel(moment, tick=False):
        return [call() for call in calls][-1]


def html_of(mail):
    return unescape(mail.alternatives[0][0])


def first_line(mail):
    return mail.body.strip().split("\n")[0]


def heading(mail):
    return re.search(r"<h1[^>]*>(.*?)</h1>", html_of(mail), re.S).group(1)


def buttons(mail):
    return re.findall(r'class="button"[^>]*><a href="([^"]+)"', mail.alternatives[0][0])


@pytest.fixture
def clock(case, mailoutbox):
    at(NOW, send_due)
    mailoutbox.clear()
    return case.deadlines.get(kind="ae_open_after_delivery_time")


@pytest.fixture
def last_day(clock, mailoutbox):
    """The reminder of the safe day, alone in its letter."""
    mark_done(clock.complaint.deadlines.get(kind="d7962_answer"), now=NOW)
    for days in (2, 4, 5):
        at(NOW + days * DAY, sweep, send_due)
    return mailoutbox[-1]


def test_the_confirmation_says_what_to_do_first(case, mailoutbox):
    at(NOW, send_due)
    mail, = mailoutbox
    action = case.deadlines.get(kind="ae_open_after_delivery_time").rule.action_pt
    assert mail.subject == f"Caso {case.shown_reference} registrado: máquina de solda"
    assert first_line(mail) == heading(mail) == action
    assert "Faça isso até sexta-feira, 27 de novembro." in mail.body
    assert buttons(mail) == [f"http://localhost:8000{case.get_absolute_url()}"]


def test_a_case_without_anything_to_do_says_so(cast, mailoutbox):
    make_case(cast.consumer, placed_on=TODAY - 400 * DAY, promised_on=TODAY - 300 * DAY)
    at(NOW, send_due)
    assert first_line(mailoutbox[0]).startswith("Você não precisa fazer nada agora")


@pytest.mark.parametrize(("reason", "words"), [
    (Reason.FRAUD_OUTSIDE, "Se foi golpe, abra agora"), (Reason.NOT_RECEIVED, "Você não precisa fazer nada agora"),
])
def test_only_a_fraud_is_sent_to_the_bank_first(cast, mailoutbox, reason, words):
    make_case(cast.consumer, reason=reason, promised_on=None)
    at(NOW, send_due)
    assert first_line(mailoutbox[0]).startswith(words)
    assert "Contestar o Pix" in mailoutbox[0].body


def test_a_reminder_says_what_until_when_why_and_how_to_stop(clock, last_day):
    assert last_day.subject == (
        f"É hoje: {clock.rule.title_pt}, até sex, 27 nov (caso {clock.complaint.shown_reference})"
    )
    assert first_line(last_day) == heading(last_day) == clock.rule.action_pt
    for text in (last_day.body, html_of(last_day)):
        assert "É hoje: você tem até hoje, 23h59." in text
        assert clock.rule.silence_pt in text
        assert "Por que esta data?" in text
        assert "Contam 15 dias corridos: até sáb, 28 nov." in text
        assert "Por segurança, conte até sex, 27 nov: um dia antes." in text
        assert "/reminders/done/" in text and "/reminders/stop/" in text
        # Tomorrow would be after the safe day.
        assert "/reminders/tomorrow/" not in text
    assert len(buttons(last_day)) == 1


def test_a_reminder_carries_the_headers_of_a_machine(clock, last_day):
    headers = last_day.message()
    row = OutgoingEmail.objects.get(name="reminder", state="sent", dedup_key__contains=f"clock:{clock.pk}:d0")
    assert headers["Message-ID"] == f"<clock.{clock.pk}.d0.2026-11-28@prazocerto.example>"
    assert row.dedup_key.replace(":", ".") in headers["Message-ID"]
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/reminders/stop/" in headers["List-Unsubscribe"]


def test_the_links_of_a_mail_work(client, clock, last_day):
    with time_machine.travel(NOW + 5 * DAY + timedelta(hours=1), tick=False):
        for address in ADDRESS.findall(last_day.body):
            path = address.removeprefix("http://localhost:8000")
            assert client.get(path or "/").status_code in (200, 302), address
        unsubscribe = last_day.message()["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
        assert client.post(unsubscribe, {"List-Unsubscribe": "One-Click"}).status_code == 200
    clock.refresh_from_db()
    assert clock.muted


def test_tomorrow_is_offered_while_there_is_one(clock, mailoutbox):
    mark_done(clock.complaint.deadlines.get(kind="d7962_answer"), now=NOW)
    at(NOW + 2 * DAY, sweep, send_due)
    mail, = mailoutbox
    assert mail.subject.startswith("Faltam 3 dias: ")
    assert "/reminders/tomorrow/" in mail.body
    assert "Faltam 3 dias: você tem até sexta-feira, 27 de novembro." in mail.body


def test_a_turn_of_somebody_else_is_worded_as_theirs(clock, mailoutbox):
    mark_done(clock, now=NOW)
    at(NOW + 2 * DAY, sweep, send_due)
    mail, = mailoutbox
    assert "Faltam 3 dias. Quem tem que agir: a loja, até sexta-feira, 27 de novembro." in mail.body
    assert "Isso já aconteceu:" in mail.body and "Já fiz isso" not in mail.body


def test_after_the_end_one_mail_says_what_to_do_now(clock, mailoutbox):
    mark_done(clock.complaint.deadlines.get(kind="d7962_answer"), now=NOW)
    stop = clock.due_at + timedelta(minutes=1)
    at(stop, sweep, send_due)
    assert mailoutbox == []  # it is just after midnight
    at(stop + timedelta(hours=9), send_due)
    mail, = mailoutbox
    assert mail.subject.startswith(f"Acabou o prazo: {clock.rule.title_pt}, sáb, 28 nov")
    assert first_line(mail) == heading(mail) == clock.rule.after_pt
    assert "Este é o último aviso deste prazo." in mail.body
    assert len(buttons(mail)) == 1


def test_the_day_on_which_something_opens_is_no_last_day(cast, mailoutbox):
    case = make_case(cast.consumer, shipped_on=TODAY - 9 * DAY, promised_on=None)
    clock = case.deadlines.get(kind="ae_first_day")
    mark_done(case.deadlines.get(kind="d7962_answer"), now=NOW)
    at(NOW + 2 * DAY, sweep, send_due)
    mail = next(mail for mail in mailoutbox if clock.rule.title_pt in mail.subject)
    assert mail.subject == f"Chegou o dia: {clock.rule.title_pt} (caso {case.shown_reference})"
    assert first_line(mail) == heading(mail) == clock.rule.after_pt
    assert "A partir de terça-feira, 24 de novembro." in mail.body
    assert "/reminders/tomorrow/" not in mail.body


def test_two_warnings_of_one_morning_come_in_one_letter(clock, mailoutbox):
    at(NOW + 2 * DAY, sweep, send_due)
    mail, = mailoutbox
    assert mail.subject.startswith("2 prazos. O mais urgente: ")
    assert first_line(mail) == heading(mail)
    for text in (mail.body, html_of(mail)):
        assert text.count("/reminders/stop/") == text.count("/reminders/done/") == 2
    assert len(buttons(mail)) == 1


def test_an_english_reader_gets_the_english_rule(cast, mailoutbox):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    case = make_case(cast.consumer)
    at(NOW, send_due)
    mark_done(case.deadlines.get(kind="d7962_answer"), now=NOW)
    for days in (2, 4, 5):
        at(NOW + days * DAY, sweep, send_due)
    rule = case.deadlines.get(kind="ae_open_after_delivery_time").rule
    confirmation, *_earlier, reminder = mailoutbox
    assert first_line(confirmation) == first_line(reminder) == rule.action_en
    assert rule.title_en in reminder.subject and rule.silence_en in reminder.body
    assert rule.title_pt not in reminder.body + html_of(reminder)
    assert "Friday, 27 November" in confirmation.body


@pytest.mark.parametrize("happens", ["done", "stopped", "closed", "over"])
def test_what_is_no_longer_true_is_not_sent(clock, mailoutbox, happens):
    mark_done(clock.complaint.deadlines.get(kind="d7962_answer"), now=NOW)
    at(NOW + 2 * DAY, sweep)
    now = NOW + 2 * DAY
    if happens == "done":
        mark_done(clock, now=now)
    elif happens == "stopped":
        stop_reminders(clock, now=now)
    elif happens == "closed":
        close_complaint(clock.complaint, Complaint.Closing.SOLVED, by=clock.complaint.user, now=now)
    else:
        now = clock.due_at
    at(now, send_due)
    assert mailoutbox == []
    assert OutgoingEmail.objects.get(name="reminder").state == "cancelled"


def test_one_of_two_that_is_no_longer_true_leaves_the_letter(clock, mailoutbox):
    at(NOW + 2 * DAY, sweep)
    mark_done(clock.complaint.deadlines.get(kind="d7962_answer"), now=NOW + 2 * DAY)
    at(NOW + 2 * DAY, send_due)
    mail, = mailoutbox
    assert mail.subject.startswith("Faltam 3 dias: ")
    assert dict(OutgoingEmail.objects.filter(name="reminder").values_list("context__clock", "state")) == {
        clock.pk: "sent", clock.complaint.deadlines.get(kind="d7962_answer").pk: "cancelled",
    }


def test_a_reminder_written_before_a_correction_says_the_new_day(cast, clock, mailoutbox):
    mark_done(clock.complaint.deadlines.get(kind="d7962_answer"), now=NOW)
    at(NOW + 2 * DAY, sweep)
    correct_clock(clock, TODAY - DAY, by=cast.agent, reason="A loja mudou a data.", now=NOW + 2 * DAY)
    at(NOW + 2 * DAY, send_due)
    assert "domingo, 6 de dezembro" not in mailoutbox[0].body
    assert "Faltam 11 dias: você tem até sábado, 5 de dezembro." in mailoutbox[0].body


def test_a_message_of_the_staff_is_read_in_the_mail(cast, case, mailoutbox):
    at(NOW, send_due)
    write_message(case, "Mande o print <do> rastreio.\nObrigada, Ana", author=cast.agent, party=Party.STAFF,
                  form_key="k", now=NOW)
    at(NOW, send_due)
    mail = mailoutbox[-1]
    assert mail.subject == f"A equipe escreveu para você (caso {case.shown_reference})"
    assert first_line(mail) == heading(mail) == "Leia a mensagem da nossa equipe e responda no caso, se precisar:"
    assert "Mande o print <do> rastreio.\nObrigada, Ana" in mail.body
    assert "&lt;do&gt;" in mail.alternatives[0][0] and "<do>" not in mail.alternatives[0][0]
    assert buttons(mail)[0].endswith("#messages")


def test_what_a_person_typed_is_text_in_every_mail(cast, mailoutbox):
    case = make_case(cast.consumer, item='<img src=x> & "cia"')
    at(NOW, send_due)
    mark_done(case.deadlines.get(kind="d7962_answer"), now=NOW)
    for days in (2, 4, 5):
        at(NOW + days * DAY, sweep, send_due)
    for mail in mailoutbox:
        assert '<img src=x> & "cia"' in mail.body
        assert "<img" not in mail.alternatives[0][0]


def test_no_link_or_address_reaches_the_log(clock, monkeypatch, caplog):
    def refuse(self, messages):
        raise ConnectionError(f"refused {messages[0].to} {messages[0].body}")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with caplog.at_level(logging.DEBUG):
        at(NOW + 2 * DAY, sweep, send_due)
    assert "not taken" in caplog.text
    for secret in ("/reminders/", "maria@example.com", "refused"):
        assert secret not in "\n".join(record.getMessage() for record in caplog.records)
    assert set(OutgoingEmail.objects.filter(name="reminder").values_list("last_error", flat=True)) == {
        "ConnectionError"}


@pytest.mark.parametrize("name", ["reminder", "after", "digest", "case_filed", "message", "mediation", "decided"])
def test_every_mail_is_three_files(name):
    for suffix in ("-subject.txt", ".txt", ".html"):
        assert get_template(f"emails/{name}{suffix}")
