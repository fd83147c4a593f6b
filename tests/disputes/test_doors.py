"""The doors of a dispute: every legal move, every illegal one, and the money."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from complaints.choices import Reason
from complaints.models import Complaint, Deadline
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from disputes import services
from disputes.lifecycle import TABLE, Actor, Move, State
from disputes.models import Decision, Dispute
from tests.base import NOW, TODAY, Cast, furnish, make_case
from tests.disputes.moves import (
    DAY,
    DOORS,
    PART,
    STANDS,
    bring_to,
    fresh,
    is_possible,
    opened,
    picture_of,
    turn_of,
    undone,
    walk,
)
from tests.disputes.wholeness import is_whole

FINAL_OF = {
    Move.JUDGE_FOR_BUYER: Move.DECIDE_FOR_BUYER, Move.JUDGE_SPLIT: Move.DECIDE_SPLIT,
    Move.JUDGE_FOR_SELLER: Move.DECIDE_FOR_SELLER,
}
JUDGING = set(FINAL_OF)


@pytest.mark.parametrize(("mode", "state"), STANDS)
def test_every_move_that_is_possible_goes_through_its_door(case, cast, mode, state):
    dispute = bring_to(state, case, cast, mode=mode)
    assert dispute.state == state
    is_whole(dispute)
    lines, now = case.events.count(), max(NOW + DAY, dispute.closed_at or NOW)
    for move in (move for move in DOORS if is_possible(mode, state, move)):
        with undone():
            DOORS[move](dispute, cast, now)
            after = fresh(dispute)
            assert after.state in TABLE[move].targets, move
            event = case.events.filter(kind__startswith="dispute_").order_by("seq").last()
            assert event.seq > lines
            assert (event.kind, event.party) == (f"dispute_{move}", TABLE[move].actor)
            is_whole(after)
            # What an answer leads to is the mediator who asked; the others go with what was agreed.
            assert event.data.get("way") in [None, *TABLE[move].target] or isinstance(TABLE[move].target, State)


@pytest.mark.parametrize(("mode", "state"), STANDS)
def test_every_other_move_is_refused_and_writes_nothing(case, cast, mode, state):
    dispute = bring_to(state, case, cast, mode=mode)
    before, now = picture_of(case), max(NOW + DAY, dispute.closed_at or NOW)
    for move in (move for move in DOORS if state not in TABLE[move].sources):
        # The door of a first decision is that of a last one.
        if move in JUDGING and state in TABLE[FINAL_OF[move]].sources:
            continue
        with pytest.raises(Refused) as caught:
            DOORS[move](dispute, cast, now)
        assert caught.value.sentence.startswith("Isso não dá mais para fazer"), move
        assert picture_of(case) == before, move
    is_whole(dispute)


@pytest.mark.parametrize("door", [door for move, door in DOORS.items() if TABLE[move].actor == Actor.SELLER])
def test_nobody_plays_the_seller_of_a_hosted_dispute(case, cast, door):
    move = next(move for move in DOORS if DOORS[move] is door)
    state = min(TABLE[move].sources)
    dispute = bring_to(state, case, cast, mode="hosted")
    before = picture_of(case)
    # As if it were tracked: the consumer writes down what the seller did.
    dispute.mode = "tracked"
    with pytest.raises(Refused, match="só o vendedor"):
        door(dispute, cast, NOW)
    assert picture_of(case) == before


def test_a_seller_here_says_why_not(case, cast):
    dispute = bring_to(State.WAITING_SELLER, case, cast, mode="hosted")
    with pytest.raises(Refused, match="Escreva por que não"):
        services.seller_refuses(dispute, note=" ", now=NOW)
    assert services.seller_refuses(dispute, note="Foi entregue.", now=NOW).state == State.WAITING_BUYER
    # In a tracked one the consumer may not know why.
    other = bring_to(State.WAITING_SELLER, make_case(cast.stranger), cast)
    assert services.seller_refuses(other, by=cast.consumer, now=NOW).state == State.WAITING_BUYER


def test_an_answer_to_what_is_no_longer_there_is_refused(case, cast):
    dispute = bring_to(State.WAITING_SELLER, case, cast, mode="hosted")
    shown = turn_of(dispute).pk
    walk(dispute, cast, [Move.SELLER_PROPOSES, Move.BUYER_PROPOSES])
    before = picture_of(case)
    for door, more in (
        (services.seller_accepts, {}), (services.seller_refuses, {"note": "Não."}), (services.seller_proposes, PART),
    ):
        with pytest.raises(Refused, match="mudou no caso enquanto"):
            door(dispute, seen=shown, now=NOW, **more)
    assert picture_of(case) == before
    assert services.seller_accepts(dispute, seen=turn_of(dispute).pk, now=NOW).state == State.REFUND_DUE


def test_the_offer_one_accepts_is_the_one_that_was_read(case, cast):
    dispute = bring_to(State.WAITING_BUYER, case, cast, mode="hosted")
    read = dispute.proposals.get().pk
    walk(dispute, cast, [Move.BUYER_PROPOSES, Move.SELLER_PROPOSES])
    with pytest.raises(Refused, match="A proposta mudou"):
        services.buyer_accepts(dispute, by=case.user, offer=read, now=NOW)
    now_open = dispute.proposals.get(state="open").pk
    assert services.buyer_accepts(dispute, by=case.user, offer=now_open, now=NOW).state == State.REFUND_DUE


def test_a_hosted_dispute_leaves_the_shops_own_window_open(case):
    dispute = opened(case, mode="hosted", opened_on=TODAY - 20 * DAY)
    assert case.deadlines.get(kind="ae_open_after_delivery_time").state == "running"
    # It begins now, whatever day was typed.
    assert (dispute.opened_on, turn_of(dispute).start_on) == (TODAY, TODAY)


def test_opening_starts_the_sellers_five_days_and_keeps_the_window(case):
    window = case.deadlines.get(kind="ae_open_after_delivery_time")
    dispute = opened(case)
    window.refresh_from_db()
    assert (window.state, window.closed_at) == (Deadline.State.MET, NOW)
    clock = turn_of(dispute)
    assert (clock.kind, clock.start_on, clock.due_on) == ("ae_seller_answer", TODAY, TODAY + 5 * DAY)
    assert (dispute.amount, dispute.opened_on) == (Decimal("389.90"), TODAY)
    assert case.deadlines.get(kind="med_request").state == Deadline.State.RUNNING


def test_a_shop_without_days_of_its_own_gets_the_houses(cast):
    case = make_case(cast.consumer, shop="shopee", number="", reason=Reason.DEFECTIVE, received_on=TODAY - DAY)
    assert turn_of(opened(case)).kind == "house_seller_answer"


@pytest.mark.parametrize("changes", [
    {"amount": Decimal("389.91")}, {"amount": Decimal("-1")}, {"remedy": "part_refund"},
    {"remedy": "part_refund", "amount": Decimal("0")}, {"opened_on": TODAY + DAY},
    {"opened_on": TODAY - 54 * DAY},
])
def test_amounts_and_days_that_cannot_be_are_refused(case, changes):
    before = picture_of(case)
    with pytest.raises(Refused):
        opened(case, **changes)
    assert picture_of(case) == before


def test_an_amount_nobody_knows_must_be_said(cast):
    case = make_case(cast.consumer, amount=None, amount_claimed=None)
    with pytest.raises(Refused, match="Diga quanto dinheiro"):
        opened(case)
    assert opened(case, amount=Decimal("50")).amount == 50


def test_one_open_dispute_a_case_and_none_in_a_closed_one(case, cast):
    dispute = opened(case)
    with pytest.raises(Refused, match="já tem uma disputa"):
        opened(case)
    with pytest.raises(Refused, match="Encerre a disputa primeiro"):
        close_complaint(case, Complaint.Closing.SOLVED, by=case.user, now=NOW)
    services.withdraw(dispute, by=case.user, now=NOW)
    assert opened(case).pk != dispute.pk
    services.withdraw(case.disputes.get(state="waiting_seller"), by=case.user, now=NOW)
    close_complaint(case, Complaint.Closing.SOLVED, by=case.user, now=NOW)
    with pytest.raises(Refused, match="encerrado"):
        opened(case)


@pytest.mark.parametrize("reason", [Reason.FRAUD_OUTSIDE, Reason.ACCOUNT_ACCESS, Reason.DISPUTE_CLOSED])
def test_what_no_dispute_can_mend_opens_none(cast, reason):
    case = make_case(cast.consumer, reason=reason)
    with pytest.raises(Refused, match="não resolve este problema"):
        opened(case)


def test_there_is_no_accepting_without_an_offer(case, cast):
    dispute = walk(opened(case), cast, [Move.SELLER_REFUSES])
    before = picture_of(case)
    with pytest.raises(Refused, match="não fez proposta"):
        services.buyer_accepts(dispute, by=case.user, now=NOW)
    assert picture_of(case) == before


def test_rounds_of_offers_leave_one_open(case, cast):
    dispute = walk(opened(case), cast, [Move.SELLER_PROPOSES, Move.BUYER_PROPOSES, Move.SELLER_PROPOSES])
    assert list(dispute.proposals.order_by("round").values_list("party", "state")) == [
        ("seller", "refused"), ("buyer", "refused"), ("seller", "open")]
    dispute = walk(dispute, cast, [Move.BUYER_ACCEPTS])
    assert (dispute.agreed_remedy, dispute.agreed_amount) == ("part_refund", Decimal("100.00"))
    assert dispute.proposals.get(round=3).state == "accepted"


@pytest.mark.parametrize("door", [services.seller_proposes, services.buyer_proposes])
def test_an_offer_above_what_was_paid_is_refused(case, cast, door):
    state = State.WAITING_SELLER if door is services.seller_proposes else State.WAITING_BUYER
    dispute = bring_to(state, case, cast)
    with pytest.raises(Refused, match="maior do que foi pago"):
        door(dispute, by=case.user, remedy="part_refund", amount=Decimal("389.91"), now=NOW)


def decide(dispute, mediator, **changes):
    fields = {"outcome": "buyer", "reasons": "Não há prova de entrega.", **changes}
    return services.decide(dispute, mediator=mediator, now=NOW, **fields)


def test_a_decision_needs_reasons_a_right_and_nobody_of_the_case(case, cast):
    dispute = bring_to(State.MEDIATION, case, cast)
    before = picture_of(case)
    for mediator, changes, words in (
        (cast.mediator, {"reasons": " \n"}, "sem motivo"),
        (cast.agent, {}, "Só um mediador"),
        (cast.auditor, {}, "Só um mediador"),
        (cast.consumer, {}, "Só um mediador"),
        (cast.mediator, {"outcome": "split"}, "Diga quanto"),
        (cast.mediator, {"outcome": "split", "amount": Decimal("400")}, "maior do que foi pago"),
        (cast.mediator, {"amount": Decimal("400")}, "maior do que foi pago"),
    ):
        with pytest.raises(Refused, match=words):
            decide(dispute, mediator, **changes)
    Complaint.objects.filter(pk=case.pk).update(agent=cast.supervisor)
    with pytest.raises(Refused, match="não pode decidir"):
        decide(dispute, cast.supervisor)
    Complaint.objects.filter(pk=case.pk).update(agent=None)
    assert picture_of(case) == before
    assert not Decision.objects.exists()


def test_a_won_case_is_watched_for_fifteen_days(case, cast):
    dispute = bring_to(State.MEDIATION, case, cast)
    case.refresh_from_db()
    assert case.awaits_staff
    decision = decide(dispute, cast.mediator)
    assert decision.amount == Decimal("389.90")
    dispute.refresh_from_db()
    clock = turn_of(dispute)
    assert (dispute.state, clock.kind, clock.due_on) == ("refund_due", "ae_refund_general", TODAY + 15 * DAY)
    case.refresh_from_db()
    assert not case.awaits_staff
    assert OutgoingEmail.objects.get(name="decided").dedup_key == f"decided:{decision.pk}"


def test_a_decision_about_things_carries_no_money(case, cast):
    dispute = walk(opened(case, remedy="replacement"), cast, [Move.SELLER_REFUSES, Move.ESCALATE])
    with pytest.raises(Refused, match="não é de dinheiro"):
        decide(dispute, cast.mediator, amount=Decimal("10"))
    assert decide(dispute, cast.mediator).amount == 0
    dispute.refresh_from_db()
    assert (dispute.agreed_remedy, dispute.agreed_amount) == ("replacement", 0)
    services.report_refund(dispute, by=case.user, came="whole", now=NOW)
    case.refresh_from_db()
    assert (case.state, case.closing) == ("closed", Complaint.Closing.SOLVED)


def test_a_lost_case_stays_open_for_other_doors(case, cast):
    dispute = bring_to(State.LOST, case, cast)
    case.refresh_from_db()
    assert case.is_open and not case.awaits_staff
    assert dispute.agreed_amount is None
    assert case.deadlines.get(kind="med_request").state == "running"


def test_money_on_a_card_has_its_longer_clock_until_the_end(cast):
    case = make_case(cast.consumer, payment_method="credit_card")
    dispute = bring_to(State.REFUND_DUE, case, cast)
    assert case.deadlines.get(kind="ae_refund_card").state == "running"
    services.withdraw(dispute, by=case.user, now=NOW)
    assert case.deadlines.get(kind="ae_refund_card").state == "cancelled"
    things = make_case(cast.stranger, payment_method="credit_card")
    walk(opened(things, remedy="replacement"), cast, [Move.SELLER_ACCEPTS])
    assert not things.deadlines.filter(kind="ae_refund_card").exists()


def test_parts_add_up_to_the_whole(case, cast):
    dispute = bring_to(State.REFUND_DUE, case, cast)

    def part(amount):
        return services.report_refund(dispute, by=case.user, came="part", amount=amount, now=NOW)

    assert part(Decimal("100.00")).state == State.REFUND_LATE
    for wrong in (None, Decimal("0"), Decimal("-5"), Decimal("289.91")):
        with pytest.raises(Refused):
            part(wrong)
    assert part(Decimal("200.00")).state == State.REFUND_LATE
    assert part(Decimal("89.90")).state == State.PAID
    case.refresh_from_db()
    assert (case.closing, dispute.received()) == ("paid", Decimal("389.90"))
    event = case.events.get(kind="dispute_money_came")
    assert (event.data["amount"], event.data["left"]) == ("89.90", "0.00")
    is_whole(dispute)


def test_the_whole_after_a_part_is_what_was_left(case, cast):
    dispute = bring_to(State.REFUND_DUE, case, cast)
    walk(dispute, cast, [Move.MONEY_CAME_IN_PART, Move.MONEY_CAME])
    assert dispute.received() == Decimal("389.90")
    assert not case.deadlines.filter(state="running").exists()


def test_none_came_asks_again_in_fifteen_days(case, cast):
    dispute = bring_to(State.REFUND_LATE, case, cast)
    assert turn_of(dispute).kind == "house_refund_recheck"
    assert dispute.refund_reports.get().amount == 0


def test_withdrawing_closes_the_dispute_and_leaves_the_case(case, cast):
    dispute = bring_to(State.WAITING_BUYER, case, cast)
    walk(dispute, cast, [Move.WITHDRAW])
    case.refresh_from_db()
    assert case.is_open
    assert dispute.proposals.get().state == "lapsed"
    assert set(case.deadlines.filter(owner="dispute").values_list("state", flat=True)) == {"met", "cancelled"}


def test_opened_weeks_ago_goes_to_mediation_with_the_next_sweep(case):
    dispute = opened(case, opened_on=TODAY - 20 * DAY)
    assert turn_of(dispute).is_overdue(NOW)
    sweep(NOW)
    dispute.refresh_from_db()
    assert dispute.state == State.MEDIATION
    is_whole(dispute)


@pytest.mark.parametrize(("state", "move"), [
    (State.WAITING_SELLER, Move.SELLER_REFUSES), (State.WAITING_SELLER, Move.SELLER_PROPOSES),
    (State.WAITING_BUYER, Move.BUYER_ACCEPTS), (State.WAITING_BUYER, Move.ESCALATE),
])
def test_a_turn_that_is_over_is_over_before_the_sweep_comes_by(case, cast, state, move):
    dispute = bring_to(state, case, cast)
    over = turn_of(dispute).due_at
    before = picture_of(case)
    with pytest.raises(Refused):
        DOORS[move](dispute, cast, over)
    assert picture_of(case) == before


def test_a_decision_after_an_unswept_silence_tells_the_silence_first(case, cast):
    dispute = opened(case)
    over = turn_of(dispute).due_at + timedelta(minutes=1)
    services.decide(dispute, mediator=cast.mediator, outcome="buyer", reasons="Silêncio.", now=over)
    kinds = list(case.events.order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["dispute_seller_silent", "dispute_decide_for_buyer"]
    assert case.deadlines.get(kind="ae_seller_answer").state == "missed"
    sweep(over)
    assert case.events.filter(kind="dispute_seller_silent").count() == 1
    is_whole(dispute)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_of_two_opposite_moves_at_once_one_wins(_time):
    furnish()
    people = Cast()
    case = make_case(people.consumer)
    dispute = bring_to(State.WAITING_BUYER, case, people)
    stale = [Dispute.objects.select_related("complaint").get(pk=dispute.pk) for _tab in range(2)]
    moves, outcomes = [Move.BUYER_ACCEPTS, Move.ESCALATE], []
    gate = threading.Barrier(2)

    def act(at, wait=True):
        try:
            if wait:
                gate.wait(10)
            DOORS[moves[at]](stale[at], people, NOW)
            outcomes.append(moves[at])
        except Refused:
            outcomes.append(None)
        finally:
            if wait:
                connection.close()

    if connection.vendor == "postgresql":
        threads = [threading.Thread(target=act, args=[at]) for at in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    else:
        # One writer at a time: the second tab acts on what it read before the first one wrote.
        act(0, wait=False)
        act(1, wait=False)
    winner, = [move for move in outcomes if move]
    assert len(outcomes) == 2
    dispute.refresh_from_db()
    assert dispute.state in TABLE[winner].targets
    assert case.events.filter(kind__in=[f"dispute_{move}" for move in moves]).count() == 1
    is_whole(dispute)
