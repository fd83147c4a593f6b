"""Fill a reply with the facts of a case: words in braces stand for them. Pure: values in, text and sentences out."""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.money import format_money
from complaints.wording import joined, long_date

# What a word in braces stands for, as the staff read it.
VARIABLES = {
    "nome": gettext_lazy("o nome do consumidor"),
    "caso": gettext_lazy("o número do caso"),
    "loja": gettext_lazy("a loja"),
    "vendedor": gettext_lazy("o nome do vendedor"),
    "produto": gettext_lazy("o que foi comprado"),
    "pedido": gettext_lazy("o número do pedido"),
    "valor": gettext_lazy("o valor pedido ou pago"),
    "rastreio": gettext_lazy("o código de rastreio"),
    "compra": gettext_lazy("o dia da compra"),
    "prometido": gettext_lazy("o dia prometido para a entrega"),
    "prazo": gettext_lazy("até que dia o consumidor tem que agir: o próximo prazo dele"),
    "qual_prazo": gettext_lazy("o nome desse prazo do consumidor"),
    "outra_parte": gettext_lazy("quem o consumidor está esperando: o vendedor, a loja, o banco"),
    "prazo_outra_parte": gettext_lazy("até que dia essa outra parte tem que agir"),
    "qual_prazo_outra_parte": gettext_lazy("o nome desse prazo da outra parte"),
    "prazo_equipe": gettext_lazy("até que dia o mediador, da nossa equipe, tem que decidir"),
    "qual_prazo_equipe": gettext_lazy("o nome desse prazo da equipe"),
    "prazo_proposta": gettext_lazy("até que dia o consumidor pode responder à proposta do vendedor"),
    "prazo_dinheiro": gettext_lazy("até que dia o dinheiro deve aparecer na conta ou na fatura"),
    "atendente": gettext_lazy("o seu nome"),
}
# Why a case may not have a fact that comes from its clocks.
ABSENT = [
    (("prazo", "qual_prazo"), gettext_lazy("Neste caso o consumidor não tem nenhum prazo correndo agora.")),
    (("outra_parte", "prazo_outra_parte", "qual_prazo_outra_parte"), gettext_lazy(
        "Neste caso não há outra parte com prazo correndo agora: ninguém está sendo esperado.")),
    (("prazo_equipe", "qual_prazo_equipe"), gettext_lazy(
        "Neste caso não há decisão do mediador com prazo correndo, e a resposta da equipe é esta mensagem.")),
    (("prazo_proposta",), gettext_lazy("Neste caso não há proposta do vendedor esperando resposta.")),
    (("prazo_dinheiro",), gettext_lazy("Neste caso não há dinheiro com dia para chegar.")),
]
# Who reads only these would wait; who reads one of the others knows that there is something to do before.
WAITING = {
    "outra_parte", "prazo_outra_parte", "qual_prazo_outra_parte", "prazo_equipe", "qual_prazo_equipe",
}
ACTING = {"prazo", "prazo_proposta"}
# A doubled brace is a brace; then a word in braces; then a brace that has no pair.
TOKEN = re.compile(r"\{\{|\}\}|\{\s*([^\W\d]\w*)\s*\}|[{}]")
OPEN_OF = {"{{": "{", "}}": "}"}


class Fact(NamedTuple):
    """A value that reads differently in each language: the text in Portuguese and in English."""

    pt: str
    en: str


class Money(NamedTuple):
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str = "BRL"


class Filled(NamedTuple):
    """A text with its facts, and the sentences about what could not be filled; without any it may be sent."""

    text: str
    faults: list


def fill(text, facts, language):
    """Return `text` with each word in braces replaced by its fact, as a reader of `language` ("pt-br", "en") reads it.

    `facts` is {name: str, date, `Money` or `Fact`; None or "" for one the case does not have}. Names do not care for
    case. What cannot be filled stays as it was typed, and is told in a sentence of the active language.
    """
    unknown, missing, used, loose = [], [], set(), False

    def replace(match):
        nonlocal loose
        token, name = match.group(), (match.group(1) or "").casefold()
        if token in OPEN_OF:
            return OPEN_OF[token]
        if not name:
            loose = True
            return token
        if name not in VARIABLES:
            unknown.append(match.group(1))
            return token
        used.add(name)
        words = worded(facts.get(name), language)
        if not words:
            missing.append(name)
            return token
        return words

    filled = TOKEN.sub(replace, text)
    return Filled(filled, [*faults_of(unknown, loose), *missing_words(missing), *silent_words(used, facts)])


def check(*texts):
    """Return the sentences about words in braces that no case can fill; [] for texts that will do."""
    unknown, loose = [], False
    for text in texts:
        for match in TOKEN.finditer(text):
            token, name = match.group(), match.group(1)
            loose |= token in ("{", "}")
            if name and name.casefold() not in VARIABLES:
                unknown.append(name)
    return faults_of(unknown, loose)


def faults_of(unknown, loose):
    """Return the sentences about names nobody knows and braces without a pair."""
    sentences = [
        _("Não conhecemos {%(name)s}. Use uma destas: %(known)s.") % {
            "name": name, "known": joined(f"{{{known}}}" for known in VARIABLES)}
        for name in dict.fromkeys(unknown)
    ]
    if loose:
        sentences.append(_("Há uma chave sozinha no texto. Para escrever uma chave, escreva duas: {{ ou }}."))
    return sentences


def missing_words(names):
    """Return the sentences about facts that the case does not have; one for all that come from one clock."""
    sentences, left = [], dict.fromkeys(names)
    for group, why in ABSENT:
        gone = [name for name in left if name in group]
        if gone:
            sentences.append(_("%(why)s Tire %(names)s do texto ou use outra resposta.") % {
                "why": why, "names": joined(f"{{{name}}}" for name in gone)})
            for name in gone:
                del left[name]
    return [
        *[_("Este caso não tem %(what)s: tire {%(name)s} do texto ou escreva à mão.") % {
            "what": VARIABLES[name], "name": name} for name in left],
        *sentences,
    ]


def silent_words(used, facts):
    """Return the sentence about a text that makes somebody wait who must act before the other side does."""
    own, waited = facts.get("prazo"), [facts.get(name) for name in ("prazo_outra_parte", "prazo_equipe")]
    if not (own and used & WAITING) or used & ACTING or not any(day and own <= day for day in waited):
        return []
    # The day is left out: of many cases, those that are refused for the same clock stand together.
    return [_(
        "Neste caso o consumidor tem que agir antes: “%(title)s”. Conte isso no texto com {qual_prazo} e {prazo}, ou "
        "use outra resposta.") % {"title": worded(facts.get("qual_prazo"), get_language() or "pt-br")}]


def worded(fact, language):
    """Return a fact as a reader of `language` reads it; "" for none."""
    if fact is None:
        return ""
    with translation.override(language):
        if isinstance(fact, Fact):
            return fact.en if language.startswith("en") else fact.pt
        if isinstance(fact, Money):
            return format_money(fact.amount, fact.currency, language)
        return long_date(fact) if isinstance(fact, date) else str(fact)


def sample_facts():
    """Return the facts of a made-up case, for looking at a reply before there is one."""
    return {
        "nome": "Maria", "caso": "ABCD-1234", "loja": "AliExpress", "vendedor": "Casa & Cozinha Store",
        "produto": Fact("máquina de solda", "welding machine"), "pedido": "8140 9087 4135 8880",
        "valor": Money(Decimal("389.90")), "rastreio": "LB000000001SE", "compra": date(2026, 9, 30),
        "prometido": date(2026, 11, 13), "prazo": date(2026, 11, 27),
        "qual_prazo": Fact("Abrir disputa no AliExpress", "Open a dispute on AliExpress"),
        "outra_parte": Party.SELLER.label, "prazo_outra_parte": date(2026, 11, 25),
        "qual_prazo_outra_parte": Fact("Resposta do vendedor", "The seller's answer"),
        "prazo_equipe": date(2026, 11, 26),
        "qual_prazo_equipe": Fact("Decisão da nossa equipe", "Our team's decision"),
        "prazo_proposta": date(2026, 11, 27), "prazo_dinheiro": date(2026, 12, 4), "atendente": "Ana",
    }
