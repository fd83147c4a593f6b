"""The columns of a case that say which of its running clocks ends next: the desk's queues are ordered by them.

Whoever writes clocks calls `reckon` for their cases in the same transaction; nothing else writes these columns.
"""

from django.db import connection

from complaints.choices import Party
from complaints.models import Complaint, Deadline

# Clocks the team must keep.
OURS = frozenset([Party.MEDIATOR, Party.STAFF])
# The columns of a case none of whose clocks runs: what `reckon` would write, for who ends all of them at once.
AT_REST = {"next_at": None, "team_at": None, "mediation_at": None, "poisoned": False}
# A case that waits for no day any more.
NOT_PUT_OFF = {"deferred_until": None, "deferred_by": None}
# Cases in one statement: SQLite takes some 32,000 parameters.
CHUNK = 10_000
CASES, CLOCKS = Complaint._meta.db_table, Deadline._meta.db_table

OF_THE_CLOCKS = f"""
    SELECT min(due_at),
           min(due_at) FILTER (WHERE party IN ('mediator', 'staff')),
           min(due_at) FILTER (WHERE party = 'mediator'),
           count(*) FILTER (WHERE failures > 0) > 0
    FROM {CLOCKS} WHERE complaint_id = {CASES}.id AND state = 'running'
"""
RECKON = f"UPDATE {CASES} SET (next_at, team_at, mediation_at, poisoned) = ({OF_THE_CLOCKS})"


def reckon(complaint_ids):
    """Write the ends of the running clocks into the rows of these cases; one statement for up to 10,000.

    The caller holds the cases' locks. An end that has passed stays until its clock ends: late is late.
    """
    ids = sorted(complaint_ids)
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            cursor.execute(f"{RECKON} WHERE id IN ({','.join(['%s'] * len(part))})", part)


def reckon_all():
    """Write the ends of the running clocks into the rows of all cases."""
    with connection.cursor() as cursor:
        cursor.execute(RECKON)


def adrift(case=None):
    """Return the ids of the cases whose columns are not what their clocks say: none, unless a door forgot.

    Of all cases, or of one, by its id.
    """
    of_case, ids = ("", []) if case is None else ("AND complaint_id = %s ", [case])
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    told = (
        "(SELECT min(due_at) AS a, min(due_at) FILTER (WHERE party IN ('mediator', 'staff')) AS b, "
        "min(due_at) FILTER (WHERE party = 'mediator') AS c, count(*) FILTER (WHERE failures > 0) > 0 AS d, "
        f"complaint_id FROM {CLOCKS} WHERE state = 'running' {of_case}GROUP BY complaint_id)"
    )
    only = "" if case is None else "c.id = %s AND "
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id FROM {CASES} c LEFT JOIN {told} t ON t.complaint_id = c.id WHERE {only}NOT ("
            f"c.next_at {same} t.a AND c.team_at {same} t.b AND c.mediation_at {same} t.c "
            "AND c.poisoned = coalesce(t.d, FALSE)) ORDER BY 1",
            ids * 2,
        )
        return [pk for (pk,) in cursor.fetchall()]
