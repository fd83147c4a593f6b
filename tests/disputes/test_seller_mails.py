"""The mails of a hosted dispute: true when they leave, in both languages, and proof that they were delivered."""

import hashlib
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.utils import translation

from complaints.choices import Party
from complaints.conversation import mark_read
from complaints.models import Message
from complaints.services.messages import write_message
from contacts.admin.mail import KINDS
from contacts.models import OutgoingEmail
from contacts.outgoing import WRITERS, note_bounce, send_due
from disputes import services
from disputes.claim import subject_day
from disputes.lifecycle import TABLE, Actor, Move, State
from disputes.mail_words import CHANGED, HEADLINES, headline
from disputes.mails import TO_SELLER
from disputes.room import Room
from disputes.services.notice import tell_sides
from tests.base import NOW, TODAY, make_case
from tests.disputes.door import at, hosted, link_of
from tests.disputes.moves import DOORS, SELLERS_ADDRESS, fresh, let_silence_pass, turn_of, walk

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BOTH = Message.Audience.BOTH


def rows(name):
    return OutgoingEmail.objects.filter(name=name).order_by("pk")


def post(mailoutbox, name, now=NOW):
    """Send what is due and return (the latest row called `name`, its mail or None)."""
    row = rows(name).last()
    with time_machine.travel(max(now, row.send_after), tick=False):
        send_due()
    row.refresh_from_db()
    key = f"<{row.dedup_key.replace(':', '.')}@"
    mails = [mail for mail in mailoutbox if mail.extra_headers["Message-ID"].startswith(key)]
    return row, mails[0] if mails else None


def html_of(mail):
    return unescape(mail.alternatives[0][0])


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


@pytest.fixture
def dispute(case, cast):
    return hosted(State.WAITING_SELLER, case, cast, note="Nada <b>chegou</b> aqui.")


@pytest.fixture
def link(dispute):
    return link_of(dispute)


def url_of(link):
    return f"http://localhost:8000{at(link)}"


# -- The notice -------------------------------------------------------------------------------


def test_the_notice_says_who_what_until_when_and_what_silence_does(dispute, link, mailoutbox):
    row, mail = post(mailoutbox, "seller_notice")
    assert mail.to == [SELLERS_ADDRESS]
    assert plain(mail.subject) == (
        "Responda até sexta, 27/11: Maria pede R$ 389,90 de volta (pedido 8140 9087 4135 8880)")
    for text in (mail.body, html_of(mail)):
        said = plain(text)
        for expected in (
            "Responda até sexta-feira, 27 de novembro", "o caso vai sozinho para o mediador", "máquina de solda",
            "8140 9087 4135 8880", "quarta-feira, 30 de setembro", "Não recebi o produto", "Não precisa de conta",
            "quem o tem responde no seu lugar", "prova do aviso", url_of(link),
        ):
            assert expected in said, expected
        for secret in ("maria@example.com", "Comprei uma máquina"):
            assert secret not in said
    assert "Nada <b>chegou</b> aqui." in mail.body
    assert "Nada &lt;b&gt;chegou&lt;/b&gt; aqui." in mail.alternatives[0][0]
    assert mail.alternatives[0][0].count('class="button"') == 1
    assert mail.body.startswith("Responda até sexta-feira")
    assert (row.secret, row.text, row.html) == (True, "", "")


def test_a_seller_abroad_reads_the_notice_in_english(case, cast, mailoutbox):
    link = link_of(hosted(State.WAITING_SELLER, case, cast, language="en"))
    with translation.override("en"):
        claim_day = subject_day(TODAY + 5 * DAY, TODAY)
    assert claim_day == "Friday, 27 November"
    _row, mail = post(mailoutbox, "seller_notice")
    assert 'lang="en"' in mail.alternatives[0][0]
    assert url_of(link) in mail.body and claim_day in mail.subject
    assert "R$389.90" in mail.body


def test_a_plain_mail_says_an_ampersand_as_one(dispute, mailoutbox):
    shop = dispute.complaint.order.marketplace
    shop.name = "C&A <Moda>"
    shop.save(update_fields=["name"])
    _row, mail = post(mailoutbox, "seller_notice")
    assert mail.body.count("C&A <Moda>") == 2
    assert mail.alternatives[0][0].count("C&amp;A &lt;Moda&gt;") == 2


@pytest.mark.parametrize("what", ["revoked", "withdrawn"])
def test_no_notice_leaves_for_a_door_that_is_shut(dispute, cast, mailoutbox, what):
    if what == "revoked":
        services.revoke(dispute, by=cast.consumer, party=Party.BUYER, now=NOW)
    else:
        services.withdraw(dispute, by=cast.consumer, now=NOW)
    row, mail = post(mailoutbox, "seller_notice")
    assert (row.state, mail) == ("cancelled", None)


def test_a_delivery_stands_on_the_timeline_with_the_seal_of_what_was_sent(dispute, link, mailoutbox):
    _row, mail = post(mailoutbox, "seller_notice")
    line = dispute.complaint.events.get(kind="notice_sent")
    assert (line.at, line.data["mail"], line.data["to"]) == (NOW, "seller_notice", "v***@loja.example")
    assert line.data["sha256"] == hashlib.sha256(mail.body.encode()).hexdigest()
    link.refresh_from_db()
    assert (link.sent_at, link.failed_at) == (NOW, None)


def test_a_mail_that_comes_back_is_written_down_at_once(dispute, link, mailoutbox):
    row, _mail = post(mailoutbox, "seller_notice")
    note_bounce(row, "550 no such user", NOW + MINUTE)
    line = dispute.complaint.events.get(kind="notice_failed")
    assert (line.at, line.data["to"]) == (NOW + MINUTE, "v***@loja.example")
    link.refresh_from_db()
    assert (link.failed_at, link.failure) == (NOW + MINUTE, "550 no such user")


def test_every_mail_to_the_seller_is_heard_of_and_has_a_name(db):
    for name in (*TO_SELLER, "dispute_moved"):
        assert name in WRITERS and name in KINDS


# -- What happened ------------------------------------------------------------------------------

TOLD_SELLER = [
    (State.WAITING_BUYER, Move.BUYER_ACCEPTS), (State.WAITING_BUYER, Move.BUYER_PROPOSES),
    (State.WAITING_BUYER, Move.ESCALATE), (State.MEDIATION, Move.ASK_SELLER),
    (State.ASKED_BUYER, Move.BUYER_ANSWERS), (State.JUDGED_SPLIT, Move.BUYER_APPEALS),
    (State.JUDGED_SELLER, Move.BUYER_YIELDS), (State.RETURN_DUE, Move.BUYER_POSTS),
    (State.RETURN_DUE, Move.COUNTER_REFUSES), (State.REFUND_DUE, Move.MONEY_CAME),
    (State.REFUND_DUE, Move.MONEY_CAME_IN_PART), (State.REFUND_DUE, Move.MONEY_DID_NOT_COME),
    (State.WAITING_SELLER, Move.WITHDRAW),
]
TOLD_BUYER = [
    (State.WAITING_SELLER, Move.SELLER_ACCEPTS), (State.WAITING_SELLER, Move.SELLER_REFUSES),
    (State.WAITING_SELLER, Move.SELLER_PROPOSES), (State.MEDIATION, Move.ASK_BUYER),
    (State.ASKED_SELLER, Move.SELLER_ANSWERS), (State.JUDGED_BUYER, Move.SELLER_APPEALS),
    (State.JUDGED_BUYER, Move.SELLER_YIELDS), (State.RETURN_LABEL, Move.SELLER_SENDS_LABEL),
    (State.RETURN_LABEL, Move.SELLER_WAIVES_RETURN), (State.RETURN_SENT, Move.SELLER_CONFIRMS_RETURN),
    (State.RETURN_SENT, Move.SELLER_CONTESTS_RETURN),
]


@pytest.mark.parametrize(("state", "move"), TOLD_SELLER)
def test_the_seller_is_told_of_each_move_and_whose_turn_it_is(case, cast, mailoutbox, state, move):
    later = NOW + MINUTE
    dispute = walk(hosted(state, case, cast), cast, [move], later)
    _row, mail = post(mailoutbox, "seller_moved", later)
    room = Room(dispute, Party.SELLER, later)
    assert headline(Party.SELLER, move) in mail.subject
    assert mail.body.startswith(headline(Party.SELLER, move))
    assert ("Responda até " in mail.subject) == room.is_my_turn
    for text in (mail.body, html_of(mail)):
        assert room.step in text
        assert url_of(link_of(dispute)) in text
    assert mail.alternatives[0][0].count('class="button"') == 1


@pytest.mark.parametrize(("state", "move"), TOLD_BUYER)
def test_the_consumer_is_told_of_each_move_and_what_comes_next(case, cast, mailoutbox, state, move):
    later = NOW + MINUTE
    dispute = walk(hosted(state, case, cast), cast, [move], later)
    row, mail = post(mailoutbox, "dispute_moved", later)
    room = Room(dispute, Party.BUYER, later)
    assert row.reader == cast.consumer
    assert headline(Party.BUYER, move) in mail.subject
    assert ("Responda até " in mail.subject) == room.is_my_turn
    for text in (mail.body, html_of(mail)):
        assert room.step in text
        assert f"/cases/{case.reference}/dispute/" in text
        assert link_of(dispute).token not in text
    assert mail.alternatives[0][0].count('class="button"') == 1


@pytest.mark.parametrize("state", [
    State.WAITING_SELLER, State.WAITING_BUYER, State.ASKED_BUYER, State.ASKED_SELLER, State.JUDGED_BUYER,
    State.JUDGED_SELLER, State.RETURN_LABEL, State.RETURN_SENT,
])
def test_what_the_clock_did_is_told_to_the_seller(case, cast, mailoutbox, state):
    dispute = hosted(state, case, cast)
    now = let_silence_pass(dispute)
    row, mail = post(mailoutbox, "seller_moved", now)
    move = Move(row.context["move"])
    assert TABLE[move].actor == Actor.CLOCK
    assert headline(Party.SELLER, move) in mail.subject
    assert url_of(link_of(dispute)) in mail.body
    assert (row.secret, row.text) == (True, "")


def test_each_move_that_is_told_has_words_of_its_own():
    clocks = {move for move, step in TABLE.items() if step.actor == Actor.CLOCK}
    unsaid = {Move.DECISION_LATE, Move.APPEAL_LATE, Move.REFUND_SILENT}
    for party, told in ((Party.SELLER, TOLD_SELLER), (Party.BUYER, TOLD_BUYER)):
        missing = ({move for _state, move in told} | clocks) - unsaid - set(HEADLINES[party])
        assert missing == set()
    assert headline(Party.SELLER, Move.REFUND_SILENT) == str(CHANGED)


def test_nobody_is_told_what_was_answered_meanwhile(case, cast, mailoutbox):
    dispute = walk(hosted(State.WAITING_BUYER, case, cast), cast, [Move.BUYER_PROPOSES])
    walk(dispute, cast, [Move.SELLER_ACCEPTS])
    # The seller's own move has its receipt: whoever else made it with the link or the code is found out.
    row, mail = post(mailoutbox, "seller_moved")
    assert row.context["move"] == "seller_accepts"
    assert "Recebemos a sua resposta. Se não foi você, avise a nossa equipe" in mail.subject
    asked = rows("seller_moved").get(context__move="buyer_proposes")
    assert asked.state == "cancelled"
    offer = rows("dispute_moved").first()
    assert (offer.context["move"], offer.state) == ("seller_proposes", "cancelled")


def test_a_link_that_was_revoked_is_mailed_nothing_more(case, cast, mailoutbox):
    dispute = walk(hosted(State.WAITING_BUYER, case, cast), cast, [Move.BUYER_PROPOSES])
    write_message(
        case, "Oi", author=cast.consumer, party=Party.BUYER, form_key="k", audience=BOTH, room=dispute.pk, now=NOW)
    services.revoke(dispute, by=cast.consumer, party=Party.BUYER, now=NOW)
    for name in ("seller_moved", "seller_message"):
        row, mail = post(mailoutbox, name)
        assert (row.state, mail) == ("cancelled", None)


def test_a_move_in_a_dispute_that_ended_long_ago_is_not_told(case, cast, mailoutbox):
    hosted(State.WITHDRAWN, case, cast)
    row, mail = post(mailoutbox, "seller_moved", NOW + 31 * DAY)
    assert (row.state, mail) == ("cancelled", None)


# -- The reminder ---------------------------------------------------------------------------------


@pytest.fixture
def asked_again(case, cast):
    """The consumer asks for something else: the seller's days run anew, with a reminder."""
    return walk(hosted(State.WAITING_BUYER, case, cast), cast, [Move.BUYER_PROPOSES])


def test_the_reminder_comes_the_day_before_and_says_why_this_date(asked_again, mailoutbox):
    link = link_of(asked_again)
    row, mail = post(mailoutbox, "seller_reminder")
    assert row.send_after.date() == TODAY + 4 * DAY
    assert plain(mail.subject) == "Falta 1 dia para responder, até sexta, 27/11: Maria pede R$ 100,00 de volta"
    for text in (mail.body, html_of(mail)):
        assert "Por que esta data?" in text
        assert "o caso vai sozinho para o mediador" in text
        assert url_of(link) in text


@pytest.mark.parametrize("what", ["answered", "over"])
def test_no_reminder_when_it_is_no_longer_the_sellers_turn(asked_again, cast, mailoutbox, what):
    now = NOW
    if what == "answered":
        DOORS[Move.SELLER_REFUSES](asked_again, cast, NOW)
    else:
        now = turn_of(asked_again).due_at + MINUTE
    row, mail = post(mailoutbox, "seller_reminder", now)
    assert (row.state, mail) == ("cancelled", None)


# -- Messages -------------------------------------------------------------------------------------


def say(dispute, body, by, party=Party.BUYER, now=NOW, audience=BOTH):
    return write_message(
        dispute.complaint, body, author=by, party=party, form_key=body[:24], audience=audience,
        room=dispute.pk if audience == BOTH else None, now=now)


def test_what_is_written_together_comes_in_one_mail(dispute, link, cast, mailoutbox):
    say(dispute, "Primeira <b>", cast.consumer)
    say(dispute, "Segunda", cast.agent, Party.STAFF, NOW + MINUTE)
    _row, mail = post(mailoutbox, "seller_message", NOW + 5 * MINUTE)
    assert sorted(rows("seller_message").values_list("state", flat=True)) == ["cancelled", "sent"]
    assert "A equipe escreveu para você" in mail.subject
    for text in (mail.body, html_of(mail)):
        assert text.index("Primeira") < text.index("Segunda")
        assert "Maria" in text and "Equipe Prazo Certo" in text
        assert url_of(link) + "#messages" in text
    assert "Primeira &lt;b&gt;" in mail.alternatives[0][0]


def test_what_the_seller_has_read_or_written_is_not_mailed(dispute, link, cast, mailoutbox):
    say(dispute, "Do vendedor", None, Party.SELLER)
    assert not rows("seller_message").exists()
    message = say(dispute, "Oi", cast.consumer)
    mark_read(dispute.complaint, f"seller:{dispute.pk}", message.pk, NOW)
    row, mail = post(mailoutbox, "seller_message")
    assert (row.state, mail) == ("cancelled", None)


def test_what_is_said_to_the_team_never_reaches_the_seller(dispute, cast):
    say(dispute, "Só nós", cast.consumer, audience=Message.Audience.TEAM)
    say(dispute, "Nota", cast.agent, Party.STAFF, audience=Message.Audience.NOTE)
    assert not rows("seller_message").exists()


def test_a_seller_without_an_address_is_mailed_nothing(cast):
    dispute = hosted(State.WAITING_SELLER, make_case(cast.stranger), cast, address="")
    say(dispute, "Oi", cast.stranger)
    tell_sides(dispute.complaint, dispute, Move.ESCALATE, None, NOW)
    assert not OutgoingEmail.objects.filter(name__in=TO_SELLER).exists()


# -- The decision ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "first", "appeals"), [
    ("buyer", "O mediador decidiu: devem voltar R$ 389,90 a quem comprou.", True),
    ("split", "O mediador decidiu: devem voltar R$ 50,00 a quem comprou.", True),
    ("seller", "O mediador decidiu a seu favor.", False),
])
def test_a_decision_comes_with_all_its_reasons_and_the_day_to_appeal(case, cast, mailoutbox, outcome, first, appeals):
    dispute = hosted(State.MEDIATION, case, cast)
    services.decide(
        dispute, mediator=cast.mediator, outcome=outcome, amount=50 if outcome == "split" else None, now=NOW,
        facts="O pacote parou em Curitiba.", reasons="Não há prova de entrega <b>.\nO rastreio parou.",
    )
    row, mail = post(mailoutbox, "seller_decided")
    assert plain(mail.body).startswith(first)
    for text in (mail.body, html_of(mail)):
        assert "O rastreio parou." in text and "Curitiba" in text
        assert ("peça até sexta-feira, 27 de novembro que outro mediador decida" in text) == appeals
        assert url_of(link_of(dispute)) in text
    assert ("se não concorda, responda até sexta, 27/11" in mail.subject) == appeals
    assert "entrega &lt;b&gt;." in mail.alternatives[0][0]
    assert (row.secret, row.text) == (True, "")
    assert [line.data["mail"] for line in case.events.filter(kind="notice_sent").order_by("seq")][-1] == row.name


def test_no_mail_shows_the_token_to_the_staff(dispute, link, mailoutbox):
    post(mailoutbox, "seller_notice")
    for row in OutgoingEmail.objects.all():
        assert link.token not in f"{row.subject}{row.text}{row.html}{row.context}{row.dedup_key}"
    assert fresh(dispute).state == State.WAITING_SELLER
