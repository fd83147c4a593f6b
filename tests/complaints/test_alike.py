"""Which cases may belong together: what counts, what does not, and how little is read for it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from complaints.alike import (
    KEPT_FOR_PERSON,
    LINK,
    MERGE,
    MOST,
    PERSON,
    SHOP,
    THING,
    Traits,
    alike_items,
    folded,
    look_apart,
    reasons_of,
    suggestions,
    unlike,
)
from complaints.services.cases import close_complaint
from tests.base import NOW, ORDER_NUMBER, make_case, person

LISTING = "https://pt.aliexpress.com/item/1005001234567890.html?spm=a2g"

traits = st.builds(
    Traits, person=st.integers(1, 2), shop=st.integers(1, 2),
    number=st.sampled_from(["", "8140 9087", "81409087", "1"]),
    tracking=st.sampled_from(["", "LB123456789SG", "lb 123456789 sg"]), item=st.sampled_from(["", "tênis", "2 Tenis"]),
    seller=st.sampled_from(["", "loja azul"]), listing=st.sampled_from(["", "a.com/1"]),
    amount=st.sampled_from([None, Decimal("10"), Decimal("10.00"), Decimal("99")]),
)


@given(traits, traits)
def test_what_belongs_together_does_so_both_ways_round(one, other):
    assert reasons_of(one, other) == reasons_of(other, one)
    strength, why = reasons_of(one, other)
    assert bool(strength) == bool(why)


@given(traits)
def test_what_a_case_that_knows_nothing_has_in_common_is_the_person_and_the_shop(one):
    assert reasons_of(one, Traits(person=3, shop=one.shop)) == (0, [])
    assert reasons_of(one, Traits(person=one.person, shop=one.shop)) == (SHOP, ["mesma loja"])
    assert reasons_of(one, Traits(person=one.person, shop=3)) == (PERSON, ["outra loja"])


@given(traits, traits)
def test_what_differs_does_so_both_ways_round_and_is_known_of_both(one, other):
    assert unlike(one, other) == unlike(other, one)
    assert unlike(one, one) == []
    assert look_apart(one, other) == look_apart(other, one)
    blank = Traits(person=other.person, shop=one.shop)
    assert unlike(one, blank) == []


@pytest.mark.parametrize(("other", "names", "apart"), [
    ({}, [], False),
    ({"number": "8140-9087"}, [], False),
    ({"number": ""}, [], False),
    ({"amount": Decimal("12.50")}, ["amount"], False),
    ({"number": "", "item": "geladeira"}, ["item"], True),
    ({"number": "7777"}, ["number"], True),
    ({"number": "7777", "item": "geladeira", "amount": Decimal("9")}, ["number", "item", "amount"], True),
    ({"number": "", "shop": 2, "item": ""}, ["shop"], True),
])
def test_two_cases_look_apart_where_nothing_says_that_they_are_one_purchase(other, names, apart):
    facts = {"number": "81409087", "item": "tênis azul", "amount": Decimal("50"), "shop": 1}
    one, two = Traits(person=1, **facts), Traits(person=1, **{**facts, **other})
    assert unlike(one, two) == names
    assert look_apart(one, two) is apart
    assert (reasons_of(one, two)[0] < THING) <= apart


@pytest.mark.parametrize(("one", "other"), [
    ("8140908741358880", "8140 9087 4135 8880"), ("LB123456789SG", "lb-123456789-sg"), ("PED-Á1", "pedá1"),
])
def test_numbers_are_one_however_they_are_written(one, other):
    assert folded(one) == folded(other) != ""


def test_a_number_of_a_few_signs_is_no_number():
    assert folded("123") == folded("-") == folded("") == ""


@pytest.mark.parametrize(("one", "other", "same"), [
    ("máquina de solda", "Maquina de solda inversora 250A", True), ("3 vestidos", "vestido azul", True),
    ("tênis", "máquina de solda", False), ("de com por", "de com por", False), ("", "", False),
])
def test_items_are_alike_by_half_of_their_long_words(one, other, same):
    assert alike_items(one, other) is same


def test_the_same_purchase_told_twice_is_to_be_merged_and_says_why(cast, case):
    again = make_case(cast.consumer, number="", item="Máquina de solda portátil", now=NOW + timedelta(hours=1))
    number = make_case(cast.consumer, shop="shopee", number=f"{ORDER_NUMBER[:8]} {ORDER_NUMBER[8:]}", item="tênis")
    found = suggestions(case)
    assert [(row.case, row.why, row.how) for row in found] == [
        (number, ["mesmo número de pedido"], MERGE), (again, ["mesma loja e produto parecido"], MERGE)]


def test_whatever_else_the_person_told_comes_last_and_says_how_it_differs(cast, case):
    order = make_case(cast.consumer, number="9999000011112222", item="tênis de corrida")
    bare = make_case(cast.consumer, number="", item="bicicleta", now=NOW + timedelta(hours=1))
    shop = make_case(cast.consumer, shop="shopee", number="SP1000", item="geladeira", now=NOW + timedelta(hours=2))
    done = make_case(cast.consumer, number="5555", item="panela", now=NOW + timedelta(hours=3))
    close_complaint(done, "solved", by=cast.consumer, now=NOW + timedelta(hours=4))
    again = make_case(cast.consumer, number="", item="Máquina de solda portátil")
    found = suggestions(case)
    assert [(row.case, row.why, row.how) for row in found] == [
        (again, ["mesma loja e produto parecido"], MERGE), (bare, ["mesma loja"], MERGE),
        (order, ["mesma loja, outro pedido"], MERGE), (done, ["mesma loja, outro pedido"], LINK),
        (shop, ["outra loja, outro pedido"], MERGE),
    ]


def test_other_buyers_of_a_seller_do_not_crowd_out_the_persons_own_cases(cast):
    mine = make_case(cast.consumer, store="Loja São João")
    own = [make_case(cast.consumer, number=f"555{n}", item=f"coisa{n}xyz") for n in range(KEPT_FOR_PERSON + 2)]
    for n in range(MOST + 2):
        make_case(person(f"p{n}@example.com", f"P{n}"), store="loja sao joao", number=f"444{n}")
    found = suggestions(mine)
    assert len(found) == MOST
    assert [row.how for row in found] == [LINK] * (MOST - KEPT_FOR_PERSON) + [MERGE] * KEPT_FOR_PERSON
    assert {row.case for row in found[-KEPT_FOR_PERSON:]} <= set(own)


def test_a_tracking_code_gives_a_case_away(cast, case):
    case.order.tracking = "LB123456789SG"
    case.order.save(update_fields=["tracking"])
    other = make_case(cast.consumer, shop="shopee", number="SP1000", item="tênis", tracking="lb 123456789 sg")
    assert [(row.case, row.why) for row in suggestions(other)] == [(case, ["mesmo código de rastreio"])]


def test_cases_of_other_people_are_only_linked_and_only_open_ones(cast):
    facts = {"store": "Loja São João", "listing_url": LISTING}
    mine = make_case(cast.consumer, **facts)
    both = make_case(cast.stranger, store="LOJA SAO JOAO!", listing_url=LISTING.replace("pt.", "www."), number="7777")
    seller = make_case(person("rui@example.com", "Rui"), store="loja são joão", number="8888")
    make_case(person("ivo@example.com", "Ivo"), store="loja são joão", number="6666", shop="shopee")
    done = make_case(person("lia@example.com", "Lia"), **facts, number="5555")
    close_complaint(done, "solved", by=done.user, now=NOW)
    found = {row.case: (row.why, row.how) for row in suggestions(mine)}
    assert found == {both: (["mesmo anúncio", "mesmo vendedor"], LINK), seller: (["mesmo vendedor"], LINK)}


def test_a_closed_case_of_the_same_order_is_linked_not_merged(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    again = make_case(cast.consumer, now=NOW + timedelta(days=1))
    assert again != case
    assert [(row.case, row.how) for row in suggestions(again)] == [(case, LINK)]


def test_at_most_eight_come_back_the_strongest_first_with_two_queries(cast, case):
    for n in range(MOST + 2):
        make_case(cast.consumer, number=f"900{n}", item="máquina de solda", now=NOW + timedelta(minutes=n))
    strong = make_case(cast.consumer, shop="shopee", number=ORDER_NUMBER, item="tênis")
    with CaptureQueriesContext(connection) as queries:
        found = suggestions(case)
        assert [row.case.order.item for row in found]
    assert len(queries) == 2
    assert len(found) == MOST
    assert found[0].case == strong


def test_nothing_known_is_suggested_again(cast, case):
    again = make_case(cast.consumer, number="")
    assert [row.case for row in suggestions(case)] == [again]
    assert suggestions(case, known={again.pk}) == []
