"""What staff may look up and nobody may edit: questions, returns, the links of sellers."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from complaints.admin import ReadOnlyAdmin
from complaints.admin.records import OfCase, case_link
from complaints.admin.words import side
from disputes.escalation_words import place
from disputes.models import Escalation, Question, ReturnLeg, SellerLink

# What finds a seller's link or code: not even staff look it up, nor guess it sign by sign in an address.
SECRETS = ("salt", "token_hash", "code_hash")


class OfDispute(ReadOnlyAdmin):
    """Rows that belong to a dispute and link to it and to its case."""

    search_fields = ["=dispute__pk", "dispute__complaint__order__number", "dispute__complaint__user__email"]
    search_help_text = _("Número da disputa ou do pedido, ou e-mail do consumidor.")
    ordering = ["-pk"]
    sortable_by = []

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("dispute__complaint")

    @admin.display(description=_("caso"))
    def case(self, row):
        return case_link(row.dispute.complaint)

    @admin.display(description=_("disputa"))
    def both_sides(self, row):
        url = reverse("admin:disputes_dispute_change", args=[row.dispute_id])
        return format_html('<a href="{}">{}</a>', url, _("ver os dois lados"))


@admin.register(Question)
class QuestionAdmin(OfDispute):
    list_display = ["asked_at", "case", "whom", "text", "answer", "answered_at", "both_sides"]
    fields = ["asked_at", "case", "both_sides", "whom", "text", "asked_by", "answer", "answered_at"]

    @admin.display(description=_("a quem"))
    def whom(self, row):
        return side(row.party)


@admin.register(ReturnLeg)
class ReturnLegAdmin(OfDispute):
    list_display = ["freight_by", "case", "label_until", "posted_on", "tracking", "arrived_at", "both_sides"]
    fields = [
        "case", "both_sides", "freight_by", "address", "label", "label_until", "labels", "carrier", "tracking",
        "posted_on", "refused_on", "refusal_note", "arrived_at", "contested_at",
    ]


@admin.register(SellerLink)
class SellerLinkAdmin(OfDispute):
    """The ways in that sellers were given, and what became of the mails; never the way itself."""

    list_display = [
        "made_at", "case", "address", "sends", "sent_at", "failed_at", "openings", "opened_at", "revoked_at",
    ]
    fields = [
        "case", "both_sides", "address", "language", "made_by", "made_at", "sends", "sent_at", "failed_at", "failure",
        "openings", "opened_at", "revoked_at",
    ]

    def lookup_allowed(self, lookup, value, request):
        return lookup.split("__")[0] not in SECRETS and super().lookup_allowed(lookup, value, request)


@admin.register(Escalation)
class EscalationAdmin(OfCase):
    """What consumers have filed outside, and what came back."""

    list_display = ["filed_on", "case", "place", "protocol", "state", "quality", "answered_on"]
    list_filter = ["state", "quality", "door"]
    search_fields = ["protocol", "complaint__order__number", "complaint__user__email"]
    search_help_text = _("Protocolo, número do pedido ou e-mail do consumidor.")
    ordering = ["-pk"]
    sortable_by = []
    fields = [
        "case", "place", "protocol", "filed_on", "state", "answered_on", "quality", "answer", "rated_on",
        "recorded_by", "created_at", "closed_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("body")

    @admin.display(description=_("onde"))
    def place(self, row):
        return place(row.door, row.body.name if row.body else "")
