"""The case written for each channel: whole texts read by a person, and what holds for any case."""

import ast
import re
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints import intake
from complaints.choices import Outcome, Payment, Reason
from disputes import texts
from disputes.lifecycle import Move
from disputes.models import Door, Escalation, Remedy
from disputes.texts import CHANNELS, Facts, Filing, Step, Term, channels_for, fits, plain, write
from disputes.texts.fitting import Part, fit, letters, shorten
from disputes.texts.hiding import HIDDEN, without_known
from disputes.texts.words import MONTHS, day_words, english_day, english_money, money_words
from tests.base import TODAY


def mask(text):
    return intake.masked(intake.read(text), masks=dict.fromkeys(intake.MASKS, HIDDEN))


def boxes(slug, facts, masked=mask):
    """Return {label: body} of a text."""
    return {str(field.label): field.body for field in write(CHANNELS[slug], facts, masked).fields}


def said(slug, facts):
    return plain(write(CHANNELS[slug], facts, mask))


# -- Three cases, read whole -----------------------------------------------------------------

WELDER = Facts(
    reason=Reason.NOT_RECEIVED, outcome=Outcome.REFUND, today=TODAY, name="Maria Souza", email="maria@example.com",
    state="SP", shop="AliExpress", shop_slug="aliexpress", store="Casa Boa", number="8140908741358880",
    item="máquina de solda", amount=Decimal("389.90"), payment=Payment.PIX, amount_claimed=Decimal("389.90"),
    placed_on=date(2026, 9, 30), promised_on=date(2026, 11, 1), contacted_on=date(2026, 11, 14),
    story="Comprei no pedido 8140 9087 4135 8880 e não chegou. Meu telefone é 11 91234-5678. Preciso para trabalhar.",
    dispute_at_shop=True,
    steps=(Step(Move.OPEN, date(2026, 11, 14), "full_refund", Decimal("389.90")),
           Step(Move.SELLER_REFUSES, date(2026, 11, 18))),
    terms=(Term("d7962_answer", date(2026, 11, 19), True),),
    proofs=("print do pedido", "print do rastreio"),
)
DRIVE = Facts(
    reason=Reason.DEFECTIVE, outcome=Outcome.REPLACEMENT, today=TODAY, name="João", shop="Shopee", shop_slug="shopee",
    number="SP2411", item="HD externo", amount=Decimal("412.00"), freight=Decimal("12.00"),
    payment=Payment.CREDIT_CARD, instalments=3, placed_on=date(2026, 10, 1), received_on=date(2026, 10, 9),
    defect_seen_on=date(2026, 10, 12), contacted_on=date(2026, 10, 13), refused_on=date(2026, 10, 20),
    contact_protocol="99-17", story="Ligo e não aparece no computador.", paid_to="Shpp Brasil",
    terms=(Term("cdc18", date(2026, 11, 12), True), Term("cdc26_durable", date(2027, 1, 7), False)),
    filings=(Filing("procon", date(2026, 11, 3), "Procon-SP", "2026/77", date(2026, 11, 10), "standard"),),
)
KEPT = Facts(
    reason=Reason.REFUND_NOT_PAID, outcome=Outcome.REFUND, today=TODAY, shop="Temu", shop_slug="temu",
    item="três vestidos", amount=Decimal("2040.00"), tax=Decimal("120.50"), payment=Payment.PAYPAL,
    amount_claimed=Decimal("2040.00"), placed_on=date(2026, 6, 2), refund_promised_on=date(2026, 8, 1),
)


def test_the_machine_that_did_not_come_at_the_public_site():
    assert said("consumidor-gov", WELDER) == """\
Problema

Não entrega ou demora na entrega do produto

O que aconteceu

Em 30 de setembro de 2026 comprei na loja AliExpress o produto “máquina de solda”. O vendedor é Casa Boa. \
Paguei R$ 389,90 por Pix.

A entrega estava prometida para 1º de novembro de 2026. Até hoje o produto não chegou.

Reclamei com a loja em 14 de novembro de 2026.

Em 14 de novembro de 2026 abri uma disputa no site da loja. Pedi ao vendedor para devolver todo o dinheiro \
(R$ 389,90). Em 18 de novembro de 2026 o vendedor disse não.

Até hoje o problema não foi resolvido.

Nas minhas palavras: Comprei no pedido ••• e não chegou. Meu telefone é •••. Preciso para trabalhar.

O Código de Defesa do Consumidor (Lei 8.078/1990), arts. 30 e 35, diz que a oferta obriga quem vende. Se ela não é \
cumprida, eu posso escolher: a entrega, um produto igual, ou o cancelamento com a devolução do que paguei, com \
correção.

A loja tinha até 19 de novembro de 2026 para me responder (Decreto 7.962/2013, art. 4º, parágrafo único).

O que você pede

Peço que devolvam R$ 389,90.

Número do pedido (só no campo particular)

8140908741358880
"""


def test_the_same_to_a_seller_abroad():
    assert said("seller-en", WELDER) == """\
Hello.

On 30 September 2026 I bought this product at AliExpress: “máquina de solda”. The order number is 8140908741358880. \
I paid R$389.90 by Pix.

Delivery was promised for 1 November 2026. The product has not arrived.

I complained to the shop on 14 November 2026.

On 14 November 2026 I opened a dispute and asked for a full refund (R$389.90). On 18 November 2026 you refused.

I ask you to refund R$389.90.

Brazilian consumer law applies to this sale (Consumer Protection Code, Law 8.078/1990). Please answer in writing and \
within 5 days (Decree 7.962/2013, article 4).

This is what I wrote about it, in Portuguese:
Comprei no pedido 8140 9087 4135 8880 e não chegou. Meu telefone é •••. Preciso para trabalhar.

Maria
22 November 2026
"""


def test_the_drive_with_a_defect_before_the_court():
    assert said("juizado", DRIVE) == """\
As partes

Quem pede: João
Loja: Shopee
Quem recebeu o dinheiro: Shpp Brasil

O que aconteceu

Em 1º de outubro de 2026 comprei na loja Shopee o produto “HD externo”. O número do pedido é SP2411. \
Paguei R$ 412,00 com cartão de crédito, em 3 parcelas. Desse valor, R$ 12,00 são do frete.

O produto chegou em 9 de outubro de 2026. O produto tem defeito ou não funciona. O defeito apareceu em 12 de outubro \
de 2026.

Reclamei com a loja em 13 de outubro de 2026 (protocolo 99-17). A loja disse não em 20 de outubro de 2026.

Em 3 de novembro de 2026 registrei o caso no Procon (protocolo 2026/77). A empresa respondeu em 10 de novembro de \
2026, mas não resolveu.

Até hoje o problema não foi resolvido.

Nas minhas palavras: Ligo e não aparece no computador.

O que diz a lei

O Código de Defesa do Consumidor (Lei 8.078/1990), art. 18, § 1º, dá até 30 dias para resolver o defeito. Se não \
resolvem, eu posso escolher: a troca, a devolução do que paguei, com correção, ou um desconto no preço.

O prazo para resolver o defeito acabou em 12 de novembro de 2026 (Código de Defesa do Consumidor, art. 18, § 1º). \
Reclamei dentro do prazo para reclamar do produto, que ia até 7 de janeiro de 2027 (Código de Defesa do Consumidor, \
art. 26).

Quem participou da venda responde junto (Código de Defesa do Consumidor, art. 7º, parágrafo único, e art. 25, § 1º).

O pedido

Peço que a empresa seja obrigada a trocar o produto, sem custo para mim.

João
22 de novembro de 2026

Valor da causa

R$ 412,00
"""


def test_the_refund_that_was_promised_to_the_shop():
    assert said("shop", KEPT) == """\
Olá. Esta é uma reclamação.

Em 2 de junho de 2026 comprei na loja Temu o produto “três vestidos”. Paguei R$ 2.040,00 pelo PayPal. \
Paguei à parte R$ 120,50 de imposto.

Prometeram devolver o meu dinheiro, e ele não veio. A promessa de devolver o dinheiro é de 1º de agosto de 2026.

Peço que devolvam R$ 2.040,00.

A lei dá à loja 5 dias para responder (Decreto 7.962/2013, art. 4º, parágrafo único). Peço também o número do protocolo.
"""


# -- What only some channels say --------------------------------------------------------------


def test_the_card():
    text = boxes("chargeback", DRIVE)
    assert text["Motivo"] == "Produto com defeito ou diferente do anúncio"
    assert text["Valor da compra"] == "R$ 412,00"
    assert text["Dia da compra"] == "1º de outubro de 2026"
    assert "Peço também que as parcelas que faltam não sejam cobradas." in text["O que aconteceu"]
    assert "parcelas que faltam" not in boxes("chargeback", replace(DRIVE, instalments=1))["O que aconteceu"]
    assert "Decreto 11.034/2022, art. 13" in said("bank", DRIVE)


def test_a_fraud_by_pix_goes_to_the_bank_today():
    fraud = replace(WELDER, reason=Reason.FRAUD_OUTSIDE)
    assert [channel.slug for channel in channels_for(fraud)] == ["shop", "bank", "procon"]
    assert "Mecanismo Especial de Devolução" in said("bank", fraud)
    assert "Código de Defesa" not in said("procon", fraud)


@pytest.mark.parametrize(("changes", "slugs"), [
    ({}, ["seller", "seller-en", "shop", "ebanx", "consumidor-gov", "reclame-aqui", "procon", "juizado"]),
    ({"shop_slug": "shopee"}, ["seller", "shop", "consumidor-gov", "reclame-aqui", "procon", "juizado"]),
    ({"shop_on_consumidor_gov": False, "payment": Payment.CREDIT_CARD},
     ["seller", "seller-en", "shop", "chargeback", "bank", "reclame-aqui", "procon", "juizado"]),
    ({"payment": Payment.PAYPAL},
     ["seller", "seller-en", "shop", "paypal", "consumidor-gov", "reclame-aqui", "procon", "juizado"]),
    ({"payment": Payment.DEBIT_CARD, "reason": Reason.REGRET},
     ["seller", "seller-en", "shop", "bank", "consumidor-gov", "reclame-aqui", "procon", "juizado"]),
])
def test_which_channels_fit(changes, slugs):
    assert [channel.slug for channel in channels_for(replace(WELDER, **changes))] == slugs


def test_a_filing_is_not_told_to_the_body_it_went_to():
    assert "Procon" not in boxes("procon", DRIVE)["O que aconteceu"]
    assert "Procon" in boxes("reclame-aqui", DRIVE)["Texto"]
    assert "2026/77" not in said("reclame-aqui", DRIVE)


def test_the_listing_is_quoted_where_it_counts():
    promised = replace(WELDER, listing="Tecido 100% algodão.\nFale no 11 91234-5678. " + "Costura dupla. " * 60)
    assert "algodão" not in said("procon", promised)
    promised = replace(promised, reason=Reason.NOT_AS_DESCRIBED)
    assert "O anúncio dizia: “Tecido 100% algodão. Fale no 11 91234-5678. Costura dupla." in said("procon", promised)
    assert letters(boxes("procon", promised)["O que aconteceu"]) < 1200
    assert "Fale no •••." in said("reclame-aqui", promised)
    assert "The listing said: “Tecido 100% algodão." in said("seller-en", promised)


def test_the_person_is_told_to_look_for_the_shop_first():
    def notes(known):
        return " ".join(write(CHANNELS["consumidor-gov"], replace(WELDER, shop_on_consumidor_gov=known), mask).notes)
    assert "empresa inscrita" in notes(None)
    assert "empresa inscrita" not in notes(True)


def test_terms_that_prove_nothing_are_not_cited():
    late = replace(DRIVE, contacted_on=date(2027, 2, 1))
    assert "art. 26" not in said("procon", late)
    assert "art. 18, § 1º)." not in said("procon", replace(DRIVE, contacted_on=None))
    regret = replace(WELDER, reason=Reason.REGRET, terms=(Term("cdc49", date(2026, 11, 20), True),))
    assert "dentro do prazo para desistir, que ia até 20 de novembro de 2026" in said("juizado", regret)
    assert "prazo para desistir, que ia" not in said("juizado", replace(regret, contacted_on=TODAY))


# -- What holds for any case -----------------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
amounts = st.decimals("0.01", "99999.99", places=2)
words = st.sampled_from(["João", "Loja Feliz", "capa azul", "drone", "Ana Lima", "tênis de corrida", ""])
stories = st.lists(st.sampled_from([
    "Comprei e não veio.", "Falei com eles e nada!", "Será que vão pagar?", "o rastreio parou em Curitiba",
    "\n\nEstou cansada.", "É um presente de aniversário, e a festa já passou.", "🙁🙁 ...",
]), max_size=120).map(" ".join)
maybe = st.none() | days
codes = st.from_regex(r"[A-Z]{2}[0-9]{6,12}", fullmatch=True) | st.just("")
moves = st.builds(Step, st.sampled_from(list(Move)), days, st.sampled_from(["", *Remedy.values]), st.none() | amounts)
places = st.builds(
    Filing, st.sampled_from(Door.values), days, words, codes, maybe, st.sampled_from(["", *Escalation.Quality.values]))
laws = st.builds(
    Term, st.sampled_from(["cdc18", "cdc49", "cdc26_durable", "cdc26_nondurable", "d7962_answer", "x"]), days,
    st.booleans())
cases = st.builds(
    Facts, reason=st.sampled_from(list(Reason)), outcome=st.sampled_from(list(Outcome)), today=days,
    is_open=st.booleans(), name=words, state=st.sampled_from(["", "SP"]), shop=words,
    shop_slug=st.sampled_from(["aliexpress", "shopee", "temu"]), shop_on_consumidor_gov=st.none() | st.booleans(),
    store=words, paid_to=words, number=codes, tracking=codes, item=words, listing=words, amount=st.none() | amounts,
    freight=st.none() | amounts, tax=st.none() | amounts, payment=st.sampled_from(list(Payment)),
    instalments=st.integers(1, 48), amount_claimed=st.none() | amounts, placed_on=maybe, promised_on=maybe,
    received_on=maybe, defect_seen_on=maybe, contacted_on=maybe, contact_protocol=codes, refused_on=maybe,
    refund_promised_on=maybe, story=stories, dispute_at_shop=st.none() | st.booleans(),
    steps=st.lists(moves, max_size=9).map(tuple), filings=st.lists(places, max_size=4).map(tuple),
    terms=st.lists(laws, max_size=4).map(tuple), proofs=st.lists(words.filter(bool), max_size=3).map(tuple),
)


def written(facts):
    return [write(channel, facts, mask) for channel in channels_for(facts)]


def law_pieces():
    """Return what the package itself says with a figure in it: articles of the law, and the days they give."""
    found = set()
    for path in Path(texts.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {piece for piece in re.split(r"\{\w*\}", node.value) if re.search(r"\d", piece)}
    return sorted((piece for piece in found if len(piece) > 6), key=len, reverse=True)


PIECES = law_pieces()


@given(cases)
def test_every_figure_is_a_fact(facts):
    days_said = {spell(day) for day in facts.dates() for spell in (day_words, english_day)}
    sums_said = {spell(sum_, "BRL") for sum_ in facts.amounts() for spell in (money_words, english_money)}
    numbers = {facts.number, facts.contact_protocol, *(filing.protocol for filing in facts.filings)} - {""}
    known = [*PIECES, *sorted(days_said | sums_said | numbers, key=len, reverse=True)]
    for text in written(facts):
        rest = plain(text)
        for piece in known:
            rest = rest.replace(piece, "")
        rest = rest.replace(f"em {facts.instalments} parcelas", "").replace(f"in {facts.instalments} instalments", "")
        assert re.findall(r"\d", rest) == [], (text.channel.slug, rest)
        assert not any(f" {month} " in rest for month in MONTHS), rest
        assert "R$" not in rest


@given(cases, st.booleans())
def test_no_gap_is_left_where_a_fact_is_not_known(facts, with_story):
    facts = facts if with_story else replace(facts, story="")
    for text in written(facts):
        for field in text.fields:
            assert field.body == field.body.strip() != ""
            assert field.count == letters(field.body)
            assert "None" not in field.body and "[" not in field.body and "{" not in field.body
            assert "“”" not in field.body and "()" not in field.body
            # A story may be written in any way; every other line is made of whole sentences.
            if not facts.story:
                assert "  " not in field.body and " ." not in field.body and ".." not in field.body


@given(cases)
def test_it_fits_or_says_so_and_keeps_the_facts(facts):
    for text in written(facts):
        for field in text.fields:
            assert field.limit is None or field.count <= field.limit, (text.channel.slug, field.count)
        if any("encurtado" in str(note) for note in text.notes):
            body = plain(text)
            if facts.placed_on:
                assert day_words(facts.placed_on) in body
            if facts.amount is not None:
                assert money_words(facts.amount, "BRL") in body


@given(cases)
def test_what_everybody_reads_names_nobody(facts):
    marks = "Zulmira Quixadá", "zulmira@example.com", "AB12345678", "PT77889900"
    story = f"{facts.story} Sou Zulmira Quixadá, zulmira@example.com, ab 1234 5678, cpf 529.982.247-25, PT77889900."
    facts = replace(
        facts, name=marks[0], email=marks[1], number=marks[2], contact_protocol=marks[3], story=story)
    for text in written(facts):
        for field in text.fields:
            if field.is_public:
                flat = field.body.replace(" ", "").lower()
                for mark in ("zulmira", "quixad", "@", "ab12345678", "pt77889900", "529.982"):
                    assert mark not in flat, (text.channel.slug, field.body)
            if field.is_public or text.channel.hides:
                assert "529.982" not in field.body and "@" not in field.body


@given(cases)
def test_the_texts_do_not_change_with_the_language_of_the_page(facts):
    with translation.override("en"):
        english = [[field.body for field in text.fields] for text in written(facts)]
    with translation.override("pt-br"):
        assert [[field.body for field in text.fields] for text in written(facts)] == english


def test_every_word_list_is_whole():
    for facts in (replace(WELDER, reason=reason, outcome=outcome, payment=payment)
                  for reason in Reason for outcome in Outcome for payment in Payment):
        for channel in CHANNELS.values():
            if fits(channel, facts):
                assert write(channel, facts, str).fields
    assert {channel.door for channel in CHANNELS.values()} - {""} <= set(Door.values)
    assert {field.name for field in fields(Facts)} >= {"steps", "filings", "terms"}


def test_a_title_is_short():
    for reason in Reason:
        if reason != Reason.FRAUD_OUTSIDE:
            assert letters(boxes("reclame-aqui", replace(WELDER, reason=reason))["Título"]) <= 100


# -- The pieces ------------------------------------------------------------------------------------


def test_letters_are_counted_as_forms_send_them():
    assert letters("ação") == 4
    assert letters("a\nb") == 4
    assert letters("🙁") == 2


@given(st.text(max_size=400), st.integers(0, 300))
def test_a_shorter_text_is_a_beginning(text, room):
    shorter = shorten(text, room)
    assert letters(shorter) <= room
    assert text.startswith(shorter.removesuffix("…").rstrip())


def test_it_is_cut_at_the_end_of_a_sentence():
    text = "Comprei uma capa em março e ela não chegou. Liguei 3 vezes! Ninguém atende o telefone da loja."
    assert shorten(text, 70) == "Comprei uma capa em março e ela não chegou. Liguei 3 vezes! …"
    assert shorten("sem ponto " * 20, 45) == "sem ponto sem ponto sem ponto sem ponto …"
    # A dot inside an amount ends nothing.
    assert shorten("Paguei R$ 2.040 por esta máquina que nunca mais chegou aqui em casa.", 40) \
        == "Paguei R$ 2.040 por esta máquina que …"


def test_paragraphs_give_way_by_rank():
    parts = [Part("a" * 50), Part("b" * 50, 2), Part("c" * 50, 1), Part("d" * 50, is_story=True)]
    assert fit(parts, 500).body.count("\n\n") == 3
    assert fit(parts, 170) == ("\n\n".join(["a" * 50, "b" * 50, "c" * 50]), True)
    assert fit(parts, 110) == ("\n\n".join(["a" * 50, "c" * 50]), True)


def test_a_name_is_hidden_and_a_colour_is_not():
    rosa = replace(WELDER, name="Rosa da Luz")
    assert without_known("A capa rosa é da ROSA, e a luz é da Luz. rosa da luz", rosa) \
        == f"A capa rosa é da {HIDDEN}, e a luz é da {HIDDEN}. {HIDDEN}"
    assert without_known("MARIA@Example.com", WELDER) == HIDDEN
    assert without_known("8140-9087.4135 8880 e 81409087", WELDER) == f"{HIDDEN} e 81409087"
    assert without_known("8140908741358880", WELDER, numbers=False) == "8140908741358880"


def test_days_far_apart_are_told_with_their_year():
    assert day_words(TODAY + timedelta(days=40)) == "1º de janeiro de 2027"
