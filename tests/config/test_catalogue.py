"""Every text of the product has its English, and what is compiled is what is written."""

import re

import polib
import pytest
from django.utils.translation import gettext, override

from tests.catalogue import ENGLISH, PORTUGUESE, found, in_formatted

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def english():
    return polib.pofile(str(ENGLISH))


def test_every_text_is_in_the_catalogue_and_nothing_else(english):
    known = {(entry.msgctxt, entry.msgid) for entry in english}
    assert set(found()) == known


def test_every_text_has_its_english(english):
    assert [entry.msgid for entry in english.untranslated_entries()] == []
    assert [entry.msgid for entry in english.fuzzy_entries()] == []


def test_placeholders_survive_translation(english):
    for entry in english:
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
            assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid
            if not entry.msgid_plural:
                assert set(PLACEHOLDER.findall(text)) == wanted, entry.msgid


@pytest.mark.parametrize("path", [ENGLISH, PORTUGUESE], ids=["en", "pt_BR"])
def test_the_compiled_catalogue_is_the_written_one(path):
    compiled = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(path.with_suffix(".mo")))}
    written = {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.pofile(str(path)).translated_entries()
    }
    assert compiled == written


def test_english_is_spoken():
    with override("en"):
        assert gettext("Meus casos") != "Meus casos"
    with override("pt-br"):
        assert gettext("Meus casos") == "Meus casos"


def test_a_text_inside_a_formatted_string_is_found():
    code = "f\"{a} {_('Motivo')} {ngettext('um', 'dois', n) % {'n': f'{n}'}}\"\n_('fora')"
    assert set(in_formatted(code)) == {(None, ("Motivo", "")), (None, ("um", "dois"))}
