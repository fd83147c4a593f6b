"""The dispute's panel on the case page: the page is below this floor, the tag is the roof. And marks of rules."""

from django import template
from django.utils import timezone

from disputes import room
from disputes.facts import facts_before, facts_of
from disputes.guard_words import worded
from disputes.guards import BEFORE, warnings
from disputes.outside import outside_of
from disputes.panels import DisputePanel

register = template.Library()


@register.simple_tag
def dispute_panel(case, panels, now):
    """Return the `DisputePanel` of a case."""
    return DisputePanel(case, panels, now)


@register.simple_tag
def guards(case, action, panels=None, panel=None, but=""):
    """Return the worded warnings before a click (`guards.Action`, or the door of a filing); [] where none is known.

    With the `panels` and the dispute `panel` of the case page nothing more is read. `but` names the
    warnings that the page gives in words of its own.
    """
    if not case.is_open or action not in BEFORE:
        return []
    if panels is not None and panel is not None:
        facts = facts_of(case, panels, panel, panels.now, outside=False)
    else:
        facts = facts_before(case, case.user, timezone.now())
    return worded([warning for warning in warnings(action, facts) if warning.code not in but.split()])


@register.simple_tag
def outside(case):
    """Return the `Filing`s of a case: what was filed outside, and the clock of each."""
    return outside_of(case)


@register.filter
def doubt_trust(rule):
    """Return the trust mark of what a rule's doubt tells; "" where there is none."""
    return room.doubt_trust(rule)
