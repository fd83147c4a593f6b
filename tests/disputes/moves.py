"""Every move of a dispute through its door, and a way to every state."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from complaints.models import Deadline
from complaints.services.evidence import attach
from complaints.sweep import sweep
from config.demo_files import tracking_picture
from contacts.models import OutgoingEmail
from disputes import services
from disputes.lifecycle import OPEN_STATES, RETURNING, TABLE, Actor, Move, State
from disputes.models import Decision, Dispute, ReturnLeg
from tests.base import NOW

DAY = timedelta(days=1)
PART = {"remedy": "part_refund", "amount": Decimal("100.00")}
SELLERS_ADDRESS = "vendas@loja.example"
Outcome = Decision.Outcome


def the_seller(dispute, people):
    """Who makes the seller's moves: the consumer writes them down, or the seller does, without an account."""
    return None if dispute.is_hosted else people.consumer


def seller(door, **more):
    return lambda d, people, now: door(d, by=the_seller(d, people), now=now, **more)


def buyer(door, **more):
    return lambda d, people, now: door(d, by=people.consumer, now=now, **more)


def decision(outcome, **more):
    # An appeal is read by the other of the two who may decide.
    return lambda d, people, now: services.decide(
        d, mediator=people.supervisor if d.state == State.APPEAL else people.mediator, outcome=outcome,
        reasons="As provas mostram isso.", now=now, **more,
    )


def question(party):
    return lambda d, people, now: services.ask(
        d, mediator=people.supervisor if d.state == State.APPEAL else people.mediator, party=party,
        text="O que dizia o rastreio?", now=now,
    )


FOR_BUYER, FOR_SELLER = decision(Outcome.BUYER), decision(Outcome.SELLER)
SPLIT = decision(Outcome.SPLIT, amount=Decimal("50.00"))
# Each takes the dispute, the cast and the instant. What the clock does has no door: the sweep does it.
DOORS = {
    Move.SELLER_ACCEPTS: seller(services.seller_accepts),
    Move.SELLER_REFUSES: seller(services.seller_refuses, note="Não."),
    Move.SELLER_PROPOSES: seller(services.seller_proposes, **PART),
    Move.BUYER_ACCEPTS: buyer(services.buyer_accepts),
    Move.BUYER_PROPOSES: buyer(services.buyer_proposes, **PART),
    Move.ESCALATE: buyer(services.escalate),
    Move.ASK_BUYER: question("buyer"),
    Move.ASK_SELLER: question("seller"),
    Move.BUYER_ANSWERS: buyer(services.answer, party="buyer", text="Parou em Curitiba."),
    Move.SELLER_ANSWERS: seller(services.answer, party="seller", text="Foi entregue."),
    Move.JUDGE_FOR_BUYER: FOR_BUYER,
    Move.JUDGE_SPLIT: SPLIT,
    Move.JUDGE_FOR_SELLER: FOR_SELLER,
    Move.DECIDE_FOR_BUYER: FOR_BUYER,
    Move.DECIDE_SPLIT: SPLIT,
    Move.DECIDE_FOR_SELLER: FOR_SELLER,
    Move.BUYER_APPEALS: buyer(services.appeal, party="buyer", reasons="A prova 2 não foi lida."),
    Move.SELLER_APPEALS: seller(services.appeal, party="seller", reasons="O rastreio mostra a entrega."),
    Move.BUYER_YIELDS: buyer(services.accept_decision, party="buyer"),
    Move.SELLER_YIELDS: seller(services.accept_decision, party="seller"),
    Move.SELLER_SENDS_LABEL: seller(services.send_label, address="Rua A, 1, Curitiba", label="PB123456789BR"),
    Move.SELLER_WAIVES_RETURN: seller(services.waive_return),
    Move.BUYER_POSTS: buyer(services.post_return, carrier="Correios", tracking="AA123456785BR"),
    Move.COUNTER_REFUSES: buyer(services.counter_refused, note="A etiqueta não passou no leitor."),
    Move.SELLER_CONFIRMS_RETURN: seller(services.confirm_return),
    Move.SELLER_CONTESTS_RETURN: seller(services.contest_return, note="Veio uma caixa vazia."),
    Move.MONEY_CAME: buyer(services.report_refund, came="whole"),
    Move.MONEY_CAME_IN_PART: buyer(services.report_refund, came="part", amount=Decimal("10.00")),
    Move.MONEY_DID_NOT_COME: buyer(services.report_refund, came="none"),
    Move.WITHDRAW: buyer(services.withdraw),
}
# The seller of a tracked dispute is not here: no question, and no time to appeal, which is the shop's to give.
HOSTED_ONLY = {Move.ASK_SELLER, Move.JUDGE_FOR_BUYER, Move.JUDGE_SPLIT, Move.JUDGE_FOR_SELLER}
NEEDS_BOTH_HERE = {
    State.ASKED_SELLER, State.JUDGED_BUYER, State.JUDGED_SPLIT, State.JUDGED_SELLER, State.APPEAL,
}
FINAL = {Move.DECIDE_FOR_BUYER, Move.DECIDE_SPLIT, Move.DECIDE_FOR_SELLER}
MODES = ("hosted", "tracked")

TO_MEDIATION = [Move.SELLER_REFUSES, Move.ESCALATE]
TO_POSTING = [Move.SELLER_ACCEPTS, Move.SELLER_SENDS_LABEL]
WAY_TO = {
    State.WAITING_SELLER: [],
    State.WAITING_BUYER: [Move.SELLER_PROPOSES],
    State.MEDIATION: TO_MEDIATION,
    State.ASKED_BUYER: [*TO_MEDIATION, Move.ASK_BUYER],
    State.ASKED_SELLER: [*TO_MEDIATION, Move.ASK_SELLER],
    State.JUDGED_BUYER: [*TO_MEDIATION, Move.JUDGE_FOR_BUYER],
    State.JUDGED_SPLIT: [*TO_MEDIATION, Move.JUDGE_SPLIT],
    State.JUDGED_SELLER: [*TO_MEDIATION, Move.JUDGE_FOR_SELLER],
    State.APPEAL: [*TO_MEDIATION, Move.JUDGE_SPLIT, Move.SELLER_APPEALS],
    State.RETURN_LABEL: [Move.SELLER_ACCEPTS],
    State.RETURN_DUE: TO_POSTING,
    State.RETURN_SENT: [*TO_POSTING, Move.BUYER_POSTS],
    State.REFUND_DUE: [Move.SELLER_ACCEPTS],
    State.REFUND_LATE: [Move.SELLER_ACCEPTS, Move.MONEY_DID_NOT_COME],
    State.PAID: [Move.SELLER_ACCEPTS, Move.MONEY_CAME],
    State.LOST: [*TO_MEDIATION, Move.DECIDE_FOR_SELLER],
    State.LAPSED: [*TO_POSTING, Move.RETURN_SILENT],
    State.WITHDRAWN: [Move.WITHDRAW],
}
# Ways on which the product has to go back.
WITH_RETURN = RETURNING | {State.LAPSED}
STANDS = [(mode, state) for mode in MODES for state in State if mode == "hosted" or state not in NEEDS_BOTH_HERE]


def opened(case, *, now=NOW, remedy="full_refund", **more):
    if more.get("mode") == "hosted":
        more.setdefault("address", SELLERS_ADDRESS)
    return services.open_dispute(case, by=case.user, remedy=remedy, now=now, **more)


def walk(dispute, people, moves, now=NOW):
    """Make the moves one after the other; return the dispute fresh. The clock's own moves take their time."""
    for move in moves:
        dispute = fresh(dispute)
        if TABLE[move].actor == Actor.CLOCK:
            now = let_silence_pass(dispute)
        else:
            DOORS[move](dispute, people, now)
    return fresh(dispute)


def fresh(dispute):
    return Dispute.objects.select_related("complaint__order").get(pk=dispute.pk)


def bring_to(state, case, people, now=NOW, mode=None, **more):
    """Open a dispute and walk it to `state`; tracked, where that state exists there."""
    mode = mode or ("hosted" if state in NEEDS_BOTH_HERE else "tracked")
    more.setdefault("remedy", "return_refund" if state in WITH_RETURN else "full_refund")
    way = WAY_TO[state]
    if state == State.LOST and mode == "hosted":
        way = [*TO_MEDIATION, Move.JUDGE_FOR_SELLER, Move.BUYER_YIELDS]
    return walk(opened(case, now=now, mode=mode, **more), people, way, now)


def is_possible(mode, state, move):
    """Say whether the door of a move is open to a first claim of this mode in a state."""
    if state not in TABLE[move].sources or move not in DOORS:
        return False
    if mode == "tracked":
        return move not in HOSTED_ONLY
    # The first decision here can be appealed.
    return not (move in FINAL and state == State.MEDIATION)


def rows_of(case):
    """Return the querysets of everything that a refused move must leave as it was."""
    disputes = list(case.disputes.all())
    return [
        case.__class__.objects.filter(pk=case.pk), case.deadlines, case.events, case.disputes,
        ReturnLeg.objects.filter(dispute__in=disputes), OutgoingEmail.objects,
        *(
            related for dispute in disputes
            for related in (
                dispute.proposals, dispute.refund_reports, dispute.questions, dispute.decisions, dispute.seller_links)
        ),
    ]


def picture_of(case):
    """Everything a refused move must leave as it was."""
    return [list(rows.order_by("pk").values()) for rows in rows_of(case)]


@contextmanager
def undone():
    """Take back whatever is written inside the block."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def turn_of(dispute):
    """Return the one running clock of a dispute."""
    return Deadline.objects.get(owner="dispute", subject_id=dispute.pk, state="running")


def lines_of(dispute):
    """Return what the timeline says of a dispute: [(move, way or None)], to be replayed."""
    events = dispute.complaint.events.filter(kind__startswith="dispute_", data__dispute=dispute.pk).order_by("seq")
    return [
        (kind.removeprefix("dispute_"), data.get("way")) for kind, data in events.values_list("kind", "data")
    ]


def let_silence_pass(dispute):
    """Let the turn of a dispute run out, and the sweep come by; return the instant."""
    now = turn_of(dispute).due_at + timedelta(minutes=1)
    sweep(now)
    return now


def proof_in(case):
    """Attach a picture to a case; return it."""
    attach(case, [tracking_picture(0)], user=case.user, now=NOW)
    return case.evidence.get()


OPEN_STANDS = [(mode, state) for mode, state in STANDS if state in OPEN_STATES]
