"""Insert many rows with one statement, past the model machinery that costs more than the database.

For the sweep, which writes thousands of rows a second: no instances, no signals, no field
validation. Values must already be what the columns hold; JSON is passed as text.
"""

from datetime import datetime
from itertools import chain

from django.db import connection
from django.db.models import NOT_PROVIDED

# SQLite takes some 32,000 parameters in a statement.
CHUNK_PARAMETERS = 30_000


def insert_rows(model, columns, rows, *, ignore_conflicts=False):
    """Insert `rows` (tuples in the order of `columns`, attribute names of `model`).

    Columns not named take their field's default, which must be a constant. Raises ValueError for
    a field that has none, and IntegrityError as any insert does unless `ignore_conflicts`.
    """
    if not rows:
        return
    template, names = _shape(model, columns)
    table = connection.ops.quote_name(model._meta.db_table)
    head = f"INSERT INTO {table} ({names}) VALUES "
    tail = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    size = max(CHUNK_PARAMETERS // len(columns), 1)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            parameters = list(chain.from_iterable(part))
            if connection.vendor == "sqlite":
                parameters = [_adapted(value) for value in parameters]
            cursor.execute(head + ",".join([template] * len(part)) + tail, parameters)


def _shape(model, columns):
    """Return (the values of one row with placeholders and constants, the column names)."""
    values, names = [], []
    given = dict.fromkeys(columns, "%s")
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        values.append(given.pop(field.attname, None) or _literal(field))
        names.append(field.column)
    if given:
        raise ValueError(f"{model.__name__} has no columns {sorted(given)}")
    # The order of the placeholders is that of the model's fields: callers name columns in it.
    ordered = [field.attname for field in model._meta.concrete_fields if field.attname in set(columns)]
    if ordered != list(columns):
        raise ValueError(f"name the columns in the model's order: {ordered}")
    return f"({','.join(values)})", ",".join(connection.ops.quote_name(name) for name in names)


def _literal(field):
    """Return a field's constant default as an SQL literal."""
    value = field.default
    if value is dict or value is list:
        return "'{}'" if value is dict else "'[]'"
    if value is NOT_PROVIDED:
        if field.null:
            return "NULL"
        if field.empty_strings_allowed and field.blank:
            return "''"
        raise ValueError(f"{field.name} has no default and must be given")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"
    raise ValueError(f"the default of {field.name} is not a constant; give it")


def _adapted(value):
    """Return an instant as SQLite keeps it; psycopg2 writes instants itself."""
    if type(value) is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    return value
