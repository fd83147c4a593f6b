"""What staff may look up and nobody may edit: clocks, timelines, files, sweeps."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from complaints.admin.words import clock_badge, clock_days, side
from complaints.choices import Party
from complaints.models import Deadline, Event, Evidence, SweepRun
from complaints.sentences import titles_of
from complaints.staff_sentences import staff_sentence_of
from complaints.wording import explain, when
from contacts.columns import CalmDates, OnlyRead
from contacts.staff_words import StaffWords


class ReadOnlyAdmin(OnlyRead, StaffWords, CalmDates, admin.ModelAdmin):
    """Rows that are looked at: they change through the doors of their app or not at all."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Each page has its own link to the public page where there is one.
    view_on_site = False


def case_link(case):
    """Return a link to the staff's page of a case."""
    url = reverse("admin:complaints_complaint_change", args=[case.pk])
    return format_html('<a class="case-link" href="{}">{}</a>', url, case.shown_reference)


class OfCase(ReadOnlyAdmin):
    """Rows that belong to a case and link to it."""

    list_select_related = ["complaint"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("complaint")

    @admin.display(description=_("caso"))
    def case(self, row):
        return case_link(row.complaint)


class SideFilter(admin.SimpleListFilter):
    title = _("quem age")
    parameter_name = "party"

    def lookups(self, request, model_admin):
        return [(party.value, side(party)) for party in Party]

    def queryset(self, request, queryset):
        return queryset.filter(party=self.value()) if self.value() in Party.values else queryset


class PoisonFilter(admin.SimpleListFilter):
    title = _("falhas")
    parameter_name = "poison"

    def lookups(self, request, model_admin):
        return [("yes", _("a varredura falhou"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(failures__gt=0, state=Deadline.State.RUNNING)
        return queryset


@admin.register(Deadline)
class DeadlineAdmin(OfCase):
    """Clocks; the ones on which the sweep failed come first, and it tries them again every hour."""

    list_display = ["title", "case", "who", "state", "badge", "until", "failures", "last_error", "wake_at"]
    list_filter = [PoisonFilter, "state", SideFilter]
    search_fields = ["kind", "last_error"]
    sortable_by = []
    ordering = ["-failures", F("wake_at").asc(nulls_last=True), "due_at"]
    fields = [
        "title", "case", "who", "state", "rule", "start_on", "until", "due_at", "why", "opened_at", "closed_at",
        "paused_at", "paused_why", "held_by", "muted", "snoozed_to", "wake_at", "failures", "last_error",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rule", "complaint__user")

    @admin.display(description=_("prazo"))
    def title(self, clock):
        return clock.rule.title

    @admin.display(description=_("quem age"))
    def who(self, clock):
        return side(clock.party)

    @admin.display(description=_("falta"))
    def badge(self, clock):
        return clock_badge(clock, timezone.now())

    @admin.display(description=_("até"))
    def until(self, clock):
        return clock_days(clock.safe_on, clock.due_on, clock.is_overdue(timezone.now()))

    @admin.display(description=_("por que esta data"))
    def why(self, clock):
        return "\n".join(explain(clock))


class EventList(ChangeList):
    """One page of lines, each with its sentence; one query for the titles of all clocks."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        titles = titles_of(self.result_list)
        for event in self.result_list:
            event.sentence = staff_sentence_of(event, titles)


@admin.register(Event)
class EventAdmin(OfCase):
    """Lines of all timelines, for the auditor: who did what, when."""

    list_display = ["at", "case", "seq", "what", "who", "recorded_by"]
    list_select_related = ["complaint", "recorded_by"]
    list_filter = [SideFilter]
    search_fields = ["=kind", "recorded_by__email"]
    ordering = ["-pk"]
    sortable_by = []
    fields = ["at", "case", "seq", "what", "who", "recorded_by", "data", "previous", "hash"]

    def get_changelist(self, request, **kwargs):
        return EventList

    @admin.display(description=_("o que aconteceu"))
    def what(self, event):
        return getattr(event, "sentence", None) or staff_sentence_of(event, titles_of([event]))

    @admin.display(description=_("quem agiu"))
    def who(self, event):
        return side(event.party)


@admin.register(Evidence)
class EvidenceAdmin(OfCase):
    """Files of cases. What lies in a draft is nobody's business yet."""

    list_display = ["name", "case", "kind", "who", "size", "uploaded_at", "shown_page"]
    list_filter = ["kind", SideFilter]
    search_fields = ["name", "caption", "=sha256"]
    ordering = ["-pk"]
    sortable_by = []
    fields = [
        "name", "case", "caption", "kind", "who", "content_type", "size", "sha256", "uploaded_by", "uploaded_at",
        "shown_page",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(complaint=None)

    @admin.display(description=_("quem deu"))
    def who(self, file):
        return side(file.party)

    @admin.display(description=_("arquivo"))
    def shown_page(self, file):
        url = reverse("evidence_shown", args=[file.complaint.reference, file.token])
        return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a>', url, _("abrir"), file.name)


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    list_display = ["name", "last", "last_count", "last_error", "last_error_at"]
    sortable_by = []
    ordering = ["name"]

    @admin.display(description=_("último sucesso"))
    def last(self, run):
        return when(run.last_success, timezone.now())
