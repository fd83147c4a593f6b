"""The words of the room: what each side does now, what silence leads to, what accepting ends."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Party
from complaints.wording import brl
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
            gettext_lazy("Você ganhou. O vendedor pode pedir outra leitura até %(day)s."),
            gettext_lazy("Você ganhou. O vendedor ainda pode pedir outra leitura.")),
        State.JUDGED_SPLIT: (
            gettext_lazy("O mediador decidiu devolver uma parte. Se não concorda, peça outra leitura até %(day)s."),
            gettext_lazy("O mediador decidiu devolver uma parte.")),
        State.JUDGED_SELLER: (
            gettext_lazy("O mediador deu razão ao vendedor. Se não concorda, peça outra leitura até %(day)s."),
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
            gettext_lazy("Você ganhou. O que foi combinado deve chegar até %(day)s. Quando vier, conte aqui."),
            gettext_lazy("Você ganhou. Quando vier o que foi combinado, conte aqui.")),
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
            gettext_lazy("O mediador deu razão a quem comprou. Se não concorda, peça outra leitura até %(day)s."),
            gettext_lazy("O mediador deu razão a quem comprou.")),
        State.JUDGED_SPLIT: (
            gettext_lazy("O mediador decidiu devolver uma parte. Se não concorda, peça outra leitura até %(day)s."),
            gettext_lazy("O mediador decidiu devolver uma parte.")),
        State.JUDGED_SELLER: (
            gettext_lazy("O mediador deu razão a você. Quem comprou pode pedir outra leitura até %(day)s."),
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
        Move.WIN_STANDS: gettext_lazy("Se ninguém pedir outra leitura, a decisão vale."),
        Move.LOSS_STANDS: gettext_lazy("Se ninguém pedir outra leitura, a decisão vale e o vendedor ganha."),
        Move.LABEL_SILENT: gettext_lazy("Se o vendedor não disser, o dinheiro é devido sem devolução."),
        Move.LABEL_LAPSED: gettext_lazy("Se a etiqueta vencer antes, o vendedor precisa dar outra."),
        Move.RETURN_SILENT: gettext_lazy("Se o produto não for postado, a disputa acaba sem o dinheiro."),
        Move.CONFIRMATION_SILENT: gettext_lazy("Se o vendedor ficar calado, o produto conta como recebido."),
        Move.REFUND_SILENT: gettext_lazy("Se o dinheiro não vier, perguntamos de novo e mostramos a quem cobrar."),
    },
    # The same, to the side whose own silence it is.
    "mine": {
        Move.SELLER_SILENT: gettext_lazy("Se você não responder, o caso vai sozinho para o mediador."),
        Move.SELLER_DEFAULTS: gettext_lazy("Se você não responder, quem comprou ganha o que pediu."),
        Move.BUYER_SILENT: gettext_lazy("Se você não responder, o caso vai sozinho para o mediador."),
        Move.BUYER_LAPSES: gettext_lazy("Se você não responder, a disputa acaba."),
        Move.LABEL_SILENT: gettext_lazy("Se você não disser, o dinheiro é devido sem devolução."),
        Move.RETURN_SILENT: gettext_lazy("Se você não postar, a disputa acaba sem o dinheiro."),
        Move.CONFIRMATION_SILENT: gettext_lazy("Se você não disser nada, o produto conta como recebido."),
        Move.SELLER_NO_ANSWER: gettext_lazy("Sem a sua resposta, o mediador decide com o que já tem."),
        Move.BUYER_NO_ANSWER: gettext_lazy("Sem a sua resposta, o mediador decide com o que já tem."),
        Move.LOSS_STANDS: gettext_lazy("Se você não fizer nada, a decisão vale."),
    },
}


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
