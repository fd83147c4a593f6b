"""A process of its own that makes one move after the other, each when its gate opens.

Run as a module with the moves as JSON; it prints what came of each as JSON: null for a move that won,
a sentence for one that was refused, the number of clocks for a sweep.
"""

import json
import sys
from datetime import datetime

import django

django.setup()

from django.db import connection  # noqa: E402

from complaints.models import Complaint  # noqa: E402
from complaints.services.locking import Refused  # noqa: E402
from complaints.sweep import sweep  # noqa: E402
from contacts.models import User  # noqa: E402
from disputes import services  # noqa: E402
from disputes.models import Dispute  # noqa: E402

AT_GATE = "SELECT pg_advisory_lock_shared(%s)"
LEAVE_GATE = "SELECT pg_advisory_unlock_shared(%s)"


def prepared(task):
    """Return a function that makes the move, with everything read as it stood before the gate opened."""
    now = datetime.fromisoformat(task["now"])
    if task["door"] == "sweep":
        return lambda: sweep(now)
    terms = dict(task["terms"])
    for name in ("by", "mediator"):
        if terms.get(name):
            terms[name] = User.objects.get(pk=terms[name])
    if task["door"] == "open_dispute":
        subject = Complaint.objects.get(pk=task["case"])
    else:
        subject = Dispute.objects.select_related("complaint").get(pk=task["dispute"])
    door = getattr(services, task["door"])

    def make():
        try:
            door(subject, now=now, **terms)
        except Refused as refusal:
            return refusal.sentence
        return None

    return make


def main(tasks):
    moves = [prepared(task) for task in tasks]
    outcomes = []
    for task, move in zip(tasks, moves, strict=True):
        with connection.cursor() as cursor:
            cursor.execute(AT_GATE, [task["gate"]])
            cursor.execute(LEAVE_GATE, [task["gate"]])
        outcomes.append(move())
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
