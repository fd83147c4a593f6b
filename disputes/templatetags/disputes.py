"""The dispute's panel on the case page: the page is below this floor, the tag is the roof."""

from django import template

from disputes.panels import DisputePanel

register = template.Library()


@register.simple_tag
def dispute_panel(case, panels, now):
    """Return the `DisputePanel` of a case."""
    return DisputePanel(case, panels, now)
