"""A process of its own that sweeps, or says of clocks that they are done, once the gate opens.

Run as a module with what to do as JSON; it prints what it did as JSON.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from complaints.models import Deadline  # noqa: E402
from complaints.services.clocks import mark_done  # noqa: E402
from complaints.services.locking import Refused  # noqa: E402
from complaints.sweep import sweep  # noqa: E402
from tests.faults.waiting import GATE  # noqa: E402


def wait_at_the_gate():
    """Return when the test lets go of the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [GATE])
        cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [GATE])


def main(batch=0, sweeps=0, doors=()):
    """Sweep `sweeps` times in batches of `batch`; then go through the door of each clock in `doors`."""
    clocks = Deadline.objects.select_related("complaint").in_bulk(doors)
    wait_at_the_gate()
    did = {"swept": 0, "done": [], "refused": []}
    for _number in range(sweeps):
        did["swept"] += sweep(batch=batch)
    for pk in doors:
        try:
            mark_done(clocks[pk])
        except Refused:
            did["refused"].append(pk)
        else:
            did["done"].append(pk)
    print(json.dumps(did))


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
