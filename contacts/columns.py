"""Dates as the staff's pages write them: in columns as the cases do, in sentences with months in lower case."""

from datetime import datetime

from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from contacts.days import short_date, when


def written(value):
    """Return a date or an aware instant in the active language and zone; None stays None."""
    if value is None:
        return None
    if isinstance(value, datetime):
        text = date_format(timezone.localtime(value), "DATETIME_FORMAT")
    else:
        text = date_format(value, "DATE_FORMAT")
    # Django's Portuguese months begin with a capital letter.
    return text if (get_language() or "").startswith("en") else text.lower()


def listed(value):
    """Return a date or an aware instant as a column shows it: "hoje, 9h12", "dom, 22 nov"; None stays None."""
    if value is None:
        return None
    return when(value, timezone.now()) if isinstance(value, datetime) else short_date(value)


def calm(model, name):
    """Return a column for the field `name` if it is a date or an instant, else the name itself."""
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    if not isinstance(field, models.DateField):
        return name

    @admin.display(description=field.verbose_name, ordering=name)
    def column(row):
        # A page that is only read would write None out as a word.
        return listed(getattr(row, name)) or "-"

    column.__name__ = name
    return column


class CalmDates:
    """Mixin of a ModelAdmin: dates of its lists, and of its pages that are only read, in calm words."""

    def get_list_display(self, request):
        return [calm(self.model, name) for name in super().get_list_display(request)]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return [calm(self.model, name) for name in fields]


class OnlyRead:
    """Mix into the admin of rows that nobody adds, changes or deletes there: their app's doors do."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
