"""Find cases by whatever somebody types: reference, number, e-mail, name, shop, seller, listing, words of the story.

On PostgreSQL words are compared by their stem and without accents, and a word that hardly any case holds is
led to known ones that look or sound like it. Elsewhere words are looked for as they stand. A search asks at most
two questions of the database, and none that reads all cases.
"""

import re
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from math import log10
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Count, Value, When, Window
from django.db.models.expressions import RawSQL

from complaints.case_text import MOST_SIGNS, folded_code, folded_words, shop_word
from complaints.intake.spelling import sound
from complaints.likeness import listing_key
from complaints.models import CaseText, Complaint, Word
from complaints.reference import normalise
from contacts.models import Company, User

# A search finds so many cases, the newest; one more is looked for, to say that there are more.
MOST_FOUND = 200
MOST_LETTERS, MOST_WORDS = 200, 12
TEXTS, WORDS, CASES, USERS, SHOPS = (
    model._meta.db_table for model in (CaseText, Word, Complaint, User, Company))
# A word in fewer cases than this may be misspelt; one that looks like it shares so many of its letter triples,
# VERY_ALIKE where a better one is known, HARDLY where the two sound the same.
SELDOM, ALIKE, VERY_ALIKE, HARDLY = 3, 0.33, 0.5, 0.18
MOST_LIKE, MOST_COMPARED = 3, 20
# Slips seldom change how a word begins, but for letters that sound the same. The table is read by beginnings: to
# compare all words takes ten times as long.
SOUNDS = ("ckqsx", "gj", "sz", "iy", "vw", "eh", "ah", "oh", "uh", "ih")
# Words shorter than this have too few letter triples to be compared.
LEAST_LETTERS = 4
# The newest cases, of which words are counted.
SAMPLE = 200_000
# Of these so many tell of words that stand in one case alone, too: a table of all such words were too long to read.
ALONE = 10_000
# With more of the sample than this, cases are read from the newest on until the page is full; fewer are collected.
MANY = 1_000
# So far back at most: a search for two words that are common apart and rare together must end, too.
NEWEST = 100_000
# A number with the spaces, points and hyphens that people write into it; not the middle of a tracking code.
NUMBER = re.compile(r"(?<![^\W_])\d[\d .\-]{4,}\d(?![^\W_])", re.ASCII)
LEAST_DIGITS = 6
LETTERS = re.compile(r"[a-z0-9]+", re.ASCII)
# The address of a page, with or without "https://".
ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE | re.ASCII)
# A shop's name is forgiven slips down to this likeness.
LIKE_A_SHOP, LEAST_OF_SHOP = 0.84, 5


class Known(NamedTuple):
    """A word as typed, the words searched in its place, and in how many cases `of` the sample one of them stands.

    `shops` are the words that stand for the shops it names.
    """

    typed: str
    words: tuple
    cases: int
    of: int = 0
    shops: tuple = ()


class Finds(NamedTuple):
    """A page of what was found: its cases, how many came before them, how many there are, and whether there are more.

    More than `MOST_FOUND` are not counted.
    """

    cases: list
    start: int
    total: int
    more: bool


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
        """The words typed, each with those that are searched; one query."""
        if not self.typed or self.address:
            return [Known(word, (word,), 0) for word in self.typed]
        if connection.vendor == "postgresql":
            return look_up(self.typed)
        shops = Company.objects.filter(kind=Company.Kind.MARKETPLACE).values_list("pk", "name")
        named = shops_named(self.typed, list(shops))
        return [Known(word, (word,), 0, shops=tuple(map(shop_word, named.get(word, ())))) for word in self.typed]

    @property
    def words(self):
        """The words searched in place of others: {"maqina": ["maquina"]}."""
        return {row.typed: list(row.words[1:]) for row in self.known if len(row.words) > 1}

    def narrow(self, cases):
        """Return those of a queryset of cases that were found; it must not be sliced yet."""
        return self.narrow_to(cases, MOST_FOUND)

    def narrow_to(self, cases, most):
        if self.is_empty:
            return cases.none()
        sql, parameters = self._hits(most)
        return cases.filter(pk__in=RawSQL(sql, parameters))

    @property
    def is_of_newest(self):
        """Whether only the newest cases were read, because many hold these words, and there are older ones."""
        return connection.vendor == "postgresql" and likely(self.known) >= MANY and max(
            row.of for row in self.known) > NEWEST

    def page(self, cases, start, size, show, *, is_whole):
        """Return the `Finds` of a queryset of cases from place `start` on; one query, and one more unless `is_whole`.

        `is_whole` says that nothing narrows the queryset. `show` returns the cases with all that their rows show.
        """
        if self.is_empty:
            return Finds([], 0, 0, more=False)
        hits = self.narrow_to(cases, MOST_FOUND + 1) if is_whole else cases.filter(pk__in=self.ids[:MOST_FOUND])
        # Counted within the finds, which have an end.
        rows = show(hits).annotate(in_all=Window(Count("pk"))).order_by(*self.order)
        rows = list(rows[start : min(start + size, MOST_FOUND)])
        if not rows and start:
            return self.page(cases, 0, size, show, is_whole=is_whole)
        total = rows[0].in_all if rows else 0
        more = total > MOST_FOUND if is_whole else len(self.ids) > MOST_FOUND
        return Finds(rows, start, min(total, MOST_FOUND), more)

    @property
    def order(self):
        """The order of what was found: the case with this very reference, then the newest first."""
        exact = Case(When(reference=self.reference, then=Value(0)), default=Value(1))
        return [exact, "-pk"] if self.reference else ["-pk"]

    @cached_property
    def ids(self):
        """The ids of the cases found, at most `MOST_FOUND` and one more, which only says that there are more."""
        if self.is_empty:
            return []
        sql, parameters = self._hits(MOST_FOUND + 1)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [pk for (pk,) in cursor.fetchall()]

    def _hits(self, most):
        parts, parameters = [], []
        if self.reference:
            parts.append(f"SELECT id, 0 AS rank FROM {CASES} WHERE reference = %s")
            parameters.append(self.reference)
        if self.address:
            # A name without the rest finds its address, too: "maria@".
            parts.append(
                f"SELECT * FROM (SELECT c.id, 1 AS rank FROM {CASES} c JOIN {USERS} u ON u.id = c.user_id "
                f"WHERE u.email LIKE %s ESCAPE '!' ORDER BY c.id DESC LIMIT {most}) of_address"
            )
            parameters.append(literal(self.address) + "%")
        if self.typed:
            sql, values = in_texts(self.known, self.code, most)
            parts.append(f"SELECT * FROM ({sql}) of_words")
            parameters += values
        union = " UNION ALL ".join(parts)
        return (
            f"SELECT id FROM (SELECT id, min(rank) AS rank FROM ({union}) hits GROUP BY id "
            f"ORDER BY rank, id DESC LIMIT {most}) page"
        ), parameters


def find(text, now=None):
    """Return what fits `text`, whatever it is; nothing has been asked of the database yet. Never raises."""
    return Found(text)


def literal(text):
    """Return `text` as LIKE takes it word for word, with "!" before what would stand for anything."""
    return re.sub(r"([!%_])", r"!\1", text)


def words_typed(text):
    """Return the words to look for, folded; numbers without the spaces and hyphens people write into them."""
    listings = [words for address in ADDRESS.findall(text) for words in listing_words(address)]
    text = ADDRESS.sub(" ", text)
    numbers = [re.sub(r"\D", "", part) for part in NUMBER.findall(text)]
    rest = folded_words(NUMBER.sub(" ", text))
    words = [*[number for number in numbers if number], *listings, *LETTERS.findall(rest)]
    return list(dict.fromkeys(word[:MOST_SIGNS] for word in words))[:MOST_WORDS]


def listing_words(address):
    """Return the words by which the address of a listing is known, those with its number first."""
    key = listing_key(address if "://" in address else f"https://{address}") or address
    return sorted(folded_words(key).split(), key=lambda word: sum(sign.isdigit() for sign in word), reverse=True)


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
    # Every shop with the count of its own word, and the size of the sample.
    parts = [
        f"SELECT -1 AS at, s.name AS word, coalesce(w.cases, 0) AS cases, true AS same, s.id AS shop, "
        f"0.0::real AS likeness FROM {SHOPS} s LEFT JOIN {WORDS} w ON w.word = 'shop' || s.id || 'x' WHERE s.kind = %s",
        f"SELECT -2, word, cases, true, 0, 0 FROM {WORDS} WHERE word = ''",
    ]
    values = [Company.Kind.MARKETPLACE]
    for at, word in enumerate(typed):
        parts.append(f"SELECT {at}, word, cases, true, 0, 1 FROM {WORDS} WHERE word = %s")
        values.append(word)
        if len(word) < LEAST_LETTERS or any(sign.isdigit() for sign in word) or not forgives_typos():
            continue
        begins = beginnings(word)
        ranges = " OR ".join(["(word ~>=~ %s AND word ~<~ %s)"] * len(begins))
        parts.append(
            f"(SELECT {at}, word, cases, false, 0, similarity(word, %s) FROM {WORDS} WHERE ({ranges}) AND word <> %s "
            f"AND length(word) BETWEEN {len(word) - 2} AND {len(word) + 2} AND similarity(word, %s) >= {HARDLY} "
            f"AND NOT EXISTS (SELECT 1 FROM {WORDS} WHERE word = %s AND cases >= {SELDOM}) "
            f"ORDER BY similarity(word, %s) DESC, cases DESC LIMIT {MOST_COMPARED})"
        )
        values += [word, *[end for sign in begins for end in (sign, chr(ord(sign) + 1))], word, word, word, word]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    shops = {row[4]: row for row in rows if row[0] == -1}
    named = shops_named(typed, [(pk, row[1]) for pk, row in shops.items()])
    sample = max((row[2] for row in rows if row[0] == -2), default=0)
    known = []
    for at, word in enumerate(typed):
        same = [row[2] for row in rows if row[0] == at and row[3]]
        like = closest(word, bool(same), [row for row in rows if row[0] == at and not row[3]])
        of_shops = named.get(word, ())
        cases = sum(same) + sum(row[2] for row in like) + sum(shops[pk][2] for pk in of_shops)
        words = (word, *[row[1] for row in like])
        known.append(Known(word, words, cases, sample, tuple(map(shop_word, of_shops))))
    return known


def closest(word, is_known, rows):
    """Return those of the rows (at, word, cases, same, shop, likeness) that a misspelt word may mean, the best first.

    What sounds the same is meant; then only what looks very much alike beside it, and so it is for a known word.
    """
    # Not the plural of a known word either: both have one stem.
    rows = [row for row in rows if row[1].isalpha() and not (is_known and row[1].rstrip("s") == word.rstrip("s"))]
    alike = [row for row in rows if heard(row[1]) == heard(word)]
    least = VERY_ALIKE if alike or is_known else ALIKE
    looks = [row for row in rows if row not in alike and row[5] >= least]

    def worth(row):
        # Of two that look alike the one that many people write.
        return row[5] + 0.05 * log10(row[2] + 1)

    return [*sorted(alike, key=worth, reverse=True), *sorted(looks, key=worth, reverse=True)][:MOST_LIKE]


def heard(word):
    """Return how a word sounds; a G before E and I is a J, which the stories' own spelling tells apart."""
    return sound(word).replace("gi", "ji")


def shops_named(typed, shops):
    """Return {word typed: the ids of the shops whose name it is part of}, as said, in one word or with a slip."""
    named = {}
    for pk, name in shops:
        parts, code = set(folded_words(name).split()), folded_code(name)
        for at, word in enumerate(typed):
            if word in parts or is_like_a_shop(word, code):
                named.setdefault(word, []).append(pk)
            elif at and typed[at - 1] + word == code:
                for part in typed[at - 1 : at + 1]:
                    named.setdefault(part, []).append(pk)
    return {word: tuple(dict.fromkeys(ids)) for word, ids in named.items()}


def is_like_a_shop(word, code):
    if word == code:
        return True
    return len(word) >= LEAST_OF_SHOP and SequenceMatcher(None, word, code, autojunk=False).ratio() >= LIKE_A_SHOP


def beginnings(word):
    """Return the letters with which `word` may begin if it was written by ear."""
    return sorted({word[0], *[sign for sounds in SOUNDS if word[0] in sounds for sign in sounds]})


def in_texts(known, code="", most=MOST_FOUND):
    """Return (sql, parameters) of a statement that selects (id, rank) of the cases that hold all words, or the code."""
    if connection.vendor != "postgresql":
        each = [(row.typed, *row.shops) for row in known]
        where = " AND ".join(f"({' OR '.join(['words LIKE %s'] * len(words))})" for words in each)
        return (
            f"SELECT complaint_id AS id, 1 AS rank FROM {TEXTS} WHERE {where}{' OR words LIKE %s' if code else ''} "
            f"ORDER BY complaint_id DESC LIMIT {most}"
        ), [f"%{word}%" for words in [*each, *([(code,)] if code else [])] for word in words]
    query = " & ".join(f"({' | '.join(spelt(word) for word in (*row.words, *row.shops))})" for row in known)
    if code:
        query = f"({query}) | {code}:*"
    match = "vector @@ to_tsquery('portuguese', %s)"
    if likely(known) < MANY:
        # Collected whole through the index of words, whatever the planner thinks of a LIMIT.
        return (
            f"SELECT id, 1 AS rank FROM (SELECT complaint_id AS id FROM {TEXTS} WHERE {match} OFFSET 0) held "
            f"ORDER BY id DESC LIMIT {most}"
        ), [query]
    return (
        f"SELECT complaint_id AS id, 1 AS rank FROM {TEXTS} WHERE {match} AND complaint_id > "
        f"(SELECT max(complaint_id) FROM {TEXTS}) - {NEWEST} ORDER BY complaint_id DESC LIMIT {most}"
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

    Of words that stand in one case alone only those of the newest 10,000 are learnt, and no numbers. The row of
    the empty word says how many cases were counted.
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
            f"WHERE {newest} GROUP BY one HAVING count(*) > 1 OR (one ~ '^[a-z]{{4,20}}$' "
            f"AND max(complaint_id) > (SELECT max(complaint_id) FROM {TEXTS}) - {ALONE}) "
            f"UNION ALL SELECT '', count(*) FROM {TEXTS} WHERE {newest}), "
            f"gone AS (DELETE FROM {WORDS} WHERE word NOT IN (SELECT word FROM counted)) "
            f"INSERT INTO {WORDS} (word, cases) SELECT word, cases FROM counted "
            f"ON CONFLICT (word) DO UPDATE SET cases = EXCLUDED.cases WHERE {WORDS}.cases <> EXCLUDED.cases"
        )
        return cursor.rowcount
