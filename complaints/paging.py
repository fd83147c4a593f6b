"""Turn the pages of a long list from a row that was seen, not by counting rows: page 400 costs what page 1 costs."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# "t1763812800000000.17": after row 17, whose moment is this many microseconds after 1970; "d739577.17" for a day,
# "n.17" for a row without either. A "-" in front: before it.
CURSOR = re.compile(r"(-?)(?:(n)|([td])(\d{1,17}))\.(\d{1,18})", re.ASCII)


class Order(NamedTuple):
    """What a list goes by: a column with a moment or a day, then the row's id.

    Where the column may be empty, rows without a value come last; only lists with the oldest first have such rows.
    """

    column: str
    newest_first: bool = False
    may_be_empty: bool = False
    of_days: bool = False


class Cursor(NamedTuple):
    """A row that a page begins after or, going `back`, ends before."""

    back: bool
    value: object
    pk: int


class Page(NamedTuple):
    """Rows, and the cursors of the pages after and before them, "" where there is none."""

    rows: list
    after: str = ""
    before: str = ""


def read_cursor(text, order):
    """Return the `Cursor` written in an address. Raises ValueError for one that is broken or of another order."""
    match = CURSOR.fullmatch(text)
    if match is None:
        raise ValueError("not a cursor")
    back, empty, kind, figure, pk = match.groups()
    if empty:
        if not order.may_be_empty:
            raise ValueError("no row of this order is without a value")
        return Cursor(bool(back), None, int(pk))
    if (kind == "d") != order.of_days:
        raise ValueError("a cursor of another order")
    try:
        value = date.fromordinal(int(figure)) if kind == "d" else EPOCH + int(figure) * MICROSECOND
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error
    return Cursor(bool(back), value, int(pk))


def cursor_at(row, order, *, back=False):
    """Return the cursor of a row as it stands in an address."""
    value, sign = getattr(row, order.column), "-" if back else ""
    if value is None:
        return f"{sign}n.{row.pk}"
    if order.of_days:
        return f"{sign}d{value.toordinal()}.{row.pk}"
    return f"{sign}t{(value - EPOCH) // MICROSECOND}.{row.pk}"


def in_order(rows, order, *, back=False):
    """Return the queryset in an order, the other way round for going `back`."""
    column = F(order.column)
    if order.newest_first != back:
        return rows.order_by(column.desc(nulls_first=True) if order.may_be_empty else column.desc(), "-pk")
    return rows.order_by(column.asc(nulls_last=True) if order.may_be_empty else column, "pk")


def turn(rows, order, cursor, size, show=None):
    """Return the `Page` of a queryset at a cursor, the first one for None: one query, two where values end.

    Each query is one stretch of an index (column, id): rows with a value, and rows without. `show` takes the
    queryset of the page's rows and returns it with all that they show, so that nothing is joined to other rows.
    """
    def read(part, most, back=False):
        few = in_order(part, order, back=back)[:most]
        page = rows.model.objects.filter(pk__in=few.values("pk"))
        return list(in_order(show(page) if show else page, order, back=back))

    if cursor is None:
        return paged(read(rows, size + 1), order, size, has_before=False)
    found = []
    for part in stretches(order, cursor):
        found += read(rows.filter(part), size + 1 - len(found), cursor.back)
        if len(found) > size:
            break
    if not found or (cursor.back and len(found) <= size):
        # Nothing lies behind it any more, or this is the beginning: the whole first page.
        return turn(rows, order, None, size, show)
    if cursor.back:
        found = found[:size][::-1]
        return Page(found, cursor_at(found[-1], order), cursor_at(found[0], order, back=True))
    return paged(found, order, size, has_before=True)


def paged(found, order, size, *, has_before):
    rows = found[:size]
    return Page(
        rows, cursor_at(rows[-1], order) if len(found) > size else "",
        cursor_at(rows[0], order, back=True) if has_before else "",
    )


def stretches(order, cursor):
    """Return the conditions of what lies beyond a cursor, in the order in which it is read."""
    column, empty = order.column, Q(**{f"{order.column}__isnull": True})
    up = order.newest_first == cursor.back
    side = "gt" if up else "lt"
    if cursor.value is None:
        here = [empty & Q(**{f"pk__{side}": cursor.pk})]
        return [*here, ~empty] if cursor.back else here
    # As one comparison of two columns: read from the index, and judged rightly by the planner.
    beyond = Q((TupleGreaterThan if up else TupleLessThan)(Tuple(F(column), F("pk")), (cursor.value, cursor.pk)))
    return [beyond, empty] if order.may_be_empty and not cursor.back else [beyond]
