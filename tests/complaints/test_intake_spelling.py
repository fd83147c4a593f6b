"""Patterns are tried only where they can begin, and words spelt by ear are heard: neither may lose anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.intake import disputes, labels, masked, payments, people, read, reasons, wishes
from complaints.intake.beginnings import Begun, beginnings
from complaints.intake.folding import fold
from complaints.intake.spelling import by_ear, spelt

MODULES = (disputes, payments, people, reasons, wishes)
# Own words of buying and complaining, among which patterns begin or do not.
WORDS = [
    "quero", "queria", "qro", "exijo", "solicito", "requeiro", "gostaria", "preciso", "peço", "meu", "minha",
    "dinheiro", "de", "volta", "devolvam", "devolução", "reembolso", "estorno", "estornem", "troca", "trocar",
    "outro", "produto", "pedido", "compra", "cancelar", "cancelem", "entrega", "entreguem", "mandem", "enviem",
    "cadê", "onde", "quando", "como", "posso", "saber", "não", "chegou", "recebi", "veio", "errado", "quebrado",
    "defeito", "pix", "no", "cartão", "de", "crédito", "débito", "boleto", "paypal", "paguei", "em", "3x", "abri",
    "disputa", "reclamação", "protocolo", "procon", "já", "aberta", "nome", "é", "me", "chamo", "sou", "a",
    "falsificado", "faltou", "taxado", "golpe", "conta", "bloqueada", "cobraram", "duas", "vezes", "frete", "o",
    "que", "fazer", "agora", "por", "favor", "ninguém", "responde", "até", "hoje", "nada", ",", ".", "?", "!", "R$",
    "50,00", "12", "dia", "parei-me", "e-mail", "pré-venda",
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def begun_patterns():
    """Every pattern of the reader that is tried only where it can begin, also those kept in lists."""
    for module in MODULES:
        for value in vars(module).values():
            rows = value if isinstance(value, list | tuple) else [value]
            for row in rows:
                cells = row if isinstance(row, list | tuple) else [row]
                yield from (cell for cell in cells if isinstance(cell, Begun))


PATTERNS = list(dict.fromkeys(begun_patterns()))


def test_there_are_patterns_to_try():
    assert len(PATTERNS) > 20
    assert sum(beginnings(each.pattern.pattern) is not None for each in PATTERNS) > 20


@settings(max_examples=150)
@given(SENTENCES)
def test_nothing_is_lost_by_trying_only_where_a_pattern_can_begin(text):
    reading = fold(text)
    for each in PATTERNS:
        plain = [match.span() for match in each.pattern.finditer(reading.plain)]
        assert [match.span() for match in each.every(reading)] == plain, each.pattern.pattern
        first = each.first(reading)
        assert (first and first.span()) == (plain[0] if plain else None)


@pytest.mark.parametrize(("pattern", "words"), [
    (r"\bquero\b", {"quero"}),
    (r"(?:devolv|estorn)\w+", {"devol", "estor"}),
    (r"qu?ero (?:meu )?dinheiro", {"quero", "qero"}),
    (r"\d+ reais", {"0"}),
    (r".+ quero", None),
    (r"a?quero|outro", {"aquero", "quero", "outro"}),
])
def test_the_words_a_pattern_begins_with(pattern, words):
    found = beginnings(pattern)
    assert found is None if words is None else {word[:5] for word in found} == {word[:5] for word in words}


@pytest.mark.parametrize(("written", "meant"), [
    ("xegou", "chegou"), ("dinhero", "dinheiro"), ("devovi", "devolvi"), ("bolheto", "boleto"), ("resebi", "recebi"),
    ("salaro", "salario"), ("fas", "faz"),
])
def test_what_is_spelt_by_ear_is_heard(written, meant):
    assert spelt(written) == meant


@pytest.mark.parametrize("word", [
    "chegou", "boleta", "troco", "vendido", "casa", "mesa", "entregas", "mexe", "carro", "aniversario", "zebra",
])
def test_a_word_of_its_own_stays(word):
    assert spelt(word) is None


@given(st.text(max_size=200) | SENTENCES)
def test_every_sign_still_leads_to_its_place(text):
    reading = by_ear(fold(text))
    places = reading.places if reading.places is not None else range(len(reading.plain))
    assert len(places) == len(reading.plain)
    assert all(0 <= place < len(text) for place in places)
    assert list(places) == sorted(places)


@pytest.mark.parametrize(("story", "category", "outcome"), [
    ("paguei o fogao no boletu e ele num xegou, quero meu dinhero devolta", "not_received", "refund"),
    ("Requeiro a restituição da quantia paga, pois o bem jamais foi entregue.", "not_received", "refund"),
    ("Fui charged twice no cartão, refund please", "undue_charge", "refund"),
    ("Pedi a azul, veio a verde. Quero trocar.", "wrong_item", "replacement"),
])
def test_many_ways_of_saying_the_same(story, category, outcome):
    read_as = labels(read(story))
    assert (read_as["category"], read_as["desired_outcome"]) == (category, outcome)


@pytest.mark.parametrize(("story", "payment"), [
    ("paguei três parcelas do carnê e nada", "other"), ("como tiro a segunda via do carnê?", None),
    ("foi tudo parcelado no meu cart...", "credit_card"), ("foi tudo parcelado no meu cart…", "credit_card"),
    ("a carta... não veio", None), ("reconheci firma no cartório", None),
])
def test_how_it_was_paid(story, payment):
    assert labels(read(story))["payment_method"] == payment


@pytest.mark.parametrize(("story", "hidden"), [
    ("me chamo maria da silva e não recebi", "maria da silva"),
    ("nome completo: Joana Prado Lima, nada chegou", "Joana Prado"),
    ("comprei pra minha mãe Teresa e nada", "Teresa"),
    ("moro na rua das flores número cento e vinte", "rua das flores"),
])
def test_names_and_streets_are_hidden(story, hidden):
    assert hidden not in masked(read(story))


@pytest.mark.parametrize("word", ["faz", "mand", "devolv", "deposit", "transfer", "chave pix ", "11 9", "R$ ", "nao "])
def test_a_text_of_one_word_over_and_over_is_read(word):
    assert read("chave pix " + word * (20_000 // len(word))).text
