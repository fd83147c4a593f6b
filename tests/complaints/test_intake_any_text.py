"""What holds for every text: it is read, every passage stands where it says, and masks leave nothing behind."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.intake import MASKS, MAX_LENGTH, labels, masked, read

CPF = "529.982.247-25"
SCRAPS = st.sampled_from([
    "pedido", "nº", "#", "R$", "12/03/2024", "5 de março", "1.234,56", "280.239", "não recebi", "quero", "reembolso",
    "rua das Flores, 12", CPF, "(11) 98877-6655", "ana@gmail.com", "chave pix", "me chamo Ana", "mil e duzentos reais",
    "LX112233445BR", "protocolo", "2403157HJK2Q9A", "a\u0301", "\u200b", "\n", "\x00", "ﬁ", "İ", "²", "٣", "\ud800",
    ",",
])
TEXTS = st.one_of(st.text(), st.lists(st.one_of(SCRAPS, st.text(max_size=6)), max_size=14).map(" ".join))


def passages(story):
    single = (story.payment, story.company, story.category, story.outcome, story.dispute)
    many = (story.order_numbers, story.amounts, story.dates, story.pii, story.tracking, story.protocols)
    return [found for found in single if found] + [found for listed in many for found in listed]


@given(TEXTS)
def test_every_text_is_read_and_every_passage_stands_in_it(text):
    story = read(text)
    json.dumps(labels(story))
    for found in passages(story):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start:found.end] == found.words
        if found.unclear:
            assert found.value == found.unclear[0]


@given(TEXTS, TEXTS)
def test_no_cpf_and_no_address_is_left(before, after):
    text = f"{before[:200]} meu cpf é {CPF} e o email joana.teste@hotmail.com {after[:200]}"
    hidden = masked(read(text))
    assert CPF not in hidden
    assert "joana.teste@hotmail.com" not in hidden


@given(st.text(alphabet="0123456789.,-/ ()+#R$pedio\n", max_size=60))
def test_signs_of_numbers_in_any_order_are_read(text):
    labels(read(text))


@pytest.mark.parametrize(
    "scrap",
    [
        "a", "1", "1 ", "1.", "não ", "quero ", "pedido 1", "a@", "a.com", "(11) ", "e\u0301", "Aa ", "cem e ",
        "rua a b ", "\n",
    ],
)
def test_a_huge_text_is_read_as_far_as_is_looked_at(scrap):
    text = scrap * (10 * MAX_LENGTH // len(scrap))
    story = read(text)
    assert all(found.end <= MAX_LENGTH for found in passages(story))
    assert story.text == text


def test_accents_as_signs_of_their_own_do_not_move_passages():
    text = "Na\u0303o recebi o pedido 551209 de marc\u0327o"
    story = read(text)
    assert story.order_numbers[0].words == "551209"
    assert text[story.order_numbers[0].start:story.order_numbers[0].end] == "551209"
    assert labels(story)["category"] == "not_received"


def test_masks_name_what_they_hide():
    story = read("Me chamo Ana Souza, moro na Rua das Flores, 12, tel (11) 98877-6655, cpf 529.982.247-25")
    hidden = masked(story)
    assert not re.search(r"Ana|Souza|Flores|98877|529", hidden)
    assert all(MASKS[kind] in hidden for kind in ("name", "address", "phone", "cpf"))


def test_two_that_overlap_leave_nothing_between_them():
    hidden = masked(read("endereço: rua das Palmeiras 40 tel 11988776655"))
    assert not re.search(r"Palmeiras|40|11988776655", hidden)


def test_what_was_not_looked_at_is_not_handed_on():
    text = "a " * MAX_LENGTH + CPF
    assert CPF not in masked(read(text))


def test_what_is_told_twice_is_hidden_twice():
    assert masked(read(f"cpf {CPF}, repito, cpf {CPF}")) == "cpf [CPF], repito, cpf [CPF]"


def test_a_mask_can_be_kept_off_or_put_in_other_words():
    story = read("tel (11) 98877-6655, ana@gmail.com")
    assert masked(story, keep={"phone"}) == "tel (11) 98877-6655, [e-mail]"
    assert masked(story, masks=MASKS | {"phone": "[phone]"}) == "tel [phone], [e-mail]"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("meu zap 31988776655", ["phone"]),
        ("liga pra mim no 9 8877-6655", ["phone"]),
        ("CPF 52998224725", ["cpf"]),
        ("devolvam na chave pix: ana@gmail.com", ["email", "pix_key"]),
        ("meu pix é 529.982.247-25", ["cpf", "pix_key"]),
        ("cep 80010-120", ["address"]),
        ("moro na av Brasil, 300", ["address"]),
        ("entregar na Rua 7 de Abril, 230", ["address"]),
        ("rua das Acácias s/n", ["address"]),
        ("pix: 31988776655 para devolverem", ["phone", "pix_key"]),
        ("escrevi para sac@lojadobule.com.br", []),
        ("liguei no 0800 729 0722", []),
        ("pedido 551209 de R$ 30,00 em 12/03/2024", []),
    ],
)
def test_kinds_of_personal_data(text, kinds):
    assert labels(read(text))["pii"] == kinds
