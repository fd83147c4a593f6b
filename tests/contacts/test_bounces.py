"""Mails that come back after a server took them: reports read, rows marked, people told."""

import io
import os
import sys
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from config.management.commands import note_bounce as command
from contacts import outgoing
from contacts.bounces import Bounce, bounces_in
from contacts.models import OutgoingEmail
from contacts.outgoing import note_bounce, retry, rows_named

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 9 in the morning in Brasília
State = OutgoingEmail.State
SELLER = "vendas@loja.example"
KEY = "seller-notice:12:1"
OURS = "seller-notice.12.1@prazocerto.example"

TOLD = "Reporting-MTA: dns; mx.loja.example\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n"
WHOLE = ("message/rfc822", "From: avisos@prazocerto.example\nTo: {to}\nMessage-ID: <{ours}>\n\nTudo bem?\n")
HEADERS = ("text/rfc822-headers", "Message-ID:\n <{ours}>\nTo: Loja <{to}>\n")
NOTHING = ("text/plain", "The mail itself is not returned.\n")


def report(told=TOLD, returned=WHOLE, headers="", **words):
    """Return the bytes of a report as mail servers write it."""
    words = {"to": SELLER, "ours": OURS, "action": "failed", "status": "5.1.1", **words}
    kind, original = returned
    parts = [
        ("text/plain", "I am sorry to have to inform you that your mail could not be delivered.\n"),
        ("message/delivery-status", told.format(**words)), (kind, original.format(**words)),
    ]
    body = "".join(f"--x\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
    return (
        "From: MAILER-DAEMON@mx.loja.example\nTo: avisos@prazocerto.example\nMIME-Version: 1.0\n"
        f"{headers.format(**words)}"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n{body}--x--\n'
    ).encode()


# -- Reading --------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [
    report(),
    report(returned=HEADERS),
    report().replace(b"\n", b"\r\n"),
    report(told=TOLD + "X-Original-Message-ID: <{ours}>\n", returned=NOTHING),
    report(told="Original-Message-ID: <{ours}>\n" + TOLD, returned=NOTHING),
    report(returned=NOTHING, headers="In-Reply-To: <{ours}>\n"),
    report(returned=NOTHING, headers="References: <{ours}>\n"),
    report(told=TOLD.replace("Action: {action}\n", "")),
    report(status="5.1.1 (user unknown)", action="Failed"),
    report(to=SELLER.upper()),
])
def test_a_failure_is_read_however_the_server_writes_it(data):
    assert bounces_in(data) == [Bounce(OURS, "5.1.1", frozenset({SELLER}))]


def test_a_queue_that_ran_out_is_a_failure_too():
    assert bounces_in(report(status="4.4.7"))[0].status == "4.4.7"


def test_an_address_that_forwards_names_both():
    forwarded = TOLD.replace("{to}", "dono@casa.example")
    assert bounces_in(report(told=forwarded))[0].addresses == {SELLER, "dono@casa.example"}


@pytest.mark.parametrize("data", [
    b"",
    b"Subject: Oi\n\nTudo bem?",
    report(action="delayed", status="4.4.1"),
    report(action="delivered", status="2.0.0"),
    report(action="", status="4.2.2"),
    report(returned=NOTHING),
    report(ours="\0\0"),
    report().replace(b"multipart/report", b"multipart/mixed"),
    report().replace(b"message/delivery-status", b"text/plain"),
], ids=range(9))
def test_what_is_no_failure_says_nothing(data):
    assert bounces_in(data) == []


@pytest.mark.parametrize("data", [
    # A number too long for Python to read; parts in parts deeper than Python goes.
    b"Content-Type: multipart/report; boundary*" + b"9" * 5000 + b"=x\n\n--x\n",
    b"".join(b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
], ids=["number", "depth"])
def test_what_the_parser_cannot_read_says_nothing(data):
    assert bounces_in(data) == []


@given(st.binary())
def test_no_bytes_are_too_odd(data):
    assert bounces_in(data) == []


GOOD = report()


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), st.binary(max_size=12)), max_size=6))
def test_a_damaged_report_never_raises_and_names_only_what_can_be_looked_up(damages):
    data = GOOD
    for at, length, new in damages:
        data = data[:at] + new + data[at + length:]
    for bounce in bounces_in(data):
        assert bounce.message_id.isascii() and bounce.message_id.isprintable()
        assert bounce.status == "" or bounce.status[0] in "245"


local_parts = st.from_regex(r"[a-z]{1,12}(\.[a-z0-9-]{1,9}){0,4}", fullmatch=True)


@given(local_parts, st.tuples(st.integers(0, 999), st.integers(0, 999)), st.sampled_from([WHOLE, HEADERS]))
def test_what_a_server_reports_is_what_is_read(local, detail, returned):
    ours, status = f"{local}@prazocerto.example", f"5.{detail[0]}.{detail[1]}"
    assert bounces_in(report(ours=ours, status=status, returned=returned)) == [Bounce(ours, status, {SELLER})]


# -- Marking --------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(outgoing, "HEARERS", {})
    told = []
    outgoing.delivered("seller_notice")(
        lambda row, outcome, message: told.append((row.dedup_key, outcome, message, row.last_error, row.settled_at))
    )
    return told


def sent(key=KEY, **fields):
    values = {"name": "seller_notice", "address": SELLER, "state": State.SENT, "sent_at": NOW, **fields}
    return OutgoingEmail.objects.create(dedup_key=key, **values)


def marked(row):
    row.refresh_from_db()
    return row.state, row.last_error


@pytest.mark.django_db
def test_a_mail_that_came_back_is_told_once(heard):
    row, other = sent(), sent("seller-notice:13:1")
    assert note_bounce(row, "devolvido 5.1.1", NOW) == 1
    assert note_bounce(row, "devolvido de novo", NOW) == 0
    assert marked(row) == (State.FAILED, "devolvido 5.1.1")
    assert marked(other) == (State.SENT, "")
    assert heard == [(KEY, "failed", None, "devolvido 5.1.1", NOW)]


@pytest.mark.django_db
def test_only_what_was_sent_can_come_back(heard):
    others = [sent(f"k:{name}", state=name) for name in State.values if name != State.SENT]
    row = sent(last_error="")
    assert note_bounce(OutgoingEmail.objects.all(), "x" * 400, NOW) == 1
    assert marked(row) == (State.FAILED, "x" * 300)
    assert [marked(other)[0] for other in others] == [other.state for other in others]
    assert [told[0] for told in heard] == [KEY]


@pytest.mark.django_db
def test_a_hearer_that_stumbles_does_not_hide_the_bounce(heard):
    @outgoing.delivered("seller_notice")
    def stumble(row, outcome, message):
        raise RuntimeError("no such case")

    row = sent()
    assert note_bounce(row, "devolvido", NOW) == 1
    assert marked(row) == (State.FAILED, "devolvido")


@pytest.mark.django_db
def test_a_mail_sent_again_can_come_back_again(heard):
    row = sent(subject="Oi", text="Tudo bem?")
    note_bounce(row, "devolvido", NOW)
    assert retry(OutgoingEmail.objects.all(), NOW) == 1
    assert outgoing.send_due(NOW) == 1
    assert note_bounce(row, "devolvido", NOW) == 1
    assert [told[1] for told in heard] == ["failed", "sent", "failed"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["seller-notice:12:1", "seller-notice.12.1"])
def test_a_row_is_found_by_the_id_that_its_mail_carried(key):
    row = sent(key, reader=None, subject="Oi", text="Tudo bem?")
    message, _letter = outgoing.write([row])
    message_id = message.extra_headers["Message-ID"].strip("<>")
    assert rows_named(message_id, {SELLER}) == [row]
    assert rows_named(message_id.upper(), {SELLER}) == []


@pytest.mark.django_db
def test_a_row_is_not_found_by_a_guess(ana):
    sent()
    account = sent("message:5", address="", reader=ana)
    assert rows_named(OURS, {"estranho@example.net"}) == []
    assert rows_named(OURS, set()) == []
    assert rows_named("seller-notice.12.1@elsewhere.example", {SELLER}) == []
    assert rows_named("seller-notice.12.2@prazocerto.example", {SELLER}) == []
    assert rows_named("no at sign", {SELLER}) == []
    assert rows_named("message.5@PrazoCerto.example", {ana.email}) == [account]


# -- The pipe -------------------------------------------------------------------------------


def piped(data, monkeypatch):
    pipe = io.BytesIO(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
    said = io.StringIO()
    call_command("note_bounce", stdout=said)
    assert pipe.read() == b""
    return said.getvalue()


@pytest.mark.django_db
def test_the_pipe_marks_what_the_report_is_about(monkeypatch, heard):
    row = sent()
    assert piped(report(), monkeypatch) == "Marked as returned: 1 mail.\n"
    assert marked(row) == (State.FAILED, "devolvido pelo servidor de e-mail 5.1.1")
    assert piped(report(), monkeypatch).endswith("Nothing was changed.\n")
    assert len(heard) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("data", [
    report(ours="outro@prazocerto.example"), report(to="estranho@example.net"), report(action="delayed"), b"\xff\0",
], ids=["unknown", "stranger", "delayed", "noise"])
def test_the_pipe_says_so_when_nothing_is_marked(monkeypatch, heard, data):
    row = sent()
    assert piped(data, monkeypatch).endswith("Nothing was changed.\n")
    assert marked(row) == (State.SENT, "")


@pytest.mark.django_db
def test_a_long_message_is_read_to_its_end(monkeypatch):
    row = sent()
    monkeypatch.setattr(command, "LIMIT", len(GOOD))
    assert piped(GOOD + b"and more\n" * 1000, monkeypatch) == "Marked as returned: 1 mail.\n"
    assert marked(row)[0] == State.FAILED


@pytest.mark.django_db
def test_a_report_that_overtakes_its_mail_is_asked_to_come_again(monkeypatch):
    row = sent(state=State.SENDING)
    with pytest.raises(CommandError) as refused:
        piped(report(), monkeypatch)
    assert refused.value.returncode == os.EX_TEMPFAIL
    assert marked(row)[0] == State.SENDING


def test_a_database_that_is_away_costs_no_report(monkeypatch):
    def away(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(command, "rows_named", away)
    with pytest.raises(CommandError) as refused:
        piped(report(), monkeypatch)
    assert refused.value.returncode == os.EX_TEMPFAIL
