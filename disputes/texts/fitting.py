"""Texts that fit: counted as the sites count, shortened at the end of a sentence, facts kept whole. Pure."""

import re
from typing import NamedTuple

GAP = "\n\n"
MORE = "…"
# Fewer letters of a story than these say nothing: it is left out whole.
LEAST = 60
_SENTENCE_END = re.compile(r"[.!?…]+[\"”')]*(?=\s|$)|\n")


def letters(text):
    """Return how many letters a site counts: UTF-16 units, and two for a line break, which is how forms send it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 + text.count("\n")


class Part(NamedTuple):
    """A paragraph. `rank` 0 is always kept; of the others the highest goes first where there is no room."""

    text: str
    rank: int = 0
    is_story: bool = False


class Fitted(NamedTuple):
    """The text, and whether its story was shortened or anything was left out."""

    body: str
    is_shortened: bool


def joined(parts):
    return GAP.join(part.text for part in parts)


def fit(parts, limit=None):
    """Return the `Fitted` text of `parts`, of at most `limit` letters unless what is always kept is longer.

    The story gives way first, from its end; then whole paragraphs, the highest rank first.
    """
    parts = [part for part in parts if part.text]
    if limit is None or letters(joined(parts)) <= limit:
        return Fitted(joined(parts), False)
    while True:
        without = [part for part in parts if not part.is_story]
        room = limit - letters(joined(without)) - letters(GAP)
        story = next((part for part in parts if part.is_story), None)
        if story and room >= LEAST:
            shorter = shorten(story.text, room)
            if shorter:
                return Fitted(joined([part._replace(text=shorter) if part.is_story else part for part in parts]), True)
        if letters(joined(without)) <= limit:
            return Fitted(joined(without), True)
        droppable = max((part for part in without if part.rank), key=lambda part: part.rank, default=None)
        if droppable is None:
            return Fitted(joined(without), True)
        parts = [part for part in parts if part is not droppable]


def shorten(text, room):
    """Return the beginning of `text` that ends with a sentence, and "…", in at most `room` letters; "" for none."""
    if letters(text) <= room:
        return text
    room -= letters(" " + MORE)
    head = text[: within(text, room)]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    # The end of the head is no end of a sentence unless the text goes on with a space.
    if ends and ends[-1] == len(head) and not text[len(head)].isspace():
        ends.pop()
    kept = head[: ends[-1]].rstrip() if ends else ""
    if letters(kept) < LEAST // 2:
        kept = head[: head.rfind(" ")].rstrip(" ,;:") if " " in head else ""
    return f"{kept} {MORE}" if kept else ""


def within(text, room):
    """Return how many signs of `text` make at most `room` letters."""
    used = 0
    for at, sign in enumerate(text):
        used += letters(sign)
        if used > room:
            return at
    return len(text)
