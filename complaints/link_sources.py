"""The addresses that rules and figures of the law were taken from: looked at once a week."""

from complaints.models import Figure, Rule
from contacts.link_checks import link_source


@link_source
def rule_links():
    """Return the sources of the rules in force."""
    return Rule.objects.filter(current=True).values_list("source_url", flat=True)


@link_source
def figure_links():
    """Return the sources of every figure: old ones still count for old cases."""
    return Figure.objects.values_list("source_url", flat=True)
