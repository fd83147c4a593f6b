"""Write a day the way it is said."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.choices import Trust

# Nobody looked these up in a text of the law or on a page of who should know.
READ = {Trust.THIRD_PARTY, Trust.ARTICLE}
UNSURE = {Trust.MEMORY, Trust.DOUBT}

register = template.Library()


@register.filter
def long_day(day):
    """Return "22 de novembro de 2026" or "22 November 2026", by the active language."""
    if (get_language() or "").startswith("en"):
        return date_format(day, "j F Y")
    # Django's Portuguese months begin with a capital letter; inside a sentence they do not.
    return date_format(day, r"j \d\e F \d\e Y").lower()


@register.filter
def checked_words(item):
    """Say on which day a fact (its `trust` and `checked_on`) was confirmed, read, or only noted down."""
    day = {"day": long_day(item.checked_on)}
    if item.trust in UNSURE:
        return _("Anotado em %(day)s, ainda não confirmado.") % day
    if item.trust in READ:
        return _("Lido em %(day)s.") % day
    return _("Conferido em %(day)s.") % day
