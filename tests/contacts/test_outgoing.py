"""The mail queue: written once, sent once, never lost."""

import smtplib
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from kombu.exceptions import OperationalError

from contacts import outgoing
from contacts.models import OutgoingEmail, User
from contacts.outgoing import BACKOFF, MAX_ATTEMPTS, Letter, queue, retry, send_due
from contacts.tasks import send_mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 9 in the morning in Brasília
State = OutgoingEmail.State


class Server:
    """A mail server that answers as told; one entry of `answers` a letter, None means taken."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []
        self.closed = 0

    def open(self):
        return True

    def send_messages(self, messages):
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.sent += messages
        return len(messages)

    def close(self):
        self.closed += 1


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(outgoing, "get_connection", lambda: server)
    return server


@pytest.fixture
def writers(monkeypatch, settings, tmp_path):
    """Let a test register its own mails; `hello` says how many things wait, for a reader."""
    monkeypatch.setattr(outgoing, "WRITERS", {})
    monkeypatch.setattr(outgoing, "GATHERED", set())
    folder = tmp_path / "emails"
    folder.mkdir()
    subject = "{{ count }} avisos\npara {{ reader.display_name|safe }}"
    (folder / "hello-subject.txt").write_text(subject, encoding="utf-8")
    (folder / "hello.txt").write_text("São {{ count }}: {{ names }}", encoding="utf-8")
    (folder / "hello.html").write_text("<p>{{ count }}</p>", encoding="utf-8")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]

    def hello(rows):
        wanted = [row for row in rows if "drop" not in row.context]
        if not wanted:
            return None
        context = {"count": len(wanted), "names": ", ".join(row.context.get("what", "") for row in wanted)}
        dropped = frozenset(row.pk for row in rows if "drop" in row.context)
        return Letter("hello", context, {"List-Unsubscribe": "<https://example.org/stop>"}, dropped)

    return hello


def put(key, **fields):
    values = {"address": "ana@example.org", "subject": "Oi", "text": "Tudo bem?", "send_after": NOW, **fields}
    queue(values.pop("name", "plain"), dedup_key=key, **values)
    return OutgoingEmail.objects.get(dedup_key=key)


def hello_for(reader, key, **fields):
    return put(key, name="hello", reader=reader, address="", subject="", text="", **fields)


def state(row):
    row.refresh_from_db()
    return row.state


def test_the_same_key_twice_is_one_row():
    put("clock:1", text="first")
    put("clock:1", text="second")
    assert OutgoingEmail.objects.get().text == "first"


def test_what_is_due_is_sent_and_the_rest_waits(server):
    due = put("clock:1:d3", html="<p>Tudo bem?</p>")
    later = put("later", send_after=NOW + timedelta(seconds=1))
    assert send_due(NOW) == 1
    message = server.sent[0]
    assert (message.to, message.subject, message.body) == (["ana@example.org"], "Oi", "Tudo bem?")
    assert message.alternatives[0][0] == "<p>Tudo bem?</p>"
    assert message.extra_headers["Message-ID"].startswith("<clock.1.d3@")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert (state(due), due.sent_at, due.claim, due.attempts) == (State.SENT, NOW, None, 1)
    assert state(later) == State.QUEUED
    assert send_due(NOW) == 0
    assert server.closed == 1


def test_many_mails_take_one_connection(server):
    for number in range(25):
        put(f"n:{number}")
    assert send_due(NOW) == 25
    assert server.closed == 1


def test_nothing_due_opens_no_connection(server):
    assert send_due(NOW) == 0
    assert server.closed == 0


def test_the_task_sends_through_the_configured_backend():
    put("clock:1", send_after=datetime(2020, 1, 1, tzinfo=UTC))
    send_mail()
    assert [message.subject for message in django_mail.outbox] == ["Oi"]


def test_a_refusal_for_now_goes_back_and_waits_longer_each_time(server):
    row = put("clock:1")
    now = NOW
    for attempt in range(1, MAX_ATTEMPTS):
        server.answers = [smtplib.SMTPResponseException(451, b"later")]
        assert send_due(now) == 0
        assert (state(row), row.attempts, row.claim) == (State.QUEUED, attempt, None)
        assert row.send_after == now + timedelta(minutes=BACKOFF[min(attempt, len(BACKOFF)) - 1])
        assert "451" in row.last_error
        now = row.send_after
    server.answers = [smtplib.SMTPResponseException(451, b"later")]
    send_due(now)
    assert state(row) == State.FAILED


@pytest.mark.parametrize(
    "fault", [ConnectionRefusedError("no"), TimeoutError(), smtplib.SMTPServerDisconnected("gone")]
)
def test_a_server_that_is_away_costs_nothing_but_time(server, fault):
    row = put("clock:1")
    server.answers = [fault]
    assert send_due(NOW) == 0
    assert state(row) == State.QUEUED
    assert send_due(row.send_after) == 1
    assert (state(row), row.attempts, row.last_error) == (State.SENT, 2, "")


@pytest.mark.parametrize("fault", [
    smtplib.SMTPResponseException(550, b"unknown"),
    smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"unknown")}),
    smtplib.SMTPSenderRefused(553, b"no", "x"),
])
def test_a_refusal_for_good_is_shown_and_holds_nobody_up(server, fault):
    bad = put("bad")
    good = put("good", send_after=NOW)
    server.answers = [fault]
    assert send_due(NOW) == 1
    assert (state(bad), state(good)) == (State.FAILED, State.SENT)
    assert type(fault).__name__ in bad.last_error
    assert send_due(NOW + timedelta(days=30)) == 0


def test_a_letter_that_cannot_be_written_holds_nobody_up(server, writers):
    @outgoing.mail("broken")
    def broken(rows):
        raise KeyError("no such case")

    bad = put("bad", name="broken", subject="", text="")
    unknown = put("unknown", name="nobody_writes_this", subject="", text="")
    good = put("good")
    assert send_due(NOW) == 1
    assert (state(bad), state(unknown), state(good)) == (State.QUEUED, State.QUEUED, State.SENT)
    assert bad.last_error == "KeyError"
    assert bad.send_after > NOW


def test_a_mail_with_nothing_left_to_say_is_cancelled(server, writers):
    outgoing.mail("hello")(writers)
    row = put("a", name="hello", subject="", text="", context={"drop": 1})
    assert send_due(NOW) == 0
    assert state(row) == State.CANCELLED
    assert server.sent == []


def test_a_stuck_claim_comes_back_after_the_hour_and_no_sooner(server, settings):
    row = put("clock:1")
    claimed = {"state": State.SENDING, "claim": uuid.uuid4(), "claimed_at": NOW, "attempts": 1}
    OutgoingEmail.objects.update(**claimed)
    almost = NOW + timedelta(minutes=settings.MAIL_CLAIM_MINUTES) - timedelta(seconds=1)
    assert send_due(almost) == 0
    assert state(row) == State.SENDING
    assert send_due(almost + timedelta(seconds=1)) == 1
    assert (state(row), row.attempts) == (State.SENT, 2)


def test_a_slow_sender_does_not_touch_a_row_that_was_given_to_another(server):
    row = put("clock:1")
    rows = outgoing.claim(NOW)
    OutgoingEmail.objects.update(claim=uuid.uuid4())
    outgoing.deliver(rows, server, NOW)
    assert state(row) == State.SENDING


def test_secret_text_is_wiped_once_it_is_sent(server):
    row = put("account:1", secret=True, text="Seu código: 123456", html="<b>123456</b>")
    send_due(NOW)
    assert "123456" in server.sent[0].body
    assert (state(row), row.text, row.html) == (State.SENT, "", "")


def test_mails_of_one_reader_are_gathered_into_one_letter(server, writers, ana):
    outgoing.mail("hello", gathered=True)(writers)
    rows = [hello_for(ana, f"a:{n}", context={"what": f"n{n}"}) for n in range(3)]
    soon = hello_for(ana, "soon", context={"what": "soon"}, send_after=NOW + timedelta(minutes=1))
    dropped = hello_for(ana, "drop", context={"drop": 1})
    bia = User.objects.create_user("bia@example.org")
    other = hello_for(bia, "b", context={"what": "b"})
    assert send_due(NOW) == 2
    letter = next(message for message in server.sent if message.to == ["ana@example.org"])
    assert letter.subject == "4 avisos para Ana Lima"
    assert letter.body == "São 4: n0, n1, n2, soon"
    assert letter.extra_headers["List-Unsubscribe"] == "<https://example.org/stop>"
    states = [state(row) for row in [*rows, soon]]
    assert states == [State.SENT, State.MERGED, State.MERGED, State.MERGED]
    assert (state(dropped), state(other)) == (State.CANCELLED, State.SENT)
    assert rows[0].subject == letter.subject


def test_a_gathered_letter_that_is_refused_goes_back_whole(server, writers, ana):
    outgoing.mail("hello", gathered=True)(writers)
    rows = [hello_for(ana, f"a:{n}", context={"what": "x"}) for n in range(3)]
    server.answers = [smtplib.SMTPResponseException(421, b"busy")]
    assert send_due(NOW) == 0
    assert {state(row) for row in rows} == {State.QUEUED}
    assert send_due(NOW + timedelta(minutes=1)) == 1
    assert len(server.sent) == 1


def test_a_mail_goes_to_the_address_of_today(server, ana):
    put("a", reader=ana, address="")
    User.objects.filter(pk=ana.pk).update(email="new@example.org")
    send_due(NOW)
    assert server.sent[0].to == ["new@example.org"]


def test_a_broker_that_is_down_does_not_stop_the_writing(
    monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def refuse(*args, **kwargs):
        raise OperationalError("down")

    caplog.set_level("WARNING", logger="contacts.outgoing")
    monkeypatch.setattr(outgoing.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        row = put("clock:1")
    assert len(callbacks) == 1
    assert state(row) == State.QUEUED
    assert "OperationalError" in caplog.text


def test_what_a_rush_of_letters_asks_for_is_forgotten_before_the_next_tick(
    monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(outgoing.current_app, "send_task", lambda name, **options: asked.append((name, options)))
    with django_capture_on_commit_callbacks(execute=True):
        put("clock:1")
    assert asked == [("contacts.tasks.send_mail", {"expires": 55})]


def test_retry_queues_refused_mails_anew_and_leaves_the_others(server):
    failed = put("failed", state=State.FAILED, attempts=12, send_after=NOW - timedelta(days=3))
    secret = put("secret", state=State.FAILED, secret=True)
    sent = put("sent", state=State.SENT)
    assert retry(OutgoingEmail.objects.all(), NOW) == 1
    assert (state(failed), failed.attempts, failed.send_after) == (State.QUEUED, 0, NOW)
    assert (state(secret), state(sent)) == (State.FAILED, State.SENT)
    assert send_due(NOW) == 1


# -- Readers without an account ---------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), [("pt-br", "Meus casos"), ("en", "My cases"), (None, "Meus casos")])
def test_a_reader_without_account_is_written_to_in_their_language(server, writers, tmp_path, language, words):
    for name in ("letter-subject.txt", "letter.txt", "letter.html"):
        text = "{% load i18n %}{% get_current_language as code %}{{ code }}: {% translate 'Meus casos' %}, {{ who }}"
        (tmp_path / "emails" / name).write_text(text, encoding="utf-8")
    outgoing.mail("letter")(lambda rows: Letter("letter", {"who": rows[0].context["who"]}))
    context = {"who": "Loja Azul", **({"language": language} if language else {})}
    row = put("letter:7", name="letter", address="loja@example.net", subject="", text="", context=context)
    assert send_due(NOW) == 1
    (message,) = server.sent
    said = f"{language or 'pt-br'}: {words}, Loja Azul"
    assert (message.to, message.subject, message.body) == (["loja@example.net"], said, said)
    assert message.alternatives[0][:2] == (said, "text/html")
    assert (state(row), row.reader, row.text, row.html) == (State.SENT, None, said, said)


def test_people_without_account_never_share_a_letter(server, writers, tmp_path):
    (tmp_path / "emails" / "hello-subject.txt").write_text("{{ names }}", encoding="utf-8")
    outgoing.mail("hello", gathered=True)(writers)
    for who in ("ana", "bia"):
        put(who, name="hello", address=f"{who}@example.net", subject="", text="", context={"what": who})
    assert send_due(NOW) == 2
    assert sorted((message.to[0], message.subject) for message in server.sent) == [
        ("ana@example.net", "ana"), ("bia@example.net", "bia"),
    ]


# -- Hearing what became of a mail ------------------------------------------------------


@pytest.fixture
def heard(monkeypatch):
    """Collect what the hearer of mails called `plain` and `hello` is told."""
    monkeypatch.setattr(outgoing, "HEARERS", {})
    told = []

    def hear(row, outcome, message):
        told.append((row.dedup_key, outcome, row.state, row.settled_at, row.last_error, message and message.subject))

    outgoing.delivered("plain")(hear)
    outgoing.delivered("hello")(hear)
    return told


def test_a_mail_that_was_taken_is_told_once(server, heard):
    put("a")
    put("nobody listens", name="other")
    assert send_due(NOW) == 2
    assert send_due(NOW) == 0
    assert heard == [("a", "sent", State.SENT, NOW, "", "Oi")]


def test_a_try_that_will_be_repeated_is_not_told_and_the_last_one_is(server, heard):
    row = put("a")
    server.answers = [smtplib.SMTPResponseException(451, b"later")] * MAX_ATTEMPTS
    for _attempt in range(MAX_ATTEMPTS):
        assert heard == []
        send_due(OutgoingEmail.objects.get().send_after)
    assert state(row) == State.FAILED
    (told,) = heard
    assert told[:3] == ("a", "failed", State.FAILED)
    assert told[4:] == ("SMTPResponseException 451", None)


def test_a_refusal_for_good_and_a_letter_never_written_are_told(server, heard, writers):
    put("refused")
    server.answers = [smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"unknown")})]
    send_due(NOW)
    put("unwritable", name="hello", subject="", text="", attempts=MAX_ATTEMPTS - 1)
    send_due(NOW)
    assert heard == [
        ("refused", "failed", State.FAILED, NOW, "SMTPRecipientsRefused 550", None),
        ("unwritable", "failed", State.FAILED, NOW, "KeyError", None),
    ]


def test_each_row_of_a_letter_is_told_but_for_what_was_dropped(server, heard, writers, ana):
    outgoing.mail("hello", gathered=True)(writers)
    dropped = hello_for(ana, "drop", context={"drop": 1})
    for key in ("first", "second"):
        hello_for(ana, key)
    assert send_due(NOW) == 1
    assert [told[:3] for told in heard] == [("first", "sent", State.SENT), ("second", "sent", State.MERGED)]
    assert state(dropped) == State.CANCELLED
    # A bounce names the row that stands for the letter.
    assert server.sent[0].extra_headers["Message-ID"].startswith("<first@")


def test_a_sender_that_lost_its_claim_tells_nothing(server, heard, monkeypatch):
    put("a")
    rows = outgoing.claim(NOW)
    monkeypatch.setattr(server, "open", lambda: OutgoingEmail.objects.update(claim=uuid.uuid4()))
    outgoing.deliver(rows, server, NOW)
    server.answers = [smtplib.SMTPResponseException(550, b"unknown")]
    outgoing.deliver(rows, server, NOW)
    assert heard == []
    assert state(rows[0]) == State.SENDING


@pytest.mark.parametrize(("answer", "becomes"), [
    (None, State.SENT), (smtplib.SMTPResponseException(550, b"unknown"), State.FAILED),
])
def test_a_hearer_that_stumbles_undoes_its_own_writing_only(server, heard, caplog, answer, becomes):
    @outgoing.delivered("plain")
    def stumble(row, outcome, message):
        User.objects.create_user("half@example.org")
        # Refused by the database itself: the transaction around it must live on.
        User.objects.bulk_create([User(email="half@example.org")])

    server.answers = [answer]
    row, other = put("a", text="Meu segredo"), put("b")
    assert send_due(NOW) == (2 if answer is None else 1)
    assert (state(row), state(other)) == (becomes, State.SENT)
    assert not User.objects.filter(email="half@example.org").exists()
    assert "IntegrityError" in caplog.text
    assert "half@example.org" not in caplog.text


def test_a_sender_that_dies_while_it_tells_leaves_neither_line_nor_outcome(server, heard):
    @outgoing.delivered("plain")
    def die(row, outcome, message):
        User.objects.create_user("line@example.org")
        raise KeyboardInterrupt

    row = put("a")
    with pytest.raises(KeyboardInterrupt):
        send_due(NOW)
    assert state(row) == State.SENDING
    assert not User.objects.filter(email="line@example.org").exists()


def test_account_mails_are_queued_as_secrets(client, ana, fresh_limits):
    response = client.post(reverse("account_request_login_code"), {"email": ana.email})
    assert response.status_code == 302
    row = OutgoingEmail.objects.get()
    assert (row.secret, row.address, row.reader, row.state) == (True, ana.email, ana, State.QUEUED)
    assert row.text
