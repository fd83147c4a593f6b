"""Words shared by all apps: folded text for searching, and pairs of texts in two languages."""

import unicodedata

from django.utils.translation import get_language


def fold(text):
    """Return `text` casefolded and without accents, so that "acao" finds "AÇÃO" on any database."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


class Bilingual:
    """Read `obj.title` from `obj.title_pt` or `obj.title_en`, by the active language.

    English that is missing falls back to Portuguese: a reader is never shown an empty line.
    """

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return in_language(instance, self.name, get_language())


def in_language(instance, name, language):
    """Return the text `name` of `instance` in `language` ("pt-br" or "en")."""
    portuguese = getattr(instance, f"{name}_pt")
    if language and language.startswith("en"):
        return getattr(instance, f"{name}_en") or portuguese
    return portuguese
