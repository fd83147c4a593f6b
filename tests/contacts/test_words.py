"""Folding, search words and phone lines: pure functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.directory import MAX_WORDS, search_words
from contacts.templatetags.contact_lines import phone_lines
from contacts.words import fold


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="áéíóúâêôãõçaeioubcd ", max_size=40))
def test_folded_portuguese_is_plain_ascii(text):
    assert fold(text.upper()) == fold(text)
    assert fold(text).isascii()


@given(st.text())
def test_search_words_are_few_and_never_hold_nul(text):
    words = search_words(text + "\0x")
    assert len(words) <= MAX_WORDS
    assert all(word and "\0" not in word for word in words)


@pytest.mark.parametrize(
    ("text", "dials"),
    [
        ("151", ["151"]),
        ("0800 725 0100", ["08007250100"]),
        ("151 / (68) 3223-7000", ["151", "+556832237000"]),
        ("WhatsApp (85) 98960-3623", ["+5585989603623"]),
        ("pergunte no balcão", [""]),
        ("", [""]),
        ("151 ou 0800 41 1512", [""]),
    ],
)
def test_phone_lines(text, dials):
    assert [line["dial"] for line in phone_lines(text)] == dials


@given(st.text())
def test_phone_lines_keep_every_word(text):
    assert " / ".join(line["text"] for line in phone_lines(text)).split() == text.split()
