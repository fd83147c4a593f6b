"""The staff's list of disputes, and a dispute whole: both sides side by side."""

from django.contrib import admin
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Value, When
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from complaints.admin import ReadOnlyAdmin
from complaints.admin.records import case_link
from complaints.admin.words import clock_days, side
from complaints.models.cases import new_token
from complaints.wording import short_date
from disputes.admin.doors import DisputePages
from disputes.admin.mediation import MediationPages
from disputes.admin.words import state_now, state_tag, turn_columns
from disputes.lifecycle import CLOSED_STATES, JUDGED, NEGOTIATING, READING, RETURNING, WAITING_FOR_MONEY, State
from disputes.models import Dispute
from disputes.room import remedy_words
from disputes.waiting import failed_notices

STAGES = {
    "reading": (gettext_lazy("espera decisão"), READING),
    "asked": (gettext_lazy("espera resposta ao mediador"), {State.ASKED_BUYER, State.ASKED_SELLER}),
    "judged": (gettext_lazy("cabe recurso"), JUDGED),
    "negotiating": (gettext_lazy("em negociação"), NEGOTIATING),
    "returning": (gettext_lazy("em devolução"), RETURNING),
    "money": (gettext_lazy("espera o dinheiro"), WAITING_FOR_MONEY),
    "closed": (gettext_lazy("encerradas"), CLOSED_STATES),
}


class StageFilter(admin.SimpleListFilter):
    """Where disputes stand, in groups of states that ask for the same from the staff."""

    title = gettext_lazy("situação")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _states) in STAGES.items()]

    def queryset(self, request, queryset):
        stage = STAGES.get(self.value())
        return queryset.filter(state__in=sorted(stage[1])) if stage else queryset


class NoticeFilter(admin.SimpleListFilter):
    title = gettext_lazy("aviso ao vendedor")
    parameter_name = "notice"

    def lookups(self, request, model_admin):
        return [("failed", gettext_lazy("voltou"))]

    def queryset(self, request, queryset):
        return queryset.filter(notice_failed=True) if self.value() == "failed" else queryset


@admin.register(Dispute)
class DisputeAdmin(MediationPages, DisputePages, ReadOnlyAdmin):
    list_display = ["number", "case", "item", "state_words", "asked", "opened_on", "turn", "decided", "appeal"]
    list_filter = [StageFilter, "mode", NoticeFilter]
    search_fields = ["complaint__order__number", "complaint__order__item", "complaint__user__email"]
    search_help_text = gettext_lazy("Número do pedido, o que foi comprado ou e-mail.")
    sortable_by = []
    fields = ["state"]

    def get_ordering(self, request):
        # Who waits for a mediator comes first, then whose turn ends first.
        return ["rank", F("turn_due_at").asc(nulls_last=True), "-pk"]

    def get_queryset(self, request):
        rank = Case(When(state__in=sorted(READING), then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = Dispute.objects.annotate(
            rank=rank, notice_failed=Exists(failed_notices().filter(dispute=OuterRef("pk"))),
            **turn_columns(subject_id=OuterRef("pk")),
        )
        return rows.select_related(
            "complaint__order__marketplace", "complaint__user", "complaint__agent", "return_leg"
        ).prefetch_related("decisions").order_by(*self.get_ordering(request))

    def get_urls(self):
        pages = {
            "decide": self.decide_page, "ask": self.ask_page, "write": self.write_page, "note": self.note_page,
            "notice": self.notice_page, "revoke": self.revoke_page, "answer": self.answer_page,
            "letter": self.letter_page,
        }
        text = self.admin_site.admin_view(require_safe(self.letter_text))
        return [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(require_http_methods(["GET", "POST"])(page)),
                 name=f"disputes_dispute_{name}")
            for name, page in pages.items()
        ] + [path("<int:pk>/letter.txt", text, name="disputes_dispute_letter_text"), *super().get_urls()]

    @admin.display(description=gettext_lazy("disputa"))
    def number(self, dispute):
        return _("Ver os dois lados") + f" ({dispute.pk})"

    @admin.display(description=gettext_lazy("caso"))
    def case(self, dispute):
        return case_link(dispute.complaint)

    @admin.display(description=gettext_lazy("o que comprou"))
    def item(self, dispute):
        return dispute.complaint.order.item

    @admin.display(description=gettext_lazy("situação"))
    def state_words(self, dispute):
        tag = state_tag(state_now(dispute, dispute, timezone.now()))
        if not dispute.notice_failed:
            return tag
        return format_html('{} <span class="tag tag--late">{}</span>', tag, _("o aviso voltou"))

    @admin.display(description=gettext_lazy("pede"))
    def asked(self, dispute):
        return remedy_words(dispute.remedy, dispute.amount)

    @admin.display(description=gettext_lazy("prazo da vez"))
    def turn(self, dispute):
        if not dispute.turn_due_at:
            return "–"
        return clock_days(dispute.turn_safe_on, dispute.turn_due_on, dispute.turn_due_at <= timezone.now())

    @admin.display(description=gettext_lazy("decisão"))
    def decided(self, dispute):
        return dispute.decision.get_outcome_display() if dispute.decision else "–"

    @admin.display(description=gettext_lazy("recurso"))
    def appeal(self, dispute):
        appealed = next((row for row in dispute.decisions.all() if row.appealed_by), None)
        if appealed:
            return _("recorreu: %(who)s") % {"who": side(appealed.appealed_by)}
        if dispute.decision and dispute.decision.appeal_until and dispute.state in JUDGED:
            return _("cabe até %(day)s") % {"day": short_date(dispute.decision.appeal_until)}
        return "–"

    def page_of(self, request, dispute):
        """Return what the pages that show a dispute whole need; what was written is marked as read."""
        desk = self.desk_of(request, dispute)
        if request.method == "GET":
            desk.conversation.mark_read()
        case = dispute.complaint
        return {
            "case": case, "order": case.order, "dispute": dispute, "desk": desk, "now": desk.now,
            "state_words": state_tag(desk.state), "form_keys": [new_token(), new_token()],
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]),
            "title": _("Disputa do caso %(ref)s") % {"ref": case.shown_reference},
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= self.page_of(request, obj) | {"subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)
