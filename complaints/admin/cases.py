"""The staff's list of cases, the next clock first, and a case whole."""

from functools import cached_property

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from complaints.admin.doors import CHANGE, DoorPages, doors_of
from complaints.admin.records import ReadOnlyAdmin
from complaints.admin.words import clock_dates, clock_days, due_badge, side
from complaints.conversation import conversation_of
from complaints.models import Complaint, Deadline, Rule
from complaints.panels import CasePanels, clock_card, list_tile
from complaints.reference import normalise


class NeedFilter(admin.SimpleListFilter):
    """Cases where staff must act come by themselves; a search looks through all cases."""

    title = _("situação")
    parameter_name = "show"
    NEED = "need"

    def __init__(self, request, *args, **kwargs):
        self.is_search = bool(request.GET.get(SEARCH_VAR, "").strip())
        super().__init__(request, *args, **kwargs)

    def lookups(self, request, model_admin):
        return [
            (self.NEED, _("precisa de uma pessoa")), ("open", _("abertos")), ("closed", _("encerrados")),
            ("all", _("todos")),
        ]

    @property
    def chosen(self):
        return self.value() or ("all" if self.is_search else self.NEED)

    def choices(self, changelist):
        for lookup, title in self.lookup_choices:
            yield {
                "selected": self.chosen == lookup, "display": title,
                "query_string": changelist.get_query_string({self.parameter_name: lookup}),
            }

    def queryset(self, request, queryset):
        if self.chosen == self.NEED:
            return queryset.needing_a_person(timezone.now())
        if self.chosen in Complaint.State.values:
            return queryset.filter(state=self.chosen)
        return queryset


class CaseChangeList(ChangeList):
    """One page of cases, each with the tile and the rule of its next clock; one query for all rules."""

    def get_results(self, request):
        super().get_results(request)
        now = timezone.now()
        self.result_list = list(self.result_list)
        rules = Rule.objects.in_bulk({case.next_rule for case in self.result_list if case.next_rule})
        for case in self.result_list:
            case.rule = rules.get(case.next_rule)
            case.tile = list_tile(case, now)
            case.read_at = now


class StaffPanels(CasePanels):
    """A case as staff read it: every clock with who acts, its dates and the doors that are open for it."""

    @property
    def rows(self):
        cards = [clock_card(clock, self.now) for clock in self.clocks]
        cards.sort(key=lambda card: (not card.is_live, card.clock.state == Deadline.State.CANCELLED,
                                     card.clock.safe_on, card.clock.pk))
        for card in cards:
            card.acting = side(card.clock.party)
            card.dates = clock_dates(card.clock, card.clock.is_overdue(self.now))
            card.doors = doors_of(card.clock, self.now)
        return cards

    @cached_property
    def conversation(self):
        return conversation_of(self.complaint, self.viewer, now=self.now, everything=True)

    @property
    def poison(self):
        """Clocks that the sweep could not handle."""
        return [clock for clock in self.clocks if clock.failures and clock.state == Deadline.State.RUNNING]


@admin.register(Complaint)
class ComplaintAdmin(DoorPages, ReadOnlyAdmin):
    list_display = [
        "shown", "consumer", "item", "shop", "reason_words", "next_clock", "due", "agent_words", "public_page",
    ]
    list_filter = [NeedFilter]
    list_select_related = ["order__marketplace", "user", "agent"]
    search_fields = ["order__number", "order__item", "user__email"]
    search_help_text = _("Caso (com ou sem hífen), número do pedido, e-mail ou o que foi comprado.")
    list_per_page = 50
    sortable_by = []
    fields = ["reference"]

    def get_ordering(self, request):
        # Who asked for a person comes first. Then by the day that is shown, the safe one; a case without a
        # running clock can wait.
        names = ("asked_person_at", "next_due_on", "next_due_at")
        return [*[F(name).asc(nulls_last=True) for name in names], "-filed_at"]

    def get_queryset(self, request):
        cases = Complaint.objects.with_next_clock().select_related("order__marketplace", "user", "agent")
        clocks = Deadline.objects.filter(complaint=OuterRef("pk"), state=Deadline.State.RUNNING).order_by("due_at")
        # Of the same clock as the next safe day.
        cases = cases.annotate(next_last_on=Subquery(clocks.values("due_on")[:1]))
        return cases.order_by(*self.get_ordering(request))

    def get_changelist(self, request, **kwargs):
        return CaseChangeList

    def get_search_results(self, request, queryset, search_term):
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        reference = normalise(search_term)
        if reference:
            found |= queryset.filter(reference=reference)
        return found, may_have_duplicates

    @admin.display(description=_("caso"))
    def shown(self, case):
        return case.shown_reference

    @admin.display(description=_("consumidor"))
    def consumer(self, case):
        return str(case.user)

    @admin.display(description=_("o que comprou"))
    def item(self, case):
        return case.order.item

    @admin.display(description=_("loja"))
    def shop(self, case):
        return case.order.marketplace.name

    @admin.display(description=_("o que aconteceu"))
    def reason_words(self, case):
        return case.get_reason_display()

    @admin.display(description=_("próximo prazo"))
    def next_clock(self, case):
        return case.rule.title if case.rule else _("nenhum prazo correndo")

    @admin.display(description=_("até"))
    def due(self, case):
        badge = due_badge(*case.tile)
        if not case.next_due_on:
            return badge
        days = clock_days(case.next_due_on, case.next_last_on, case.next_due_at <= case.read_at)
        return format_html("{} {}", badge, days)

    @admin.display(description=_("quem cuida"))
    def agent_words(self, case):
        return str(case.agent or _("ninguém"))

    @admin.display(description=_("página"))
    def public_page(self, case):
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            case.get_absolute_url(), _("ver"), case.shown_reference,
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        now = timezone.now()
        context |= {
            "case": obj, "order": obj.order, "panels": StaffPanels(obj, request.user, now), "now": now,
            "may_change": request.user.has_perm(CHANGE), "title": _("Caso %(ref)s") % {"ref": obj.shown_reference},
            "subtitle": None,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)
