"""On PostgreSQL words are found by their stem, and misspelt ones are led to those that cases are written with."""

import pytest

from complaints.models import Word
from complaints.search import MANY, Known, find, in_texts, learn_words, likely
from tests.base import make_case

pytestmark = pytest.mark.faults


@pytest.fixture
def written(cast):
    """Two people wrote about drills, one about a guitar."""
    cases = [
        make_case(cast.consumer, number="1", item="furadeira", story="A furadeira veio quebrada e não funciona."),
        make_case(cast.stranger, number="2", item="furadeira", story="Comprei duas furadeiras e chegou uma."),
        make_case(cast.stranger, number="3", item="violão", story="O violão chegou sem cordas."),
    ]
    learn_words()
    return cases


def test_words_are_found_by_their_stem_and_without_accents(written):
    drills = [written[1].pk, written[0].pk]
    for typed in ("furadeira", "furadeiras", "FURADEIRA"):
        assert find(typed).ids == drills
    assert find("violao").ids == find("violão").ids == [written[2].pk]
    assert find("quebrado").ids == [written[0].pk]


@pytest.mark.parametrize("typed", ["furadera", "furadeyra", "furadira", "furadeiar"])
def test_a_misspelt_word_is_led_to_the_one_people_use(written, typed):
    found = find(typed)
    assert set(found.ids) == {written[0].pk, written[1].pk}
    assert "furadeira" in found.words[typed]


def test_a_known_word_is_taken_as_it_is(written):
    assert find("furadeira").words == {}


@pytest.mark.parametrize(("item", "typed"), [
    ("relógio", "relójio"), ("espelho", "espelo"), ("máquina", "mákina"), ("chaleira", "xaleira"),
    ("geladeira", "jeladera"), ("casaco", "cazaco"),
])
def test_a_word_that_stands_in_one_case_is_found_as_it_sounds(cast, written, item, typed):
    case = make_case(cast.consumer, number="9", item=item, story="Não chegou.")
    learn_words()
    assert find(typed).ids == [case.pk]


def test_words_of_one_case_are_learnt_from_the_newest_only(written, monkeypatch):
    assert Word.objects.filter(word="cordas").exists()
    monkeypatch.setattr("complaints.search.ALONE", 1)
    make_case(written[0].user, number="8", item="piano", story="O piano chegou.")
    learn_words()
    assert Word.objects.filter(word="piano").exists()
    assert not Word.objects.filter(word="cordas").exists()
    assert Word.objects.filter(word="furadeira").exists()


def test_numbers_are_not_learnt_and_words_are_forgotten_when_they_are_gone(written):
    assert Word.objects.get(word="furadeira").cases == 2
    assert not Word.objects.filter(word="1").exists()
    assert Word.objects.get(word="").cases == 3
    written[0].delete()
    learn_words()
    assert Word.objects.get(word="furadeira").cases == 1
    assert not Word.objects.filter(word="quebrada").exists()
    assert Word.objects.get(word="").cases == 2


def test_words_that_many_use_are_read_from_the_newest_case_on(written):
    """Both ways to search find the same; which one is taken follows from how many cases hold the words."""
    seldom, often = Known("furadeira", ("furadeira",), 2, 100_000), Known("chegou", ("chegou",), 60_000, 100_000)
    assert likely([seldom]) < MANY <= likely([often])
    assert likely([seldom, often]) < likely([seldom])
    assert likely([Known("zebra", ("zebra",), 0, 0)]) == 0
    for known in ([seldom], [seldom._replace(cases=90_000)]):
        sql, parameters = in_texts(known)
        rows = [row.pk for row in written if row.pk in ids_of(sql, parameters)]
        assert rows == [written[0].pk, written[1].pk]


def ids_of(sql, parameters):
    return {row.complaint_id for row in Word.objects.raw(
        f"SELECT 0 AS id, hit.id AS complaint_id FROM ({sql}) hit", parameters)}


def test_where_only_the_newest_were_read_it_is_known(monkeypatch, written):
    often = Known("chegou", ("chegou",), 150_000, 200_000)
    found = find("chegou")
    assert not found.is_of_newest
    found.known = [often]
    assert found.is_of_newest
    found.known = [often._replace(of=90_000)]
    assert not found.is_of_newest


def test_a_server_without_letter_triples_finds_what_is_spelt_right(written, monkeypatch):
    monkeypatch.setattr("complaints.search.forgives_typos", lambda: False)
    assert find("furadeira").ids == [written[1].pk, written[0].pk]
    assert find("furadera").ids == []
