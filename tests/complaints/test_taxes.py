"""The taxes on a parcel from abroad: worked examples, and what is true of every parcel."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from complaints.taxes import Band, Rates, TooDear, cents, import_charge

D = Decimal
RATES = Rates(D(50), D(20), D(60), D(20), D(60), D(17))
TWENTY = RATES._replace(icms_rate=D(20))

money = st.decimals(min_value="0.01", max_value="9000", places=2)
dollars = st.decimals(min_value="3", max_value="9", places=4)
rates = st.builds(
    Rates, st.just(D(50)), st.integers(0, 40).map(D), st.integers(40, 90).map(D), st.integers(0, 20).map(D),
    st.integers(40, 90).map(D), st.integers(0, 30).map(D),
)


@pytest.mark.parametrize(("value", "dollar", "of", "member", "band", "tax", "icms", "total"), [
    # 100 reais at 5: 20 dollars. 20 + (120 / 0.83 - 120).
    ("100.00", "5", RATES, True, "low", "20.00", "24.58", "144.58"),
    ("100.00", "5", TWENTY, True, "low", "20.00", "30.00", "150.00"),
    ("100.00", "5", RATES, False, "other", "60.00", "32.77", "192.77"),
    # Exactly 50 dollars, and one cent of a dollar more: 60 % less 20 dollars is nearly the same.
    ("250.00", "5", RATES, True, "low", "50.00", "61.45", "361.45"),
    ("250.05", "5", RATES, True, "high", "50.03", "61.46", "361.54"),
    ("500.00", "5", RATES, True, "high", "200.00", "143.37", "843.37"),
    ("500.00", "5", TWENTY, True, "high", "200.00", "175.00", "875.00"),
    ("389.90", "5.50", RATES, True, "high", "123.94", "105.24", "619.08"),
    ("2040.00", "5.40", RATES, False, "other", "1224.00", "668.53", "3932.53"),
    ("15000.00", "5", RATES, True, "high", "8900.00", "4895.18", "28795.18"),
    ("0.01", "5", RATES, True, "low", "0.00", "0.00", "0.01"),
    ("100.00", "5", RATES._replace(icms_rate=D(0)), True, "low", "20.00", "0.00", "120.00"),
])
def test_worked_examples(value, dollar, of, member, band, tax, icms, total):
    charge = import_charge(D(value), D(dollar), of, in_programme=member)
    assert (charge.band, charge.import_tax, charge.icms, charge.total) == (band, D(tax), D(icms), D(total))


@pytest.mark.parametrize(("value", "dollar"), [("15000.01", "5"), ("9999999.99", "1")])
def test_above_three_thousand_dollars_another_sum_counts(value, dollar):
    with pytest.raises(TooDear):
        import_charge(D(value), D(dollar), RATES, in_programme=True)


@pytest.mark.parametrize(("value", "dollar", "icms"), [
    ("0", "5", 17), ("-1", "5", 17), ("1", "0", 17), ("1", "5", 100),
])
def test_a_sum_that_makes_no_sense_is_refused(value, dollar, icms):
    with pytest.raises(ValueError):
        import_charge(D(value), D(dollar), RATES._replace(icms_rate=D(icms)), in_programme=True)


@given(money, dollars, rates, st.booleans())
def test_icms_is_its_share_of_a_price_that_contains_it(value, dollar, of, member):
    charge = import_charge(value, dollar, of, in_programme=member)
    assert abs(charge.total * of.icms_rate / 100 - charge.icms) <= D("0.01")
    assert charge.total == value + charge.import_tax + charge.icms
    for amount in (charge.import_tax, charge.icms, charge.total):
        assert amount >= 0 and amount == cents(amount)


@given(money, money, dollars, st.booleans())
def test_a_dearer_parcel_never_pays_less(one, other, dollar, member):
    cheap, dear = sorted([one, other])
    charges = [import_charge(value, dollar, RATES, in_programme=member) for value in (cheap, dear)]
    assert charges[0].total <= charges[1].total


@given(money, dollars)
def test_a_shop_in_the_programme_never_costs_more(value, dollar):
    inside, outside = (import_charge(value, dollar, RATES, in_programme=member) for member in (True, False))
    assert inside.total <= outside.total


@given(money, dollars)
def test_the_band_is_chosen_in_dollars_as_they_are_printed(value, dollar):
    charge = import_charge(value, dollar, RATES, in_programme=True)
    assume(charge.band != Band.OTHER)
    assert (charge.band == Band.LOW) == (charge.dollars <= 50)
    assert (charge.deduction > 0) == (charge.band == Band.HIGH)
