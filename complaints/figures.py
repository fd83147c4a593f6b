"""Numbers of the law by day: load them, and say which one counts on which day.

A number is asked for the day it is about (the filing of the case, the arrival of the parcel), never for
today: a new minimum wage must not move an old case.
"""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from complaints.models import Figure
from complaints.taxes import Rates

DATA = Path(__file__).parent / "data" / "figures.json"
OWN = ("value", "source", "source_url", "trust")


class LoadedFigures(NamedTuple):
    """How many figures a load wrote, found unchanged, and left to the staff who mended them."""

    added: int = 0
    same: int = 0
    left_alone: int = 0


def read(path):
    """Return the entries of a data file with days and amounts as values. Raises KeyError, ValueError, OSError."""
    entries = json.loads(Path(path).read_text(encoding="utf-8"))["figures"]
    for entry in entries:
        entry["value"] = Decimal(entry["value"])
        entry["valid_from"] = date.fromisoformat(entry["valid_from"])
        entry.setdefault("state", "")
    return entries


@transaction.atomic
def load_figures(path=DATA):
    """Write the figures of the data file that are not known yet; the same file twice changes nothing.

    Nothing is ever overwritten. A value that changed in the file is a newer row of the same day, unless staff
    wrote a row for that day: theirs stays the newest. Returns `LoadedFigures`.
    """
    known = defaultdict(list)
    for row in Figure.objects.order_by("pk"):
        known[row.kind, row.state, row.valid_from].append(row)
    fresh, same, left_alone = [], 0, 0
    for entry in read(path):
        rows = known[entry["kind"], entry["state"], entry["valid_from"]]
        if rows and all(getattr(rows[-1], name) == entry[name] for name in OWN):
            same += 1
        # Only staff must give a reason: by it their rows are told from those of the file.
        elif any(row.reason for row in rows):
            left_alone += 1
        else:
            fresh.append(Figure(**entry))
    Figure.objects.bulk_create(fresh)
    return LoadedFigures(len(fresh), same, left_alone)


def figures_on(day, state="", *, kinds=()):
    """Return {kind: Figure} that count on `day`: the newest written of those with the latest first day.

    A row of `state` ("SP") wins over the one for the whole country. One query; kinds without a row on
    that day are missing.
    """
    rows = Figure.objects.filter(valid_from__lte=day, state__in={"", state})
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return {row.kind: row for row in sorted(rows, key=lambda row: (row.state != "", row.valid_from, row.pk))}


def counting_on(day):
    """Return the ids of the rows that count on `day`, in their state or in the whole country. One query."""
    rows = Figure.objects.filter(valid_from__lte=day).order_by("valid_from", "pk").values_list("pk", "kind", "state")
    return set({(kind, state): pk for pk, kind, state in rows}.values())


# The kinds in the order of the fields of `Rates`.
OF_IMPORT = (
    Figure.Kind.IMPORT_LOW_LIMIT, Figure.Kind.IMPORT_LOW_RATE, Figure.Kind.IMPORT_HIGH_RATE,
    Figure.Kind.IMPORT_DEDUCTION, Figure.Kind.IMPORT_OTHER_RATE, Figure.Kind.ICMS_RATE,
)


def import_figures(day, state=""):
    """Return the figures of the import taxes on `day` in the order of `Rates`, or [] when one is not known."""
    known = figures_on(day, state, kinds=OF_IMPORT)
    return [known[kind] for kind in OF_IMPORT] if len(known) == len(OF_IMPORT) else []


def rates_of(figures):
    """Return the `Rates` of the rows of `import_figures`."""
    return Rates(*(figure.value for figure in figures))
