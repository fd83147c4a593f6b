"""The channels a case can be written for, and which of them fit a case. Pure."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from complaints.choices import ARRIVED, NOT_ARRIVED, Payment, Reason

PORTUGUESE, ENGLISH = "pt-br", "en"


class Channel(NamedTuple):
    """One place a text goes to.

    `door` is the value of `Door` under which a filing there is noted ("" for none), `body` the kind of public body,
    `company` the slug of a company in the directory. `hides` says that others than an authority or a bank read the
    text, so that the story goes there without what identifies a person; `is_public`, that everybody may.
    """

    slug: str
    name: str
    what_for: str
    door: str = ""
    body: str = ""
    company: str = ""
    hides: bool = False
    is_public: bool = False
    language: str = PORTUGUESE


CHANNELS = {channel.slug: channel for channel in (
    Channel("seller", _("Mensagem ao vendedor"),
            _("Para a conversa com o vendedor, dentro da loja."), hides=True),
    Channel("seller-en", _("Mensagem ao vendedor, em inglês"),
            _("Para vendedor de fora do Brasil."), hides=True, language=ENGLISH),
    Channel("shop", _("Atendimento da loja"),
            _("Texto curto para o chat ou a central de ajuda. Guarde o protocolo."), door="shop_help", hides=True),
    Channel("ebanx", "Ebanx",
            _("Pergunte pelo dinheiro do seu Pix ou boleto à empresa que o recebeu."), door="ebanx", company="ebanx"),
    Channel("paypal", "PayPal",
            _("Abre a disputa no PayPal. O vendedor lê este texto."), door="paypal", company="paypal", hides=True),
    Channel("chargeback", _("Contestação no cartão"),
            _("Pede ao banco do cartão que cancele a cobrança."), door="chargeback"),
    Channel("bank", _("SAC do banco"),
            _("O banco tem 7 dias corridos para responder."), door="bank_sac"),
    Channel("consumidor-gov", "consumidor.gov.br",
            _("Site público e de graça. A empresa responde em até 10 dias."), door="consumidor_gov",
            body="consumidor_gov_br", hides=True, is_public=True),
    Channel("reclame-aqui", "Reclame AQUI",
            _("Site particular que todo mundo lê. Serve para cobrar a empresa em público."), door="reclame_aqui",
            body="reclame_aqui", hides=True, is_public=True),
    Channel("procon", "Procon",
            _("Órgão do governo que chama a empresa e pode multar. É de graça."), door="procon", body="procon"),
    Channel("juizado", _("Juizado Especial Cível"),
            _("O pedido que você leva à Justiça. Para começar não se paga nada."), door="juizado", body="juizado"),
)}

# Shops whose sellers mostly write from abroad and read English.
SELLERS_ABROAD = {"aliexpress", "temu", "shein"}
CARDS = {Payment.CREDIT_CARD, Payment.DEBIT_CARD}
# What a card's bank takes a purchase back for, as people call it; after the reason lists of the card networks.
CARD_REASONS = (
    dict.fromkeys(NOT_ARRIVED, "Produto não recebido")
    | dict.fromkeys(ARRIVED - {Reason.REGRET}, "Produto com defeito ou diferente do anúncio")
    | {
        Reason.COUNTERFEIT: "Produto falsificado",
        Reason.EMPTY_PARCEL: "Produto não recebido: o pacote veio vazio",
        Reason.REFUND_NOT_PAID: "Devolução prometida que não veio",
        Reason.CANCELLED_NOT_REFUNDED: "Compra cancelada e não devolvida",
        Reason.SELLER_ASKS_EXTRA: "Produto não entregue como combinado",
        Reason.OVERCHARGE: "Valor cobrado diferente do combinado",
        Reason.DUPLICATE_CHARGE: "Cobrança em dobro",
    }
)
PAYPAL_REASONS = (
    dict.fromkeys(NOT_ARRIVED, "Item não recebido")
    | dict.fromkeys(ARRIVED - {Reason.REGRET}, "Item muito diferente da descrição")
    | {Reason.DUPLICATE_CHARGE: "Cobrança duplicada"}
)
# The groups of problems at consumidor.gov.br.
LATE, REFUND, BROKEN, OFFER, CHARGE, SILENT = (
    "Não entrega ou demora na entrega do produto",
    "Dificuldade ou atraso na devolução de valores pagos",
    "Produto danificado ou que não funciona",
    "Oferta não cumprida ou propaganda enganosa",
    "Cobrança indevida",
    "SAC sem resposta ou solução",
)
PROBLEM_GROUPS = dict.fromkeys(NOT_ARRIVED, LATE) | {
    Reason.NOT_AS_DESCRIBED: OFFER, Reason.DEFECTIVE: BROKEN, Reason.DAMAGED: BROKEN, Reason.WRONG_ITEM: OFFER,
    Reason.MISSING_QTY: OFFER, Reason.EMPTY_PARCEL: LATE, Reason.COUNTERFEIT: OFFER, Reason.REGRET: REFUND,
    Reason.REFUND_NOT_PAID: REFUND, Reason.CANCELLED_NOT_REFUNDED: REFUND, Reason.SELLER_ASKS_EXTRA: OFFER,
    Reason.OVERCHARGE: CHARGE, Reason.DUPLICATE_CHARGE: CHARGE, Reason.CUSTOMS_TAX: CHARGE,
    Reason.ACCOUNT_ACCESS: SILENT, Reason.DISPUTE_CLOSED: SILENT, Reason.NO_CONTACT: SILENT,
    Reason.FRAUD_OUTSIDE: SILENT,
}


def fits(channel, facts):
    """Say whether a channel can do anything for a case."""
    slug, reason, payment = channel.slug, facts.reason, facts.payment
    if reason == Reason.FRAUD_OUTSIDE:
        # Whoever cheated is not written to, and the shop sold nothing: the bank, the shop and the Procon are told.
        return slug in ("shop", "procon") or slug == "bank" and payment in CARDS | {Payment.PIX}
    if slug == "seller-en":
        return facts.shop_slug in SELLERS_ABROAD
    if slug == "bank":
        return payment in CARDS
    if slug == "chargeback":
        return payment in CARDS and reason in CARD_REASONS
    if slug == "paypal":
        return payment == Payment.PAYPAL and reason in PAYPAL_REASONS
    if slug == "ebanx":
        return facts.shop_slug == "aliexpress" and payment in (Payment.PIX, Payment.BOLETO)
    if slug == "consumidor-gov":
        return facts.shop_on_consumidor_gov is not False
    return True


def door_of(channel, facts):
    """Return the value of `Door` under which a filing there is noted; "" for none."""
    # A Pix goes back by a way of its own, with its own clocks.
    return "med" if channel.slug == "bank" and facts.payment == Payment.PIX else channel.door


def channels_for(facts):
    """Return the channels that fit a case, in the order they are usually tried."""
    return [channel for channel in CHANNELS.values() if fits(channel, facts)]
