"""Append to the timelines of cases, one line or thousands, sealed to what stands there."""

import json
from datetime import UTC
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from complaints.models import Complaint, Event
from complaints.models.timeline import seal
from contacts.bulk import insert_rows

COLUMNS = (
    "complaint_id", "seq", "kind", "party", "recorded_by_id", "recorder", "at", "data", "previous", "hash",
)


class Line(NamedTuple):
    """A line to be written: which case, what, who acted, who wrote it down (user id), details."""

    complaint_id: int
    kind: str
    party: str
    by: int | None = None
    data: dict = {}


def append(complaint, kind, party, *, at, by=None, **data):
    """Append one line to a case whose row the caller has locked."""
    append_all([Line(complaint.pk, kind, party, by.pk if by else None, data)], at)


def append_all(lines, at):
    """Append many lines in the order given, with two statements for any number of cases.

    The caller holds the row locks of the cases.
    """
    if not lines:
        return
    at = at.astimezone(UTC)
    ends = last_of({line.complaint_id for line in lines})
    rows = []
    for line in lines:
        seq, previous = ends[line.complaint_id]
        seq += 1
        sealed = seal(line.complaint_id, seq, line.kind, line.party, line.by, at, line.data, previous)
        ends[line.complaint_id] = seq, sealed
        data = json.dumps(line.data, ensure_ascii=False)
        rows.append((
            line.complaint_id, seq, line.kind, str(line.party), line.by, line.by, at, data, previous, sealed
        ))
    insert_rows(Event, COLUMNS, rows)


def last_of(complaint_ids):
    """Return {complaint id: (seq, hash)} of each timeline's last line; (0, "") for an empty one."""
    latest = Event.objects.filter(complaint=OuterRef("pk")).order_by("-seq")
    rows = Complaint.objects.filter(pk__in=complaint_ids).values_list(
        "pk", Subquery(latest.values("seq")[:1]), Subquery(latest.values("hash")[:1])
    )
    return {pk: (seq or 0, seal or "") for pk, seq, seal in rows}


def broken_at(complaint):
    """Return the seq of the first line that does not fit its seal or its neighbour, None if all fit.

    None does not prove that nothing was cut off at the end, nor that the whole was not written anew.
    """
    previous = ""
    for seq, event in enumerate(complaint.events.order_by("seq"), start=1):
        if event.seq != seq or event.previous != previous or event.hash != event.seal():
            return event.seq
        previous = event.hash
    return None
