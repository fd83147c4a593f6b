"""What the reader understood of a story, in the words and choices of the guided form.

Pure but for the texts of the choices: a `Story` in, lines to confirm out. Nothing is taken over unasked, and
what has two readings is offered as two answers.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Outcome, Reason
from complaints.money import format_brl
from contacts.words import fold

REASONS = {
    "not_received": Reason.NOT_RECEIVED,
    "not_as_described": Reason.NOT_AS_DESCRIBED,
    "defective": Reason.DEFECTIVE,
    "wrong_item": Reason.WRONG_ITEM,
    "incomplete": Reason.MISSING_QTY,
    "counterfeit": Reason.COUNTERFEIT,
    "customs_tax": Reason.CUSTOMS_TAX,
    "refund_not_paid": Reason.REFUND_NOT_PAID,
    "extra_charge": Reason.SELLER_ASKS_EXTRA,
    "account_access": Reason.ACCOUNT_ACCESS,
    "cancellation": Reason.CANCELLED_NOT_REFUNDED,
    "undue_charge": Reason.OVERCHARGE,
    "delivery_problem": Reason.DELIVERED_ELSEWHERE,
    "scam": Reason.FRAUD_OUTSIDE,
}
OUTCOMES = {
    "refund": Outcome.REFUND,
    "replacement": Outcome.REPLACEMENT,
    "delivery": Outcome.DELIVERY,
    "cancellation": Outcome.CANCELLATION,
    "information": Outcome.INFORMATION,
    "access": Outcome.ACCESS,
}
PERSONAL = {
    "phone": gettext_lazy("telefone"),
    "cpf": gettext_lazy("CPF"),
    "email": gettext_lazy("e-mail"),
    "name": gettext_lazy("nome"),
    "address": gettext_lazy("endereço"),
    "pix_key": gettext_lazy("chave Pix"),
}
# What a day in a story can be: the fields of the guided form, and the words before the day that give it away.
DAY_ROLES = {
    "placed_on": (gettext_lazy("o dia da compra"), r"compr(?:ei|amos|a)|pedido feito|fiz o pedido|pedi "),
    "promised_on": (
        gettext_lazy("o dia prometido para entregar"),
        r"previs|promet|prazo|ate (?:o )?dia|entrega (?:para|prevista|em)",
    ),
    "received_on": (gettext_lazy("o dia em que chegou"), r"chegou|recebi\b|entregue"),
    "contacted_on": (gettext_lazy("o dia em que reclamei com a loja"), r"reclam|contato|protocolo|liguei|disputa"),
    "refund_promised_on": (
        gettext_lazy("o dia em que prometeram devolver"), r"estorn|reembols|devolv|cancel",
    ),
    "defect_seen_on": (gettext_lazy("o dia em que o defeito apareceu"), r"defeito|parou|quebrou|estragou"),
}
# Signs before a day in which its role is looked for, and days offered: more would be a wall of questions.
LOOK_BACK, MOST_DAYS, MOST_AMOUNTS = 60, 4, 6
LONGEST_QUOTE = 90


@dataclass(frozen=True)
class Day:
    """A day named in a story: what it was taken for, and the words it came from."""

    on: date
    role: str
    quote: str


def quote(found, text):
    """Return the words something was understood from, on one line and not too long.

    A single word, such as a number, comes with the few words before it in its sentence: they are what it is known by.
    """
    words = found.words
    if not re.search(r"\s\S", words.strip().removeprefix("R$").strip()):
        start = max(found.start - LOOK_BACK, 0)
        before = re.search(r"(?:[^\s.,;:!?]+(?:[.,]\d+)*[ \t]+){0,3}$", text[start : found.start])
        words = before.group() + words
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"


def amounts_of(story):
    """Return ([(typed value, words shown, quote)], the value to take if none is chosen or "").

    An amount that reads two ways gives two answers and is never taken unasked.
    """
    offered, sure = {}, []
    for found in story.amounts[:MOST_AMOUNTS]:
        readings = [value for value in found.unclear or (found.value,) if isinstance(value, Decimal)]
        for value in readings:
            offered.setdefault(typed(value), (format_brl(value), quote(found, story.text)))
        if not found.unclear:
            sure.append(typed(found.value))
    only = sure[0] if len(sure) == 1 and len(offered) == 1 else ""
    return [(value, shown, words) for value, (shown, words) in offered.items()], only


def typed(value):
    """Return an amount as a person would type it: "1234,50"."""
    return f"{value:.2f}".replace(".", ",")


def days_of(story, today):
    """Return the whole days a story names, each with its likely role; a day without a year is the latest one past."""
    days = {}
    for found in story.dates:
        on = whole_day(str(found.value), today)
        if on:
            before = fold(story.text[max(found.start - LOOK_BACK, 0) : found.start])
            days.setdefault(on, Day(on, role_of(before), quote(found, story.text)))
    return list(days.values())[:MOST_DAYS]


def whole_day(value, today):
    """Return the date that "2026-03-05" or "--03-05" means, None for less than a day or for no day at all."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return made(value)
    if re.fullmatch(r"--\d\d-\d\d", value):
        this, last = made(f"{today.year}{value[1:]}"), made(f"{today.year - 1}{value[1:]}")
        return this if this and this <= today else last
    return None


def made(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def role_of(before):
    """Return the role whose words stand nearest before a day, or ""."""
    nearest = {}
    for name, (_label, pattern) in DAY_ROLES.items():
        ends = [match.end() for match in re.finditer(pattern, before)]
        if ends:
            nearest[name] = ends[-1]
    return max(nearest, key=nearest.get, default="")


def personal_words(story):
    """Return the kinds of personal data in a story, in words, each once."""
    kinds = dict.fromkeys(str(found.value) for found in story.pii)
    return [str(PERSONAL.get(kind, _("dado pessoal"))) for kind in kinds]


def shop_named(company, shops):
    """Return (slug, store) for a company as spelt: a shop of the directory, else the entry for any other shop."""
    if company is None:
        return "", ""
    name = re.sub(r"\W", "", fold(str(company.value)))
    for shop in shops:
        known = re.sub(r"\W", "", fold(shop.name))
        if known and (known in name or (len(name) > 3 and name in known)):
            return shop.slug, ""
    return "outra-loja", str(company.value)[:120]
