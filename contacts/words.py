"""Words shared by all apps: folded text for searching, texts in two languages, addresses half hidden."""

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


def mask_address(address):
    """Return an e-mail address that its owner recognises and nobody can write to: "j***@loja.example".

    The whole part before the @ is never shown, however short it is.
    """
    local, at, domain = address.rpartition("@") if "@" in address else (address, "", "")
    shown = f"{local[:1]}***"
    return f"{'*' if len(local) < 2 or local in shown else shown}{at}{domain}"
