"""Money that does not come: a letter that asks for it, made of facts alone, and the next body to turn to."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from complaints.choices import Payment
from complaints.models import Deadline
from complaints.money import format_money
from complaints.wording import long_date
from contacts.models import Body
from disputes.lifecycle import TURN, Move, State
from disputes.services.refunds import goes_through_ebanx
from disputes.services.taking import OWNER

# The lines that say what must be paid.
SETTLING = [
    f"dispute_{move}" for move in (
        Move.SELLER_ACCEPTS, Move.BUYER_ACCEPTS, Move.SELLER_DEFAULTS, Move.JUDGE_FOR_BUYER, Move.JUDGE_SPLIT,
        Move.DECIDE_FOR_BUYER, Move.DECIDE_SPLIT,
    )
]
CARDS = (Payment.CREDIT_CARD, Payment.DEBIT_CARD)


class Debt(NamedTuple):
    """The facts of a letter: days in the case's zone, amounts in the order's currency."""

    reference: str
    name: str
    shop: str
    store: str
    number: str
    item: str
    method: str
    currency: str
    decided_on: date
    agreed: Decimal
    came: list
    due_on: date | None

    @property
    def received(self):
        return sum((amount for amount, _day in self.came), Decimal("0"))

    @property
    def missing(self):
        return self.agreed - self.received


def debt_of(room):
    """Return the `Debt` of a dispute whose money is waited for; at most three queries."""
    dispute, complaint, order = room.dispute, room.complaint, room.order
    lines = complaint.events.filter(kind__in=SETTLING).order_by("-seq")
    settled = next(row for row in lines if row.data.get("dispute") == dispute.pk)
    clock = Deadline.objects.filter(
        owner=OWNER, subject_id=dispute.pk, kind__in=TURN[State.REFUND_DUE][1]).order_by("pk").first()
    return Debt(
        reference=complaint.shown_reference, name=str(complaint.user), shop=order.marketplace.name, store=order.store,
        number=order.number_shown, item=order.item, method=order.get_payment_method_display(),
        currency=order.currency, decided_on=complaint.local_day(settled.at), agreed=dispute.agreed_amount,
        came=[(row.amount, row.seen_on) for row in dispute.refund_reports.all() if row.amount],
        due_on=clock.due_on if clock else None,
    )


def recipients(room):
    """Return {code: words} of those a letter can go to, the likeliest first."""
    words = {"seller": _("o vendedor"), "shop": room.order.marketplace.name}
    if goes_through_ebanx(room.order):
        words["payment"] = "Ebanx"
    elif room.order.payment_method in CARDS:
        words["payment"] = _("o banco do cartão")
    elif room.order.payment_method == Payment.PAYPAL:
        words["payment"] = "PayPal"
    return words


def chase_letter(debt, to, today, language=None):
    """Return the letter to "seller", "shop" or "payment", in `language` or the active one."""
    with translation.override(language or translation.get_language()):
        return "\n\n".join(_paragraphs(debt, to, today))


def _money(amount, debt):
    return format_money(amount, debt.currency, translation.get_language() or "pt-br")


def _paragraphs(debt, to, today):
    yield {
        "seller": _("Ao vendedor %(store)s,") % {"store": debt.store} if debt.store else _("Ao vendedor,"),
        "shop": _("À loja %(shop)s,") % {"shop": debt.shop},
        "payment": _("À empresa que cuida do pagamento,"),
    }[to]
    facts = [_("Loja: %(shop)s") % {"shop": debt.shop}]
    if debt.number:
        facts.append(_("Número do pedido: %(number)s") % {"number": debt.number})
    facts += [
        _("Produto: %(item)s") % {"item": debt.item}, _("Forma de pagamento: %(method)s") % {"method": debt.method},
        _("Caso no Prazo Certo: %(reference)s") % {"reference": debt.reference},
    ]
    yield "\n".join(facts)
    yield _("Em %(day)s ficou decidido que me devolveriam %(amount)s.") % {
        "day": long_date(debt.decided_on, today), "amount": _money(debt.agreed, debt)}
    if debt.due_on:
        yield _("Esse dinheiro devia ter chegado até %(day)s.") % {"day": long_date(debt.due_on, today)} \
            if debt.due_on < today else \
            _("Esse dinheiro deve chegar até %(day)s.") % {"day": long_date(debt.due_on, today)}
    if debt.came:
        parts = [
            _("%(amount)s, em %(day)s") % {"amount": _money(amount, debt), "day": long_date(day, today)}
            for amount, day in debt.came
        ]
        yield "\n".join([_("Até hoje veio só uma parte:"), *parts])
    else:
        yield _("Até hoje não veio nada.")
    yield _("Falta: %(amount)s.") % {"amount": _money(debt.missing, debt)}
    if to == "payment":
        yield _("Peço que digam por escrito se receberam a ordem de devolver, em que dia, e quando o dinheiro chega.")
    else:
        yield _("Peço que paguem o que falta, ou mandem o comprovante do pagamento com o dia e o valor.")
    yield "\n".join([debt.name, long_date(today, today)])


class NextDoor(NamedTuple):
    """Somebody to turn to: the name, why, and the page about it ("" for none)."""

    name: str
    why: str
    url: str


def next_doors(order, state):
    """Return whom to turn to when the money stays away, in order: the bank of a card, then public bodies."""
    doors = []
    if order.payment_method in CARDS:
        doors.append(NextDoor(
            _("O banco do seu cartão"),
            _("Ligue para o número atrás do cartão, diga que a devolução foi decidida e não veio, e peça o estorno."),
            "",
        ))
    kinds = Body.Kind
    bodies = Body.objects.filter(kind=kinds.CONSUMIDOR_GOV_BR)
    if state:
        bodies = bodies | Body.objects.filter(kind=kinds.PROCON, slug=f"procon-{state.lower()}")
    rows = sorted(bodies, key=lambda body: (body.kind != kinds.CONSUMIDOR_GOV_BR, body.name))
    return doors + [NextDoor(body.name, body.what_for, body.get_absolute_url()) for body in rows]
