"""Letters on their way to a real SMTP server that puts off, refuses, or breaks the connection."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.models import OutgoingEmail
from contacts.outgoing import BACKOFF, MAX_ATTEMPTS, claim, give_back_stuck, queue, send_due
from tests.faults.sink import DROP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 9 in the morning in Brasília
State = OutgoingEmail.State


@pytest.fixture
def server(sink, settings):
    """The mail server the product talks to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.listen("product")
    return sink


def put(*keys):
    """Queue a letter for each key."""
    for key in keys:
        queue(
            "plain", dedup_key=key, address="ana@example.org", subject="Oi", text="Tudo bem?\n" * 50, send_after=NOW
        )


def row(key):
    return OutgoingEmail.objects.get(dedup_key=key)


def taken(server):
    """Return the keys of the letters the server took, in order."""
    return [letter.message_id.partition("@")[0] for letter in server.letters]


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def test_a_letter_put_off_goes_out_at_its_next_try(server):
    put("a", "b", "c")
    server.script["*"] = ["451 come back later"]
    assert send_due(NOW) == 2
    first = row("a")
    assert (first.state, first.attempts, first.last_error) == (State.QUEUED, 1, "SMTPDataError 451")
    assert (first.send_after, first.claim) == (later(BACKOFF[0]), None)
    assert send_due(NOW) == 0
    assert send_due(later(BACKOFF[0])) == 1
    assert row("a").state == State.SENT
    assert taken(server) == ["b", "c", "a"]


def test_a_refused_letter_fails_where_staff_see_it(server):
    put("a", "b")
    server.script["*"] = ["554 not wanted"]
    assert send_due(NOW) == 1
    assert (row("a").state, row("a").last_error) == (State.FAILED, "SMTPDataError 554")
    assert send_due(later(24 * 60)) == 0
    assert taken(server) == ["b"]


def test_a_letter_put_off_for_ever_fails_in_the_end(server):
    put("a")
    server.script["*"] = ["451 come back later"] * MAX_ATTEMPTS
    moment = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert row("a").state == State.QUEUED
        send_due(moment)
        assert row("a").attempts == attempt
        moment = row("a").send_after
    assert row("a").state == State.FAILED
    assert taken(server) == []


@pytest.mark.parametrize("where", ["in the text", "before the answer"])
def test_a_connection_that_breaks_loses_no_letter(server, where):
    put("a", "b", "c")
    if where == "in the text":
        server.breaks = 1
    else:
        server.script["*"] = [DROP]
    assert send_due(NOW) == 2
    assert (row("a").state, row("a").attempts) == (State.QUEUED, 1)
    assert row("a").last_error
    assert send_due(later(BACKOFF[0])) == 1
    assert taken(server) == ["b", "c", "a"]
    assert len(server.sessions) == 3


def test_a_server_that_does_not_answer_at_all_loses_no_letter(server, settings):
    put("a", "b")
    listening = settings.EMAIL_PORT
    server.stop_listening()
    assert send_due(NOW) == 0
    assert {row(key).state for key in "ab"} == {State.QUEUED}
    server.listen("product", port=listening)
    assert send_due(later(BACKOFF[0])) == 2
    assert sorted(taken(server)) == ["a", "b"]


def test_many_letters_take_one_connection(server):
    put(*"abcdefghijklmnopqrstuvwxyz")
    assert send_due(NOW) == 26
    assert len(server.sessions) == 1
    assert server.sessions[0].said_goodbye


def test_a_sender_that_slept_too_long_leaves_its_letters_to_the_next(server, monkeypatch):
    put("a", "b")
    slow = claim(NOW)
    give_back_stuck(later(61))
    assert send_due(later(61)) == 2
    # The slow one wakes up with rows that are no longer its own.
    monkeypatch.setattr("contacts.outgoing.claim", lambda now, left=[slow]: left.pop() if left else [])
    assert send_due(later(62)) == 0
    assert taken(server) == ["a", "b"]


def test_the_same_letter_again_has_the_same_message_id(server):
    put("a")
    claim(NOW)
    assert send_due(later(30)) == 0
    assert send_due(later(61)) == 1
    OutgoingEmail.objects.update(state=State.SENDING, claimed_at=NOW)
    assert send_due(later(62)) == 1
    assert taken(server) == ["a", "a"]
    assert row("a").state == State.SENT
