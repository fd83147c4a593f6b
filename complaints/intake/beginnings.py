"""Where a pattern can begin: the words it may start with, read from its own text, so that it is tried only there.

A search tries every sign of a story; most patterns begin with one of a few words, and a Reading knows where those are.
"""

import re

# Sets `(` apart from what only looks around.
_OPENING = re.compile(r"\((?:\?:|\?P<\w+>)?")
_LOOKING = ("(?!", "(?=", "(?<!", "(?<=")
_LETTERS = re.compile(r"[a-z]+")
_TIMES = re.compile(r"(?:[?*+]|\{\d*,?\d*\})\??")
_ENDS_WORD = re.compile(r" (?![?*{])|\\b|\(\?!\[a-z\]\)|[,:-](?![?*{])|\\\.(?![?*{])")
# Under this word a Reading keeps the places of its figures.
FIGURE = "0"


def beginnings(pattern):
    """Return the words, or beginnings of words, a pattern for folded text starts with; None where it is open."""
    found = set()
    for option in _options(pattern):
        begun = _begun(option)
        if begun is None:
            return None
        found |= begun
    return frozenset(found)


class Begun:
    """A compiled pattern that is tried only where it can begin; `pattern` is its text."""

    __slots__ = ("_firsts", "pattern")

    def __init__(self, pattern):
        self.pattern = re.compile(pattern, re.A)
        self._firsts = beginnings(pattern)

    def first(self, reading):
        """Return the first match in the plain twin of a Reading, or None."""
        return first_match(self.pattern, self._firsts, reading)

    def every(self, reading):
        """Yield the matches in the plain twin of a Reading that do not overlap, in their order."""
        if self._firsts is None:
            yield from self.pattern.finditer(reading.plain)
            return
        match, plain, words, end = self.pattern.match, reading.plain, reading.words, 0
        for place in sorted({place for first in self._firsts & reading.stems for place in words[first]}):
            found = match(plain, place) if place >= end else None
            if found:
                end = found.end()
                yield found


def first_match(pattern, firsts, reading):
    """Return the match of a pattern at the first place of a Reading where it can begin, or None."""
    plain = reading.plain
    if firsts is None:
        return pattern.search(plain)
    earliest, end, words = None, len(plain) + 1, reading.words
    for first in firsts & reading.stems:
        for place in words[first]:
            if place >= end:
                break
            match = pattern.match(plain, place)
            if match:
                earliest, end = match, place
                break
    return earliest


def _close(pattern, start):
    """Return the place after the bracket that closes the group opened at `start`."""
    depth, at, listed = 0, start, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif listed:
            listed = sign != "]"
        elif sign == "[":
            listed = True
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return at


def _options(pattern):
    """Return the alternatives of a pattern that stand outside of all groups."""
    options, begun, at = [], 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 2
        elif sign == "(":
            at = _close(pattern, at)
        elif sign == "[":
            at = pattern.index("]", at + 2) + 1
        else:
            if sign == "|":
                options.append(pattern[begun:at])
                begun = at + 1
            at += 1
    return [*options, pattern[begun:]]


def _begun(option, word=""):
    """Return the beginnings of one alternative after the letters `word`, or None."""
    if word and _ENDS_WORD.match(option):
        return {word}
    if option.startswith(r"\b"):
        return _begun(option[2:])
    if option.startswith(_LOOKING):
        return _begun(option[_close(option, 0):], word)
    if option.startswith("("):
        return _begun_group(option, word)
    if option.startswith(" ?"):
        return _joined(_begun(option[2:], word), {word})
    if option.startswith(r"\d") and not word:
        return {FIGURE}
    letters = _LETTERS.match(option)
    if not letters:
        return _cut(word)
    rest = option[letters.end():]
    times = _TIMES.match(rest)
    if not times:
        return _begun(rest, word + letters[0])
    shorter = word + letters[0][:-1]
    if not times[0].startswith("?"):
        return _cut(shorter)
    return _joined(_begun(rest[times.end():], word + letters[0]), _begun(rest[times.end():], shorter))


def _begun_group(option, word):
    end = _close(option, 0)
    body, rest = option[_OPENING.match(option).end():end - 1], option[end:]
    times = _TIMES.match(rest)
    found = set()
    if times:
        rest = rest[times.end():]
        if times[0].startswith(("?", "*", "{0", "{,")):
            found = _begun(rest, word)
        if times[0].startswith(("*", "+", "{")):
            # What comes round again may be the next word or more of this one.
            rest = rf"\w*{rest}"
    for inner in _options(body):
        found = _joined(found, _begun(inner + rest, word))
    return found


def _joined(some, others):
    return None if some is None or others is None else some | others


def _cut(word):
    return {word[:5]} if len(word) >= 4 else None
