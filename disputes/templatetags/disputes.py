"""The dispute's panel on the case page: the page is below this floor, the tag is the roof. And marks of rules."""

from django import template

from disputes import room
from disputes.panels import DisputePanel

register = template.Library()


@register.simple_tag
def dispute_panel(case, panels, now):
    """Return the `DisputePanel` of a case."""
    return DisputePanel(case, panels, now)


@register.filter
def doubt_trust(rule):
    """Return the trust mark of what a rule's doubt tells; "" where there is none."""
    return room.doubt_trust(rule)
