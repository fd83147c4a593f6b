"""The doors of a dispute. Each locks the case, asks the table, writes once, and starts the next clock."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Payment, Reason
from complaints.models import Complaint, Deadline
from complaints.rules import DISPUTE_WINDOWS, current_rules
from complaints.services.cases import settle
from complaints.services.clocks import end_clocks, lay, start_clock
from complaints.services.locking import Refused, lock
from complaints.sweep import treat_now
from complaints.timeline import append
from contacts.outgoing import queue
from disputes.lifecycle import TABLE, TURN, WAITING_FOR_MONEY, IllegalMove, Move, State, target_of
from disputes.models import MONEY_REMEDIES, Decision, Dispute, Proposal, RefundReport, Remedy

OWNER = "dispute"
CARD_REFUND = "ae_refund_card"
ZERO = Decimal("0")
# A dispute with the shop cannot give back an account or undo a payment made elsewhere.
NO_DISPUTE = {Reason.ACCOUNT_ACCESS, Reason.FRAUD_OUTSIDE, Reason.DISPUTE_CLOSED}
NOT_NOW = _("Isso não dá mais para fazer neste momento do caso. Veja na página o que é possível agora.")
Decided = Decision.Outcome


def turn_rule(state, marketplace_slug, rules):
    """Return the rule under which the clock of a state runs for a shop; the house's rule comes last."""
    for slug in TURN[state][1]:
        rule = rules.get(slug)
        if rule and (not rule.applies.get("marketplaces") or marketplace_slug in rule.applies["marketplaces"]):
            return rule
    raise LookupError(f"no rule in force for {state}")


def lay_turn(complaint, dispute, rules, start, *, now):
    """Return the unsaved clock of the dispute's present state."""
    rule = turn_rule(State(dispute.state), complaint.order.marketplace.slug, rules)
    return lay(complaint, rule, start, now=now, owner=OWNER, subject_id=dispute.pk)


def turn_clocks(dispute):
    """Return the clocks this dispute handed out."""
    return Deadline.objects.filter(owner=OWNER, subject_id=dispute.pk)


def check_amount(complaint, remedy, amount):
    """Return the amount a remedy carries. Raises `Refused` when it is missing or more than was paid."""
    if remedy not in MONEY_REMEDIES:
        return ZERO
    paid = complaint.order.amount
    if remedy == Remedy.FULL_REFUND and not amount:
        amount = paid
    if not amount or amount <= 0:
        raise Refused(_("Diga quanto dinheiro deve voltar."))
    if paid is not None and amount > paid:
        raise Refused(_("O valor é maior do que foi pago no pedido. Confira e escreva de novo."))
    return amount


def take(dispute, move, actor, now):
    """Lock the case and return (complaint, dispute, target state). Raises `Refused` for an illegal move.

    A turn that is over counts as over, whether or not the sweep has come by: what its silence
    leads to is written first, so that a door and the page at the same instant agree.
    """
    complaint = lock(dispute.complaint)
    if treat_now(turn_clocks(dispute).filter(complaint=complaint), now):
        complaint = lock(complaint)
    dispute = Dispute.objects.get(pk=dispute.pk)
    dispute.complaint = complaint
    try:
        return complaint, dispute, target_of(State(dispute.state), move, actor)
    except IllegalMove as error:
        raise Refused(NOT_NOW) from error


def write_move(complaint, dispute, move, target, *, by, now, **data):
    """Write a checked move: end the clock of the turn, save the state, one line, the next clock."""
    party = Party(TABLE[move].actor.value)
    if target == State.WITHDRAWN:
        # Nobody waits any longer for money on the card.
        end_clocks(complaint.deadlines.filter(kind=CARD_REFUND), Deadline.State.CANCELLED, now)
    ended = Deadline.State.CANCELLED if move == Move.WITHDRAW else Deadline.State.MET
    end_clocks(turn_clocks(dispute), ended, now)
    source, dispute.state = dispute.state, target
    saved = ["state", "agreed_remedy", "agreed_amount", "remedy", "amount"]
    if not dispute.is_open:
        dispute.closed_at = now
        saved.append("closed_at")
    dispute.save(update_fields=saved)
    append(complaint, f"dispute_{move}", party, at=now, by=by, dispute=dispute.pk, **data)
    if State.MEDIATION in (source, target):
        complaint.awaits_staff = target == State.MEDIATION
        complaint.save(update_fields=["awaits_staff"])
    if dispute.is_open:
        rules = current_rules(slug__in=TURN[target][1])
        lay_turn(complaint, dispute, rules, complaint.local_day(now), now=now).save()
    if target == State.REFUND_DUE and dispute.asks_money:
        watch_payment_side(complaint, now)
    return dispute


def watch_payment_side(complaint, now):
    """Start the extra clock of a card refund, which takes longer to show than the shop's own promise."""
    if complaint.order.marketplace.slug == "aliexpress" and complaint.order.payment_method == Payment.CREDIT_CARD:
        running = complaint.deadlines.filter(kind=CARD_REFUND, state=Deadline.State.RUNNING)
        if not running.exists():
            start_clock(complaint, CARD_REFUND, complaint.local_day(now), now=now)


def close_proposals(dispute, state):
    """Close whatever offer is open."""
    dispute.proposals.filter(state=Proposal.State.OPEN).update(state=state)


def add_proposal(dispute, party, remedy, amount, note, now):
    last = dispute.proposals.order_by("-round").first()
    return Proposal.objects.create(
        dispute=dispute, round=last.round + 1 if last else 1, party=party, remedy=remedy, amount=amount,
        note=note, made_at=now,
    )


@transaction.atomic
def open_dispute(complaint, *, by, remedy, amount=None, reason="", opened_on=None, now=None):
    """Note that the consumer opened a dispute; the seller's clock starts on the day it was opened.

    Raises `Refused` when the case is closed, has an open dispute, or the amount does not fit.
    """
    now = now or timezone.now()
    complaint = lock(complaint)
    if not complaint.is_open:
        raise Refused(_("Este caso está encerrado, então não dá para abrir disputa nele."))
    if complaint.reason in NO_DISPUTE:
        raise Refused(_("A disputa da loja não resolve este problema. Veja no caso quem pode ajudar."))
    if complaint.disputes.filter(closed_at=None).exists():
        raise Refused(_("Este caso já tem uma disputa aberta. Siga por ela."))
    amount = check_amount(complaint, remedy, amount)
    opened_on = opened_on or complaint.local_day(now)
    if opened_on > complaint.local_day(now) or opened_on < complaint.order.placed_on:
        raise Refused(_("O dia da disputa precisa ficar entre o dia da compra e hoje."))
    dispute = Dispute.objects.create(
        complaint=complaint, state=target_of(None, Move.OPEN, "buyer"), reason=reason or complaint.reason,
        remedy=remedy, amount=amount, opened_on=opened_on, opened_at=now,
    )
    end_clocks(complaint.deadlines.filter(kind__in=DISPUTE_WINDOWS), Deadline.State.MET, now)
    append(
        complaint, "dispute_open", Party.BUYER, at=now, by=by, dispute=dispute.pk, remedy=remedy,
        amount=str(amount), opened_on=opened_on.isoformat(),
    )
    rules = current_rules(slug__in=TURN[State.WAITING_SELLER][1])
    lay_turn(complaint, dispute, rules, opened_on, now=now).save()
    return dispute


@transaction.atomic
def seller_accepts(dispute, *, by, note="", now=None):
    """Note that the seller gives what was asked; the money is now waited for."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.SELLER_ACCEPTS, "seller", now)
    close_proposals(dispute, Proposal.State.ACCEPTED)
    dispute.agreed_remedy, dispute.agreed_amount = dispute.remedy, dispute.amount
    return write_move(
        complaint, dispute, Move.SELLER_ACCEPTS, target, by=by, now=now, note=note,
        remedy=dispute.remedy, amount=str(dispute.amount),
    )


@transaction.atomic
def seller_refuses(dispute, *, by, note="", now=None):
    """Note that the seller said no; the consumer has the next turn."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.SELLER_REFUSES, "seller", now)
    close_proposals(dispute, Proposal.State.REFUSED)
    return write_move(complaint, dispute, Move.SELLER_REFUSES, target, by=by, now=now, note=note)


@transaction.atomic
def seller_proposes(dispute, *, by, remedy, amount=None, note="", now=None):
    """Note what the seller offers instead. Raises `Refused` when the amount is more than was paid."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.SELLER_PROPOSES, "seller", now)
    amount = check_amount(complaint, remedy, amount)
    close_proposals(dispute, Proposal.State.REFUSED)
    add_proposal(dispute, Party.SELLER, remedy, amount, note, now)
    return write_move(
        complaint, dispute, Move.SELLER_PROPOSES, target, by=by, now=now, remedy=remedy, amount=str(amount),
        note=note,
    )


@transaction.atomic
def buyer_accepts(dispute, *, by, now=None):
    """Accept the seller's open offer. Raises `Refused` when there is none."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.BUYER_ACCEPTS, "buyer", now)
    proposal = dispute.proposals.filter(state=Proposal.State.OPEN, party=Party.SELLER).first()
    if proposal is None:
        raise Refused(_("O vendedor não fez proposta, então não há o que aceitar."))
    close_proposals(dispute, Proposal.State.ACCEPTED)
    dispute.agreed_remedy, dispute.agreed_amount = proposal.remedy, proposal.amount
    return write_move(
        complaint, dispute, Move.BUYER_ACCEPTS, target, by=by, now=now, remedy=proposal.remedy,
        amount=str(proposal.amount),
    )


@transaction.atomic
def buyer_proposes(dispute, *, by, remedy, amount=None, note="", now=None):
    """Ask for something else, or insist; the seller has the next turn."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.BUYER_PROPOSES, "buyer", now)
    amount = check_amount(complaint, remedy, amount)
    close_proposals(dispute, Proposal.State.REFUSED)
    add_proposal(dispute, Party.BUYER, remedy, amount, note, now)
    dispute.remedy, dispute.amount = remedy, amount
    return write_move(
        complaint, dispute, Move.BUYER_PROPOSES, target, by=by, now=now, remedy=remedy, amount=str(amount),
        note=note,
    )


@transaction.atomic
def escalate(dispute, *, by, note="", now=None):
    """Refuse what the seller said and hand the dispute to the mediator."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.ESCALATE, "buyer", now)
    close_proposals(dispute, Proposal.State.REFUSED)
    return write_move(complaint, dispute, Move.ESCALATE, target, by=by, now=now, note=note)


MOVE_OF_OUTCOME = {
    Decided.BUYER: Move.DECIDE_FOR_BUYER,
    Decided.SPLIT: Move.DECIDE_SPLIT,
    Decided.SELLER: Move.DECIDE_FOR_SELLER,
}


@transaction.atomic
def decide(dispute, *, mediator, outcome, reasons, amount=None, now=None):
    """Record a mediator's decision with its reasons, and tell the consumer.

    Raises `Refused` without reasons, without the permission, by a party of the case, or when the
    dispute is not in mediation.
    """
    now = now or timezone.now()
    move = MOVE_OF_OUTCOME[Decided(outcome)]
    complaint, dispute, target = take(dispute, move, "mediator", now)
    if not mediator.has_perm("disputes.decide_dispute"):
        raise Refused(_("Só um mediador pode decidir."))
    if mediator.pk in (complaint.user_id, complaint.agent_id):
        raise Refused(_("Quem é parte ou atende este caso não pode decidir nele."))
    if not reasons.strip():
        raise Refused(_("Escreva os motivos: não há decisão sem motivo."))
    if outcome == Decided.SELLER:
        amount = ZERO
    elif outcome == Decided.BUYER:
        if amount and dispute.remedy not in MONEY_REMEDIES:
            raise Refused(_("Aqui o pedido não é de dinheiro. Deixe o valor em branco ou decida em parte."))
        amount = check_amount(complaint, dispute.remedy, amount or dispute.amount)
        dispute.agreed_remedy, dispute.agreed_amount = dispute.remedy, amount
    else:
        amount = check_amount(complaint, Remedy.PART_REFUND, amount)
        dispute.agreed_remedy, dispute.agreed_amount = Remedy.PART_REFUND, amount
    close_proposals(dispute, Proposal.State.REFUSED)
    decision = Decision.objects.create(
        dispute=dispute, outcome=outcome, amount=amount, reasons=reasons.strip(), mediator=mediator, decided_at=now
    )
    write_move(
        complaint, dispute, move, target, by=mediator, now=now, amount=str(amount), reasons=reasons.strip()
    )
    queue(
        "decided", dedup_key=f"decided:{decision.pk}", reader=complaint.user, send_after=now,
        context={"decision": decision.pk},
    )
    return decision


@transaction.atomic
def report_refund(dispute, *, by, came, amount=None, seen_on=None, now=None):
    """Note what the consumer saw: `came` is "whole", "part" or "none".

    Parts add up; when they reach what was agreed, the money has come and the case closes.
    Raises `Refused` when a part is missing, zero or more than is still owed.
    """
    now = now or timezone.now()
    complaint = lock(dispute.complaint)
    dispute = Dispute.objects.get(pk=dispute.pk)
    dispute.complaint = complaint
    owed = (dispute.agreed_amount or ZERO) - dispute.received()
    move = {"whole": Move.MONEY_CAME, "part": Move.MONEY_CAME_IN_PART, "none": Move.MONEY_DID_NOT_COME}[came]
    if dispute.state in WAITING_FOR_MONEY and came == "part":
        if not amount or amount <= 0:
            raise Refused(_("Diga quanto veio."))
        if amount > owed:
            raise Refused(_("Isso é mais do que falta receber. Confira o valor."))
        if amount == owed:
            came, move = "whole", Move.MONEY_CAME
    complaint, dispute, target = take(dispute, move, "buyer", now)
    arrived = {"whole": max(owed, ZERO), "part": amount, "none": ZERO}[came]
    RefundReport.objects.create(
        dispute=dispute, amount=arrived, seen_on=seen_on or complaint.local_day(now), reported_at=now
    )
    write_move(
        complaint, dispute, move, target, by=by, now=now, amount=str(arrived), left=str(max(owed - arrived, ZERO))
    )
    if target == State.PAID:
        closing = Complaint.Closing.PAID if dispute.asks_money else Complaint.Closing.SOLVED
        settle(complaint, closing, by=by, party=Party.BUYER, now=now)
    return dispute


@transaction.atomic
def withdraw(dispute, *, by, now=None):
    """Give the dispute up for good; the case itself stays open for the other doors."""
    now = now or timezone.now()
    complaint, dispute, target = take(dispute, Move.WITHDRAW, "buyer", now)
    close_proposals(dispute, Proposal.State.LAPSED)
    return write_move(complaint, dispute, Move.WITHDRAW, target, by=by, now=now)
