"""Append to the timelines of cases, one line or thousands, sealed to what stands there."""

from datetime import UTC
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from complaints.models import Complaint, Event


class Line(NamedTuple):
    """A line to be written: which case, what, who acted, who wrote it down (user id), details."""

    complaint_id: int
    kind: str
    party: str
    by: int | None = None
    data: dict = {}


def append(complaint, kind, party, *, at, by=None, **data):
    """Append one line to a case whose row the caller has locked; return the Event."""
    return append_all([Line(complaint.pk, kind, party, by.pk if by else None, data)], at)[0]


def append_all(lines, at):
    """Append many lines in the order given, with two statements for any number of cases.

    The caller holds the row locks of the cases. Returns the Events.
    """
    if not lines:
        return []
    at = at.astimezone(UTC)
    ends = last_of({line.complaint_id for line in lines})
    events = []
    for line in lines:
        seq, previous = ends[line.complaint_id]
        event = Event(
            complaint_id=line.complaint_id, seq=seq + 1, kind=line.kind, party=line.party,
            recorded_by_id=line.by, recorder=line.by, at=at, data=line.data, previous=previous,
        )
        event.hash = event.seal()
        ends[line.complaint_id] = event.seq, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    return events


def last_of(complaint_ids):
    """Return {complaint id: (seq, hash)} of each timeline's last line; (0, "") for an empty one."""
    latest = Event.objects.filter(complaint=OuterRef("pk")).order_by("-seq")
    rows = Complaint.objects.filter(pk__in=complaint_ids).values_list(
        "pk", Subquery(latest.values("seq")[:1]), Subquery(latest.values("hash")[:1])
    )
    return {pk: (seq or 0, seal or "") for pk, seq, seal in rows}


def broken_at(complaint):
    """Return the seq of the first line that does not fit its seal or its neighbour, None if all fit."""
    previous = ""
    for seq, event in enumerate(complaint.events.order_by("seq"), start=1):
        if event.seq != seq or event.previous != previous or event.hash != event.seal():
            return event.seq
        previous = event.hash
    return None
