"""What the staff looked at, one record; the list of all is the auditor's page, which other floors compose."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from contacts import seen
from contacts.columns import CalmDates, OnlyRead
from contacts.models import AccessRecord
from contacts.staff_words import StaffWords


@admin.register(AccessRecord)
class AccessRecordAdmin(OnlyRead, StaffWords, CalmDates, admin.ModelAdmin):
    """Only to read: nobody adds, changes or deletes a record, not even a superuser."""

    actions = None
    fields = ["at", "user", "number", "what", "which", "cases_words"]

    @method_decorator(require_safe)
    def changelist_view(self, request, extra_context=None):
        return redirect("admin:audit")

    def get_object(self, request, object_id, from_field=None):
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            # Once for both columns.
            record.worded = seen.WORDERS[0](record)
        return record

    @admin.display(description=_("número da pessoa"))
    def number(self, record):
        # It outlives the account.
        return record.user_key

    @admin.display(description=_("qual"))
    def which(self, record):
        text, url, _cases = record.worded
        return format_html('<a href="{}">{}</a>', url, text) if url else text or "–"

    @admin.display(description=_("casos na página"))
    def cases_words(self, record):
        _text, _url, cases = record.worded
        links = format_html_join(" ", '<a class="nobreak" href="{}">{}</a>', ((url, ref) for ref, url in cases.items()))
        return links or "–"
