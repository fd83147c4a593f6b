"""The mediator's work: questions that stop the clock, decisions with reasons, one appeal heard by another."""

from datetime import timedelta
from decimal import Decimal

import pytest

from complaints.models import Complaint, Deadline, Rule
from complaints.services.clocks import pause_clock, resume_clock
from complaints.services.locking import Refused
from contacts.models import OutgoingEmail
from disputes import services
from disputes.lifecycle import Move, State
from disputes.models import Decision
from tests.base import NOW, TODAY, make_case
from tests.disputes.moves import DAY, bring_to, fresh, let_silence_pass, picture_of, proof_in, turn_of, walk
from tests.disputes.wholeness import is_whole


@pytest.fixture
def read(case, cast):
    """A hosted dispute that a mediator reads."""
    return bring_to(State.MEDIATION, case, cast, mode="hosted")


def paused(dispute):
    return Deadline.objects.get(owner="dispute", subject_id=dispute.pk, state="paused")


@pytest.mark.parametrize(("party", "kind"), [("buyer", "house_question_buyer"), ("seller", "house_question_seller")])
def test_a_question_stops_the_decisions_clock_and_the_answer_lets_it_run_on(case, cast, read, party, kind):
    decision = turn_of(read)
    asked_at = NOW + 2 * DAY
    services.ask(read, mediator=cast.mediator, party=party, text=" O que chegou? ", now=asked_at)
    assert paused(read).pk == decision.pk
    assert (turn_of(read).kind, turn_of(read).due_on) == (kind, TODAY + 7 * DAY)
    case.refresh_from_db()
    assert not case.awaits_staff
    answered_at = NOW + 5 * DAY
    question = services.answer(read, party=party, text="Nada.", now=answered_at)
    assert (question.text, question.answer, question.closed_at) == ("O que chegou?", "Nada.", answered_at)
    # Five of its seven days were left.
    again = turn_of(read)
    assert (again.pk, again.due_on, again.paused_at) == (decision.pk, TODAY + 10 * DAY, None)
    case.refresh_from_db()
    assert case.awaits_staff
    is_whole(read)


def test_a_question_left_without_an_answer_goes_back_to_the_mediator(case, cast, read):
    decision = turn_of(read)
    services.ask(read, mediator=cast.mediator, party="seller", text="O que foi mandado?", now=NOW)
    now = let_silence_pass(read)
    question = read.questions.get()
    assert (question.answer, question.answered_at, question.closed_at) == ("", None, now)
    again = turn_of(read)
    # Asked on the day the case came: all seven days are left, from the day after.
    assert (again.pk, again.due_on) == (decision.pk, case.local_day(now) + 7 * DAY)
    is_whole(read)


def test_every_answer_is_told_to_the_other_side(case, cast, read):
    for number in range(2):
        now = NOW + timedelta(hours=number + 1)
        services.ask(read, mediator=cast.mediator, party="seller", text="E então?", now=now)
        services.answer(read, party="seller", text="Foi mandado.", now=now + timedelta(minutes=5))
    told = OutgoingEmail.objects.filter(name="dispute_moved", context__move="seller_answers")
    assert told.count() == 2


def test_there_is_one_question_at_a_time_and_none_without_words(case, cast, read):
    before = picture_of(case)
    with pytest.raises(Refused, match="Escreva a pergunta"):
        services.ask(read, mediator=cast.mediator, party="buyer", text=" ", now=NOW)
    with pytest.raises(Refused, match="Só um mediador"):
        services.ask(read, mediator=cast.agent, party="buyer", text="?", now=NOW)
    assert picture_of(case) == before
    services.ask(read, mediator=cast.mediator, party="buyer", text="?", now=NOW)
    with pytest.raises(Refused, match="Isso não dá mais"):
        services.ask(read, mediator=cast.supervisor, party="seller", text="?", now=NOW)
    with pytest.raises(Refused, match="Escreva a resposta"):
        services.answer(read, party="buyer", text="\n", by=case.user, now=NOW)
    with pytest.raises(Refused, match="Isso não dá mais"):
        services.answer(read, party="seller", text="Eu sei.", now=NOW)


def test_the_seller_of_a_tracked_dispute_is_not_here_to_be_asked(case, cast):
    dispute = bring_to(State.MEDIATION, case, cast, mode="tracked")
    with pytest.raises(Refused, match="o vendedor não está aqui"):
        services.ask(dispute, mediator=cast.mediator, party="seller", text="?", now=NOW)


def test_a_clock_that_staff_stopped_by_hand_stops_no_question(case, cast, read):
    pause_clock(turn_of(read), by=cast.supervisor, reason="Greve dos correios.", now=NOW)
    services.ask(read, mediator=cast.mediator, party="buyer", text="?", now=NOW + DAY)
    services.answer(read, party="buyer", text="Nada.", by=case.user, now=NOW + 2 * DAY)
    assert turn_of(read).due_on == TODAY + 9 * DAY
    is_whole(read)


def test_staff_cannot_let_the_decisions_clock_run_beside_the_questions(case, cast, read):
    services.ask(read, mediator=cast.mediator, party="buyer", text="?", now=NOW)
    before = picture_of(case)
    with pytest.raises(Refused, match="Outro prazo"):
        resume_clock(paused(read), by=cast.supervisor, now=NOW + DAY)
    assert picture_of(case) == before
    is_whole(read)


def test_a_question_whose_clock_staff_stopped_can_still_be_answered(case, cast, read):
    services.ask(read, mediator=cast.mediator, party="buyer", text="?", now=NOW)
    pause_clock(turn_of(read), by=cast.supervisor, reason="Está no hospital.", now=NOW)
    services.answer(read, party="buyer", text="Nada.", by=case.user, now=NOW + 20 * DAY)
    assert turn_of(read).due_on == TODAY + 27 * DAY
    is_whole(read)


def test_the_first_decision_of_a_hosted_dispute_waits_for_an_appeal(case, cast, read):
    proof = proof_in(case)
    law = Rule.objects.get(slug="cdc49", current=True)
    decision = services.decide(
        read, mediator=cast.mediator, outcome="split", amount=Decimal("200"), reasons=" Metade chegou. ",
        facts="Um de dois.", evidence=[proof], rule=law, now=NOW,
    )
    turn = turn_of(read)
    assert (turn.kind, turn.due_on) == ("house_appeal_buyer", TODAY + 5 * DAY)
    decision.refresh_from_db()
    assert (decision.instance, decision.reasons, decision.facts, decision.rule, decision.appeal_until) == (
        1, "Metade chegou.", "Um de dois.", law, turn.safe_on)
    assert list(decision.evidence.all()) == [proof]
    assert {mail.name for mail in OutgoingEmail.objects.filter(context__decision=decision.pk)} == {
        "decided", "seller_decided"}
    is_whole(read)


def test_a_decision_of_a_tracked_dispute_stands_at_once(case, cast):
    dispute = bring_to(State.MEDIATION, case, cast, mode="tracked")
    decision = services.decide(dispute, mediator=cast.mediator, outcome="buyer", reasons="Nada chegou.", now=NOW)
    assert decision.appeal_until is None
    assert fresh(dispute).state == State.REFUND_DUE


def test_proof_of_another_case_proves_nothing_here(case, cast, read):
    other = make_case(cast.stranger)
    foreign = proof_in(other)
    before = picture_of(case)
    with pytest.raises(Refused, match="não é deste caso"):
        services.decide(
            read, mediator=cast.mediator, outcome="buyer", reasons="Ver prova.", evidence=[foreign], now=NOW)
    assert picture_of(case) == before


@pytest.mark.parametrize(("state", "party", "kind"), [
    (State.JUDGED_SELLER, "buyer", "buyer_appeals"), (State.JUDGED_SPLIT, "buyer", "buyer_appeals"),
    (State.JUDGED_SPLIT, "seller", "seller_appeals"), (State.JUDGED_BUYER, "seller", "seller_appeals"),
])
def test_who_lost_may_appeal_once_and_another_mediator_reads(case, cast, state, party, kind):
    dispute = bring_to(state, case, cast, mode="hosted")
    with pytest.raises(Refused, match="por que a decisão deve mudar"):
        services.appeal(dispute, party=party, reasons=" ", now=NOW)
    dispute = services.appeal(dispute, party=party, reasons="Leiam a prova 2.", now=NOW)
    assert (dispute.state, dispute.agreed_remedy, dispute.agreed_amount) == (State.APPEAL, "", None)
    first = dispute.decisions.get()
    assert (first.appealed_by, first.appeal_reasons, first.appealed_at) == (party, "Leiam a prova 2.", NOW)
    assert turn_of(dispute).kind == "house_appeal_decision"
    before = picture_of(case)
    with pytest.raises(Refused, match="outro mediador"):
        services.decide(dispute, mediator=cast.mediator, outcome="buyer", reasons="De novo.", now=NOW)
    assert picture_of(case) == before
    services.decide(dispute, mediator=cast.supervisor, outcome="seller", reasons="Foi entregue.", now=NOW)
    dispute = fresh(dispute)
    assert (dispute.state, dispute.decision.instance) == (State.LOST, 2)
    with pytest.raises(Refused, match="Isso não dá mais"):
        services.appeal(dispute, party=party, reasons="De novo.", now=NOW)
    is_whole(dispute)


def test_who_won_cannot_appeal(case, cast):
    for state, party in ((State.JUDGED_SELLER, "seller"), (State.JUDGED_BUYER, "buyer")):
        dispute = bring_to(state, make_case(cast.consumer, number=""), cast)
        with pytest.raises(Refused, match="Isso não dá mais"):
            services.appeal(dispute, party=party, reasons="Mais.", now=NOW)


def test_an_answer_goes_back_to_the_mediator_who_asked(case, cast):
    dispute = bring_to(State.APPEAL, case, cast)
    dispute = walk(dispute, cast, [Move.ASK_SELLER, Move.SELLER_ANSWERS])
    assert (dispute.state, turn_of(dispute).kind) == (State.APPEAL, "house_appeal_decision")
    dispute = walk(dispute, cast, [Move.ASK_BUYER])
    let_silence_pass(dispute)
    assert fresh(dispute).state == State.APPEAL
    is_whole(dispute)


@pytest.mark.parametrize("answered", [True, False])
def test_a_return_contested_after_an_appeal_is_not_in_appeal_again(case, cast, answered):
    dispute = bring_to(State.APPEAL, case, cast, remedy="return_refund")
    dispute = walk(dispute, cast, [
        Move.DECIDE_FOR_BUYER, Move.SELLER_SENDS_LABEL, Move.BUYER_POSTS, Move.SELLER_CONTESTS_RETURN, Move.ASK_BUYER])
    assert fresh(dispute).state_at(turn_of(dispute)) == State.MEDIATION
    if answered:
        walk(dispute, cast, [Move.BUYER_ANSWERS])
    else:
        let_silence_pass(dispute)
    dispute = fresh(dispute)
    assert (dispute.state, turn_of(dispute).kind) == (State.MEDIATION, "house_decision")
    # The third decision is the last one.
    now = turn_of(dispute).opened_at + 8 * DAY
    services.decide(dispute, mediator=cast.mediator, outcome="buyer", reasons="A caixa estava cheia.", now=now)
    assert fresh(dispute).state == State.REFUND_DUE
    is_whole(dispute)


def test_the_agent_of_a_case_decides_nothing_in_it_whatever_the_role(case, cast, read):
    Complaint.objects.filter(pk=case.pk).update(agent=cast.mediator)
    decision, question = {"outcome": "buyer", "reasons": "Nada chegou."}, {"party": "buyer", "text": "?"}
    for door, more in ((services.decide, decision), (services.ask, question)):
        with pytest.raises(Refused, match="não pode decidir nele"):
            door(read, mediator=cast.mediator, now=NOW, **more)
    assert not Decision.objects.exists()
