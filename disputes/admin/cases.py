"""The staff's list of cases and a case whole, on this floor with its dispute."""

from django.contrib import admin
from django.db.models import OuterRef, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin import CaseChangeList, ComplaintAdmin
from complaints.models import Complaint
from disputes.admin.words import state_now, state_tag, turn_columns
from disputes.lifecycle import READING
from disputes.models import Dispute
from disputes.waiting import failed_notices


class DisputedCaseList(CaseChangeList):
    """The list of cases, each with where its latest dispute stands now, swept or not."""

    def get_results(self, request):
        super().get_results(request)
        for case in self.result_list:
            disputes = case.disputes.all()
            case.dispute_state = state_now(disputes[0], case, case.read_at) if disputes else None


class CaseAdmin(ComplaintAdmin):
    """The case below, and on this floor its dispute."""

    list_display = [
        "shown", "consumer", "item", "shop", "reason_words", "dispute_words", "next_clock", "due",
        "agent_words", "public_page",
    ]

    def get_queryset(self, request):
        cases = super().get_queryset(request).annotate(**turn_columns(complaint=OuterRef("pk")))
        disputes = Dispute.objects.select_related("return_leg").prefetch_related("decisions")
        return cases.prefetch_related(Prefetch("disputes", disputes))

    def get_changelist(self, request, **kwargs):
        return DisputedCaseList

    @admin.display(description=gettext_lazy("disputa"))
    def dispute_words(self, case):
        return state_tag(case.dispute_state) if case.dispute_state else _("sem disputa")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "failed_notice": failed_notices().filter(dispute__complaint=obj).first(), "dispute_waits": READING,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)


admin.site.unregister(Complaint)
admin.site.register(Complaint, CaseAdmin)
