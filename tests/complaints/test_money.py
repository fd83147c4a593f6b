"""Reading and writing amounts of money."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from complaints.money import AmountError, format_brl, format_money, parse_brl

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("R$ 2.040,00", "2040.00"),
        ("2040,00", "2040.00"),
        ("2040.00", "2040.00"),
        ("2.040,00", "2040.00"),
        ("2040", "2040.00"),
        ("R$389,90", "389.90"),
        ("r$ 389,90", "389.90"),
        ("RS 389,90", "389.90"),
        ("BRL 389,90", "389.90"),
        ("389,90 reais", "389.90"),
        ("1 real", "1.00"),
        ("1.234.567,89", "1234567.89"),
        ("1.234.567", "1234567.00"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567.00"),
        ("1 234,56", "1234.56"),
        ("49.87", "49.87"),
        ("49,9", "49.90"),
        ("49.9", "49.90"),
        ("10,", "10.00"),
        (",50", "0.50"),
        ("0,01", "0.01"),
        ("00050", "50.00"),
        ("000000000050", "50.00"),
        ("9.999.999,99", "9999999.99"),
        ("  R$\u00a02.040,00\u00a0", "2040.00"),
        ("R$\u202f2.040,00", "2040.00"),
        ("R $ 50", "50.00"),
        ("R$: 50", "50.00"),
        ("50 , 00", "50.00"),
        ("\u200b50,00", "50.00"),
    ],
)
def test_amounts_people_type(text, amount):
    read = parse_brl(text)
    assert read == Decimal(amount)
    assert read.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \u00a0 ", "empty"),
        ("R$", "empty"),
        ("R$ ", "empty"),
        ("dois mil", "words"),
        ("R$ dois mil", "words"),
        ("2 mil", "words"),
        ("2mil", "words"),
        ("cinquenta e três reais", "words"),
        ("-50", "negative"),
        ("R$ -50,00", "negative"),
        ("-R$ 50,00", "negative"),
        ("\u221250", "negative"),
        ("50-", "negative"),
        ("(50,00)", "negative"),
        ("-2.040", "negative"),
        ("0", "zero"),
        ("0,00", "zero"),
        ("R$ 0", "zero"),
        ("10,999", "too_many_decimals"),
        ("1.234,567", "too_many_decimals"),
        ("49.8765", "too_many_decimals"),
        ("0.500", "too_many_decimals"),
        ("2040.000", "too_many_decimals"),
        ("10.000.000", "too_large"),
        ("10000000,00", "too_large"),
        ("9" * 400, "too_large"),
        ("abc", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("12.34.567,00", "not_a_number"),
        ("12 50", "not_a_number"),
        ("10,5,5", "not_a_number"),
        (",", "not_a_number"),
        ("-", "not_a_number"),
        ("10-20", "not_a_number"),
        ("1e5", "not_a_number"),
        ("10²", "not_a_number"),
        ("٣٠", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
    ],
)
def test_texts_that_are_no_amount(text, code):
    with pytest.raises(AmountError) as caught:
        parse_brl(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [
        ("280.239", "280.24", "280239"),
        ("2.040", "2.04", "2040"),
        ("R$ 2.040", "2.04", "2040"),
        ("1.005", "1.01", "1005"),
        ("999.999", "1000.00", "999999"),
    ],
)
def test_one_dot_before_three_digits_is_never_guessed(text, small, large):
    with pytest.raises(AmountError) as caught:
        parse_brl(text)
    assert caught.value.code == "ambiguous"
    assert caught.value.details["readings"] == (Decimal(small), Decimal(large))


@pytest.mark.parametrize("text", ["US$ 50", "$50", "€ 10,00", "50 USD", "50 dólares", "U$ 50"])
def test_another_currency_is_not_taken_for_reais(text):
    with pytest.raises(AmountError) as caught:
        parse_brl(text)
    assert caught.value.code == "not_a_number"
    assert caught.value.details == {"reason": "other_currency"}


def test_the_error_is_a_value_error_that_names_the_limit():
    with pytest.raises(ValueError, match="too_large") as caught:
        parse_brl("10.000.000,00")
    assert caught.value.details == {"limit": Decimal(10_000_000)}


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("2040", "BRL", "pt", f"R${NBSP}2.040,00"),
        ("2040", "BRL", "pt-br", f"R${NBSP}2.040,00"),
        ("2040", "BRL", "en", "R$2,040.00"),
        ("49.87", "USD", "pt", f"US${NBSP}49,87"),
        ("1234567.891", "USD", "en-us", "US$1,234,567.89"),
        ("0.005", "BRL", "pt", f"R${NBSP}0,01"),
        ("-10.5", "BRL", "pt", f"-R${NBSP}10,50"),
        ("-0.001", "BRL", "pt", f"R${NBSP}0,00"),
        ("1500", "JPY", "pt", f"JP¥{NBSP}1.500"),
        ("10", "EUR", "en", "€10.00"),
        ("10", "ars", "pt", f"ARS{NBSP}10,00"),
        ("10", "ARS", "en", f"ARS{NBSP}10.00"),
    ],
)
def test_writing_money(amount, currency, language, written):
    assert format_money(Decimal(amount), currency, language) == written


def test_format_brl_uses_a_no_break_space():
    assert format_brl(Decimal(2040)) == "R$\u00a02.040,00"
    assert format_brl(Decimal("123456789012345678901234567890.12")).endswith(".567.890,12")


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_no_number_is_not_written(amount):
    with pytest.raises(ValueError, match="finite"):
        format_brl(Decimal(amount))


amounts = st.integers(1, 999_999_999).map(lambda cents: Decimal(cents).scaleb(-2))


@given(amount=amounts)
def test_what_is_written_reads_back(amount):
    assert parse_brl(format_brl(amount)) == amount
    assert parse_brl(str(amount)) == amount
    assert parse_brl(format_money(amount, "BRL", "en")) == amount


CODES = {
    "empty", "ambiguous", "words", "negative", "zero", "too_many_decimals", "too_large", "not_a_number",
}  # fmt: skip


@given(text=st.text() | st.text(alphabet="0123456789.,- R$\u00a0()milreais\n"))
@example("(")
@example("()")
@example("--1")
@example("R$R$1")
@example("\ud800")
@example("1.0 0")
def test_any_text_is_an_amount_or_an_amount_error(text):
    try:
        amount = parse_brl(text)
    except AmountError as error:
        assert error.code in CODES
        assert ("readings" in error.details) == (error.code == "ambiguous")
    else:
        assert 0 < amount < 10_000_000
        assert amount == amount.quantize(Decimal("0.01"))
