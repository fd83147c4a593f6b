"""Which other cases a case may belong with: the same purchase told twice, the same seller or listing elsewhere, and
whatever else the same person has told.

The judging is pure: values in, reasons out. What is judged is read with two statements, each of whose parts stops
after a few rows of one index, however many cases there are.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from complaints.models import Complaint
from contacts.words import fold

MOST = 8
# However much the sellers' other buyers have told, this many places are kept for cases of the same person.
KEPT_FOR_PERSON = 3
# Rows looked at: of the same person (the newest), and of the same seller or listing.
MOST_OWN, MOST_OTHERS = 40, 12
MERGE, LINK = "merge", "link"
# How strong a reason is. Below THING, nothing says that two cases of a person are about the same purchase.
NUMBER, TRACKING, THING, SELLER, SHOP, PERSON = 6, 5, 4, 3, 2, 1
NOT_A_SIGN = re.compile(r"[^a-z0-9]+")
# Shorter words ("de", "com", "3") say nothing about what was bought.
FEWEST_LETTERS = 4
FEWEST_SIGNS = 4
CASES = Complaint._meta.db_table

OF_THE_PERSON = f"SELECT id FROM {CASES} WHERE user_id = %s AND id <> %s ORDER BY filed_at DESC LIMIT {MOST_OWN}"
OF_THE_SELLER = (
    f"SELECT id FROM {CASES} WHERE state = 'open' AND seller_key <> '' AND seller_key = %s AND shop_id = %s "
    f"AND user_id <> %s LIMIT {MOST_OTHERS}"
)
OF_THE_LISTING = (
    f"SELECT id FROM {CASES} WHERE state = 'open' AND listing_key <> '' AND listing_key = %s "
    f"AND user_id <> %s LIMIT {MOST_OTHERS}"
)


@dataclass(frozen=True)
class Traits:
    """What is compared of a case."""

    person: int
    shop: int
    number: str = ""
    tracking: str = ""
    item: str = ""
    seller: str = ""
    listing: str = ""
    amount: Decimal | None = None


class Suggestion(NamedTuple):
    """A case that may belong with another, why in words, and what to do: "merge" it or "link" it."""

    case: Complaint
    why: list
    how: str


def folded(code):
    """Return a number or a tracking code as it is compared: without case, spaces and signs; "" for a few signs."""
    plain = NOT_A_SIGN.sub("", fold(code or ""))
    return plain if len(plain) >= FEWEST_SIGNS else ""


def words_of(item):
    """Return the words that say what was bought; a plural in -s counts as its singular."""
    words = NOT_A_SIGN.sub(" ", fold(item or "")).split()
    return {word.removesuffix("s") for word in words if len(word) >= FEWEST_LETTERS}


def alike_items(one, other):
    """Say whether two descriptions speak of the same thing: half the words of the shorter one stand in the other."""
    mine, theirs = words_of(one), words_of(other)
    return bool(mine and theirs) and 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def reasons_of(mine, theirs):
    """Return (how strong, reasons) for which two cases belong together; (0, []) for none.

    The first reasons are about the same purchase, told by the same person; seller and listing are about others.
    Two cases of one person always belong together a little: the weakest reason says how they differ.
    """
    if mine.person == theirs.person:
        found = [
            (NUMBER, _("mesmo número de pedido"), folded(mine.number) == folded(theirs.number) != ""),
            (TRACKING, _("mesmo código de rastreio"), folded(mine.tracking) == folded(theirs.tracking) != ""),
            (THING, _("mesma loja e produto parecido"),
             mine.shop == theirs.shop and alike_items(mine.item, theirs.item)),
        ]
    else:
        found = [
            (SELLER, _("mesmo anúncio"), mine.listing == theirs.listing != ""),
            (SELLER, _("mesmo vendedor"), mine.shop == theirs.shop and mine.seller == theirs.seller != ""),
        ]
    held = [(strength, words) for strength, words, holds in found if holds]
    if not held and mine.person == theirs.person:
        is_other = "number" in unlike(mine, theirs)
        if mine.shop == theirs.shop:
            return SHOP, [_("mesma loja, outro pedido") if is_other else _("mesma loja")]
        return PERSON, [_("outra loja, outro pedido") if is_other else _("outra loja")]
    return max((strength for strength, _words in held), default=0), [words for _strength, words in held]


def unlike(mine, theirs):
    """Return the names of what both cases know and each knows differently, of what tells one purchase from another."""
    number, other = folded(mine.number), folded(theirs.number)
    differs = {
        "number": number and other and number != other,
        "shop": mine.shop != theirs.shop,
        "item": words_of(mine.item) and words_of(theirs.item) and not alike_items(mine.item, theirs.item),
        "amount": None not in (mine.amount, theirs.amount) and mine.amount != theirs.amount,
    }
    return [name for name, does in differs.items() if does]


def look_apart(mine, theirs):
    """Say whether two cases of a person rather are two purchases: nothing speaks for one, or the orders are two."""
    strength, _why = reasons_of(mine, theirs)
    return strength < THING or "number" in unlike(mine, theirs)


def traits_of(case):
    """Return what is compared of a case whose order is loaded."""
    return Traits(
        person=case.user_id, shop=case.shop_id, number=case.order.number, tracking=case.order.tracking,
        item=case.order.item, seller=case.seller_key, listing=case.listing_key, amount=case.order.amount,
    )


def near_ids(case):
    """Return the ids of the cases worth comparing; one statement."""
    parts, values = [OF_THE_PERSON], [case.user_id, case.pk]
    if case.seller_key:
        parts.append(OF_THE_SELLER)
        values += [case.seller_key, case.shop_id, case.user_id]
    if case.listing_key:
        parts.append(OF_THE_LISTING)
        values += [case.listing_key, case.user_id]
    statement = " UNION ".join(f"SELECT id FROM ({part}) AS part{n}" for n, part in enumerate(parts))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [pk for (pk,) in cursor.fetchall()]


def suggestions(case, *, known=frozenset()):
    """Return at most 8 cases that may belong with this one, the strongest reason first; two queries.

    Open cases of the same person may be merged, all others only linked. `known` are ids that need no suggestion.
    What only the person has in common comes last, open cases first, and is not crowded out.
    """
    ids = [pk for pk in near_ids(case) if pk not in known]
    rows = Complaint.objects.filter(pk__in=ids).select_related("order", "user") if ids else []
    mine, found = traits_of(case), []
    for row in rows:
        strength, why = reasons_of(mine, traits_of(row))
        if not why:
            continue
        same = row.user_id == case.user_id
        how = MERGE if same and row.is_open and case.is_open else LINK
        is_weak = strength <= SHOP
        order = (-strength, is_weak and not row.is_open, -row.filed_at.timestamp(), row.pk)
        found.append((order, is_weak, Suggestion(row, why, how)))
    found.sort(key=lambda entry: entry[0])
    weak = [suggestion for _order, is_weak, suggestion in found if is_weak]
    strong = [suggestion for _order, is_weak, suggestion in found if not is_weak]
    return [*strong[: MOST - min(len(weak), KEPT_FOR_PERSON)], *weak][:MOST]
