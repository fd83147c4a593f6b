"""What is still to be asked of a case, one question at a time. Pure: what is known in, questions out.

A question is asked only where its answer would start or move a window of this case's shop, payment and reason.
"Not yet" is kept with its day and asked again after a week; "I do not know" is not asked again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from complaints.choices import ARRIVED, NO_PARCEL, NOT_ARRIVED, REFUND_PROMISED, Payment, Reason

ASK_AGAIN = timedelta(days=7)
LONG_AGO = date(2005, 1, 1)
# A delivery promised for later than two years after the purchase is a slip of the pen.
FAR_PROMISE = timedelta(days=730)

# Defects in what arrived: the windows of CDC art. 26 depend on whether the product lasts.
FAULTY = ARRIVED - {Reason.REGRET}
# What has a first day to open a dispute at AliExpress, counted from the dispatch.
WAITS_FOR_DISPATCH = NOT_ARRIVED | {Reason.CUSTOMS_TAX, Reason.SELLER_ASKS_EXTRA, Reason.NO_CONTACT}


@dataclass(frozen=True)
class Known:
    """What a case knows, in values; `busy_at_shop` while a dispute runs there, whose windows are then met."""

    reason: str
    shop: str
    payment: str
    placed_on: date
    promised_on: date | None = None
    protected_until: date | None = None
    shipped_on: date | None = None
    received_on: date | None = None
    receipt_confirmed_on: date | None = None
    durable: bool | None = None
    defect_seen_on: date | None = None
    contacted_on: date | None = None
    contact_is_proved: bool = False
    refused_on: date | None = None
    refund_promised_on: date | None = None
    busy_at_shop: bool = False
    not_known: tuple = ()


@dataclass(frozen=True)
class Question:
    """One question: the fact it asks for, in words, why it matters, and how it may be answered.

    `not_yet` words the answer that it has not happened, where that can be; `never` says that it will not.
    """

    fact: str
    words: str
    why: str
    not_yet: str = ""
    never: bool = False
    is_day: bool = True
    may_be_ahead: bool = False
    button: str = _("Guardar este dia")
    help: str = ""


QUESTIONS = {question.fact: question for question in (
    Question(
        "refund_promised_on", _("Que dia prometeram devolver o dinheiro?"),
        _("A espera pelo dinheiro conta desse dia. Serve o dia da decisão, do aviso ou do cancelamento."),
    ),
    Question(
        "received_on", _("O pacote já chegou? Em que dia?"),
        _("Desse dia contam os prazos da lei, e em muitas lojas o prazo para devolver."), _("Ainda não chegou"),
    ),
    Question(
        "durable", _("É um produto que dura?"),
        _("Se dura, a lei dá 90 dias para reclamar. Se se gasta, dá 30."), is_day=False, button=_("Guardar"),
    ),
    Question(
        "defect_seen_on", _("O defeito apareceu depois, com o uso? Em que dia?"),
        _("Se apareceu depois, o prazo da lei conta do dia em que você notou, não do dia em que chegou."),
        _("Não, já veio assim"), never=True,
    ),
    Question(
        "promised_on", _("Até que dia a loja prometeu entregar?"),
        _("Dessa data depende até quando você pode abrir a disputa ou contestar a compra."), may_be_ahead=True,
        help=_("É o último dia de entrega que aparece no pedido."),
    ),
    Question(
        "receipt_confirmed_on", _("Você tocou em “recebi” na loja? Em que dia?"),
        _("Quem confirma que recebeu tem só 15 dias, a partir daí, para abrir a disputa."), _("Não toquei"),
    ),
    Question(
        "shipped_on", _("O vendedor já enviou? Em que dia?"),
        _("A loja só deixa abrir a disputa alguns dias depois do envio."), _("Ainda não enviou"),
    ),
    Question(
        "contacted_on", _("Você já reclamou com a loja? Em que dia?"),
        _("Desse dia contam os 5 dias que a loja tem para responder."), _("Ainda não reclamei"),
    ),
    Question(
        "refused_on", _("A loja já disse não? Em que dia?"),
        _("O prazo da lei está parado pela sua reclamação. Ele volta a contar no dia em que a loja diz não."),
        _("Ainda não respondeu"),
    ),
    Question(
        "protected_until", _("O pedido mostra até quando vai a proteção ao comprador?"),
        _("Essa data vale mais que a nossa conta para abrir a disputa na loja."), may_be_ahead=True,
        help=_("Procure no pedido: “proteção ao comprador” ou “garantia”."),
    ),
)}


def is_wanted(fact, known):
    """Say whether telling `fact` would start or move a window of this case."""
    has_parcel = known.reason not in NO_PARCEL
    at_aliexpress = known.shop == "aliexpress" and has_parcel and not known.busy_at_shop
    if fact == "refund_promised_on":
        return known.reason in REFUND_PROMISED
    if fact == "received_on":
        # Who confirmed receipt has told a day that stands for it.
        return known.reason in ARRIVED and not known.receipt_confirmed_on
    if fact == "durable":
        return known.reason in FAULTY and bool(known.received_on or known.receipt_confirmed_on)
    if fact == "defect_seen_on":
        return known.reason == Reason.DEFECTIVE and bool(known.received_on)
    if fact == "promised_on":
        moves_card = known.payment == Payment.CREDIT_CARD and has_parcel
        opens_window = at_aliexpress and not known.receipt_confirmed_on
        return moves_card or opens_window
    if fact == "receipt_confirmed_on":
        return at_aliexpress
    if fact == "shipped_on":
        return at_aliexpress and known.reason in WAITS_FOR_DISPATCH
    if fact == "contacted_on":
        return known.reason != Reason.FRAUD_OUTSIDE
    if fact == "refused_on":
        return known.contact_is_proved and known.reason in FAULTY and bool(
            known.received_on or known.receipt_confirmed_on)
    if fact == "protected_until":
        return at_aliexpress
    return False


def is_put_off(fact, not_known, today):
    """Say whether a question was answered with "I do not know", or with "not yet" less than a week ago."""
    for entry in not_known:
        name, _at, day = str(entry).partition("@")
        if name != fact:
            continue
        if not day:
            return True
        try:
            return today < date.fromisoformat(day) + ASK_AGAIN
        except ValueError:
            return False
    return False


def put_off(fact, not_known, today=None):
    """Return `not_known` with `fact` noted: for good, or as not yet happened on `today`."""
    kept = [entry for entry in not_known if str(entry).partition("@")[0] != fact]
    return [*kept, f"{fact}@{today.isoformat()}" if today else fact]


def questions(known, today):
    """Return the questions still to be asked, the one that matters most first."""
    return [
        question for fact, question in QUESTIONS.items()
        if getattr(known, fact) is None and is_wanted(fact, known) and not is_put_off(fact, known.not_known, today)
    ]


def why_not(fact, day, *, placed_on, today, contacted_on=None):
    """Return the sentence that says why `fact` cannot have happened on `day`, or "" when it can."""
    if day < LONG_AGO:
        return _("Confira o ano desse dia.")
    if not QUESTIONS[fact].may_be_ahead and day > today:
        return _("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou.")
    if day < placed_on:
        return _("Esse dia é antes da compra. Confira os dois dias.")
    if day - placed_on > FAR_PROMISE and QUESTIONS[fact].may_be_ahead:
        return _("Confira o ano desse dia.")
    if fact == "refused_on" and contacted_on and day < contacted_on:
        return _("A loja não pode dizer não antes de você reclamar. Confira os dois dias.")
    return ""
