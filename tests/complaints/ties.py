"""What the tests of merged, split and linked cases share."""

from decimal import Decimal

from django.urls import reverse

from complaints import standing, timeline
from complaints.models import Complaint
from complaints.sentences import sentence_of
from complaints.services.belonging import split
from tests.base import NOW


def fresh(case):
    return Complaint.objects.select_related("order__marketplace", "user").get(pk=case.pk)


def page(name, case, other=None):
    query = f"?other={other.shown_reference}" if other else ""
    return reverse(f"admin:case_{name}", args=[case.pk]) + query


def sound(*cases):
    """Nothing is out of step: seals hold, and the queue's columns say what the clocks say."""
    assert standing.adrift() == []
    for case in cases:
        assert timeline.broken_at(case) is None


def lines(case):
    return [sentence_of(event, {}) for event in case.events.order_by("seq")]


def part(cast, case, **more):
    values = {
        "item": "luva de solda", "reason": "defective", "story": "A luva veio rasgada.", "why": "São dois problemas.",
        "by": cast.agent, "form_key": "k1", "amount": Decimal("40"), "now": NOW, **more}
    return split(case, **values)
