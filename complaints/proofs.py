"""Which proof helps for which problem, and what is still missing of it. Pure.

After what the marketplaces, PayPal and the card networks ask for by reason (help pages of
AliExpress, Mercado Livre, Shopee and PayPal).
"""

from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Proof, Reason

HELPFUL = {
    Reason.NOT_RECEIVED: _("o print do pedido com a data prometida e o print do rastreio."),
    Reason.NO_TRACKING: _("o print do pedido sem código de rastreio e a conversa com o vendedor."),
    Reason.DELIVERED_ELSEWHERE: _("o rastreio mostrando outra cidade e o print do pedido com o seu endereço."),
    Reason.CUSTOMS_HELD: _("o papel da alfândega ou dos Correios que diz o motivo, e o rastreio."),
    Reason.NOT_AS_DESCRIBED: _("o print do anúncio ao lado da foto do produto; para tamanho, a foto com uma régua."),
    Reason.DEFECTIVE: _("um print ou foto do defeito e do número de série; diga no relato se tem vídeo."),
    Reason.DAMAGED: _("fotos da caixa, da etiqueta e do produto quebrado."),
    Reason.WRONG_ITEM: _("a foto do produto que veio, a etiqueta do pacote e o print do pedido."),
    Reason.MISSING_QTY: _("a foto de tudo o que veio e da etiqueta com o peso."),
    Reason.EMPTY_PARCEL: _("a foto do pacote aberto e da etiqueta com o peso."),
    Reason.COUNTERFEIT: _("fotos lado a lado com um original e, se houver, a resposta da marca."),
    Reason.REGRET: _("o dia em que chegou e fotos do produto sem uso."),
    Reason.REFUND_NOT_PAID: _("a decisão ou promessa de devolver, com a data, e o extrato depois dela."),
    Reason.CANCELLED_NOT_REFUNDED: _("a confirmação do cancelamento, com a data, e o extrato depois dela."),
    Reason.SELLER_ASKS_EXTRA: _("o print do anúncio com o preço ou “frete grátis” e a mensagem que pede mais."),
    Reason.OVERCHARGE: _("as linhas da fatura e o total do pedido."),
    Reason.DUPLICATE_CHARGE: _("as duas cobranças na fatura e o total do pedido."),
    Reason.CUSTOMS_TAX: _("o aviso do imposto, o rastreio e o print do que você pagou na compra."),
    Reason.ACCOUNT_ACCESS: _("prints do erro e o número do último pedido. Nunca mande a sua senha."),
    Reason.DISPUTE_CLOSED: _("o print do pedido com a situação e o histórico da disputa."),
    Reason.NO_CONTACT: _("prints das vezes em que você tentou falar, com as datas."),
    Reason.FRAUD_OUTSIDE: _("o comprovante do Pix, a conversa e o boletim de ocorrência."),
}

# The items of each checklist, the most useful first.
CHECKLIST = {
    Reason.NOT_RECEIVED: (
        Proof.PROMISED_DAY, Proof.TRACKING, Proof.ORDER_PAGE, Proof.PAYMENT, Proof.CHAT, Proof.DELIVERY_DENIED,
    ),
    Reason.NO_TRACKING: (Proof.NO_TRACKING, Proof.CHAT, Proof.PROMISED_DAY, Proof.PAYMENT),
    Reason.DELIVERED_ELSEWHERE: (
        Proof.TRACKING, Proof.ORDER_PAGE, Proof.DELIVERY_DENIED, Proof.CHAT, Proof.PAYMENT,
    ),
    Reason.CUSTOMS_HELD: (Proof.CUSTOMS_PAPER, Proof.TRACKING, Proof.ORDER_PAGE, Proof.CHAT),
    Reason.NOT_AS_DESCRIBED: (
        Proof.LISTING, Proof.ITEM, Proof.ITEM_MEASURED, Proof.ORDER_PAGE, Proof.CHAT, Proof.PARCEL_LABEL,
    ),
    Reason.DEFECTIVE: (
        Proof.DEFECT, Proof.SERIAL, Proof.ORDER_PAGE, Proof.SHOP_COMPLAINT, Proof.LISTING, Proof.CHAT,
    ),
    Reason.DAMAGED: (Proof.ITEM, Proof.PARCEL, Proof.PARCEL_LABEL, Proof.ORDER_PAGE, Proof.CHAT),
    Reason.WRONG_ITEM: (Proof.ITEM, Proof.PARCEL_LABEL, Proof.LISTING, Proof.ORDER_PAGE, Proof.CHAT),
    Reason.MISSING_QTY: (Proof.CONTENTS, Proof.PARCEL_LABEL, Proof.ORDER_PAGE, Proof.PARCEL, Proof.CHAT),
    Reason.EMPTY_PARCEL: (Proof.PARCEL, Proof.PARCEL_LABEL, Proof.CONTENTS, Proof.ORDER_PAGE, Proof.CHAT),
    Reason.COUNTERFEIT: (Proof.GENUINE, Proof.ITEM, Proof.LISTING, Proof.ORDER_PAGE, Proof.CHAT),
    Reason.REGRET: (Proof.TRACKING, Proof.ITEM, Proof.SHOP_COMPLAINT, Proof.ORDER_PAGE),
    Reason.REFUND_NOT_PAID: (Proof.REFUND_PROMISE, Proof.STATEMENT_AFTER, Proof.PAYMENT, Proof.DISPUTE),
    Reason.CANCELLED_NOT_REFUNDED: (Proof.CANCELLATION, Proof.STATEMENT_AFTER, Proof.PAYMENT, Proof.CHAT),
    Reason.SELLER_ASKS_EXTRA: (
        Proof.LISTING_FREIGHT, Proof.EXTRA_CHARGE, Proof.ORDER_PAGE, Proof.PAYMENT, Proof.CHAT,
    ),
    Reason.OVERCHARGE: (Proof.STATEMENT, Proof.ORDER_PAGE, Proof.CHECKOUT, Proof.CHAT),
    Reason.DUPLICATE_CHARGE: (Proof.STATEMENT, Proof.ORDER_PAGE, Proof.PAYMENT, Proof.CHAT),
    Reason.CUSTOMS_TAX: (
        Proof.TAX_NOTICE, Proof.CHECKOUT, Proof.TRACKING, Proof.CUSTOMS_PAPER, Proof.LISTING,
    ),
    Reason.ACCOUNT_ACCESS: (Proof.SCREEN_ERROR, Proof.ORDER_PAGE, Proof.ATTEMPTS),
    Reason.DISPUTE_CLOSED: (Proof.DISPUTE, Proof.ORDER_PAGE, Proof.SCREEN_ERROR, Proof.CHAT),
    Reason.NO_CONTACT: (Proof.ATTEMPTS, Proof.ORDER_PAGE, Proof.PAYMENT),
    Reason.FRAUD_OUTSIDE: (Proof.PAYMENT, Proof.CHAT, Proof.POLICE_REPORT, Proof.LISTING),
}
# A file that shows more than its name says: the left one does the work of the right ones too.
ALSO_SHOWS = {
    Proof.LISTING_FREIGHT: {Proof.LISTING},
    Proof.ITEM_MEASURED: {Proof.ITEM},
    Proof.STATEMENT_AFTER: {Proof.STATEMENT},
    Proof.NO_TRACKING: {Proof.ORDER_PAGE},
}
# What is kept with an order on the day of purchase, for whatever may come.
KIT = (
    Proof.LISTING, Proof.LISTING_FREIGHT, Proof.ORDER_PAGE, Proof.PROMISED_DAY, Proof.CHECKOUT, Proof.PAYMENT,
    Proof.CHAT,
)


def proof_of(value):
    """Return the item that a posted value names, or "" for none and for anything that is no item."""
    return Proof(value) if value in Proof.values else ""


def covered(shown):
    """Return the items that files labelled with `shown` (values of Proof, "" for no label) do the work of."""
    labels = {Proof(value) for value in shown if value}
    return labels.union(*(ALSO_SHOWS.get(label, ()) for label in labels))


def have(reason, shown):
    """Return the items of the reason's checklist that are there already, in its order."""
    there = covered(shown)
    return [proof for proof in CHECKLIST[Reason(reason)] if proof in there]


def missing(reason, shown):
    """Return the items of the reason's checklist that nothing shows yet, the most useful first."""
    there = covered(shown)
    return [proof for proof in CHECKLIST[Reason(reason)] if proof not in there]


class Checklist:
    """What one side of a case has shown of the reason's items, and what would still help.

    `files` are rows with `party` and `shows`; what the seller gave is not the buyer's.
    """

    def __init__(self, reason, files):
        own = [file for file in files if file.party != Party.SELLER]
        shown = {file.shows for file in own}
        self.have, self.missing = have(reason, shown), missing(reason, shown)
        # A file without a label may well be one of the missing items.
        self.unlabelled = sum(not file.shows for file in own)


def choices_for(items):
    """Return grouped choices of a select: nothing said, the `items` that matter here, all the others."""
    first = [(proof.value, proof.label) for proof in items]
    rest = [(proof.value, proof.label) for proof in Proof if proof not in items]
    return [("", _("prefiro não dizer")), (_("Ajuda neste caso"), first), (_("Outras provas"), rest)]
