"""Two of the staff join or part the same cases at the same moment: one wins, nothing is done twice, nobody is stuck."""

import threading

import pytest
from django.db import connection

from complaints import standing, timeline
from complaints.models import CaseLink, Complaint, Order
from complaints.services.belonging import link, merge
from complaints.services.locking import Refused
from tests.base import NOW, Cast, furnish, make_case
from tests.complaints.ties import part

# SQLite lets one writer in at a time.
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run these at the same moment, each on a connection of its own; return what each answered or was refused with."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(timeout=10)
            outcomes.append(act())
        except Refused as error:
            outcomes.append(error.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == len(acts), "one of them is stuck or broke"
    return outcomes


@pytest.fixture
def cast():
    furnish()
    cast = Cast()
    assert cast.agent.has_perm("complaints.change_complaint")
    return cast


def pair(cast):
    return make_case(cast.consumer), make_case(cast.consumer, number="", item="máquina de solda 250A")


def test_two_merges_the_opposite_way_round_leave_one_case_open(cast):
    one, other = pair(cast)
    told = {"by": cast.agent, "reason": "Repetido.", "now": NOW}
    answers = at_once(lambda: merge(one, other, **told), lambda: merge(other, one, **told))
    assert sorted(isinstance(answer, str) for answer in answers) == [False, True]
    assert Complaint.objects.filter(state="open").count() == 1
    assert CaseLink.objects.count() == 1
    assert standing.adrift() == []
    assert timeline.broken_at(one) is timeline.broken_at(other) is None


def test_the_same_merge_pressed_twice_is_one(cast):
    one, other = pair(cast)
    told = {"by": cast.agent, "reason": "Repetido.", "now": NOW}
    assert at_once(*[lambda: merge(one, other, **told)] * 2) == [other, other]
    assert one.events.filter(kind="merged_away").count() == 1


def test_the_same_split_pressed_twice_opens_one_case(cast):
    case = make_case(cast.consumer)
    first, second = at_once(*[lambda: part(cast, case)] * 2)
    assert first == second
    assert (Complaint.objects.count(), Order.objects.count()) == (2, 2)


def test_two_links_from_both_sides_are_one(cast):
    one, other = pair(cast)
    told = {"by": cast.agent, "now": NOW}
    at_once(lambda: link(one, other.reference, **told), lambda: link(other, one.reference, **told))
    assert CaseLink.objects.count() == 1
