"""The seller is told: link and code, sent again, taken back, opened, delivered; each a line of the timeline."""

from datetime import timedelta

import pytest
import time_machine

from complaints.choices import Party
from complaints.services.locking import Refused
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from disputes import services
from disputes.lifecycle import Move, State
from disputes.models import SellerLink
from disputes.models.sellers import CODE_LENGTH, OUTLIVES_DISPUTE, digest, typed_code
from disputes.services.notice import MOST_SENDS, note_delivery
from tests.base import NOW, make_case
from tests.disputes.moves import (
    DAY,
    SELLERS_ADDRESS,
    bring_to,
    fresh,
    let_silence_pass,
    opened,
    picture_of,
    turn_of,
    walk,
)
from tests.disputes.wholeness import is_whole


@pytest.fixture
def hosted(case):
    return opened(case, mode="hosted", address=" Vendas@Loja.example ")


def notices():
    return OutgoingEmail.objects.filter(name="seller_notice").order_by("pk")


def lines(case, kind):
    return case.events.filter(kind=kind)


def test_opening_here_mails_the_seller_a_link_whose_secret_is_not_kept(case, hosted):
    link = hosted.seller_links.get()
    assert (link.address, link.language, link.made_by, link.sends) == (SELLERS_ADDRESS, "en", case.user, 1)
    mail = notices().get()
    assert (mail.address, mail.reader, mail.secret, mail.send_after) == (SELLERS_ADDRESS, None, True, NOW)
    assert mail.context == {"link": link.pk, "language": "en"}
    assert (link.token_hash, link.code_hash) == (digest(link.token), digest(link.code))
    kept = SellerLink.objects.values().get()
    assert link.token not in map(str, kept.values()) and link.code not in map(str, kept.values())
    # The same one again, whenever it is asked for.
    assert SellerLink.objects.get().token == link.token


@pytest.mark.parametrize(("shop", "language"), [
    ("amazon", "pt-br"), ("shopee", "pt-br"), ("outra-loja", "pt-br"), ("temu", "en"), ("shein", "en"),
])
def test_sellers_from_abroad_are_written_to_in_english(cast, shop, language):
    dispute = opened(make_case(cast.consumer, shop=shop, number=""), mode="hosted")
    assert dispute.seller_links.get().language == language


def test_the_first_turn_has_its_reminder_too_and_a_new_address_its_own(hosted, cast):
    turn = turn_of(hosted)
    reminder = OutgoingEmail.objects.get(name="seller_reminder")
    assert reminder.context["clock"] == turn.pk
    assert (turn.due_at - reminder.send_after).total_seconds() == 39 * 3600
    services.resend(hosted, by=cast.consumer, party=Party.BUYER, address="outra@example.net", now=NOW)
    addresses = set(OutgoingEmail.objects.filter(name="seller_reminder").values_list("address", flat=True))
    assert addresses == {SELLERS_ADDRESS, "outra@example.net"}


def test_a_turn_that_a_silence_gave_to_the_seller_has_its_reminder(case, cast, mailoutbox):
    dispute = bring_to(State.JUDGED_BUYER, case, cast, mode="hosted", remedy="return_refund")
    OutgoingEmail.objects.all().delete()
    let_silence_pass(dispute)
    turn = turn_of(dispute)
    assert turn.kind == "house_return_label"
    reminder = OutgoingEmail.objects.get(name="seller_reminder")
    assert (turn.due_at - reminder.send_after).total_seconds() == 39 * 3600
    OutgoingEmail.objects.exclude(pk=reminder.pk).delete()
    with time_machine.travel(reminder.send_after, tick=False):
        send_due()
    letter, = mailoutbox
    assert letter.to == [SELLERS_ADDRESS]


def test_a_tracked_dispute_tells_the_seller_nothing(case, cast):
    dispute = walk(opened(case), cast, [Move.SELLER_REFUSES, Move.ESCALATE])
    assert not dispute.seller_links.exists()
    assert not OutgoingEmail.objects.filter(reader=None).exists()
    for door in (services.resend, services.revoke, services.letter_of):
        with pytest.raises(Refused, match="corre na loja"):
            door(dispute, by=case.user, party=Party.BUYER, now=NOW)


def test_a_code_is_typed_as_people_type_and_a_slip_is_noticed(hosted):
    link = hosted.seller_links.get()
    assert len(link.code) == CODE_LENGTH and typed_code(link.shown_code) == link.code
    assert typed_code(f"  {link.shown_code.lower().replace('-', ' ')} ") == link.code
    other = "2" if link.code[0] != "2" else "3"
    for wrong in (other + link.code[1:], link.code[:-1], link.code + "2", "", "????"):
        assert typed_code(wrong) == ""


def test_the_same_address_gets_the_same_link_again_and_another_one_a_new(case, hosted):
    first = hosted.seller_links.get()
    again = services.resend(hosted, by=case.user, party=Party.BUYER, now=NOW + DAY)
    assert (again.pk, again.sends, notices().count()) == (first.pk, 2, 2)
    other = services.resend(hosted, by=case.user, party=Party.BUYER, address="Chefe@loja.example", now=NOW + DAY)
    first.refresh_from_db()
    assert (first.revoked_at, other.address, other.language) == (NOW + DAY, "chefe@loja.example", first.language)
    assert notices().last().address == "chefe@loja.example"
    assert list(lines(case, "notice_resent").values_list("data__to", flat=True)) != [first.address, other.address]
    is_whole(hosted)


def test_mails_are_not_sent_without_end(case, hosted):
    for number in range(MOST_SENDS - 1):
        services.resend(hosted, by=case.user, party=Party.BUYER, now=NOW + number * DAY / 24)
    before = picture_of(case)
    with pytest.raises(Refused, match="Use a carta"):
        services.resend(hosted, by=case.user, party=Party.BUYER, now=NOW + DAY)
    assert picture_of(case) == before


def test_without_an_address_there_is_the_letter(case):
    dispute = opened(case, mode="hosted", address="")
    assert not notices().exists()
    with pytest.raises(Refused, match="ou use a carta"):
        services.resend(dispute, by=case.user, party=Party.BUYER, now=NOW)
    link = services.letter_of(dispute, by=case.user, party=Party.BUYER, now=NOW)
    services.letter_of(dispute, by=case.user, party=Party.BUYER, now=NOW + DAY)
    assert dispute.seller_links.get() == link
    assert lines(case, "notice_letter").get().data == {"dispute": dispute.pk, "link": link.pk}


def test_a_link_taken_back_opens_nothing_and_the_letter_then_has_another_code(case, hosted):
    first = hosted.seller_links.get()
    assert first.is_live(NOW)
    services.revoke(hosted, by=case.user, party=Party.BUYER, now=NOW)
    first.refresh_from_db()
    assert not first.is_live(NOW)
    with pytest.raises(Refused, match="não tem link aberto"):
        services.revoke(hosted, by=case.user, party=Party.BUYER, now=NOW)
    link = services.letter_of(hosted, by=case.user, party=Party.BUYER, now=NOW)
    assert link.code != first.code
    # The dispute goes on, and nobody is mailed at an address that was taken back.
    count = OutgoingEmail.objects.filter(reader=None).count()
    services.seller_refuses(hosted, note="Foi entregue.", now=NOW)
    services.escalate(hosted, by=case.user, now=NOW)
    assert OutgoingEmail.objects.filter(reader=None).count() == count


def test_a_link_lives_thirty_days_longer_than_the_dispute(case, hosted):
    assert SellerLink.objects.get().is_live(NOW + 400 * DAY)
    services.withdraw(hosted, by=case.user, now=NOW)
    link = SellerLink.objects.get()
    assert link.is_live(NOW + OUTLIVES_DISPUTE - timedelta(seconds=1))
    assert not link.is_live(NOW + OUTLIVES_DISPUTE)
    for door in (services.resend, services.letter_of):
        with pytest.raises(Refused, match="já acabou"):
            door(hosted, by=case.user, party=Party.BUYER, now=NOW)


def test_a_visit_is_written_down_once(case, hosted):
    link = hosted.seller_links.get()
    for minutes in (0, 10, 25, 60):
        services.note_opening(link, now=NOW + timedelta(minutes=minutes))
    services.note_opening(link, by_code=True, now=NOW + DAY)
    link.refresh_from_db()
    assert (link.openings, link.opened_at) == (3, NOW + DAY)
    opened_by = lines(case, "notice_opened").order_by("seq").values_list("party", "data__way")
    assert list(opened_by) == [("seller", "link"), ("seller", "link"), ("seller", "code")]


def test_what_became_of_a_mail_stands_on_the_timeline(case, hosted):
    link = hosted.seller_links.get()
    note_delivery(link.pk, "sent", mail=1, seal="ab" * 32, now=NOW)
    note_delivery(link.pk, "failed", mail=1, error="550 no such user", now=NOW + DAY)
    link.refresh_from_db()
    assert (link.sent_at, link.failed_at, link.failure) == (NOW, NOW + DAY, "550 no such user")
    assert lines(case, "notice_sent").get().data["sha256"] == "ab" * 32
    assert SELLERS_ADDRESS not in str(lines(case, "notice_failed").get().data)
    # Sent again, the old failure is no longer the news.
    services.resend(hosted, by=case.user, party=Party.BUYER, now=NOW + DAY)
    link.refresh_from_db()
    assert (link.failed_at, link.failure) == (None, "")


@pytest.mark.parametrize(("move", "state", "told"), [
    (Move.SELLER_REFUSES, State.WAITING_SELLER, {"dispute_moved", "seller_moved"}),
    (Move.BUYER_PROPOSES, State.WAITING_BUYER, {"seller_moved"}),
    (Move.ESCALATE, State.WAITING_BUYER, {"seller_moved"}),
    (Move.ASK_BUYER, State.MEDIATION, {"dispute_moved"}),
    (Move.ASK_SELLER, State.MEDIATION, {"seller_moved"}),
    (Move.SELLER_ACCEPTS, State.WAITING_SELLER, {"dispute_moved", "seller_moved"}),
    (Move.BUYER_POSTS, State.RETURN_DUE, {"seller_moved"}),
    (Move.JUDGE_SPLIT, State.MEDIATION, {"decided", "seller_decided"}),
    (Move.WITHDRAW, State.MEDIATION, {"seller_moved"}),
])
def test_each_side_is_told_of_the_others_moves_and_the_seller_gets_receipts(case, cast, move, state, told):
    dispute = bring_to(state, case, cast, mode="hosted")
    OutgoingEmail.objects.all().delete()
    walk(dispute, cast, [move], NOW + timedelta(hours=1))
    assert set(OutgoingEmail.objects.exclude(name="seller_reminder").values_list("name", flat=True)) == told
    to_seller = OutgoingEmail.objects.filter(reader=None)
    assert all(mail.secret and mail.address == SELLERS_ADDRESS for mail in to_seller)


def test_the_seller_is_reminded_on_the_morning_before_the_end(case, cast):
    dispute = bring_to(State.WAITING_BUYER, case, cast, mode="hosted")
    OutgoingEmail.objects.filter(name="seller_reminder").delete()
    walk(dispute, cast, [Move.BUYER_PROPOSES], NOW)
    turn = turn_of(dispute)
    mail = OutgoingEmail.objects.get(name="seller_reminder")
    # 9 h in Brasília on the day before the last.
    assert mail.send_after == NOW + 4 * DAY
    assert mail.context["clock"] == turn.pk and turn.due_on == case.local_day(NOW) + 5 * DAY
    assert fresh(dispute).state == State.WAITING_SELLER
