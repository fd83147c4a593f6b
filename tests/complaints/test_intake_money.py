"""Amounts in running text, and the ones that have to be asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.intake import read
from complaints.intake.money import from_words, readings
from complaints.money import format_brl


def amounts(text):
    return [str(found.value) for found in read(text).amounts]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("paguei R$ 1.234,56 à vista", ["1234.56"]),
        ("paguei R$1234", ["1234.00"]),
        ("foram r$50 jogados fora", ["50.00"]),
        ("custou R$ 59.90", ["59.90"]),
        ("valor de 89,90", ["89.90"]),
        ("saiu por 150 reais", ["150.00"]),
        ("R$ 720, 15 no total", ["720.15"]),
        ("R$ 455,10através do pix", ["455.10"]),
        ("$3.120,40 à vista", ["3120.40"]),
        ("gastei 2 mil nessa loja", ["2000.00"]),
        ("fiz um pix de 1,5 mil", ["1500.00"]),
        ("foram mil e duzentos reais", ["1200.00"]),
        ("duzentos e trinta reais", ["230.00"]),
        ("dois reais e cinquenta centavos", ["2.50"]),
        ("perdi 50 conto", ["50.00"]),
        ("12x de 99,90", ["99.90"]),
        ("paguei 249 no boleto", ["249.00"]),
        ("custou 1.299 e já quebrou", ["1299.00"]),
        ("1,234.50 reais", ["1234.50"]),
        ("R$ 20,00 de frete e R$ 80,00 do produto", ["20.00", "80.00"]),
        ("R$ 35,00 e de novo R$ 35,00", ["35.00"]),
        ("a taxa é de 87,40", ["87.40"]),
    ],
)
def test_amounts_are_found_however_they_are_written(text, values):
    assert amounts(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "paguei US$ 45.00 pelo paypal", "foram 30 dólares", "custou 25 euros", "são 1,8 metros de cabo",
        "ganhei um cupom de R$ 20", "desconto de 15,00", "já passaram 45 dias", "tem 256 gb", "pesa 2,50 kg",
        "no dia 12.03.2024", "20% do valor", "às 14:30 do dia", "comprei 3 camisetas", "versão 10.15",
    ],
)
def test_other_figures_are_no_amounts(text):
    assert amounts(text) == []


def test_an_amount_with_two_readings_keeps_both():
    found = read("paguei no pix valor 310.459 e nada").amounts[0]
    assert found.value == Decimal("310.45")
    assert found.unclear == (Decimal("310.45"), Decimal("310.46"), Decimal("310459.00"))
    assert found.words == "310.459"


def test_a_plain_amount_asks_nothing():
    assert read("R$ 310,45").amounts[0].unclear == ()


@pytest.mark.parametrize(
    ("words", "value"),
    [("mil", 1000), ("dois mil e quarenta", 2040), ("cento e vinte e tres", 123), ("trinta mil", 30000)],
)
def test_number_words(words, value):
    assert from_words(words) == value


@given(st.integers(1, 9_999_999))
def test_what_the_product_writes_it_reads(cents):
    amount = Decimal(cents) / 100
    found = read(f"paguei {format_brl(amount)} nisso").amounts
    assert [item.value for item in found] == [amount]


@given(st.from_regex(r"[0-9]{1,7}([.,][0-9]{1,5}){0,3}", fullmatch=True))
def test_every_figure_has_readings_in_cents(figure):
    assert all(0 < value < 1_000_000 and value == round(value, 2) for value in readings(figure))
