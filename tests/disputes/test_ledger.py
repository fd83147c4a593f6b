"""The sums of a dispute: what was paid, asked, offered, agreed, and what is still missing."""

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from disputes.ledger import ledger_of, owed_for

amounts = st.decimals("0", "99999.99", places=2)
perhaps = st.none() | amounts


def order_of(amount=Decimal("389.90"), freight=None, tax=None):
    return SimpleNamespace(amount=amount, freight=freight, tax=tax)


def dispute_of(amount=Decimal(0), agreed=None):
    return SimpleNamespace(amount=amount, agreed_amount=agreed)


@given(amounts, perhaps)
def test_owed_is_the_total_and_the_tax_paid_apart(amount, tax):
    assert owed_for(order_of(amount, tax=tax)) == amount + (tax or 0)


@given(perhaps)
def test_nobody_owes_what_nobody_knows(tax):
    assert owed_for(order_of(None, tax=tax)) is None


@given(amounts, perhaps, perhaps)
def test_the_freight_is_part_of_the_total(item, freight, tax):
    ledger = ledger_of(order_of(item + (freight or 0), freight, tax), dispute_of())
    assert ledger.item == item
    assert ledger.item + (ledger.freight or 0) + (ledger.tax or 0) == ledger.owed


@given(amounts, perhaps, amounts, amounts)
def test_the_difference_is_what_an_offer_leaves_open_and_never_less_than_nothing(paid, tax, asked, offered):
    ledger = ledger_of(order_of(paid, tax=tax), dispute_of(asked), SimpleNamespace(amount=offered))
    assert ledger.difference == max(paid + (tax or 0) - offered, 0)


@given(st.decimals("0.01", "9999", places=2), amounts)
def test_without_a_known_price_an_offer_is_measured_against_what_is_asked(asked, offered):
    ledger = ledger_of(order_of(None), dispute_of(asked), SimpleNamespace(amount=offered))
    assert (ledger.item, ledger.owed, ledger.claimed) == (None, None, asked)
    assert ledger.difference == max(asked - offered, 0)


def test_without_an_offer_or_any_sum_there_is_no_difference():
    assert ledger_of(order_of(), dispute_of()).difference is None
    assert ledger_of(order_of(None), dispute_of(), SimpleNamespace(amount=Decimal(5))).difference is None
    # A dispute about things asks for no money.
    assert ledger_of(order_of(), dispute_of()).asked is None


@given(amounts, amounts)
def test_what_is_left_goes_down_to_nothing(agreed, received):
    ledger = ledger_of(order_of(), dispute_of(agreed=agreed), received=received)
    assert ledger.left == max(agreed - received, 0)


def test_before_anything_is_agreed_nothing_is_left_to_come():
    assert ledger_of(order_of(), dispute_of()).left is None
