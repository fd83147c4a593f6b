"""One box finds a case by whatever somebody types: reference, number, e-mail, seller, words of the story."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import CaseText, Complaint
from complaints.search import find, words_typed
from complaints.services.cases import close_complaint
from complaints.services.holding import prove_complaint
from complaints.services.naming import name_shop
from contacts.models import Company, User
from disputes.services.opening import record_costs
from disputes.services.telling import tell_for_guidance
from tests.base import NOW, make_case

STORY = "Paguei a furadeira no Pix e o vendedor não mandou. A caixa chegou vazia, só com jornal."


@pytest.fixture
def drill(cast):
    """João's neighbour's case: Zeca bought a drill from Loja São João."""
    return make_case(
        cast.stranger, number="8150000000000011", item="furadeira azul", store="Loja São João",
        store_email="vendas@sao-joao.example", story=STORY, tracking="LB 123 456 789 CN",
    )


@pytest.mark.parametrize("typed", [
    "8140908741358880", "8140 9087 4135 8880", "solda 8140-9087-4135-8880", "81409087", "maria@example.com",
    "MARIA@EXAMPLE.COM", "maria@", "maquina", "MÁQUINA de solda", "não chegou solda",
])
def test_finds_marias_case_and_no_other(case, drill, typed):
    assert find(typed).ids == [case.pk]


@pytest.mark.parametrize("typed", [
    "loja sao joao", "São João", "jornal", "caixa vazia", "LB123456789CN", "lb 123 456 789 cn", "furadeira vazia",
    "zeca@example.com", "vendas@sao-joao.example", "VENDAS@SAO-JOAO.EXAMPLE",
])
def test_finds_the_case_of_the_drill(case, drill, typed):
    assert find(typed).ids == [drill.pk]


def test_a_reference_is_found_however_it_is_written(case, drill):
    for typed in (case.reference, case.reference.lower(), case.shown_reference, f" {case.shown_reference} "):
        assert find(typed).ids == [case.pk]


def test_all_words_must_stand_in_a_case(case, drill):
    assert find("solda furadeira").ids == []
    assert find("furadeira zebra").ids == []


def test_the_newest_comes_first_and_closed_cases_are_found_too(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    newer = make_case(cast.consumer, number="8150000000000099")
    assert find("solda").ids == [newer.pk, case.pk]


def test_a_search_narrows_a_list_and_keeps_what_the_list_leaves_out(cast, case, drill):
    found = find("chegou")
    assert set(found.narrow(Complaint.objects.all())) == {case, drill}
    assert list(found.narrow(Complaint.objects.filter(user=cast.consumer))) == [case]
    assert list(find("").narrow(Complaint.objects.all())) == []


def test_two_questions_at_most_whatever_is_typed(case, drill):
    find("aquece o que se pergunta uma vez só").ids  # noqa: B018
    for typed in ("solda", "maria@example.com", case.shown_reference, "uma coisa que ninguém escreveu"):
        with CaptureQueriesContext(connection) as asked:
            found = find(typed)
            list(found.narrow(Complaint.objects.all()))
            assert found.words is not None
        assert len(asked) <= 2
        assert not any("count(" in query["sql"].lower() for query in asked.captured_queries)


@pytest.mark.parametrize("typed", [
    "", "   ", "%", "_", "!", "\\", "'", "\"", "& | ! ( ) :*", "zq & !wk", "\x00", "\x00zq", "🙂", "<zq>", "zq:*",
    "-" * 300, "1" * 300, "@", "@@@", "%@%", "1 2 3 4 5 6 7 8 9 0 a b c d e f g", "ａｂｃ", "٣٣٣٣٣٣٣",
])
def test_nothing_typed_breaks_a_search_or_finds_everything(case, drill, typed):
    assert len(find(typed).ids) == 0


@given(st.text(max_size=300))
def test_any_text_gives_plain_words(text):
    words = words_typed(text)
    assert len(words) <= 12
    assert all(word.isascii() and word.isalnum() and len(word) <= 40 and word == word.lower() for word in words)


def test_the_words_of_a_case_are_written_when_it_is_filed(drill):
    words = CaseText.objects.get(complaint=drill).words.split()
    assert {"8150000000000011", "lb123456789cn", "furadeira", "sao", "joao", "vazia"} <= set(words)
    assert not any(sign in "áãçÁÃÇ.,!" for word in words for sign in word)


def test_nothing_of_the_consumers_address_is_kept_among_the_words(cast):
    cast.stranger.display_name = ""
    cast.stranger.save(update_fields=["display_name"])
    assert "zeca" not in CaseText.objects.get(complaint=make_case(cast.stranger, number="7")).words


# -- Whose, which shop, which listing --------------------------------------------------------


def test_a_case_is_found_by_the_name_of_its_consumer_and_by_a_new_name_at_once(cast, case, drill):
    assert find("maria").ids == find("Maria solda").ids == [case.pk]
    assert find("zeca").ids == [drill.pk]
    person = User.objects.get(pk=cast.stranger.pk)
    person.display_name = "José Antônio"
    with CaptureQueriesContext(connection) as asked:
        person.save(update_fields=["display_name"])
    assert find("josé antonio").ids == [drill.pk]
    assert find("zeca").ids == []
    assert len(asked) > 1
    with CaptureQueriesContext(connection) as asked:
        person.save(update_fields=["display_name"])
    assert len(asked) == 1


@pytest.mark.parametrize("typed", ["AliExpress", "aliexpress solda", "aliexpres", "Ali Express", "ALIEXPRESS maria"])
def test_a_case_is_found_by_its_shop_even_with_a_slip(cast, case, typed):
    make_case(cast.stranger, number="5", shop="shopee", item="sapato", story="Não chegou nada.")
    assert find(typed).ids == [case.pk]


def test_a_shop_that_changes_its_name_is_found_by_the_new_one_in_old_cases(cast, case):
    shop = case.order.marketplace
    shop.name = "Loja do Oriente"
    shop.save(update_fields=["name"])
    assert find("oriente").ids == [case.pk]
    assert find("aliexpress").ids == []


def test_a_case_whose_shop_was_named_by_the_team_is_found_by_it(cast):
    case = make_case(cast.consumer, shop="outra-loja")
    assert find("shopee").ids == []
    name_shop(case, Company.objects.get(slug="shopee"), by=cast.agent, now=NOW)
    assert find("shopee").ids == [case.pk]


@pytest.mark.parametrize("typed", [
    "https://pt.aliexpress.com/item/1005001234567.html?spm=a2g0o.productlist.0.0&x=1",
    "aliexpress.com/item/1005001234567.html", "1005001234567",
])
def test_a_case_is_found_by_the_address_of_its_listing(cast, drill, typed):
    listed = make_case(
        cast.consumer, number="6", listing_url="https://www.aliexpress.com/item/1005001234567.html?src=ad")
    make_case(cast.consumer, number="7", listing_url="https://www.aliexpress.com/item/1005009999999.html")
    assert find(typed).ids == [listed.pk]


def test_what_becomes_known_later_is_found_at_once(cast, case):
    prove_complaint(case, NOW.date() - timedelta(days=3), protocol="SAC-2026/778899", by=cast.consumer, now=NOW)
    assert find("SAC-2026/778899").ids == [case.pk]
    record_costs(case, by=cast.consumer, store_email="vendas@cidade.example", now=NOW)
    assert find("vendas@cidade.example").ids == [case.pk]
    tell_for_guidance(case, "paid_to", "EBANX Pagamentos", by=cast.consumer, now=NOW)
    assert find("ebanx").ids == [case.pk]


def test_a_closed_case_follows_its_order_into_the_next_case(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    again = make_case(cast.consumer, item="serra circular", store="Loja Nova")
    assert again.order_id == case.order_id
    assert find("serra circular").ids == [again.pk, case.pk]


# -- How many -----------------------------------------------------------------------------------


def test_a_search_tells_when_there_are_more_than_it_counts(cast, monkeypatch):
    monkeypatch.setattr("complaints.search.MOST_FOUND", 3)
    cases = [make_case(cast.consumer, number=f"{n}") for n in range(4)]
    everything = Complaint.objects.order_by()

    def page(start, among=everything, *, is_whole=True):
        return find("solda").page(among, start, 2, lambda found: found, is_whole=is_whole)

    newest = cases[::-1]
    assert page(0) == (newest[:2], 0, 3, True)
    assert page(2) == page(2, is_whole=False) == (newest[2:3], 2, 3, True)
    # A page beyond the last one is the first.
    assert page(40) == page(0)
    assert list(find("solda").narrow(everything)) and set(find("solda").narrow(everything)) == set(newest[:3])
    only = Complaint.objects.filter(pk=newest[1].pk)
    assert page(0, only, is_whole=False) == ([newest[1]], 0, 1, True)
    cases[0].delete()
    assert page(0) == (newest[:2], 0, 3, False)
