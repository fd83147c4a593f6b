"""A text made easy to search: lower case, no accents, plain punctuation, every sign still in its place."""

import re
import unicodedata
from dataclasses import dataclass

# A story longer than this is pasted material; what matters is said before.
MAX_LENGTH = 20_000

_SPACE_LIKE = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_SAME_LOOK = {"‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "°": "o", "№": "n"}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Superscripts would turn square metres into digits.
_SUPERSCRIPTS = "²³¹⁰⁴⁵⁶⁷⁸⁹"
# Signs that show nothing, and accents written as signs of their own.
_DROPPED = re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufe0f\ufeff\u00ad]")


_LETTERS = re.compile(r"[a-z]+")
_FIGURES = re.compile(r"[0-9]+")


def _table():
    table = {}
    for code in (*range(0x00A0, 0x2200), *range(0xFF01, 0xFF5F)):
        bare = "".join(
            sign for sign in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(sign))
        if len(bare) == 1 and bare.isascii() and bare != chr(code):
            table[code] = bare.lower()
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    table |= {ord(sign): " " for sign in _SPACE_LIKE + _SUPERSCRIPTS}
    table |= {ord(sign): "-" for sign in _DASHES}
    table |= {ord(sign): plain for sign, plain in _SAME_LOOK.items()}
    return table


_TABLE = _table()


def vocabulary(listing):
    """Return the words of a listing as a set."""
    return frozenset(listing.split())


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, and the words it was read from.

    `start` and `end` are places in the text of the person; `words` is what stands between them. `unclear`
    holds the possible readings when the text allows more than one and the person has to be asked.
    """

    kind: str
    value: object
    start: int
    end: int
    words: str
    unclear: tuple = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and its plain twin.

    `places` leads from the twin to the text where signs were dropped; `digits` are the places in the twin where
    figures begin; `stems` are its words, whole and cut after the fourth and the fifth letter; `words` leads from
    each of those to the places where it begins, and from "0" to `digits`.
    """

    text: str
    plain: str
    places: tuple | None
    digits: tuple
    stems: frozenset
    words: dict

    def found(self, kind, value, start, end, unclear=()):
        """Return what was read between two places of the plain twin."""
        if self.places is not None and end > start:
            start, end = self.places[start], self.places[end - 1] + 1
        return Found(kind, value, start, end, self.text[start:end], tuple(unclear))

    def at_figures(self, pattern):
        """Yield the matches of `pattern` that begin where a figure begins."""
        for place in self.digits:
            match = pattern.match(self.plain, place)
            if match:
                yield match

    def written(self, start, end):
        """Return the words of the person between two places of the plain twin."""
        if self.places is None:
            return self.text[start:end]
        return _DROPPED.sub("", self.text[self.places[start]:self.places[end - 1] + 1]) if end > start else ""


def fold(text):
    """Return the Reading of the first 20,000 characters of `text`."""
    head, places = text[:MAX_LENGTH], None
    if not head.isascii() and _DROPPED.search(head):
        places = tuple(place for place, sign in enumerate(head) if not _DROPPED.match(sign))
        head = "".join(head[place] for place in places)
    return as_read(text, head.translate(_TABLE), places)


def as_read(text, plain, places):
    """Return the Reading of a text with its plain twin, and the places where these lie apart."""
    words = _word_places(plain)
    figures = tuple(match.start() for match in _FIGURES.finditer(plain))
    words["0"] = figures
    return Reading(text, plain, places, figures, frozenset(words), words)


def _word_places(plain):
    places = {}
    for match in _LETTERS.finditer(plain):
        word = match[0]
        if word in places:
            places[word].append(match.start())
        else:
            places[word] = [match.start()]
    for word in [word for word in places if len(word) > 4]:
        # Most beginnings belong to one word and share its list; none is changed from here on.
        for begun in (word[:4],) if len(word) == 5 else (word[:4], word[:5]):
            known = places.get(begun)
            places[begun] = places[word] if known is None else sorted(known + places[word])
    return places
