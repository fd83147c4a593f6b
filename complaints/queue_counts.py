"""How many cases stand in each of the staff's lists; never counted without an end."""

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.utils import formats

from complaints.models import Complaint
from complaints.queues import COUNTED, EVERYBODY, MINE, OPEN, QUEUES, UNASSIGNED, of_whom, put_off
from contacts.models import Company

# Counted no further: "5.000+" says as much as a larger number, and costs nothing more.
MOST_COUNTED = 5_000


class Count(int):
    """How many cases there are, or, `capped`, that there are more than are counted."""

    def __new__(cls, number):
        count = super().__new__(cls, min(number, MOST_COUNTED))
        count.capped = number > MOST_COUNTED
        return count

    def __str__(self):
        figure = formats.number_format(int(self), force_grouping=True)
        return f"{figure}+" if self.capped else figure


def counts(user, now):
    """Return {name: `Count`} of the queues, and of the open cases that are `mine` and `unassigned`; one query.

    Each is counted to `MOST_COUNTED` and no further. Cases put off are counted apart, by their own index, and taken
    away: what tells them from others stands in no queue's index, and a count need not open the rows.
    """
    open_cases = Complaint.objects.filter(OPEN)
    rested = [name for name in COUNTED if QUEUES[name].rests]
    resting, values = sql_of(Complaint.objects.filter(OPEN, put_off(now)).annotate(**{
        f"in_{name}": Case(When(QUEUES[name].holds(now), then=1), default=0) for name in rested
    }).values(*[f"in_{name}" for name in rested]))
    sums = ", ".join(f"coalesce(sum(in_{name}), 0) AS in_{name}" for name in rested)
    columns = []
    for name in COUNTED:
        parts = [Complaint.objects.filter(part) for part in QUEUES[name].parts(now)]
        columns.append((parts, f"(SELECT in_{name} FROM away)" if name in rested else "0"))
    columns += [([open_cases.filter(agent=user.pk)], "0"), ([open_cases.filter(agent=None)], "0")]
    texts = []
    for parts, away in columns:
        rows = [sql_of(part.values_list(Value(1))) for part in parts]
        held = " UNION ALL ".join(text for text, _given in rows)
        texts.append(f"(SELECT count(*) FROM ({held} LIMIT {MOST_COUNTED + 1} + {away}) AS held) - {away}")
        values += [value for _text, given in rows for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH away AS (SELECT {sums} FROM ({resting}) AS resting) SELECT {', '.join(texts)}", values)
        return dict(zip([*COUNTED, MINE, UNASSIGNED], map(Count, cursor.fetchone()), strict=True))


def counts_within(filters, user, now):
    """Return {name: `Count`} of the queues within whose cases, which shop and what reason a list is narrowed to.

    One query that opens `MOST_COUNTED` open cases at most: {} where more would have to be read.
    """
    shop = Q(shop=Company.objects.filter(slug=filters.get("shop")).values("pk")[:1]) if "shop" in filters else Q()
    reason = Q(reason=filters["reason"]) if "reason" in filters else Q()
    opened = Complaint.objects.filter(OPEN)
    # What an index leads to is read; what narrows it further is asked of the rows.
    if filters["whose"] != EVERYBODY:
        read, rest = of_whom(opened, filters, user, now), shop & reason
    elif shop:
        read, rest = opened.filter(shop, reason), Q()
    else:
        read, rest = opened, reason
    away = put_off(now)
    holds = {name: QUEUES[name].holds(now) & rest for name in COUNTED}
    rows, values = sql_of(read.annotate(**{
        f"in_{name}": Case(When(held & ~away if QUEUES[name].rests else held, then=1), default=0)
        for name, held in holds.items()
    }).values(*[f"in_{name}" for name in COUNTED]))
    sums = ", ".join(f"coalesce(sum(in_{name}), 0)" for name in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {sums} FROM ({rows} LIMIT {MOST_COUNTED + 1}) AS held", values)
        opened, *found = cursor.fetchone()
    return {} if opened > MOST_COUNTED else dict(zip(COUNTED, map(Count, found), strict=True))


def sql_of(rows):
    """Return (sql, values as a list) of a queryset, unsorted."""
    text, values = rows.order_by().query.sql_with_params()
    return text, list(values)
