"""Write a day the way it is said."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

register = template.Library()


@register.filter
def long_day(day):
    """Return "22 de novembro de 2026" or "22 November 2026", by the active language."""
    if (get_language() or "").startswith("en"):
        return date_format(day, "j F Y")
    # Django's Portuguese months begin with a capital letter; inside a sentence they do not.
    return date_format(day, r"j \d\e F \d\e Y").lower()
