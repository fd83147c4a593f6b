"""When a side stays silent: the dispute moves by itself, and nobody loses by another's delay."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint, Deadline, Rule
from complaints.services.clocks import mark_done, stop_reminders
from complaints.sweep import sweep
from complaints.wording import long_date
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from disputes.lifecycle import SILENCE, TABLE, Move, State
from disputes.models import Dispute
from tests.base import NOW, TODAY, make_case
from tests.disputes.moves import (
    DAY,
    OPEN_STANDS,
    SELLERS_ADDRESS,
    bring_to,
    fresh,
    let_silence_pass,
    opened,
    turn_of,
    walk,
)
from tests.disputes.wholeness import is_whole


def last_line(case):
    return case.events.order_by("-seq").exclude(kind="clock_missed").first()


@pytest.mark.parametrize(("mode", "state"), OPEN_STANDS)
def test_silence_moves_a_dispute_and_starts_the_next_clock(case, cast, mode, state):
    dispute = bring_to(state, case, cast, mode=mode)
    before = turn_of(dispute)
    foretold = fresh(dispute).state_at(before)
    now = let_silence_pass(dispute)
    dispute.refresh_from_db()
    move = SILENCE[State(state)][""]
    assert dispute.state == foretold and foretold in TABLE[move].targets
    before.refresh_from_db()
    assert (before.state, before.closed_at, before.wake_at) == (Deadline.State.MISSED, now, None)
    if dispute.is_open:
        after = turn_of(dispute)
        assert after.pk != before.pk and after.due_at > now
        if state not in (State.ASKED_BUYER, State.ASKED_SELLER):
            assert after.start_on == case.local_day(now)
    line = last_line(case)
    assert (line.kind, line.party) == (f"dispute_{move}", "clock")
    way = {"way": line.data["way"]} if isinstance(TABLE[move].target, dict) else {}
    assert line.data == {"dispute": dispute.pk, "due_on": before.due_on.isoformat(), **way}
    is_whole(dispute)


def test_the_rule_of_the_shop_may_let_the_silent_seller_lose(cast):
    case = make_case(cast.consumer, shop="amazon", number="")
    dispute = opened(case, mode="hosted", remedy="part_refund", amount=Decimal("120.00"))
    turn = turn_of(dispute)
    # Forty-eight hours, to the minute.
    assert (turn.kind, turn.due_at) == ("amazon_seller_answer", NOW + 2 * DAY)
    let_silence_pass(dispute)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.agreed_remedy, dispute.agreed_amount) == (
        State.REFUND_DUE, "part_refund", Decimal("120.00"))
    assert last_line(case).kind == "dispute_seller_defaults"
    is_whole(dispute)


def test_a_silent_seller_who_loses_waits_for_the_product_where_it_was_to_go_back(cast):
    case = make_case(cast.consumer, shop="amazon", number="")
    dispute = opened(case, mode="hosted", remedy="return_refund", freight_by="buyer")
    let_silence_pass(dispute)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.agreed_freight_by) == (State.RETURN_LABEL, "buyer")
    assert dispute.return_leg.freight_by == "buyer"
    is_whole(dispute)


def test_a_counter_offer_that_a_silent_seller_leaves_counts_as_accepted_there(cast):
    case = make_case(cast.consumer, shop="amazon", number="")
    dispute = walk(opened(case, mode="hosted"), cast, [Move.SELLER_PROPOSES, Move.BUYER_PROPOSES])
    let_silence_pass(dispute)
    assert dispute.proposals.get(round=2).state == "accepted"
    dispute.refresh_from_db()
    assert dispute.agreed_amount == Decimal("100.00")


def test_the_rule_of_a_shop_may_let_the_silent_buyer_lose(case, cast):
    Rule.objects.filter(slug="ae_buyer_answer").update(on_expiry="lapses")
    dispute = bring_to(State.WAITING_BUYER, case, cast, mode="hosted")
    now = let_silence_pass(dispute)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.closed_at) == (State.LAPSED, now)
    assert dispute.proposals.get().state == "lapsed"
    assert OutgoingEmail.objects.filter(name="dispute_moved", context__move="buyer_lapses").count() == 1
    is_whole(dispute)


@pytest.mark.parametrize("state", [State.JUDGED_BUYER, State.RETURN_LABEL, State.RETURN_SENT])
def test_money_won_by_silence_has_the_cards_longer_clock_too(cast, state):
    case = make_case(cast.consumer, payment_method="credit_card")
    dispute = bring_to(state, case, cast, mode="hosted")
    now = let_silence_pass(dispute)
    clock = case.deadlines.get(kind="ae_refund_card")
    assert (clock.state, clock.start_on, clock.owner) == ("running", case.local_day(now), "")
    # Asked again whether the money came: the clock that runs is enough.
    let_silence_pass(dispute)
    assert case.deadlines.filter(kind="ae_refund_card").count() == 1
    dispute.refresh_from_db()
    assert dispute.state == State.REFUND_LATE


def test_things_won_by_silence_have_none(cast):
    case = make_case(cast.consumer, payment_method="credit_card")
    let_silence_pass(bring_to(State.JUDGED_BUYER, case, cast, remedy="replacement"))
    assert not case.deadlines.filter(kind="ae_refund_card").exists()


def test_both_sides_of_a_hosted_dispute_hear_of_a_silence_in_the_morning(case, cast):
    dispute = bring_to(State.JUDGED_BUYER, case, cast)
    OutgoingEmail.objects.all().delete()
    over = turn_of(dispute).due_at
    sweep(over)
    mails = {mail.name: mail for mail in OutgoingEmail.objects.exclude(name="reminder")}
    assert set(mails) == {"dispute_moved", "seller_moved"}
    assert mails["dispute_moved"].reader == case.user and not mails["dispute_moved"].secret
    to_seller = mails["seller_moved"]
    assert (to_seller.reader, to_seller.address, to_seller.secret) == (None, SELLERS_ADDRESS, True)
    link = dispute.seller_links.get()
    assert to_seller.context == {"link": link.pk, "move": "win_stands", "language": link.language}
    assert {mail.send_after for mail in mails.values()} == {over + timedelta(hours=9)}


def test_a_seller_without_an_address_gets_no_mail_of_a_silence(case, cast):
    dispute = opened(case, mode="hosted", address="")
    let_silence_pass(dispute)
    assert not OutgoingEmail.objects.filter(reader=None).exists()


def test_a_silent_seller_hands_the_case_to_the_mediator(case):
    dispute = opened(case)
    sweep(turn_of(dispute).due_at - timedelta(seconds=1))
    dispute.refresh_from_db()
    assert dispute.state == State.WAITING_SELLER
    let_silence_pass(dispute)
    case.refresh_from_db()
    assert case.awaits_staff
    assert turn_of(dispute).kind == "house_decision"
    assert OutgoingEmail.objects.get(name="mediation").context["move"] == Move.SELLER_SILENT


def test_an_offer_left_without_answer_lapses(case, cast):
    dispute = bring_to(State.WAITING_BUYER, case, cast)
    let_silence_pass(dispute)
    assert dispute.proposals.get().state == "lapsed"
    assert OutgoingEmail.objects.get(name="mediation").context["move"] == Move.BUYER_SILENT
    is_whole(dispute)


def test_a_late_mediator_costs_nobody_anything(case, cast):
    dispute = bring_to(State.MEDIATION, case, cast)
    for late in range(1, 4):
        let_silence_pass(dispute)
        dispute.refresh_from_db()
        assert dispute.state == State.MEDIATION
        assert case.events.filter(kind="dispute_decision_late").count() == late
    case.refresh_from_db()
    assert case.awaits_staff
    assert not OutgoingEmail.objects.filter(name="mediation").exists()
    walk(dispute, cast, [Move.DECIDE_FOR_BUYER], NOW + 40 * DAY)


def test_money_that_does_not_come_is_asked_for_again_and_again(case, cast):
    dispute = bring_to(State.REFUND_DUE, case, cast)
    watch = turn_of(dispute)
    now = let_silence_pass(dispute)
    dispute.refresh_from_db()
    assert dispute.state == State.REFUND_LATE
    after = OutgoingEmail.objects.get(dedup_key=f"clock:{watch.pk}:after:{watch.due_on}")
    assert after.send_after == (now + 9 * timedelta(hours=1)).replace(minute=0)
    for _time in range(2):
        clock = turn_of(dispute)
        sweep(clock.wake_at)
        assert OutgoingEmail.objects.filter(dedup_key=f"clock:{clock.pk}:d0:{clock.due_on}").exists()
        let_silence_pass(dispute)
        assert not OutgoingEmail.objects.filter(dedup_key__startswith=f"clock:{clock.pk}:after").exists()
    walk(dispute, cast, [Move.MONEY_CAME], now + 40 * DAY)
    case.refresh_from_db()
    assert case.closing == Complaint.Closing.PAID


def test_who_stopped_asking_for_the_money_is_left_in_peace(case, cast):
    dispute = bring_to(State.REFUND_LATE, case, cast)
    stop_reminders(turn_of(dispute), now=NOW)
    let_silence_pass(dispute)
    clock = turn_of(dispute)
    assert clock.muted and clock.wake_at == clock.due_at
    let_silence_pass(dispute)
    assert not OutgoingEmail.objects.filter(dedup_key__startswith=f"clock:{clock.pk}").exists()


def test_the_clock_of_the_team_urges_nobody_and_its_delay_is_owned_up_to(cast, case, mailoutbox):
    dispute = opened(case)
    let_silence_pass(dispute)
    turn = turn_of(dispute)
    # The consumer can do nothing about it: the day is on the page, no mail counts down to it.
    assert turn.muted
    assert turn.wake_at == turn.due_at
    # The two who may decide, and one who may not.
    deciders = {cast.mediator.email, cast.supervisor.email}
    assert cast.agent.is_staff
    mailoutbox.clear()
    with time_machine.travel(turn.due_at, tick=False):
        sweep()
    with time_machine.travel(turn.due_at + timedelta(hours=12), tick=False):
        send_due()
        again = turn_of(dispute)
        about = [mail for mail in mailoutbox if mail.to == [case.user.email] and "decisão atrasou" in mail.subject]
        assert len(about) == 1
        assert long_date(again.safe_on) in about[0].body
        assert long_date(again.safe_on) in about[0].alternatives[0].content
    assert {mail.to[0] for mail in mailoutbox if "atrasada" in mail.subject} == deciders
    assert again.pk != turn.pk


def test_a_late_decision_that_came_meanwhile_is_not_mailed_as_late(cast, case, mailoutbox):
    dispute = opened(case)
    let_silence_pass(dispute)
    late = turn_of(dispute).due_at
    sweep(late)
    walk(dispute, cast, [Move.DECIDE_FOR_BUYER], late + timedelta(hours=1))
    mailoutbox.clear()
    with time_machine.travel(late + timedelta(hours=12), tick=False):
        send_due()
    assert not any("atras" in mail.subject for mail in mailoutbox)


def test_many_silences_of_one_sweep_each_go_their_way(cast):
    disputes = [
        bring_to(state, make_case(cast.consumer, number="", shop=shop), cast, mode=mode)
        for mode, state in OPEN_STANDS for shop in ("aliexpress", "temu")
    ]
    # From the day after the last of their turns, each has gone the one step that was its own, or more.
    late = max(turn_of(dispute).due_at for dispute in disputes)
    foretold = {dispute.pk: fresh(dispute).state_at(turn_of(dispute)) for dispute in disputes}
    Deadline.objects.filter(owner="dispute", state="running").update(due_at=late, wake_at=late)
    Deadline.objects.exclude(owner="dispute").update(state="cancelled")
    assert sweep(late) == len(disputes)
    for dispute in disputes:
        dispute.refresh_from_db()
        assert dispute.state == foretold[dispute.pk]
        is_whole(dispute)
        if dispute.is_open:
            assert turn_of(dispute).complaint_id == dispute.complaint_id


def test_a_sweep_needs_as_many_statements_for_few_as_for_many(cast):
    stands = OPEN_STANDS[::5]

    def statements(disputes_of_each):
        for _number in range(disputes_of_each):
            for mode, state in stands:
                bring_to(state, make_case(cast.consumer, number=""), cast, mode=mode)
        Deadline.objects.exclude(owner="dispute").update(state="cancelled")
        Deadline.objects.filter(owner="dispute", state="running").update(due_at=NOW + DAY, wake_at=NOW + DAY)
        with CaptureQueriesContext(connection) as asked:
            assert sweep(NOW + DAY) == len(stands) * disputes_of_each
        Deadline.objects.update(state="cancelled")
        return len(asked)

    assert statements(1) == statements(2)


def test_a_turn_whose_dispute_is_gone_ends_and_harms_nobody(case, cast):
    dispute, other = opened(case), opened(make_case(cast.stranger))
    Deadline.objects.filter(subject_id=dispute.pk, owner="dispute").update(subject_id=10**6)
    let_silence_pass(other)
    other.refresh_from_db()
    assert other.state == State.MEDIATION
    assert Deadline.objects.get(owner="dispute", subject_id=10**6).state == Deadline.State.MISSED
    assert Dispute.objects.get(pk=dispute.pk).state == State.WAITING_SELLER


def test_the_whole_way_of_a_silent_shop(case, cast, mailoutbox):
    """Opened, five days of silence, mediation, decision, fifteen days of nothing, money, closed."""
    dispute = opened(case)
    mark_done(case.deadlines.get(kind="med_request"), now=NOW)
    for k in range(1, 24):
        # A worker that is there: a little after midnight, and at 9 h.
        sweep(NOW + k * DAY - timedelta(hours=8, minutes=59))
        with time_machine.travel(NOW + k * DAY, tick=False):
            sweep()
            if k == 7:
                walk(dispute, cast, [Move.DECIDE_FOR_BUYER], NOW + k * DAY)
            send_due()
    dispute.refresh_from_db()
    assert dispute.state == State.REFUND_LATE
    walk(dispute, cast, [Move.MONEY_CAME], NOW + 24 * DAY)
    case.refresh_from_db()
    assert (case.state, case.closing) == ("closed", "paid")
    kinds = [kind for kind in case.events.order_by("seq").values_list("kind", flat=True) if "dispute" in kind]
    assert kinds == [
        "dispute_open", "dispute_seller_silent", "dispute_decide_for_buyer", "dispute_refund_silent",
        "dispute_money_came",
    ]
    sent = mailoutbox[:]
    about_money = [mail.subject for mail in sent if "Dinheiro de volta" in mail.subject]
    assert [subject.split(":")[0] for subject in about_money] == [
        "Faltam 7 dias", "Faltam 3 dias", "Falta 1 dia", "É hoje", "Acabou o prazo"]
    assert case.deadlines.get(kind="ae_refund_general").due_on == TODAY + 22 * DAY
    for k in range(25, 60):
        sweep(NOW + k * DAY)
    assert len(mailoutbox) == len(sent)
