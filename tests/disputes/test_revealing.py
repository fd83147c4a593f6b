"""The last net under a text that others read: what names a person by its form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.texts.hiding import HIDDEN
from disputes.texts.revealing import is_card, without_revealing

CPF = "52998224725"


@pytest.mark.parametrize("told", [
    "529.982.247-25", CPF, "529 982 247 25", "529 982 247-25", "529,982,247-25", "529_982_247_25", "529*982*247*25",
    "5 2 9 9 8 2 2 4 7 2 5", "5.2.9.9.8.2.2.4.7.2.5", "529.982.247 – 25", "٥٢٩٩٨٢٢٤٧٢٥",
    "4111 1111 1111 1111", "4111111111111111", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "maria (arroba) gmail.com", "maria arroba gmail ponto com", "maria[at]gmail[dot]com",
])
@pytest.mark.parametrize("is_public", [True, False])
def test_what_is_a_person_by_its_form_is_hidden_however_it_is_spelt(told, is_public):
    assert without_revealing(f"Meu dado é {told}, e não chegou.", is_public=is_public) == (
        f"Meu dado é {HIDDEN}, e não chegou.")


@pytest.mark.parametrize(("text", "left"), [
    ("meu cep é 01310 100.", f"meu cep é {HIDDEN}."),
    ("rg 12.345.678-9", f"rg {HIDDEN}"),
    ("RG: 123456789", f"RG: {HIDDEN}"),
    ("agência 1234 conta 56789-0", f"agência {HIDDEN} conta {HIDDEN}"),
    ("título de eleitor 1234 5678 9012", f"título de eleitor {HIDDEN}"),
    ("senha 123456", f"senha {HIDDEN}"),
    ("nasci em 12/03/1980", f"nasci em {HIDDEN}"),
])
def test_papers_are_hidden_after_the_word_that_names_them(text, left):
    assert without_revealing(text, is_public=False) == left


@pytest.mark.parametrize("told", [
    "contato@mariasilva.com.br", "@maria.souza", "https://wa.me/5511988776655", "wa.me/5511988776655",
    "https://loja.com/?email=maria@gmail.com&cpf=52998224725", "www.loja.com/conta/maria@gmail.com",
    "11988776655", "988776655",
])
def test_what_may_lead_to_a_person_is_hidden_where_everybody_reads(told):
    assert without_revealing(f"Veja {told} e me diga.", is_public=True) == f"Veja {HIDDEN} e me diga."


@pytest.mark.parametrize("text", [
    "Comprei em 12/03/2026, paguei R$ 1.234.567,89 em 15/03/2026 e nada.",
    "Custou R$ 123456789,00 em 10 vezes de R$ 99,90.",
    "O HD de 1000 GB, 3.5 polegadas, chegou em 2 caixas às 10:30.",
    "A conta não fecha: 2 + 2 = 4. Conta 10,00 a mais.",
    "Abri a disputa no dia 14/11/2026 às 18h40 e no dia 18/11/2026 disseram não.",
])
def test_days_sums_and_measures_stay(text):
    assert without_revealing(text, is_public=True) == text


def test_a_seller_still_reads_the_number_of_the_order():
    """Even one that happens to pass for a card or a CPF."""
    for number in ("4111111111111111", CPF):
        assert without_revealing(f"pedido {number}", is_public=False, kept=[number]) == f"pedido {number}"
    assert is_card("4111 1111 1111 1111") and not is_card("4111 1111 1111 1112")


@given(st.text(), st.booleans())
def test_any_text_is_taken(text, is_public):
    without_revealing(text, is_public=is_public)


@given(st.text("0123456789 .-/@acepx", max_size=80))
def test_what_was_hidden_stays_hidden(text):
    once = without_revealing(text, is_public=True)
    assert CPF not in once
