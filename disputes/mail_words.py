"""What a move is called in the subject of a mail, as each side is told of it."""

from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from disputes.lifecycle import TABLE, Actor, Move

CHANGED = _("Algo mudou no caso")
HEADLINES = {
    Party.SELLER: {
        **dict.fromkeys(
            [move for move, step in TABLE.items() if step.actor == Actor.SELLER],
            _("Recebemos a sua resposta. Se não foi você, avise a nossa equipe"),
        ),
        Move.BUYER_ACCEPTS: _("Quem comprou aceitou a sua proposta"),
        Move.BUYER_PROPOSES: _("Quem comprou pediu outra coisa"),
        Move.BUYER_SILENT: _("Quem comprou não respondeu: o caso foi para o mediador"),
        Move.BUYER_LAPSES: _("Quem comprou não respondeu: a disputa acabou"),
        Move.ESCALATE: _("Quem comprou chamou um mediador"),
        Move.ASK_SELLER: _("O mediador fez uma pergunta a você"),
        Move.BUYER_ANSWERS: _("Quem comprou respondeu ao mediador"),
        Move.BUYER_NO_ANSWER: _("Quem comprou não respondeu ao mediador"),
        Move.SELLER_SILENT: _("O seu prazo passou: o caso foi para o mediador"),
        Move.SELLER_DEFAULTS: _("O seu prazo passou: quem comprou ganhou"),
        Move.SELLER_NO_ANSWER: _("O prazo para responder ao mediador passou"),
        Move.BUYER_APPEALS: _("Quem comprou pediu outra leitura da decisão"),
        Move.BUYER_YIELDS: _("Quem comprou aceitou a decisão a seu favor"),
        Move.WIN_STANDS: _("A decisão do mediador passou a valer"),
        Move.LOSS_STANDS: _("A decisão a seu favor passou a valer"),
        Move.LABEL_SILENT: _("O prazo para dizer o endereço passou: o dinheiro é devido"),
        Move.BUYER_POSTS: _("O produto foi postado de volta"),
        Move.COUNTER_REFUSES: _("O balcão não aceitou o produto: dê outra etiqueta"),
        Move.LABEL_LAPSED: _("A etiqueta venceu: dê outra"),
        Move.RETURN_SILENT: _("O produto não foi postado: a disputa acabou"),
        Move.CONFIRMATION_SILENT: _("O prazo passou: o produto conta como recebido"),
        Move.MONEY_CAME: _("Quem comprou confirmou que recebeu"),
        Move.MONEY_CAME_IN_PART: _("Quem comprou recebeu só uma parte"),
        Move.MONEY_DID_NOT_COME: _("Quem comprou conta que o dinheiro não veio"),
        Move.WITHDRAW: _("Quem comprou desistiu da disputa"),
    },
    Party.BUYER: {
        Move.SELLER_ACCEPTS: _("O vendedor aceitou o que você pediu"),
        Move.SELLER_REFUSES: _("O vendedor disse não"),
        Move.SELLER_PROPOSES: _("O vendedor fez uma proposta"),
        Move.SELLER_SILENT: _("O vendedor não respondeu: o caso foi para o mediador"),
        Move.SELLER_DEFAULTS: _("O vendedor não respondeu: você ganhou"),
        Move.SELLER_ANSWERS: _("O vendedor respondeu ao mediador"),
        Move.SELLER_NO_ANSWER: _("O vendedor não respondeu ao mediador"),
        Move.BUYER_SILENT: _("O seu prazo passou: o caso foi para o mediador"),
        Move.BUYER_LAPSES: _("O seu prazo passou: a disputa acabou"),
        Move.ASK_BUYER: _("O mediador fez uma pergunta a você"),
        Move.BUYER_NO_ANSWER: _("O prazo para responder ao mediador passou"),
        Move.SELLER_APPEALS: _("O vendedor pediu outra leitura da decisão"),
        Move.SELLER_YIELDS: _("O vendedor aceitou a decisão"),
        Move.WIN_STANDS: _("A decisão a seu favor passou a valer"),
        Move.LOSS_STANDS: _("A decisão a favor do vendedor passou a valer"),
        Move.SELLER_SENDS_LABEL: _("O vendedor disse para onde mandar o produto"),
        Move.SELLER_WAIVES_RETURN: _("O vendedor deixou o produto com você"),
        Move.LABEL_SILENT: _("O vendedor não disse o endereço: o dinheiro é devido"),
        Move.LABEL_LAPSED: _("A etiqueta venceu: o vendedor precisa dar outra"),
        Move.RETURN_SILENT: _("O produto não foi postado: a disputa acabou"),
        Move.SELLER_CONFIRMS_RETURN: _("O produto chegou ao vendedor"),
        Move.SELLER_CONTESTS_RETURN: _("O vendedor não concorda com o que voltou"),
        Move.CONFIRMATION_SILENT: _("O produto conta como recebido"),
    },
}


def headline(party, move):
    """Return what `move` is to `party`, in a few words."""
    return str(HEADLINES[party].get(move, CHANGED))
