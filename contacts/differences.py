"""What changed between two states of one row: short values side by side, long texts and lists line by line.

Pure: it takes plain values as JSON keeps them and returns values.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# From here on a text is compared line by line.
LONG = 80
WORDS = re.compile(r"\s+|[^\s]+")
# Two lines less alike than this are one gone and one new, not one reworded; blanks between words count as alike.
ALIKE = 0.7


class Piece(NamedTuple):
    """Some words of a line, and whether they are what changed in it."""

    text: str
    is_marked: bool = False


class Line(NamedTuple):
    """A line that stayed (" "), went ("-") or came ("+")."""

    sign: str
    pieces: tuple[Piece, ...]

    @property
    def text(self):
        return "".join(piece.text for piece in self.pieces)


class Change(NamedTuple):
    """One field that differs: its label, both values as read, and the lines where they are long."""

    label: str
    old: str
    new: str
    lines: tuple[Line, ...] = ()


def changes(before, after, labels=None, words=None):
    """Return a `Change` for each field in which two {field: value} differ.

    `labels` are {field: what people call it}, in the order to be shown; a field it does not name comes last and
    is called by its name. `words(field, value)` says a value as people read it. A field that only one side has
    is empty on the other.
    """
    labels = labels or {}
    words = words or plain
    names = [name for name in labels if name in before or name in after]
    names += sorted(name for name in {*before, *after} if name not in labels)
    found = []
    for name in names:
        old, new = before.get(name), after.get(name)
        if old == new or is_empty(old) and is_empty(new):
            continue
        said = words(name, old), words(name, new)
        lines = ()
        if is_long(old) or is_long(new):
            lines = line_changes(lines_of(old), lines_of(new))
        found.append(Change(str(labels.get(name, name)), *said, lines))
    return found


def plain(name, value):
    """Return a value as text, for fields of which nothing more is known."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def is_empty(value):
    """Say whether a value says nothing; False and 0 say something."""
    return value is None or value == "" or value == []


def is_long(value):
    return isinstance(value, list) or isinstance(value, str) and (len(value) > LONG or "\n" in value)


def lines_of(value):
    if isinstance(value, list):
        return [line for item in value for line in (str(item).splitlines() or [""])]
    return [] if is_empty(value) else str(value).splitlines()


def line_changes(old, new):
    """Return the `Line`s that lead from the lines `old` to `new`, words marked where a line was only reworded."""
    found = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Line(" ", (Piece(line),)) for line in old[start:end]]
            continue
        came = new[new_start:new_end]
        for left in old[start:end]:
            # What came before the line that this one became is new.
            at = best_match(left, came)
            if at is None:
                found.append(Line("-", (Piece(left),)))
                continue
            found += [Line("+", (Piece(line),)) for line in came[:at]]
            found += reworded(left, came[at])
            came = came[at + 1:]
        found += [Line("+", (Piece(line),)) for line in came]
    return tuple(found)


def alike(one, other):
    return SequenceMatcher(None, WORDS.findall(one), WORDS.findall(other), autojunk=False)


def best_match(line, lines):
    """Return the place of the line that says most of the same words in the same order, None without such a line."""
    likeness = [alike(line, other).ratio() for other in lines]
    best = max(likeness, default=0)
    return likeness.index(best) if best >= ALIKE else None


def reworded(left, right):
    """Return the line that went and the line that came, the words in which they differ marked."""
    one, other = WORDS.findall(left), WORDS.findall(right)
    gone, came = [], []
    for kind, start, end, new_start, new_end in alike(left, right).get_opcodes():
        is_marked = kind != "equal"
        if end > start:
            gone.append(Piece("".join(one[start:end]), is_marked))
        if new_end > new_start:
            came.append(Piece("".join(other[new_start:new_end]), is_marked))
    return [Line("-", tuple(gone)), Line("+", tuple(came))]
