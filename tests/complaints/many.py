"""What the tests of changes of many cases share: some cases, and how they stand."""

from complaints import batches
from complaints.models import Complaint, Deadline
from complaints.standing import adrift
from complaints.timeline import broken_at
from tests.base import NOW, make_case

CLOSE = {"closing": "unanswered", "reason": "Escrevemos duas vezes e não veio resposta."}


def some_cases(user, count=3, **changes):
    """File cases of one consumer, each about an order of its own."""
    return [make_case(user, number=f"81409087413{place:05}", **{"now": NOW, **changes}) for place in range(count)]


def ids_of(cases):
    return [case.pk for case in cases]


def clocks_of(cases):
    """Return everything that a clock is, of every clock of these cases."""
    return list(Deadline.objects.filter(complaint__in=cases).order_by("pk").values())


def rows_of(cases):
    return list(Complaint.objects.filter(pk__in=ids_of(cases)).order_by("pk").values())


def assert_whole(cases):
    """Every timeline fits its seals, and the queues' columns are what the clocks say."""
    assert [case.pk for case in cases if broken_at(case) is not None] == []
    assert adrift() == []


def run(action, params, cases, by, now=NOW):
    """Ask for a batch and let a worker do it; return it as it stands then."""
    batch = batches.start(action, params, ids_of(cases), by=by, now=now)
    batches.run_due(now)
    batch.refresh_from_db()
    return batch
