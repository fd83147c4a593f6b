"""A product on its way back: label, posting, counter, arrival; each with its clock."""

from decimal import Decimal

import pytest

from complaints.services.locking import Refused
from disputes import services
from disputes.lifecycle import Move, State
from tests.base import NOW, TODAY, make_case
from tests.disputes.moves import DAY, bring_to, fresh, let_silence_pass, opened, picture_of, proof_in, turn_of, walk
from tests.disputes.wholeness import is_whole

LABEL = {"address": "Rua A, 1, Curitiba", "label": "PB123456789BR"}


@pytest.fixture
def agreed(case, cast):
    """A return that the seller of a hosted dispute has agreed to, and pays for."""
    return bring_to(State.RETURN_LABEL, case, cast, mode="hosted")


def labelled(dispute, now=NOW, **more):
    return services.send_label(dispute, now=now, **{**LABEL, **more})


@pytest.mark.parametrize(("shop", "kind"), [("aliexpress", "ae_return_ship"), ("shopee", "house_return_post")])
def test_ten_days_to_post(cast, shop, kind):
    case = make_case(cast.consumer, shop=shop, number="")
    dispute = labelled(bring_to(State.RETURN_LABEL, case, cast, mode="hosted"))
    clock = turn_of(dispute)
    assert (dispute.state, clock.kind, clock.due_on) == (State.RETURN_DUE, kind, TODAY + 10 * DAY)
    is_whole(dispute)


def test_the_days_for_posting_end_with_the_label(agreed):
    clock = turn_of(labelled(agreed, label_until=TODAY + 4 * DAY))
    assert clock.due_on == TODAY + 4 * DAY
    assert any(step["step"] == "cap" for step in clock.sum)


def test_a_label_that_holds_longer_gives_no_more_days(agreed):
    assert turn_of(labelled(agreed, label_until=TODAY + 90 * DAY)).due_on == TODAY + 10 * DAY


@pytest.mark.parametrize(("named", "label_until", "due"), [(5, None, 5), (25, None, 25), (25, 20, 20), (5, 20, 5)])
def test_the_day_both_named_counts_unless_the_label_ends_before(case, cast, named, label_until, due):
    dispute = opened(case, mode="hosted")
    services.seller_proposes(
        dispute, remedy="return_refund", freight_by="seller", post_by=TODAY + named * DAY, now=NOW)
    services.buyer_accepts(dispute, by=case.user, now=NOW)
    until = TODAY + label_until * DAY if label_until else None
    assert turn_of(labelled(dispute, label_until=until)).due_on == TODAY + due * DAY


def test_a_label_that_comes_late_leaves_days_to_post(case, cast):
    dispute = opened(case, mode="hosted")
    services.seller_proposes(dispute, remedy="return_refund", freight_by="seller", post_by=TODAY + 3 * DAY, now=NOW)
    services.buyer_accepts(dispute, by=case.user, now=NOW)
    late = NOW + 5 * DAY
    dispute = labelled(dispute, late)
    assert turn_of(dispute).due_on == TODAY + 8 * DAY
    assert services.post_return(dispute, by=case.user, tracking="AA1", now=late + DAY).state == State.RETURN_SENT


def test_the_first_label_that_runs_out_is_the_sellers_to_replace_and_the_second_the_buyers_loss(agreed):
    dispute = labelled(agreed, label_until=TODAY + 3 * DAY)
    now = let_silence_pass(dispute)
    dispute = fresh(dispute)
    assert (dispute.state, turn_of(dispute).kind) == (State.RETURN_LABEL, "house_return_label")
    dispute = labelled(dispute, now, label_until=dispute.complaint.local_day(now) + 3 * DAY)
    assert dispute.return_leg.labels == 2
    let_silence_pass(dispute)
    assert fresh(dispute).state == State.LAPSED
    is_whole(dispute)


def test_without_a_label_the_money_is_due_all_the_same(agreed):
    let_silence_pass(agreed)
    dispute = fresh(agreed)
    assert (dispute.state, dispute.agreed_amount) == (State.REFUND_DUE, Decimal("389.90"))


@pytest.mark.parametrize("flaw", [
    {"address": " "}, {"label": ""}, {"label_until": TODAY}, {"label_until": TODAY + DAY},
    {"label_until": TODAY + 181 * DAY},
])
def test_a_label_that_helps_nobody_is_refused(case, agreed, flaw):
    before = picture_of(case)
    with pytest.raises(Refused):
        labelled(agreed, **flaw)
    assert picture_of(case) == before


def test_who_pays_the_freight_alone_needs_only_an_address(case, cast):
    dispute = opened(case, mode="hosted", remedy="return_refund", freight_by="buyer")
    services.seller_accepts(dispute, now=NOW)
    dispute = services.send_label(dispute, address="Rua A, 1", label="ignored", label_until=TODAY + 3 * DAY, now=NOW)
    leg = dispute.return_leg
    assert (leg.freight_by, leg.label, leg.label_until) == ("buyer", "", None)
    assert turn_of(dispute).due_on == TODAY + 10 * DAY


def test_posting_needs_a_code_or_a_proof_of_this_case_and_a_day_that_can_be(case, cast, agreed):
    labelled(agreed)
    other = make_case(cast.stranger)
    foreign, own = proof_in(other), proof_in(case)
    before = picture_of(case)
    for flaw, words in (
        ({}, "código de rastreio"), ({"tracking": " "}, "código de rastreio"), ({"proof": foreign}, "não é deste caso"),
        ({"tracking": "AA1", "posted_on": TODAY + DAY}, "Esse dia não pode ser"),
        ({"tracking": "AA1", "posted_on": TODAY - DAY}, "Esse dia não pode ser"),
    ):
        with pytest.raises(Refused, match=words):
            services.post_return(agreed, by=case.user, now=NOW, **flaw)
    assert picture_of(case) == before
    dispute = services.post_return(agreed, by=case.user, proof=own, now=NOW)
    assert (dispute.return_leg.posting_proof, dispute.return_leg.posted_on) == (own, TODAY)
    assert turn_of(dispute).due_on == TODAY + 30 * DAY


def test_what_the_counter_refused_the_seller_must_send_otherwise(case, agreed):
    labelled(agreed)
    with pytest.raises(Refused, match="o que disseram no balcão"):
        services.counter_refused(agreed, by=case.user, note=" ", now=NOW)
    dispute = services.counter_refused(agreed, by=case.user, note="A etiqueta não passou.", now=NOW)
    assert (dispute.state, dispute.return_leg.refused_on) == (State.RETURN_LABEL, TODAY)
    is_whole(dispute)


def test_a_product_contested_after_it_went_back_need_not_go_back_again(case, cast, agreed):
    labelled(agreed)
    services.post_return(agreed, by=case.user, tracking="AA1", now=NOW)
    with pytest.raises(Refused, match="o que há de errado"):
        services.contest_return(agreed, note="", now=NOW)
    dispute = services.contest_return(agreed, note="A caixa veio vazia.", now=NOW)
    assert dispute.state == State.MEDIATION and dispute.return_leg.contested_at == NOW
    # The seller may give in, or the mediator decide: only the money is left, all of it.
    dispute = services.seller_accepts(dispute, now=NOW)
    assert (dispute.state, dispute.agreed_remedy, dispute.agreed_amount) == (
        State.REFUND_DUE, "part_refund", Decimal("389.90"))
    is_whole(dispute)


def test_a_mediator_decides_a_contested_return_about_the_money_alone(case, cast):
    dispute = bring_to(State.RETURN_SENT, case, cast, mode="hosted")
    dispute = walk(dispute, cast, [Move.SELLER_CONTESTS_RETURN, Move.JUDGE_FOR_BUYER, Move.SELLER_YIELDS])
    assert (dispute.state, dispute.agreed_remedy) == (State.REFUND_DUE, "part_refund")
    is_whole(dispute)


def test_silence_of_the_seller_counts_as_received(case, cast):
    dispute = bring_to(State.RETURN_SENT, case, cast, mode="hosted")
    let_silence_pass(dispute)
    assert fresh(dispute).state == State.REFUND_DUE
