"""The sentences of a dispute on the timeline."""

from decimal import Decimal

from django.utils.translation import gettext as _

from complaints.money import format_brl
from complaints.sentences import sentence
from complaints.wording import day_of, short_date
from disputes.models import Remedy


def offered(data):
    """Return what a line offers or asks, in words."""
    words = Remedy(data["remedy"]).label
    amount = Decimal(data.get("amount", "0"))
    return f"{words} ({format_brl(amount)})" if amount else str(words)


def money(data):
    return format_brl(Decimal(data["amount"]))


@sentence("dispute_open")
def opened(event, titles):
    return _("Você abriu a disputa e pediu: %(what)s.") % {"what": offered(event.data)}


@sentence("dispute_seller_accepts")
def seller_accepts(event, titles):
    return _("O vendedor aceitou: %(what)s.") % {"what": offered(event.data)}


@sentence("dispute_seller_refuses")
def seller_refuses(event, titles):
    note = event.data.get("note")
    return _("O vendedor disse não: “%(note)s”.") % {"note": note} if note else _("O vendedor disse não.")


@sentence("dispute_seller_proposes")
def seller_proposes(event, titles):
    return _("O vendedor ofereceu: %(what)s.") % {"what": offered(event.data)}


@sentence("dispute_seller_silent")
def seller_silent(event, titles):
    return _("O vendedor não respondeu até %(day)s. O caso foi sozinho para o mediador.") % {
        "day": short_date(day_of(event.data["due_on"]))}


@sentence("dispute_buyer_silent")
def buyer_silent(event, titles):
    return _("Não houve resposta sua até %(day)s. O caso foi sozinho para o mediador.") % {
        "day": short_date(day_of(event.data["due_on"]))}


@sentence("dispute_buyer_accepts")
def buyer_accepts(event, titles):
    return _("Você aceitou a proposta: %(what)s.") % {"what": offered(event.data)}


@sentence("dispute_buyer_proposes")
def buyer_proposes(event, titles):
    return _("Você pediu de novo: %(what)s.") % {"what": offered(event.data)}


@sentence("dispute_escalate")
def escalated(event, titles):
    return _("Você não aceitou a resposta e passou o caso para o mediador.")


@sentence("dispute_decide_for_buyer")
def decided_for_buyer(event, titles):
    return _("O mediador decidiu a seu favor. Motivo: %(reasons)s") % {"reasons": event.data["reasons"]}


@sentence("dispute_decide_split")
def decided_split(event, titles):
    return _("O mediador decidiu que devem voltar %(amount)s. Motivo: %(reasons)s") % {
        "amount": money(event.data), "reasons": event.data["reasons"]}


@sentence("dispute_decide_for_seller")
def decided_for_seller(event, titles):
    return _("O mediador decidiu a favor do vendedor. Motivo: %(reasons)s") % {"reasons": event.data["reasons"]}


@sentence("dispute_decision_late")
def decision_late(event, titles):
    return _("O mediador se atrasou. O caso continua com ele e você não perde nada.")


@sentence("dispute_money_came")
def money_came(event, titles):
    if not Decimal(event.data["amount"]):
        return _("Você contou que fizeram o que foi combinado.")
    return _("Você contou que o dinheiro veio: %(amount)s.") % {"amount": money(event.data)}


@sentence("dispute_money_came_in_part")
def money_in_part(event, titles):
    return _("Você contou que vieram %(amount)s. Ainda faltam %(left)s.") % {
        "amount": money(event.data), "left": format_brl(Decimal(event.data["left"]))}


@sentence("dispute_money_did_not_come")
def money_not(event, titles):
    return _("Você contou que o dinheiro não veio.")


@sentence("dispute_refund_silent")
def refund_silent(event, titles):
    return _("Passou o dia em que o dinheiro devia ter chegado (%(day)s).") % {
        "day": short_date(day_of(event.data["due_on"]))}


@sentence("dispute_withdraw")
def withdrawn(event, titles):
    return _("Você desistiu da disputa.")
