"""What every door for many cases does: lock them all, sort out those it refuses, and write with a few statements.

A door for one case calls the same code with one case, so that the two can never disagree.
"""

from typing import NamedTuple

from complaints.models import Complaint
from complaints.services.locking import CLOSED


class Outcome(NamedTuple):
    """What a door did with many cases.

    `done` is {case id: what stood there before, as JSON}, `refused` is {case id: the door's sentence}.
    """

    done: dict
    refused: dict


def lock_many(case_ids, *, only_open=True):
    """Return (cases fresh and locked, refused) for these ids; closed ones are refused unless they are wanted.

    Locked in the order of their ids, so that two batches wait for each other and never block each other.
    """
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("order__marketplace", "user")
    cases = list(rows.filter(pk__in=case_ids).order_by("pk"))
    if not only_open:
        return cases, {}
    return [case for case in cases if case.is_open], {case.pk: CLOSED for case in cases if not case.is_open}
