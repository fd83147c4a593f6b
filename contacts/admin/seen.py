"""What the staff looked at, one record; the list of all is the auditor's page, which other floors compose."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from contacts.columns import CalmDates, OnlyRead
from contacts.models import AccessRecord


@admin.register(AccessRecord)
class AccessRecordAdmin(OnlyRead, CalmDates, admin.ModelAdmin):
    """Only to read: nobody adds, changes or deletes a record, not even a superuser."""

    actions = None
    fields = ["at", "user", "user_key", "what", "subject", "case", "cases_words"]

    @method_decorator(require_safe)
    def changelist_view(self, request, extra_context=None):
        return redirect("admin:audit")

    @admin.display(description=_("casos na página"))
    def cases_words(self, record):
        return ", ".join(map(str, record.cases)) or "–"
