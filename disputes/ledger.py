"""What was paid, what is asked and offered, and what is still missing. Pure: amounts in, amounts out."""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal("0")


def owed_for(order):
    """Return all that was paid for an order, in its currency: the total and taxes paid apart; None if unknown."""
    return None if order.amount is None else order.amount + (order.tax or ZERO)


@dataclass(frozen=True)
class Ledger:
    """The sums of a dispute, in the order's currency; None where a side named none."""

    paid: Decimal | None
    freight: Decimal | None
    tax: Decimal | None
    owed: Decimal | None
    asked: Decimal | None
    offered: Decimal | None
    agreed: Decimal | None
    received: Decimal

    @property
    def item(self):
        """What the product alone cost."""
        return None if self.paid is None else self.paid - (self.freight or ZERO)

    @property
    def claimed(self):
        """What an offer is measured against: all that was paid or, when that is unknown, what is asked."""
        return self.asked if self.owed is None else self.owed

    @property
    def difference(self):
        """How much less is offered than is owed; None without an offer or a known sum."""
        if self.offered is None or self.claimed is None:
            return None
        return max(self.claimed - self.offered, ZERO)

    @property
    def left(self):
        """How much of what was agreed is still to come."""
        return None if self.agreed is None else max(self.agreed - self.received, ZERO)


def ledger_of(order, dispute, offer=None, received=ZERO):
    """Return the `Ledger` of a dispute with the offer of either side that waits for an answer, if any."""
    return Ledger(
        paid=order.amount, freight=order.freight, tax=order.tax, owed=owed_for(order),
        asked=dispute.amount or None, offered=None if offer is None else offer.amount,
        agreed=dispute.agreed_amount, received=received,
    )
