"""The page that counts the import taxes: open to everybody, keeps nothing."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import Figure
from tests.base import TODAY, make_case
from tests.complaints.pages import signed_in, words

pytestmark = pytest.mark.usefixtures("house", "nine_in_the_morning")
PAGE = reverse("import_tax")
ASKED = {
    "value": "480,00", "freight": "15", "insurance": "5,00", "dollar": "5", "day": "2026-11-20",
    "in_programme": "yes", "state": "SP", "icms": "", "charged": "",
}


def answer(client, **changes):
    return client.get(PAGE, {**ASKED, **changes})


def said(response):
    return words(response).replace("\u00a0", " ")


def test_the_empty_page_asks(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "Impostos ao todo" not in said(response)


def test_the_sum_is_shown_step_by_step_with_its_sources(client):
    response = answer(client)
    assert response.status_code == 200
    text = said(response)
    for part in (
        "US$ 100,00 R$ 500,00", "Imposto de importação: 60% menos R$ 100,00 de desconto R$ 200,00",
        "ICMS: 17% do preço final R$ 143,37", "Impostos ao todo R$ 343,37", "Compra com os impostos R$ 843,37",
        "Vale desde 1 de agosto de 2024.", "duvidoso", "isso não é normal",
    ):
        assert part in text
    assert "fora do Remessa Conforme (%)" not in text


def test_both_sums_where_the_programme_is_not_known(client):
    text = said(answer(client, in_programme="unknown"))
    assert "Loja no Remessa Conforme" in text and "Loja fora do Remessa Conforme" in text
    assert "R$ 343,37" in text and "R$ 463,86" in text


@pytest.mark.parametrize(("charged", "words_of_it"), [
    ("443,37", "Cobraram a mais R$ 100,00"), ("243,37", "Cobraram a menos R$ 100,00"),
    ("343,37", "Bate com a conta"), ("345,00", "Bate com a conta"),
])
def test_what_was_charged_is_compared(client, charged, words_of_it):
    assert words_of_it in said(answer(client, charged=charged))


def test_an_icms_that_was_typed_counts_and_is_said_to_be(client):
    text = said(answer(client, icms="20"))
    assert "ICMS: 20% do preço final R$ 175,00" in text
    assert "O ICMS é o que você escreveu." in text and "duvidoso" not in text


def test_a_state_with_a_rate_of_its_own(client):
    Figure.objects.create(
        kind="icms_rate", state="BA", value=Decimal(20), valid_from=TODAY, source="x", trust="law", reason="x")
    assert "ICMS: 20%" in said(answer(client, state="BA", day=TODAY.isoformat()))
    assert "ICMS: 17%" in said(answer(client, state="BA"))


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"value": ""}, "Falta"), ({"value": "abc"}, "Não entendi esse valor"), ({"value": "2.040"}, "Não deu para saber"),
    ({"value": "99.000,00"}, "3.000 dólares"), ({"dollar": "540,00"}, "Confira o dólar"),
    ({"dollar": "0,10"}, "Confira o dólar"),
    ({"day": "2026-11-23"}, "ainda não chegou"), ({"day": "2024-07-31"}, "Não temos os números"), ({"day": "x"}, "dia"),
    ({"icms": "99"}, "de 0 a 40"), ({"icms": "x"}, "só o número"), ({"icms": "NaN"}, "só o número"),
    ({"state": "XX"}, "lista"), ({"in_programme": "x"}, "lista"), ({"in_programme": ""}, "Falta"),
    ({"freight": "a\0"}, "invisível"), ({"value": "9" * 5000}, "40"),
])
def test_bad_input_is_said_and_kept(client, changes, sentence):
    response = answer(client, **changes)
    assert response.status_code == 422
    assert sentence in said(response)
    assert "Impostos ao todo" not in said(response)
    assert response.context["form"]["insurance"].value() == "5,00"


def test_it_asks_the_database_once(client):
    answer(client)
    with CaptureQueriesContext(connection) as captured:
        answer(client, in_programme="unknown")
    assert len([query for query in captured if "figure" in query["sql"]]) == 1


def test_it_is_only_looked_at(client):
    assert client.post(PAGE, ASKED).status_code == 405


def test_a_case_about_a_tax_leads_here_and_another_does_not(cast, case):
    about = make_case(cast.consumer, reason="customs_tax", number="8150000000000011")
    client = signed_in(cast.consumer)
    assert PAGE in client.get(about.get_absolute_url()).content.decode()
    assert PAGE not in client.get(case.get_absolute_url()).content.decode()
