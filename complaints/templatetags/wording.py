"""Filters that say days, instants and money in plain words."""

from django import template
from django.utils import timezone

from complaints import wording
from complaints.models.orders import grouped
from complaints.panels import clock_card

register = template.Library()


@register.filter
def long_date(day):
    """Say a date as "sexta-feira, 27 de novembro"."""
    return wording.long_date(day) if day else ""


@register.filter
def short_date(day):
    """Say a date as "sex., 27 nov."."""
    return wording.short_date(day) if day else ""


@register.filter
def when(moment):
    """Say an instant as "hoje, 9h12"."""
    return wording.when(moment, timezone.now()) if moment else ""


@register.filter
def brl(amount):
    """Say an amount as "R$ 2.040,00"."""
    if amount is None or amount == "":
        return ""
    return wording.brl(amount)


@register.filter
def card(clock, now):
    """Return the card of a clock at an instant."""
    return clock_card(clock, now)


@register.filter
def explained(clock):
    """Return the sum of a clock as sentences."""
    return wording.explain(clock)


register.filter("grouped", grouped)
