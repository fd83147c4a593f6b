"""The taxes on a parcel from abroad, counted step by step. Pure: rates come in, a sum goes out.

Amounts are reais as Decimal, to the cent, half a cent up; rates are per cent; limit and deduction are dollars.
"""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# Dearer parcels leave the simplified system of the post, and another sum counts for them.
MOST_DOLLARS = Decimal(3000)


class Band(StrEnum):
    """Which of the three ways of taxing a parcel falls under."""

    LOW = "low"
    HIGH = "high"
    OTHER = "other"


class Rates(NamedTuple):
    """What counts on one day: per cent, but for `low_limit` and `deduction`, which are dollars."""

    low_limit: Decimal
    low_rate: Decimal
    high_rate: Decimal
    deduction: Decimal
    other_rate: Decimal
    icms_rate: Decimal


class ImportCharge(NamedTuple):
    """The sum: every step in reais, and the value in dollars by which the band was chosen."""

    band: Band
    value: Decimal
    dollars: Decimal
    rate: Decimal
    deduction: Decimal
    import_tax: Decimal
    icms: Decimal

    @property
    def taxes(self):
        return self.import_tax + self.icms

    @property
    def total(self):
        return self.value + self.taxes


class TooDear(ValueError):
    """The parcel is worth more than 3,000 dollars: this sum is not the one that counts for it."""


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def import_charge(value, dollar, rates, *, in_programme):
    """Count what a parcel owes on arrival.

    `value` is goods, freight and insurance together in reais, `dollar` the reais that one dollar costs,
    `in_programme` whether the shop takes part in Remessa Conforme. ICMS is counted "por dentro": it is a
    share of a price in which it is contained itself. Returns `ImportCharge`. Raises `TooDear` above 3,000
    dollars and ValueError for a value or dollar that is not positive or an ICMS of 100 per cent.
    """
    if value <= 0 or dollar <= 0 or not 0 <= rates.icms_rate < HUNDRED:
        raise ValueError("value and dollar must be positive, and ICMS less than everything")
    exact = value / dollar
    if exact > MOST_DOLLARS:
        raise TooDear
    deduction = Decimal(0)
    if not in_programme:
        band, rate = Band.OTHER, rates.other_rate
    # Dollars are compared to the cent, as they are printed on the customs paper.
    elif cents(exact) <= rates.low_limit:
        band, rate = Band.LOW, rates.low_rate
    else:
        band, rate, deduction = Band.HIGH, rates.high_rate, cents(rates.deduction * dollar)
    import_tax = max(cents(value * rate / HUNDRED) - deduction, Decimal(0))
    share = rates.icms_rate / HUNDRED
    icms = cents((value + import_tax) / (1 - share) * share)
    return ImportCharge(band, value, cents(exact), rate, deduction, import_tax, icms)
