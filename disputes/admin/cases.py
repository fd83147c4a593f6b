"""The staff's list of cases and a case whole, on this floor with its dispute."""

from datetime import date

from django.contrib import admin
from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject

from complaints.admin import ComplaintAdmin
from complaints.admin.queue_rows import clock_column, read_clock
from complaints.models import Complaint
from disputes import queues  # noqa: F401 - adds its filters to the list
from disputes.admin.case_panel import StaffDisputePanel
from disputes.admin.moving import MovingPages, shut_because
from disputes.admin.words import state_tag
from disputes.lifecycle import READING, State
from disputes.models import Dispute, ReturnLeg
from disputes.outside import outside_of
from disputes.services.taking import OWNER

# Only of these does what silence does hang on an earlier decision.
ASKED = {State.ASKED_BUYER, State.ASKED_SELLER}


# What tells where a dispute stands: {name: its path}.
OF_A_DISPUTE = {
    "id": "pk", "state": "state", "remedy": "remedy", "agreed_remedy": "agreed_remedy",
    "labels": "return_leg__labels", "label_until": "return_leg__label_until",
}


def read_dispute(told):
    """Return a dispute as a column told it, enough of it to say where it stands."""
    dispute = Dispute(pk=told["id"], **{name: told[name] for name in ("state", "remedy", "agreed_remedy")})
    until = date.fromisoformat(told["label_until"]) if told["label_until"] else None
    dispute.return_leg = ReturnLeg(labels=told["labels"] or 0, label_until=until)
    return dispute


class CaseAdmin(MovingPages, ComplaintAdmin):
    """The case below, and on this floor its dispute."""

    def get_queryset(self, request):
        disputes = Dispute.objects.select_related("return_leg").prefetch_related("decisions")
        return super().get_queryset(request).prefetch_related(Prefetch("disputes", disputes))

    def with_columns(self, cases, user, now):
        """Add the latest dispute of each case and the clock of its turn, as two columns."""
        latest = Dispute.objects.filter(complaint=OuterRef("pk")).order_by("-opened_at", "-pk")
        return super().with_columns(cases, user, now).annotate(
            dispute_told=Subquery(latest.values(told=JSONObject(**OF_A_DISPUTE))[:1]),
            turn_told=clock_column(owner=OWNER),
        )

    def dress_more(self, cases, now):
        """Say of each row where its latest dispute stands now, swept or not; at most one query for all rows."""
        disputes, over = {}, {}
        for case in cases:
            if case.dispute_told:
                turn = read_clock(case.turn_told)
                disputes[case.pk] = read_dispute(case.dispute_told)
                over[case.pk] = turn if turn is not None and turn.due_at <= now else None
        asked = [dispute for pk, dispute in disputes.items() if over[pk] and dispute.state in ASKED]
        if asked:
            prefetch_related_objects(asked, "decisions")
        for case in cases:
            dispute = disputes.get(case.pk)
            case.dispute_tag = state_tag(dispute.state_at(over[case.pk])) if dispute else ""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        panels, now = context["panels"], context["now"]
        dispute = StaffDisputePanel(obj, panels, now)
        context |= {
            "dispute": dispute, "dispute_waits": READING, "filings": outside_of(obj, now, panels.clocks),
            "failed_notice": dispute.failed_link,
        }
        if dispute.is_hosted and dispute.dispute.is_open:
            # A page that could only refuse is not offered: here stands why, and when it opens.
            context |= {"may_mediate": True, "mediate_shut": shut_because(dispute.dispute, dispute.turn, now)}
        return super().render_change_form(request, context, add, change, form_url, obj)


admin.site.unregister(Complaint)
admin.site.register(Complaint, CaseAdmin)
