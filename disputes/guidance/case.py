"""What guidance and guards know of a case: plain values at one instant, read by `disputes.facts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from complaints.choices import ARRIVED, NOT_ARRIVED, Reason
from disputes.lifecycle import OPEN_STATES, WAITING_FOR_MONEY, State

# Lei 9.099/1995: up to so many minimum wages without a lawyer (art. 9), and the most a Juizado takes (art. 3, I).
ALONE_WAGES, MOST_WAGES = 20, 40
# The money, or what was agreed, is already promised: what is missing is that it comes.
PROMISED = {Reason.REFUND_NOT_PAID, Reason.CANCELLED_NOT_REFUNDED}
CHARGED = {Reason.OVERCHARGE, Reason.DUPLICATE_CHARGE}
# What is wrong with the purchase itself is not said by these.
UNCLEAR = {Reason.NO_CONTACT, Reason.DISPUTE_CLOSED}


@dataclass(frozen=True)
class Window:
    """One clock of the case, under the slug of its rule."""

    # The last day on which acting is safe or, of a first day, that day.
    safe_on: date
    is_over: bool = False
    held: bool = False
    met: bool = False
    # The shop's own window for a dispute, and a first day instead of a last one.
    of_shop: bool = False
    is_start: bool = False

    @property
    def is_live(self):
        return not (self.is_over or self.held or self.met)


@dataclass(frozen=True)
class Filed:
    """Something filed outside: where, how it stands, what the answer was worth."""

    door: str
    state: str = "filed"
    quality: str = ""
    has_protocol: bool = True
    filed_on: date | None = None
    answered_on: date | None = None
    rated: bool = False
    # The row it was read from, for a page to point at.
    pk: int | None = None


@dataclass(frozen=True)
class Procon:
    """The Procon of the person's state; days None and foreign shops None where that is not known."""

    slug: str
    answer_days: int | None = None
    answer_unit: str = "calendar_days"
    takes_foreign_shops: bool | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What is known of a case at one instant; None and "" mean not known. Money in `currency`."""

    today: date
    reason: str = Reason.NOT_RECEIVED
    outcome: str = "refund"
    is_open: bool = True
    amount: Decimal | None = None
    currency: str = "BRL"
    shop: str = "aliexpress"
    # None for a shop that is not in the directory.
    shop_is_foreign: bool | None = True
    payment: str = "pix"
    paid_to: str = ""
    placed_on: date | None = None
    received_on: date | None = None
    receipt_confirmed_on: date | None = None
    contacted_on: date | None = None
    refused_on: date | None = None
    dispute_state: str | None = None
    dispute_mode: str = ""
    can_open_dispute: bool = True
    dispute_turn_until: date | None = None
    dispute_turn_is_over: bool = False
    offer_is_open: bool = False
    # What an open offer gives, and what the dispute asks for.
    offer_amount: Decimal | None = None
    asked_amount: Decimal | None = None
    agreed_amount: Decimal | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    filed: tuple[Filed, ...] = ()
    state: str = ""
    gov_br_level: str = ""
    on_consumidor_gov: bool | None = None
    # Whether the person looked the shop up; else it comes from the directory.
    person_looked_it_up: bool = False
    can_be_sued_here: bool | None = None
    minimum_wage: Decimal | None = None
    # The year since which that wage counts: a new year's may not be known yet.
    wage_year: int | None = None
    procon: Procon | None = None
    juizado: str = ""
    defensoria: str = ""
    proofs: frozenset[str] = frozenset()
    # What helps for this reason, the most telling first.
    checklist: tuple[str, ...] = ()
    # Names of facts that the person was asked and does not know.
    not_known: frozenset[str] = frozenset()

    @property
    def is_fraud(self):
        return self.reason == Reason.FRAUD_OUTSIDE

    @property
    def arrived(self):
        return self.reason in ARRIVED

    @property
    def not_arrived(self):
        return self.reason in NOT_ARRIVED

    @property
    def dispute_is_open(self):
        return self.dispute_state in OPEN_STATES

    @property
    def money_is_awaited(self):
        return self.dispute_state in WAITING_FOR_MONEY

    @property
    def is_settled(self):
        """Whether a dispute ended with what both sides agreed or a mediator decided, and it came."""
        return self.dispute_state == State.PAID

    @property
    def is_agreed(self):
        """Whether something was accepted or decided that is being carried out."""
        return self.dispute_state in (
            State.RETURN_LABEL, State.RETURN_DUE, State.RETURN_SENT, State.REFUND_DUE, State.REFUND_LATE)

    def window(self, *slugs):
        """Return the live window of these rules that ends first, or None."""
        live = [self.windows[slug] for slug in slugs if slug in self.windows and self.windows[slug].is_live]
        return min(live, key=lambda window: window.safe_on, default=None)

    def is_over(self, *slugs):
        """Say whether a window of these rules was there and none is left."""
        known = [self.windows[slug] for slug in slugs if slug in self.windows]
        return any(window.is_over for window in known) and not any(window.is_live or window.held for window in known)

    def of_shop(self):
        """Return the slugs of the shop's own windows for a dispute, the first to end first."""
        slugs = [slug for slug, window in self.windows.items() if window.of_shop and not window.is_start]
        return sorted(slugs, key=lambda slug: (self.windows[slug].safe_on, slug))

    def filed_at(self, door):
        """Return the newest filing at a door, or None; of one day, the one told last."""
        found = [filing for filing in self.filed if filing.door == door]
        return max(found, key=lambda filing: filing.filed_on or date.min, default=None)

    def is_waiting_at(self, door):
        """Say whether something filed at a door still goes on."""
        filing = self.filed_at(door)
        return filing is not None and filing.state != "closed" and filing.quality != "solved"

    def asks(self, *names):
        """Return those of `names` that are worth asking: the person has not said that they do not know."""
        return tuple(name for name in names if name not in self.not_known)
