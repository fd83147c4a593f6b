"""Folding, search words, phone lines and half-hidden addresses: pure functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.directory import MAX_WORDS, search_words
from contacts.templatetags.contact_lines import phone_lines
from contacts.words import fold, mask_address


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


@pytest.mark.parametrize(("address", "shown"), [
    ("joana@loja.example", "j***@loja.example"),
    ("j@loja.example", "*@loja.example"),
    ("jo@loja.example", "j***@loja.example"),
    ('"a@b"@loja.example', '"***@loja.example'),
    ("joana", "j***"),
    # Stars in an address must not let the rest through.
    ("a***@loja.example", "*@loja.example"),
    ("a*@loja.example", "*@loja.example"),
])
def test_an_address_is_shown_by_its_first_sign(address, shown):
    assert mask_address(address) == shown


@given(st.text(min_size=2), st.from_regex(r"[a-z]{1,9}\.example", fullmatch=True))
def test_the_whole_name_before_the_at_is_never_shown(local, domain):
    shown, at, rest = mask_address(f"{local}@{domain}").rpartition("@")
    assert (at, rest) == ("@", domain)
    assert local not in shown
    assert len(shown.replace("*", "")) <= 1


@given(st.text(alphabet="a*@.", max_size=6))
def test_no_address_is_too_odd_to_be_hidden(text):
    local = text.rpartition("@")[0] if "@" in text else text
    assert len(local) < 2 or local not in mask_address(text).rpartition("@")[0 if "@" in text else 2]
