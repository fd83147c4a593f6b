"""The staff's pages of disputes: the list, both sides side by side, and a mediator's decision."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints.admin import CaseChangeList, ComplaintAdmin, ReadOnlyAdmin
from complaints.admin.records import case_link
from complaints.admin.words import clock_badge, clock_days
from complaints.models import Complaint, Deadline
from complaints.money import format_brl
from complaints.panels import CasePanels
from complaints.services.locking import Refused
from complaints.wording import day_of, long_date, short_date, when
from disputes.forms import DecisionForm
from disputes.lifecycle import State, state_at
from disputes.models import MONEY_REMEDIES, Decision, Dispute
from disputes.panels import DisputePanel, remedy_words
from disputes.sentences import offered
from disputes.services import OWNER, decide

DECIDE = "disputes.decide_dispute"
TONES = {
    State.MEDIATION: "soon", State.REFUND_LATE: "late", State.PAID: "done", State.LOST: "quiet",
    State.WITHDRAWN: "quiet",
}


def state_tag(state):
    """Return where a dispute stands as a coloured word."""
    return format_html('<span class="tag tag--{}">{}</span>', TONES.get(state, "plain"), Dispute.State(state).label)


# -- Cases, with their dispute -----------------------------------------------------------


def turn_ends(field="due_at", **subject):
    """Return a subquery: when the running clock of a dispute's turn ends, or another of its days."""
    clocks = Deadline.objects.filter(owner=OWNER, state=Deadline.State.RUNNING, **subject)
    return Subquery(clocks.order_by("due_at").values(field)[:1])


class DisputedCaseList(CaseChangeList):
    """The list of cases, each with where its latest dispute stands now, swept or not."""

    def get_results(self, request):
        super().get_results(request)
        for case in self.result_list:
            disputes = case.disputes.all()
            case.dispute_state = None
            if disputes:
                is_over = case.turn_due_at is not None and case.turn_due_at <= case.read_at
                case.dispute_state = state_at(State(disputes[0].state), is_over)


class CaseAdmin(ComplaintAdmin):
    """The case below, and on this floor its dispute."""

    list_display = [
        "shown", "consumer", "item", "shop", "reason_words", "dispute_words", "next_clock", "due",
        "agent_words", "public_page",
    ]

    def get_queryset(self, request):
        cases = super().get_queryset(request).annotate(turn_due_at=turn_ends(complaint=OuterRef("pk")))
        return cases.prefetch_related("disputes")

    def get_changelist(self, request, **kwargs):
        return DisputedCaseList

    @admin.display(description=gettext_lazy("disputa"))
    def dispute_words(self, case):
        return state_tag(case.dispute_state) if case.dispute_state else _("sem disputa")


admin.site.unregister(Complaint)
admin.site.register(Complaint, CaseAdmin)


# -- Disputes ----------------------------------------------------------------------------


class DecisionPageForm(DecisionForm):
    """A decision in two steps: what was looked at must be what is confirmed."""

    confirm = forms.BooleanField(label=gettext_lazy("Li os dois lados e confirmo esta decisão."), required=False)
    looked_at = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args, dispute, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks_money = dispute.remedy in MONEY_REMEDIES
        amount = self.fields["amount"]
        if self.asks_money:
            amount.help_text = _("Em branco na decisão para o consumidor, vale tudo o que ele pediu: %(asked)s.") % {
                "asked": format_brl(dispute.amount)}
        else:
            amount.label = _("Valor a devolver, só se decidir em parte")
            amount.help_text = _("O consumidor não pediu dinheiro.")

    def clean(self):
        outcome = self.cleaned_data.get("outcome")
        if outcome == Decision.Outcome.SPLIT:
            if not self.cleaned_data.get("amount") and "amount" not in self.errors:
                self.add_error("amount", _("Diga quanto dinheiro deve voltar."))
        elif outcome == Decision.Outcome.SELLER or not self.asks_money:
            self.cleaned_data["amount"] = None
        return self.cleaned_data

    @property
    def fingerprint(self):
        """What the preview was made of; another outcome or amount asks for another preview."""
        return f"{self.cleaned_data['outcome']}:{self.cleaned_data.get('amount') or ''}"

    @property
    def is_confirmed(self):
        return self.cleaned_data["confirm"] and self.cleaned_data["looked_at"] == self.fingerprint

    def values(self):
        return {name: self.cleaned_data.get(name) for name in ("outcome", "amount", "reasons")}


def rehearse(dispute, mediator, values):
    """Return what a decision would do, as sentences: the door itself is used, and everything is taken back.

    Raises `Refused` as the door does.
    """
    with transaction.atomic():
        decision = decide(dispute, mediator=mediator, **values)
        after = Dispute.objects.get(pk=dispute.pk)
        watch = Deadline.objects.filter(
            owner=OWNER, subject_id=dispute.pk, state=Deadline.State.RUNNING).select_related("rule").first()
        transaction.set_rollback(True)
    if decision.outcome == Decision.Outcome.SELLER:
        lines = [_("A disputa acaba a favor do vendedor e nada é devolvido."),
                 _("O caso continua aberto para o consumidor procurar outros caminhos.")]
    else:
        lines = [_("O consumidor ganha: %(what)s.") % {
            "what": remedy_words(after.get_agreed_remedy_display(), after.agreed_amount)}]
        if watch:
            lines.append(_("Começa o prazo “%(title)s”, até %(day)s.") % {
                "title": watch.rule.title, "day": long_date(watch.due_on)})
    lines.append(_("O consumidor recebe um e-mail agora, com os motivos. A decisão não pode ser mudada depois."))
    return lines


def told(data):
    """Return (words, note) of a move as the staff read it."""
    kind = data.pop("kind")
    what = offered(data) if data.get("remedy") else ""
    day = short_date(day_of(data["due_on"])) if data.get("due_on") else ""
    words = {
        "dispute_open": _("Abriu a disputa e pediu: %(what)s."),
        "dispute_seller_accepts": _("Aceitou: %(what)s."),
        "dispute_seller_refuses": _("Disse não."),
        "dispute_seller_proposes": _("Ofereceu: %(what)s."),
        "dispute_seller_silent": _("Não respondeu até %(day)s."),
        "dispute_buyer_accepts": _("Aceitou: %(what)s."),
        "dispute_buyer_proposes": _("Pediu: %(what)s."),
        "dispute_buyer_silent": _("Não respondeu até %(day)s."),
        "dispute_escalate": _("Não aceitou a resposta e passou para o mediador."),
    }.get(kind)
    return words and words % {"what": what, "day": day}, data.get("note", "")


class Sides:
    """What each side said and did in a dispute, oldest first, with its proofs."""

    def __init__(self, dispute, viewer, now):
        self.dispute, self.case = dispute, dispute.complaint
        self.panels = CasePanels(self.case, viewer, now)
        self.panel = DisputePanel(self.case, self.panels, now)
        self.buyer, self.seller = [], []
        for event in reversed(self.panels.events):
            if event.data.get("dispute") != dispute.pk:
                continue
            words, note = told({"kind": event.kind, **event.data})
            if words:
                side = self.seller if event.kind.startswith("dispute_seller") else self.buyer
                side.append({"words": words, "note": note, "when": when(event.at, now)})

    def proofs(self, *parties):
        return [file for file in self.panels.evidence if file.party in parties]

    @property
    def buyer_proofs(self):
        return self.proofs("buyer")

    @property
    def seller_proofs(self):
        return self.proofs("seller", "supplier")

    @property
    def other_proofs(self):
        return [file for file in self.panels.evidence if file not in self.buyer_proofs + self.seller_proofs]


@admin.register(Dispute)
class DisputeAdmin(ReadOnlyAdmin):
    list_display = ["number", "case", "item", "state_words", "asked", "opened_on", "turn", "decided"]
    list_filter = ["state"]
    search_fields = ["complaint__order__number", "complaint__order__item", "complaint__user__email"]
    search_help_text = gettext_lazy("Número do pedido, o que foi comprado ou e-mail.")
    sortable_by = []
    fields = ["state"]

    def get_ordering(self, request):
        return [F("turn_due_at").asc(nulls_last=True), "-pk"]

    def get_queryset(self, request):
        rows = Dispute.objects.annotate(
            turn_due_at=turn_ends(subject_id=OuterRef("pk")),
            turn_safe_on=turn_ends("safe_on", subject_id=OuterRef("pk")),
            turn_due_on=turn_ends("due_on", subject_id=OuterRef("pk")),
        )
        return rows.select_related(
            "complaint__order__marketplace", "complaint__user", "complaint__agent", "decision__mediator"
        ).order_by(*self.get_ordering(request))

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.decide_page))
        return [path("<int:pk>/decide/", view, name="disputes_dispute_decide"), *super().get_urls()]

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
        is_over = dispute.turn_due_at is not None and dispute.turn_due_at <= timezone.now()
        return state_tag(state_at(State(dispute.state), is_over))

    @admin.display(description=gettext_lazy("pede"))
    def asked(self, dispute):
        return remedy_words(dispute.get_remedy_display(), dispute.amount)

    @admin.display(description=gettext_lazy("prazo da vez"))
    def turn(self, dispute):
        if not dispute.turn_due_at:
            return "–"
        return clock_days(dispute.turn_safe_on, dispute.turn_due_on, dispute.turn_due_at <= timezone.now())

    @admin.display(description=gettext_lazy("decisão"))
    def decided(self, dispute):
        return dispute.decision.get_outcome_display() if hasattr(dispute, "decision") else "–"

    def page_of(self, request, dispute):
        """Return what both pages of a dispute show."""
        now = timezone.now()
        sides = Sides(dispute, request.user, now)
        case = dispute.complaint
        is_latest = sides.panel.dispute == dispute
        turn = sides.panel.turn if is_latest else None
        state = sides.panel.state if is_latest else dispute.state
        return {
            "case": case, "order": case.order, "dispute": dispute, "sides": sides, "now": now,
            "asked": remedy_words(dispute.get_remedy_display(), dispute.amount),
            "turn": turn, "turn_badge": clock_badge(turn, now) if turn else "",
            "may_decide": request.user.has_perm(DECIDE) and state == State.MEDIATION,
            "state_words": state_tag(state),
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]),
            "title": _("Disputa do caso %(ref)s") % {"ref": case.shown_reference},
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= self.page_of(request, obj) | {"subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def decide_page(self, request, pk):
        """Show both sides, then what a decision would do, then decide. PermissionDenied without the permission."""
        if not (self.has_view_permission(request) and request.user.has_perm(DECIDE)):
            raise PermissionDenied
        dispute = self.get_queryset(request).filter(pk=pk).first()
        if dispute is None:
            raise Http404
        form = DecisionPageForm(request.POST or None, dispute=dispute)
        preview, status, unticked = [], 200, False
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    if form.is_confirmed:
                        decide(dispute, mediator=request.user, **form.values())
                        messages.success(request, _("Decisão registrada. O consumidor recebe os motivos por e-mail."))
                        return redirect("admin:complaints_complaint_change", dispute.complaint_id)
                    preview, status = rehearse(dispute, request.user, form.values()), 200
                    unticked = form.cleaned_data["looked_at"] == form.fingerprint
                    form.data = form.data.copy()
                    form.data["looked_at"] = form.fingerprint
                except Refused as error:
                    form.add_error(None, error.sentence)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, **self.page_of(request, dispute),
            "title": _("Decidir a disputa do caso %(ref)s") % {"ref": dispute.complaint.shown_reference},
            "form": form, "preview": preview, "unticked": unticked,
        }
        return TemplateResponse(request, "admin/disputes/decide.html", context, status=status)
