"""Choices of the case, each with the one description that page, mail and admin show."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """What went wrong. Ids and wording follow the marketplaces' and card networks' own reason lists."""

    NOT_RECEIVED = "not_received", _("Não recebi o produto")
    NO_TRACKING = "no_tracking", _("Não mandaram o código de rastreio")
    DELIVERED_ELSEWHERE = "delivered_elsewhere", _("Foi para outro endereço ou voltou")
    CUSTOMS_HELD = "customs_held", _("Está parado na alfândega")
    NOT_AS_DESCRIBED = "not_as_described", _("Veio diferente do anúncio")
    DEFECTIVE = "defective", _("Veio com defeito ou não funciona")
    DAMAGED = "damaged", _("Chegou quebrado")
    WRONG_ITEM = "wrong_item", _("Veio o produto errado")
    MISSING_QTY = "missing_qty", _("Faltou alguma coisa")
    EMPTY_PARCEL = "empty_parcel", _("O pacote veio vazio")
    COUNTERFEIT = "counterfeit", _("É falsificado")
    REGRET = "regret", _("Me arrependi da compra")
    REFUND_NOT_PAID = "refund_not_paid", _("Prometeram devolver o dinheiro e não veio")
    CANCELLED_NOT_REFUNDED = "cancelled_not_refunded", _("Cancelei e não devolveram o dinheiro")
    SELLER_ASKS_EXTRA = "seller_asks_extra", _("O vendedor quer mais dinheiro")
    OVERCHARGE = "overcharge", _("Cobraram a mais")
    DUPLICATE_CHARGE = "duplicate_charge", _("Cobraram duas vezes")
    CUSTOMS_TAX = "customs_tax", _("Veio um imposto que eu não esperava")
    ACCOUNT_ACCESS = "account_access", _("Não consigo entrar na minha conta da loja")
    DISPUTE_CLOSED = "dispute_closed", _("Fecharam a disputa ou não consigo abrir")
    NO_CONTACT = "no_contact", _("Não acho com quem falar")
    FRAUD_OUTSIDE = "fraud_outside", _("Golpe: paguei fora da loja")


NOT_ARRIVED = {
    Reason.NOT_RECEIVED, Reason.NO_TRACKING, Reason.DELIVERED_ELSEWHERE, Reason.CUSTOMS_HELD,
}
ARRIVED = {
    Reason.NOT_AS_DESCRIBED, Reason.DEFECTIVE, Reason.DAMAGED, Reason.WRONG_ITEM, Reason.MISSING_QTY,
    Reason.EMPTY_PARCEL, Reason.COUNTERFEIT, Reason.REGRET,
}
# No parcel is part of these: nothing is asked about its delivery.
NO_PARCEL = {Reason.ACCOUNT_ACCESS, Reason.FRAUD_OUTSIDE}
# Money was promised back, so that the wait for it already runs.
REFUND_PROMISED = {Reason.REFUND_NOT_PAID, Reason.CANCELLED_NOT_REFUNDED}
REASON_GROUPS = [
    (_("Não chegou"), [
        Reason.NOT_RECEIVED, Reason.NO_TRACKING, Reason.DELIVERED_ELSEWHERE, Reason.CUSTOMS_HELD,
    ]),
    (_("Chegou, mas…"), [
        Reason.NOT_AS_DESCRIBED, Reason.DEFECTIVE, Reason.DAMAGED, Reason.WRONG_ITEM, Reason.MISSING_QTY,
        Reason.EMPTY_PARCEL, Reason.COUNTERFEIT, Reason.REGRET,
    ]),
    (_("É sobre dinheiro"), [
        Reason.REFUND_NOT_PAID, Reason.CANCELLED_NOT_REFUNDED, Reason.SELLER_ASKS_EXTRA, Reason.OVERCHARGE,
        Reason.DUPLICATE_CHARGE, Reason.CUSTOMS_TAX, Reason.FRAUD_OUTSIDE,
    ]),
    (_("Outra coisa"), [Reason.DISPUTE_CLOSED, Reason.NO_CONTACT, Reason.ACCOUNT_ACCESS]),
]


class Outcome(models.TextChoices):
    """What the person wants."""

    REFUND = "refund", _("O dinheiro todo de volta")
    PART_REFUND = "part_refund", _("Uma parte do dinheiro de volta")
    REPLACEMENT = "replacement", _("Trocar o produto")
    DELIVERY = "delivery", _("Receber o produto")
    CANCELLATION = "cancellation", _("Cancelar a compra ou a cobrança")
    INFORMATION = "information", _("Uma resposta ou orientação")
    ACCESS = "access", _("Entrar na minha conta de novo")


MONEY_OUTCOMES = {Outcome.REFUND, Outcome.PART_REFUND, Outcome.CANCELLATION}


class Payment(models.TextChoices):
    PIX = "pix", _("Pix")
    BOLETO = "boleto", _("Boleto")
    CREDIT_CARD = "credit_card", _("Cartão de crédito")
    DEBIT_CARD = "debit_card", _("Cartão de débito")
    PAYPAL = "paypal", _("PayPal")
    OTHER = "other", _("Outro jeito")


class Proof(models.TextChoices):
    """What a file can show: the items of the checklists."""

    ORDER_PAGE = "order_page", _("print do pedido com data, número e valor")
    PROMISED_DAY = "promised_day", _("print da data de entrega prometida")
    LISTING = "listing", _("print do anúncio")
    LISTING_FREIGHT = "listing_freight", _("print do anúncio com o frete")
    CHECKOUT = "checkout", _("print do que você pagou na compra, com os impostos")
    PAYMENT = "payment", _("comprovante do pagamento")
    STATEMENT = "statement", _("fatura ou extrato")
    STATEMENT_AFTER = "statement_after", _("fatura ou extrato depois da promessa")
    TRACKING = "tracking", _("print do rastreio")
    NO_TRACKING = "no_tracking", _("print do pedido sem código de rastreio")
    DELIVERY_DENIED = "delivery_denied", _("declaração de que não foi entregue (porteiro, vizinho ou transportadora)")
    PARCEL_LABEL = "parcel_label", _("foto da etiqueta do pacote")
    PARCEL = "parcel", _("foto do pacote ou da caixa")
    CONTENTS = "contents", _("foto de tudo o que veio")
    ITEM = "item", _("foto do produto")
    ITEM_MEASURED = "item_measured", _("foto do produto com uma régua")
    DEFECT = "defect", _("foto ou vídeo do defeito")
    SERIAL = "serial", _("foto do número de série")
    GENUINE = "genuine", _("comparação com um original ou resposta da marca")
    CHAT = "chat", _("conversa com o vendedor")
    SHOP_COMPLAINT = "shop_complaint", _("prova de que você reclamou com a loja")
    SHOP_REFUSAL = "shop_refusal", _("a resposta em que a loja disse não")
    DISPUTE = "dispute", _("histórico ou decisão da disputa")
    CANCELLATION = "cancellation", _("confirmação do cancelamento")
    REFUND_PROMISE = "refund_promise", _("promessa ou decisão de devolver, com a data")
    EXTRA_CHARGE = "extra_charge", _("mensagem que pede mais dinheiro")
    TAX_NOTICE = "tax_notice", _("aviso do imposto")
    CUSTOMS_PAPER = "customs_paper", _("papel da alfândega ou dos Correios com o motivo")
    SCREEN_ERROR = "screen_error", _("print do erro na tela")
    ATTEMPTS = "attempts", _("prints das vezes em que tentou falar com a loja")
    POLICE_REPORT = "police_report", _("boletim de ocorrência")
    ESCALATION = "escalation", _("protocolo ou resposta de um órgão")
    OTHER = "other", _("outra coisa")


class Party(models.TextChoices):
    """Who acts in a case, or must act before a clock ends."""

    BUYER = "buyer", _("você")
    SELLER = "seller", _("o vendedor")
    SUPPLIER = "supplier", _("a loja")
    COMPANY = "company", _("a empresa")
    PLATFORM = "platform", _("a plataforma")
    PAYMENT = "payment", _("a empresa de pagamento")
    BANK = "bank", _("o banco")
    BANKS = "banks", _("os bancos")
    COURT = "court", _("o juizado")
    MEDIATOR = "mediator", _("o mediador")
    STAFF = "staff", _("nossa equipe")
    CLOCK = "clock", _("o prazo")
