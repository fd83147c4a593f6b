"""Insert or change many rows with one statement, past the model machinery that costs more than the database.

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


def update_rows(model, columns, rows):
    """Give rows other values, each its own: `rows` are tuples of the id, then values in the order of `columns`.

    `columns` are attribute names of `model`, in any order. JSON is passed as text. For rows the caller has locked.
    """
    if not rows:
        return
    fields = [model._meta.pk, *[_field(model, name) for name in columns]]
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    sets = ",".join(f"{quote(field.column)} = v.column{at}" for at, field in enumerate(fields[1:], start=2))
    where = f"{table}.{quote(fields[0].column)} = v.column1"
    template = f"({','.join(['%s'] * len(fields))})"
    first = template
    if connection.vendor == "postgresql":
        # The first row tells the types: a column of nothing but NULL would be text.
        first = f"({','.join(f'%s::{field.rel_db_type(connection)}' for field in fields)})"
    size = CHUNK_PARAMETERS // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            parameters = list(chain.from_iterable(part))
            if connection.vendor == "sqlite":
                parameters = [_adapted(value) for value in parameters]
            values = ",".join([first, *[template] * (len(part) - 1)])
            cursor.execute(f"UPDATE {table} SET {sets} FROM (VALUES {values}) AS v WHERE {where}", parameters)


def _field(model, name):
    return next(field for field in model._meta.concrete_fields if field.attname == name)
