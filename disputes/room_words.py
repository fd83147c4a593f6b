"""The words of the room: what each side does now, what silence leads to, what accepting ends."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Party
from complaints.wording import brl
from contacts.choices import Trust
from disputes.lifecycle import Actor, Move, State
from disputes.models import MONEY_REMEDIES, Remedy
from disputes.models.disputes import Freight

WAIT_MEDIATOR = (
    gettext_lazy("O mediador está lendo o caso e decide até %(day)s."), gettext_lazy("O mediador está lendo o caso."))
WAIT_APPEAL = (
    gettext_lazy("Outro mediador está lendo o caso e decide até %(day)s."),
    gettext_lazy("Outro mediador está lendo o caso."))
CLOSED = {
    State.PAID: (
        gettext_lazy("O dinheiro veio. Está encerrado."), gettext_lazy("O dinheiro veio. Está encerrado.")),
    State.LOST: (
        gettext_lazy("A disputa acabou a favor do vendedor."), gettext_lazy("A disputa acabou a favor do vendedor.")),
    State.LAPSED: (
        gettext_lazy("A disputa acabou porque o prazo passou."),
        gettext_lazy("A disputa acabou porque o prazo passou.")),
}

# {viewer: {state: (with the day, without it)}}; what silence does is added from the map.
STEPS = {
    Party.BUYER: {
        State.WAITING_SELLER: (
            gettext_lazy("Espere a resposta do vendedor até %(day)s."), gettext_lazy("Espere a resposta do vendedor.")),
        State.WAITING_BUYER: (
            gettext_lazy("Responda ao vendedor até %(day)s."), gettext_lazy("Responda ao vendedor.")),
        State.MEDIATION: WAIT_MEDIATOR,
        State.ASKED_BUYER: (
            gettext_lazy("O mediador fez uma pergunta a você. Responda até %(day)s."),
            gettext_lazy("O mediador fez uma pergunta a você.")),
        State.ASKED_SELLER: (
            gettext_lazy("O mediador perguntou algo ao vendedor, que tem até %(day)s para responder."),
            gettext_lazy("O mediador perguntou algo ao vendedor.")),
        State.JUDGED_BUYER: (
            gettext_lazy("Você ganhou. O vendedor pode pedir até %(day)s que outro mediador decida."),
            gettext_lazy("Você ganhou. O vendedor ainda pode pedir que outro mediador decida.")),
        State.JUDGED_SPLIT: (
            gettext_lazy(
                "O mediador decidiu devolver uma parte. "
                "Se não concorda, peça até %(day)s que outro mediador decida."),
            gettext_lazy("O mediador decidiu devolver uma parte.")),
        State.JUDGED_SELLER: (
            gettext_lazy(
                "O mediador deu razão ao vendedor. Se não concorda, peça até %(day)s que outro mediador decida."),
            gettext_lazy("O mediador deu razão ao vendedor.")),
        State.APPEAL: WAIT_APPEAL,
        State.RETURN_LABEL: (
            gettext_lazy("Espere o vendedor dizer para onde mandar o produto, até %(day)s."),
            gettext_lazy("Espere o vendedor dizer para onde mandar o produto.")),
        State.RETURN_DUE: (
            gettext_lazy("Poste o produto de volta até %(day)s e conte aqui."),
            gettext_lazy("Poste o produto de volta e conte aqui.")),
        State.RETURN_SENT: (
            gettext_lazy("O produto está a caminho. O vendedor confirma até %(day)s."),
            gettext_lazy("O produto está a caminho do vendedor.")),
        State.REFUND_DUE: (
            gettext_lazy("Você ganhou. O dinheiro deve chegar até %(day)s. Quando vier, conte aqui."),
            gettext_lazy("Você ganhou. Quando o dinheiro vier, conte aqui.")),
        State.REFUND_LATE: (
            gettext_lazy("O dinheiro ainda não veio todo. Olhe de novo até %(day)s e conte aqui."),
            gettext_lazy("O dinheiro já devia ter chegado. Olhe a fatura ou o extrato e conte aqui.")),
        State.WITHDRAWN: (gettext_lazy("Você desistiu da disputa."), gettext_lazy("Você desistiu da disputa.")),
        **CLOSED,
    },
    Party.SELLER: {
        State.WAITING_SELLER: (
            gettext_lazy("Responda até %(day)s: aceite, recuse com os motivos ou faça uma proposta."),
            gettext_lazy("O prazo para responder passou.")),
        State.WAITING_BUYER: (
            gettext_lazy("Sua resposta foi entregue. Quem comprou tem até %(day)s."),
            gettext_lazy("Sua resposta foi entregue. Espere quem comprou.")),
        State.MEDIATION: WAIT_MEDIATOR,
        State.ASKED_BUYER: (
            gettext_lazy("O mediador perguntou algo a quem comprou, que tem até %(day)s para responder."),
            gettext_lazy("O mediador perguntou algo a quem comprou.")),
        State.ASKED_SELLER: (
            gettext_lazy("O mediador fez uma pergunta a você. Responda até %(day)s."),
            gettext_lazy("O mediador fez uma pergunta a você.")),
        State.JUDGED_BUYER: (
            gettext_lazy(
                "O mediador deu razão a quem comprou. Se não concorda, peça até %(day)s que outro mediador decida."),
            gettext_lazy("O mediador deu razão a quem comprou.")),
        State.JUDGED_SPLIT: (
            gettext_lazy(
                "O mediador decidiu devolver uma parte. "
                "Se não concorda, peça até %(day)s que outro mediador decida."),
            gettext_lazy("O mediador decidiu devolver uma parte.")),
        State.JUDGED_SELLER: (
            gettext_lazy(
                "O mediador deu razão a você. Quem comprou pode pedir até %(day)s que outro mediador decida."),
            gettext_lazy("O mediador deu razão a você.")),
        State.APPEAL: WAIT_APPEAL,
        State.RETURN_LABEL: (
            gettext_lazy("Diga até %(day)s para onde o produto volta e dê a etiqueta, se o envio é por sua conta."),
            gettext_lazy("O prazo para dizer para onde o produto volta passou.")),
        State.RETURN_DUE: (
            gettext_lazy("Espere quem comprou postar o produto, até %(day)s."),
            gettext_lazy("Espere quem comprou postar o produto.")),
        State.RETURN_SENT: (
            gettext_lazy("O produto está a caminho. Confirme até %(day)s que ele chegou, ou conte o que há de errado."),
            gettext_lazy("O produto está a caminho.")),
        State.REFUND_DUE: (
            gettext_lazy("Cumpra o que ficou decidido até %(day)s."), gettext_lazy("Cumpra o que ficou decidido.")),
        State.REFUND_LATE: (
            gettext_lazy("Quem comprou conta que ainda não recebeu tudo. Cumpra já o que ficou decidido."),
            gettext_lazy("Quem comprou conta que ainda não recebeu tudo. Cumpra já o que ficou decidido.")),
        State.WITHDRAWN: (
            gettext_lazy("Quem comprou desistiu da disputa."), gettext_lazy("Quem comprou desistiu da disputa.")),
        **CLOSED,
    },
}
# Staff read where it stands from its state; the day and what silence does follow.
STEPS[Party.STAFF] = {
    state: (gettext_lazy("Prazo até %(day)s."), "") for state in STEPS[Party.BUYER]
}
DONE = (
    gettext_lazy("Fizeram o que foi combinado. Está encerrado."),
    gettext_lazy("Fizeram o que foi combinado. Está encerrado."))
# What is said otherwise where a new product or a repair was agreed, and no money.
WITHOUT_MONEY = {
    Party.BUYER: {
        State.REFUND_DUE: (
            gettext_lazy(
                "Você ganhou. O vendedor tem até %(day)s para fazer o que foi combinado. Quando fizer, conte aqui."),
            gettext_lazy("Você ganhou. Quando o vendedor fizer o que foi combinado, conte aqui.")),
        State.REFUND_LATE: (
            gettext_lazy("Ainda falta o que foi combinado. Conte aqui até %(day)s se fizeram."),
            gettext_lazy("O que foi combinado já devia estar feito. Conte aqui se fizeram.")),
        State.PAID: DONE,
    },
    Party.SELLER: {
        State.REFUND_LATE: (
            gettext_lazy("Quem comprou ainda espera o que foi combinado. Faça isso já."),
            gettext_lazy("Quem comprou ainda espera o que foi combinado. Faça isso já.")),
        State.PAID: DONE,
    },
}

WINS = {
    "who": {
        Actor.BUYER: gettext_lazy("quem comprou"), Actor.SELLER: gettext_lazy("o vendedor"),
        Actor.MEDIATOR: gettext_lazy("o mediador"),
    },
    "what": {
        Move.SELLER_SILENT: gettext_lazy("Se o vendedor ficar calado, o caso vai sozinho para o mediador."),
        Move.SELLER_DEFAULTS: gettext_lazy("Se o vendedor ficar calado, quem comprou ganha o que pediu."),
        Move.BUYER_SILENT: gettext_lazy("Se quem comprou ficar calado, o caso vai sozinho para o mediador."),
        Move.BUYER_LAPSES: gettext_lazy("Se quem comprou ficar calado, a disputa acaba."),
        Move.DECISION_LATE: gettext_lazy("Se o mediador se atrasar, ninguém perde: o caso continua com ele."),
        Move.APPEAL_LATE: gettext_lazy("Se o mediador se atrasar, ninguém perde: o caso continua com ele."),
        Move.BUYER_NO_ANSWER: gettext_lazy("Sem resposta, o mediador decide com o que já tem."),
        Move.SELLER_NO_ANSWER: gettext_lazy("Sem resposta, o mediador decide com o que já tem."),
        Move.WIN_STANDS: gettext_lazy("Se ninguém pedir que outro mediador decida, a decisão vale."),
        Move.LOSS_STANDS: gettext_lazy(
            "Se ninguém pedir que outro mediador decida, a decisão vale e o vendedor ganha."),
        Move.LABEL_SILENT: gettext_lazy(
            "Se o vendedor não disser, ele tem que pagar, e o produto não precisa voltar."),
        Move.LABEL_LAPSED: gettext_lazy("Se a etiqueta vencer antes, o vendedor precisa dar outra."),
        Move.RETURN_SILENT: gettext_lazy("Se o produto não for postado, a disputa acaba sem o dinheiro."),
        Move.CONFIRMATION_SILENT: gettext_lazy("Se o vendedor ficar calado, vale como se o produto tivesse chegado."),
        Move.REFUND_SILENT: gettext_lazy("Se o dinheiro não vier, perguntamos de novo e mostramos a quem cobrar."),
    },
    # The same, to the side whose own silence it is.
    "mine": {
        Move.SELLER_SILENT: gettext_lazy("Se você não responder, o caso vai sozinho para o mediador."),
        Move.SELLER_DEFAULTS: gettext_lazy("Se você não responder, quem comprou ganha o que pediu."),
        Move.BUYER_SILENT: gettext_lazy("Se você não responder, o caso vai sozinho para o mediador."),
        Move.BUYER_LAPSES: gettext_lazy("Se você não responder, a disputa acaba."),
        Move.LABEL_SILENT: gettext_lazy("Se você não disser, tem que pagar, e o produto não precisa voltar."),
        Move.RETURN_SILENT: gettext_lazy("Se você não postar, a disputa acaba sem o dinheiro."),
        Move.CONFIRMATION_SILENT: gettext_lazy("Se você não disser nada, vale como se o produto tivesse chegado."),
        Move.SELLER_NO_ANSWER: gettext_lazy("Sem a sua resposta, o mediador decide com o que já tem."),
        Move.BUYER_NO_ANSWER: gettext_lazy("Sem a sua resposta, o mediador decide com o que já tem."),
        Move.LOSS_STANDS: gettext_lazy("Se você não fizer nada, a decisão vale."),
    },
}
# What becomes of money or goods that do not come: {are they money?: (to the buyer, to anybody else)}.
UNPAID = {
    True: (
        WINS["what"][Move.REFUND_SILENT],
        gettext_lazy("Se o dinheiro não for pago, quem comprou é avisado de a quem cobrar.")),
    False: (
        gettext_lazy("Se não fizerem o combinado, perguntamos de novo e mostramos quem mais pode ajudar."),
        gettext_lazy("Se isso não for feito, quem comprou é avisado de quem mais pode ajudar.")),
}
# Which events a clock of a turn starts with are told in words that both sides can read.
STARTS_FOR_BOTH = {
    "amazon_request", "seller_proposal", "mediation_started", "question_asked", "decision_made", "return_agreed",
}
STARTS = {
    "dispute_opened_or_modified": gettext_lazy("o dia em que a disputa foi aberta ou o pedido nela mudou"),
    "appeal_filed": gettext_lazy("o dia em que um dos lados pediu que outro mediador decida"),
    "return_posted": gettext_lazy("o dia em que o produto foi postado de volta"),
    "dispute_closed_won": gettext_lazy("o dia em que ficou decidido o que fazer"),
    "refund_reported_missing": gettext_lazy("o dia em que quem comprou contou o que faltava"),
}
# A doubt of a rule is written for the consumer; these are for everybody else.
DOUBTS = {
    "ae_seller_answer": gettext_lazy(
        "Um guia para vendedores diz que, sem resposta, vale o que quem comprou pediu; isso não está confirmado."),
}


def step_words(viewer, state, asks_money):
    """Return the sentence on top of the room for `viewer`: (with the day, without it)."""
    other = {} if asks_money else WITHOUT_MONEY.get(viewer, {})
    return other.get(state) or STEPS[viewer][state]


def silence_words(move, viewer, mine, asks_money):
    """Return what the silence that ends in `move` does, to `viewer`; `mine` where the silence is the viewer's."""
    if move == Move.REFUND_SILENT:
        return UNPAID[asks_money][0 if viewer == Party.BUYER else 1]
    return (WINS["what"] | WINS["mine"] if mine else WINS["what"])[move]


def start_words(clock):
    """Return the event that a turn's clock starts with, as the seller and the staff read it; "" for none."""
    if clock.start_event in STARTS_FOR_BOTH and clock.start_event == clock.rule.start_event:
        return clock.rule.start
    return str(STARTS.get(clock.start_event, ""))


def doubt_words(rule):
    """Return what is doubtful about the rule of a turn, as the seller and the staff read it; "" for nothing."""
    if rule.slug in DOUBTS:
        return str(DOUBTS[rule.slug])
    # The house's own doubts speak of the shop; others speak to the consumer.
    return rule.doubt if rule.trust == Trust.OURS else ""


def ends_of(viewer, remedy, amount, ledger, offer):
    """Yield what accepting `remedy` (with `amount`) gives and ends, as plain sentences for `viewer`."""
    mine = viewer == Party.BUYER
    if remedy in MONEY_REMEDIES and amount:
        yield (_("Você recebe %(amount)s.") if mine else _("Você devolve %(amount)s a quem comprou.")) % {
            "amount": brl(amount)}
    else:
        words = {"what": Remedy(remedy).label}
        yield (_("O vendedor se obriga a: %(what)s.") if mine else _("Você se obriga a: %(what)s.")) % words
    if remedy == Remedy.RETURN_REFUND:
        yield (_("Antes, o produto volta ao vendedor.") if mine else _("Antes, o produto volta para você."))
        if offer is not None and offer.freight_by:
            yield str(Freight(offer.freight_by).label).capitalize() + "."
    if mine and ledger.claimed is not None and remedy in MONEY_REMEDIES and amount < ledger.claimed:
        yield _("Você deixa de pedir nesta disputa: %(amount)s.") % {"amount": brl(ledger.claimed - amount)}
    yield _("A conversa sobre o valor acaba aqui: ninguém faz outra proposta depois.")
    yield (
        _("O caso só acaba quando o dinheiro ou a solução chegar. Se não chegar, avise aqui.") if mine
        else _("O caso só acaba quando quem comprou confirmar que recebeu.")
    )
