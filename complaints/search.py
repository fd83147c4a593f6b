"""Find cases by whatever somebody types: reference, order number, e-mail, seller, words of the story.

On PostgreSQL words are compared by their stem and without accents, and a word that hardly any case holds is
led to known ones that look like it. Elsewhere words are looked for as they stand. A search asks at most two
questions of the database, and none that reads all cases.
"""

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Value, When
from django.db.models.expressions import RawSQL

from complaints.case_text import MOST_SIGNS, folded_code, folded_words
from complaints.models import CaseText, Complaint, Word
from complaints.reference import normalise
from contacts.models import User

FIRST_PAGE = 50
MOST_LETTERS, MOST_WORDS = 200, 12
TEXTS, WORDS, CASES, USERS = (model._meta.db_table for model in (CaseText, Word, Complaint, User))
# A word in fewer cases than this may be misspelt; one that looks like it shares so many of its letter triples.
SELDOM, ALIKE = 3, 0.33
# Slips seldom change how a word begins, but for letters that sound the same. The table is read by beginnings: to
# compare all words takes ten times as long.
SOUNDS = ("ckqsx", "gj", "sz", "iy", "vw", "eh", "ah", "oh", "uh", "ih")
# Words shorter than this have too few letter triples to be compared.
LEAST_LETTERS = 4
# The newest cases, of which words are counted.
SAMPLE = 200_000
# With more of the sample than this, cases are read from the newest on until the page is full; fewer are collected.
MANY = 1_000
# So far back at most: a search for two words that are common apart and rare together must end, too.
NEWEST = 100_000
# A number with the spaces, points and hyphens that people write into it; not the middle of a tracking code.
NUMBER = re.compile(r"(?<![^\W_])\d[\d .\-]{4,}\d(?![^\W_])", re.ASCII)
LEAST_DIGITS = 6
LETTERS = re.compile(r"[a-z0-9]+", re.ASCII)


class Known(NamedTuple):
    """A word as typed, the words searched in its place, and in how many cases `of` the sample one of them stands."""

    typed: str
    words: tuple
    cases: int
    of: int = 0


class Found:
    """What was typed, and the cases that fit it, the exact ones and then the newest first."""

    def __init__(self, text):
        text = "".join(sign for sign in text if sign.isprintable())[:MOST_LETTERS].strip()
        self.text, self.reference = text, normalise(text)
        self.address = text.lower() if "@" in text and " " not in text else ""
        # Of a seller's address the words hold all signs as one.
        self.typed = [folded_code(text)[:MOST_SIGNS]] if self.address else words_typed(text)
        self.typed, self.code = [word for word in self.typed if word], code_typed(text)

    @property
    def is_empty(self):
        return not (self.reference or self.address or self.typed)

    @cached_property
    def known(self):
        """The words typed, each with those that are searched; one query on PostgreSQL, none elsewhere."""
        if connection.vendor != "postgresql" or not self.typed or self.address:
            return [Known(word, (word,), 0) for word in self.typed]
        return look_up(self.typed)

    @property
    def words(self):
        """The words searched in place of others: {"maqina": ["maquina"]}."""
        return {row.typed: list(row.words[1:]) for row in self.known if len(row.words) > 1}

    def narrow(self, cases):
        """Return those of a queryset of cases that were found; it must not be sliced yet."""
        if self.is_empty:
            return cases.none()
        sql, parameters = self._hits()
        return cases.filter(pk__in=RawSQL(sql, parameters))

    @property
    def order(self):
        """The order of what was found: the case with this very reference, then the newest first."""
        exact = Case(When(reference=self.reference, then=Value(0)), default=Value(1))
        return [exact, "-pk"] if self.reference else ["-pk"]

    @cached_property
    def ids(self):
        """The ids of the first cases found, at most 50."""
        if self.is_empty:
            return []
        sql, parameters = self._hits()
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [pk for (pk,) in cursor.fetchall()]

    def _hits(self):
        parts, parameters = [], []
        if self.reference:
            parts.append(f"SELECT id, 0 AS rank FROM {CASES} WHERE reference = %s")
            parameters.append(self.reference)
        if self.address:
            # A name without the rest finds its address, too: "maria@".
            parts.append(
                f"SELECT * FROM (SELECT c.id, 1 AS rank FROM {CASES} c JOIN {USERS} u ON u.id = c.user_id "
                f"WHERE u.email LIKE %s ESCAPE '!' ORDER BY c.id DESC LIMIT {FIRST_PAGE}) of_address"
            )
            parameters.append(literal(self.address) + "%")
        if self.typed:
            sql, values = in_texts(self.known, self.code)
            parts.append(f"SELECT * FROM ({sql}) of_words")
            parameters += values
        union = " UNION ALL ".join(parts)
        return (
            f"SELECT id FROM (SELECT id, min(rank) AS rank FROM ({union}) hits GROUP BY id "
            f"ORDER BY rank, id DESC LIMIT {FIRST_PAGE}) page"
        ), parameters


def find(text, now=None):
    """Return what fits `text`, whatever it is; nothing has been asked of the database yet. Never raises."""
    return Found(text)


def literal(text):
    """Return `text` as LIKE takes it word for word, with "!" before what would stand for anything."""
    return re.sub(r"([!%_])", r"!\1", text)


def words_typed(text):
    """Return the words to look for, folded; numbers without the spaces and hyphens people write into them."""
    numbers = [re.sub(r"\D", "", part) for part in NUMBER.findall(text)]
    rest = folded_words(NUMBER.sub(" ", text))
    words = [*[number for number in numbers if number], *LETTERS.findall(rest)]
    return list(dict.fromkeys(word[:40] for word in words))[:MOST_WORDS]


def code_typed(text):
    """Return a text as one code, "LB 123 456 789 CN" as "lb123456789cn"; "" where it has too few digits for one."""
    plain = folded_code(text)
    is_code = sum(sign.isdigit() for sign in plain) >= LEAST_DIGITS and len(plain) <= MOST_SIGNS
    return plain if is_code and plain.isascii() and plain.isalnum() else ""


@lru_cache(maxsize=1)
def forgives_typos():
    """Say whether the server compares letter triples (the extension pg_trgm); asked once in a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')")
        return cursor.fetchone()[0]


def look_up(typed):
    """Return a `Known` for each word typed; one query."""
    parts, values = [], []
    for at, word in enumerate(typed):
        parts.append(f"SELECT {at} AS at, word, cases, true AS same FROM {WORDS} WHERE word = %s")
        values.append(word)
        if len(word) < LEAST_LETTERS or any(sign.isdigit() for sign in word) or not forgives_typos():
            continue
        begins = beginnings(word)
        ranges = " OR ".join(["(word ~>=~ %s AND word ~<~ %s)"] * len(begins))
        parts.append(
            f"(SELECT {at}, word, cases, false FROM {WORDS} WHERE ({ranges}) AND word <> %s "
            f"AND length(word) BETWEEN {len(word) - 2} AND {len(word) + 2} AND similarity(word, %s) >= {ALIKE} "
            f"AND NOT EXISTS (SELECT 1 FROM {WORDS} WHERE word = %s AND cases >= {SELDOM}) "
            "ORDER BY similarity(word, %s) DESC, cases DESC LIMIT 3)"
        )
        values += [*[end for sign in begins for end in (sign, chr(ord(sign) + 1))], word, word, word, word]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT at, word, cases, same, (SELECT cases FROM {WORDS} WHERE word = '') "
            f"FROM ({' UNION ALL '.join(parts)}) like_it", values)
        rows = cursor.fetchall()
    known = []
    for at, word in enumerate(typed):
        like = [row for row in rows if row[0] == at]
        words = (word, *[row[1] for row in like if not row[3]])
        known.append(Known(word, words, sum(row[2] for row in like), max((row[4] or 0 for row in like), default=0)))
    return known


def beginnings(word):
    """Return the letters with which `word` may begin if it was written by ear."""
    return sorted({word[0], *[sign for sounds in SOUNDS if word[0] in sounds for sign in sounds]})


def in_texts(known, code=""):
    """Return (sql, parameters) of a statement that selects (id, rank) of the cases that hold all words, or the code."""
    if connection.vendor != "postgresql":
        where = " AND ".join(["words LIKE %s"] * len(known)) + (" OR words LIKE %s" if code else "")
        return (
            f"SELECT complaint_id AS id, 2 AS rank FROM {TEXTS} WHERE {where} ORDER BY complaint_id DESC "
            f"LIMIT {FIRST_PAGE}"
        ), [f"%{word}%" for word in [*[row.typed for row in known], *([code] if code else [])]]
    query = " & ".join(f"({' | '.join(spelt(word) for word in row.words)})" for row in known)
    if code:
        query = f"({query}) | {code}:*"
    match = "vector @@ to_tsquery('portuguese', %s)"
    if likely(known) < MANY:
        # Collected whole through the index of words, whatever the planner thinks of a LIMIT.
        return (
            f"SELECT id, 2 AS rank FROM (SELECT complaint_id AS id FROM {TEXTS} WHERE {match} OFFSET 0) held "
            f"ORDER BY id DESC LIMIT {FIRST_PAGE}"
        ), [query]
    return (
        f"SELECT complaint_id AS id, 2 AS rank FROM {TEXTS} WHERE {match} AND complaint_id > "
        f"(SELECT max(complaint_id) FROM {TEXTS}) - {NEWEST} ORDER BY complaint_id DESC LIMIT {FIRST_PAGE}"
    ), [query]


def spelt(word):
    """Return a word for to_tsquery; a long number finds what it begins."""
    return f"{word}:*" if word.isdigit() and len(word) >= 6 else word


def likely(known):
    """Return in how many cases of the sample all these words stand, were they spread evenly; 0 for an unknown one."""
    sample = max((row.of for row in known), default=0)
    expected = float(sample)
    for row in known:
        expected *= min(row.cases / max(sample, 1), 1)
    return expected


def learn_words():
    """Count anew which words the newest 200,000 cases are written with; PostgreSQL only. Returns how many changed.

    Words of one case alone are left out: they are numbers, and what nobody else wrote needs no suggestion. The
    row of the empty word says how many cases were counted.
    """
    if connection.vendor != "postgresql":
        return 0
    newest = f"complaint_id > (SELECT coalesce(max(complaint_id), 0) FROM {TEXTS}) - {SAMPLE}"
    # Not ts_stat: numbers that come in order make a list of its tree, and hours of its minutes.
    words = (
        "SELECT DISTINCT one FROM unnest(string_to_array(words, ' ')) one "
        "WHERE length(one) BETWEEN 3 AND 40 AND one ~ '[a-z]'"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH counted AS (SELECT one AS word, count(*) AS cases FROM {TEXTS}, LATERAL ({words}) each "
            f"WHERE {newest} GROUP BY one HAVING count(*) > 1 "
            f"UNION ALL SELECT '', count(*) FROM {TEXTS} WHERE {newest}), "
            f"gone AS (DELETE FROM {WORDS} WHERE word NOT IN (SELECT word FROM counted)) "
            f"INSERT INTO {WORDS} (word, cases) SELECT word, cases FROM counted "
            f"ON CONFLICT (word) DO UPDATE SET cases = EXCLUDED.cases WHERE {WORDS}.cases <> EXCLUDED.cases"
        )
        return cursor.rowcount
