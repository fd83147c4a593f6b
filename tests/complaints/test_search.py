"""One box finds a case by whatever somebody types: reference, number, e-mail, seller, words of the story."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import CaseText, Complaint
from complaints.search import find, words_typed
from complaints.services.cases import close_complaint
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


def test_nothing_of_the_consumers_address_is_kept_among_the_words(drill):
    assert "zeca" not in CaseText.objects.get(complaint=drill).words
