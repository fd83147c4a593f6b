"""The mediator's doors, and the answers to them: ask, answer, decide, appeal, accept the decision."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from complaints.services.locking import Refused
from contacts.outgoing import queue
from disputes.lifecycle import Move, State, Way
from disputes.models import MONEY_REMEDIES, Decision, Proposal, Question, Remedy
from disputes.models.disputes import way_of
from disputes.services.notice import live_link
from disputes.services.taking import ZERO, check_amount, close_proposals, left_to_do, take, write_move

Outcome = Decision.Outcome
DECIDING = {
    Outcome.BUYER: Move.DECIDE_FOR_BUYER, Outcome.SPLIT: Move.DECIDE_SPLIT, Outcome.SELLER: Move.DECIDE_FOR_SELLER,
}
JUDGING = {
    Outcome.BUYER: Move.JUDGE_FOR_BUYER, Outcome.SPLIT: Move.JUDGE_SPLIT, Outcome.SELLER: Move.JUDGE_FOR_SELLER,
}
ASK = {Party.BUYER: Move.ASK_BUYER, Party.SELLER: Move.ASK_SELLER}
ANSWER = {Party.BUYER: Move.BUYER_ANSWERS, Party.SELLER: Move.SELLER_ANSWERS}
APPEAL = {Party.BUYER: Move.BUYER_APPEALS, Party.SELLER: Move.SELLER_APPEALS}
YIELD = {Party.BUYER: Move.BUYER_YIELDS, Party.SELLER: Move.SELLER_YIELDS}


def must_mediate(mediator, complaint, dispute):
    """Raise `Refused` unless this person may decide here.

    Nobody decides who is the consumer, looks after the case, or decided it before.
    """
    if not mediator.has_perm("disputes.decide_dispute"):
        raise Refused(_("Só um mediador pode decidir."))
    if mediator.pk in (complaint.user_id, complaint.agent_id):
        raise Refused(_("Quem é parte ou atende este caso não pode decidir nele."))
    recorded = complaint.events.filter(recorded_by=mediator)
    if recorded.filter(Q(kind__startswith="dispute_seller_") | Q(kind="dispute_escalate")).exists():
        raise Refused(_("Você registrou a resposta de um dos lados: outra pessoa decide."))
    if dispute.state == State.APPEAL and dispute.decisions.filter(mediator=mediator).exists():
        raise Refused(_("O recurso é lido por outro mediador: você já decidiu este caso."))


def reading(dispute):
    """Return which mediator reads: the first, or the one of the appeal."""
    decision = dispute.decision
    return Way.SECOND if decision and decision.appealed_by else Way.FIRST


@transaction.atomic
def ask(dispute, *, mediator, party, text, now=None):
    """Ask one side something: the decision's clock stands still and the side's own one starts.

    Raises `Refused` for whoever may not decide, without a text, and for the seller of a tracked dispute.
    """
    now = now or timezone.now()
    complaint, dispute = take(dispute, ASK[party], by=mediator, now=now)
    must_mediate(mediator, complaint, dispute)
    if not text.strip():
        raise Refused(_("Escreva a pergunta."))
    if party == Party.SELLER and not dispute.is_hosted:
        raise Refused(_("Nesta disputa o vendedor não está aqui: pergunte ao consumidor."))
    question = Question.objects.create(
        dispute=dispute, party=party, text=text.strip(), asked_by=mediator, asked_at=now
    )
    write_move(complaint, dispute, ASK[party], by=mediator, now=now, note=question.text)
    return question


@transaction.atomic
def answer(dispute, *, party, text, by=None, now=None):
    """Answer the mediator's question; the decision's clock runs on. Raises `Refused` without a text."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, ANSWER[party], by=by, now=now)
    if not text.strip():
        raise Refused(_("Escreva a resposta."))
    question = dispute.questions.get(closed_at=None)
    question.answer, question.answered_at, question.closed_at = text.strip(), now, now
    question.save(update_fields=["answer", "answered_at", "closed_at"])
    write_move(complaint, dispute, ANSWER[party], by=by, now=now, way=reading(dispute), note=question.answer)
    return question


def agree_on(complaint, dispute, outcome, amount):
    """Write what a decision gives into the dispute; return the amount. Raises `Refused`."""
    dispute.post_by = None
    if outcome == Outcome.SELLER:
        dispute.agreed_remedy, dispute.agreed_amount, dispute.agreed_freight_by = "", None, ""
        return ZERO
    if outcome == Outcome.SPLIT:
        remedy = Remedy.PART_REFUND
        amount = check_amount(complaint, remedy, amount, dispute.amount)
    else:
        remedy = dispute.remedy
        if amount and remedy not in MONEY_REMEDIES:
            raise Refused(_("Aqui o pedido não é de dinheiro. Deixe o valor em branco ou decida em parte."))
        amount = check_amount(complaint, remedy, amount or dispute.amount, dispute.amount)
        remedy = left_to_do(dispute, remedy)
    dispute.agreed_remedy, dispute.agreed_amount = remedy, amount
    dispute.agreed_freight_by = dispute.freight_by if remedy == Remedy.RETURN_REFUND else ""
    return amount


@transaction.atomic
def decide(dispute, *, mediator, outcome, reasons, facts="", evidence=(), rule=None, amount=None, now=None):
    """Record a mediator's decision with its reasons, and tell both sides.

    The first decision of a hosted dispute leaves a time to appeal; any other stands at once. Raises
    `Refused` without reasons, without the permission, by a party of the case, by the mediator whose
    decision was appealed, with proof of another case, or when the dispute is not in mediation.
    """
    now = now or timezone.now()
    outcome = Outcome(outcome)
    complaint, dispute = take(dispute, DECIDING[outcome], by=mediator, now=now)
    must_mediate(mediator, complaint, dispute)
    if not reasons.strip():
        raise Refused(_("Escreva os motivos: não há decisão sem motivo."))
    used = list(evidence)
    if any(file.complaint_id != complaint.pk for file in used):
        raise Refused(_("Uma das provas marcadas não é deste caso."))
    amount = agree_on(complaint, dispute, outcome, amount)
    close_proposals(dispute, Proposal.State.REFUSED)
    before = dispute.decisions.count()
    is_last = before > 0 or not dispute.is_hosted
    decision = Decision.objects.create(
        dispute=dispute, instance=before + 1, outcome=outcome, amount=amount, facts=facts.strip(),
        reasons=reasons.strip(), rule=rule, mediator=mediator, decided_at=now,
    )
    decision.evidence.set(used)
    move = DECIDING[outcome] if is_last else JUDGING[outcome]
    way = way_of(dispute.agreed_remedy) if is_last and outcome != Outcome.SELLER else None
    dispute = write_move(
        complaint, dispute, move, by=mediator, now=now, way=way, amount=str(amount), reasons=decision.reasons
    )
    if not is_last:
        turn = complaint.deadlines.get(owner="dispute", subject_id=dispute.pk, state="running")
        decision.appeal_until = turn.safe_on
        decision.save(update_fields=["appeal_until"])
    queue(
        "decided", dedup_key=f"decided:{decision.pk}", reader=complaint.user, send_after=now,
        context={"decision": decision.pk},
    )
    link = live_link(dispute)
    if link and link.address:
        queue(
            "seller_decided", dedup_key=f"seller-decided:{decision.pk}", address=link.address, send_after=now,
            secret=True, context={"decision": decision.pk, "link": link.pk, "language": link.language},
        )
    return decision


@transaction.atomic
def appeal(dispute, *, party, reasons, by=None, now=None):
    """Ask for another mediator, once. Raises `Refused` without reasons, or when the time is over."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, APPEAL[party], by=by, now=now)
    if not reasons.strip():
        raise Refused(_("Escreva por que a decisão deve mudar."))
    decision = dispute.decision
    decision.appealed_by, decision.appeal_reasons, decision.appealed_at = party, reasons.strip(), now
    decision.save(update_fields=["appealed_by", "appeal_reasons", "appealed_at"])
    dispute.agreed_remedy, dispute.agreed_amount, dispute.agreed_freight_by = "", None, ""
    return write_move(complaint, dispute, APPEAL[party], by=by, now=now, note=decision.appeal_reasons)


@transaction.atomic
def accept_decision(dispute, *, party, by=None, now=None):
    """Accept a decision one lost, before the time to appeal is over."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, YIELD[party], by=by, now=now)
    way = way_of(dispute.agreed_remedy) if party == Party.SELLER else None
    return write_move(complaint, dispute, YIELD[party], by=by, now=now, way=way)
