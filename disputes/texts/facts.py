"""What is known of a case, as plain values. Pure: whoever fills it in may ask a database, the texts never do."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from complaints.choices import Outcome, Payment, Reason


@dataclass(frozen=True)
class Step:
    """One line of a dispute: a move of `disputes.lifecycle.Move`, its day, and what it offered or brought."""

    move: str
    on: date
    remedy: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class Filing:
    """A complaint registered outside: a value of `Door`, the body's name ("" for none), its number and answer."""

    door: str
    on: date
    name: str = ""
    protocol: str = ""
    answered_on: date | None = None
    quality: str = ""


@dataclass(frozen=True)
class Term:
    """A term of the law that lies on the case: the slug of its rule, its last day, and whether that has passed."""

    rule: str
    due_on: date
    is_over: bool


@dataclass(frozen=True)
class Facts:
    """A case at one instant, days in the case's zone, amounts in the order's currency; empty means not known."""

    reason: Reason
    outcome: Outcome
    today: date
    is_open: bool = True
    name: str = ""
    email: str = ""
    state: str = ""
    shop: str = ""
    shop_slug: str = ""
    shop_on_consumidor_gov: bool | None = None
    store: str = ""
    paid_to: str = ""
    number: str = ""
    tracking: str = ""
    item: str = ""
    listing: str = ""
    # What was paid with the freight in it; taxes paid apart stand in `tax`.
    amount: Decimal | None = None
    freight: Decimal | None = None
    tax: Decimal | None = None
    currency: str = "BRL"
    payment: Payment | str = ""
    instalments: int = 1
    amount_claimed: Decimal | None = None
    placed_on: date | None = None
    promised_on: date | None = None
    received_on: date | None = None
    defect_seen_on: date | None = None
    contacted_on: date | None = None
    contact_protocol: str = ""
    refused_on: date | None = None
    refund_promised_on: date | None = None
    story: str = ""
    # Whether the dispute is held at the shop; None without one.
    dispute_at_shop: bool | None = None
    steps: tuple[Step, ...] = ()
    filings: tuple[Filing, ...] = ()
    terms: tuple[Term, ...] = ()
    # Names of the proofs that the case holds, as a list of documents says them.
    proofs: tuple[str, ...] = ()

    def dates(self):
        """Return every day that a text may say."""
        own = [getattr(self, field.name) for field in fields(self)]
        rows = [day for filing in self.filings for day in (filing.on, filing.answered_on)]
        rows += [step.on for step in self.steps] + [term.due_on for term in self.terms]
        return {day for day in [*own, *rows] if isinstance(day, date)}

    def amounts(self):
        """Return every amount that a text may say."""
        own = [self.amount, self.freight, self.tax, self.amount_claimed, *(step.amount for step in self.steps)]
        return {amount for amount in own if amount is not None}
