"""Numbers of the law and rules: every change is a newer row with a source, a reason and a first day."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints.admin.records import ReadOnlyAdmin
from complaints.admin.rule_history import AMEND, FigureHistory, RuleHistory, amend_preview, rehearse
from complaints.admin.words import side
from complaints.calendar import Unit
from complaints.fields import DayField
from complaints.figures import counting_on
from complaints.models import Figure, Rule
from complaints.rules import brazilian_day
from complaints.services.locking import Refused
from complaints.services.rules import EDITABLE, amend_rule, waiting_versions, waiting_words
from complaints.wording import UNITS, long_date
from contacts.columns import calm
from contacts.previews import PREVIEW, PreviewFirst
from contacts.reasons import reason_field, with_reason

OVERRIDES = {
    models.URLField: {"assume_scheme": "https"},
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
}
UNIT_WORDS = {
    Unit.HOURS: gettext_lazy("horas"), Unit.CALENDAR_DAYS: gettext_lazy("dias corridos"),
    Unit.BUSINESS_DAYS: gettext_lazy("dias úteis"), Unit.MONTHS: gettext_lazy("meses"),
    Unit.YEARS: gettext_lazy("anos"),
}
# Longer texts are written in a box of several lines.
ONE_LINE = 100


def field_of(column, **options):
    """Return the form field of a column of these tables: long texts in a box, addresses as https."""
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    elif isinstance(column, models.CharField) and not column.choices and column.max_length > ONE_LINE:
        options["widget"] = forms.Textarea(attrs={"rows": 2, "maxlength": column.max_length})
    return column.formfield(**options)


# -- Numbers of the law -------------------------------------------------------------------


class FigureForm(forms.ModelForm):
    reason = reason_field()

    class Meta:
        model = Figure
        fields = ["kind", "state", "value", "valid_from", "source", "source_url", "trust", "reason"]
        field_classes = {"valid_from": DayField}
        formfield_callback = field_of
        # As staff write it: 1700,00.
        localized_fields = ["value"]
        help_texts = {
            "state": gettext_lazy("Vazio: vale para todo o Brasil onde o estado não tem um número próprio."),
            "valid_from": gettext_lazy(
                "Errou um número? Escreva outro do mesmo dia: conta o mais novo, e o antigo fica guardado."),
        }

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value < 0:
            raise forms.ValidationError(_("O valor não pode ser negativo."))
        return value


class FigureList(ChangeList):
    """One page of figures, each saying whether it counts today; one query for all of them."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        today = brazilian_day()
        counting = counting_on(today)
        for figure in self.result_list:
            figure.counts_today, figure.is_coming = figure.pk in counting, figure.valid_from > today


@admin.register(Figure)
class FigureAdmin(PreviewFirst, FigureHistory, ReadOnlyAdmin):
    """Numbers are added, never changed: what was shown to somebody before stays on record."""

    form = FigureForm
    formfield_overrides = OVERRIDES
    list_display = ["kind", "place", "value", "counts", "valid_from", "trust", "source_link", "reason", "written_by"]
    list_filter = ["kind", "trust"]
    list_select_related = ["written_by"]
    search_fields = ["source", "reason"]
    sortable_by = []

    def get_changelist(self, request, **kwargs):
        return FigureList

    def get_fields(self, request, obj=None):
        fields = list(FigureForm.Meta.fields)
        return fields if obj is None else [*super().get_fields(request, obj), "written_by", calm(Figure, "written_at")]

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("written_by", "written_at")

    @admin.display(description=gettext_lazy("onde"))
    def place(self, figure):
        return figure.get_state_display() or _("Brasil")

    @admin.display(description=gettext_lazy("hoje"))
    def counts(self, figure):
        if figure.counts_today:
            return format_html('<span class="tag tag--done nobreak">{}</span>', _("em vigor"))
        return _("ainda não") if figure.is_coming else "-"

    @admin.display(description=gettext_lazy("fonte"))
    def source_link(self, figure):
        return source_link(figure)

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def save_model(self, request, obj, form, change):
        obj.written_by = request.user
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        return with_reason(form.cleaned_data["reason"], message)


def source_link(row):
    """Return the source of a figure or a rule, as a link where it has an address."""
    if not row.source_url:
        return row.source
    return format_html('<a href="{}" rel="noreferrer">{}</a>', row.source_url, row.source)


# -- Rules --------------------------------------------------------------------------------


class AmendForm(forms.ModelForm):
    """A version of a rule, to write the next one from. Saved by the door only."""

    reason = reason_field()
    valid_from = DayField(
        label=gettext_lazy("Vale desde"),
        help_text=gettext_lazy("Hoje, ou o dia em que a mudança começa. Prazos que já correm ficam como estão."),
    )

    class Meta:
        model = Rule
        fields = EDITABLE
        formfield_callback = field_of
        labels = {"n": gettext_lazy("Quantos")}
        help_texts = {
            "safe_margin_days": gettext_lazy("Quantos dias antes do fim avisamos como dia seguro."),
            "cap_days": gettext_lazy("Nunca passa de tantos dias depois do dia de que a regra conta o teto."),
            "trust": gettext_lazy("Quanto se pode confiar na fonte; quem lê o prazo vê esta palavra."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.value, words) for unit, words in UNIT_WORDS.items()]

    def _get_validation_exclusions(self):
        # The number of the version is not this form's to give.
        return super()._get_validation_exclusions() | {"slug", "version", "current"}

    def changes(self):
        return {name: self.cleaned_data[name] for name in EDITABLE}


@admin.register(Rule)
class RuleAdmin(RuleHistory, ReadOnlyAdmin):
    """Rules come from the data file or from a supervisor; a changed one is a new version."""

    formfield_overrides = OVERRIDES
    change_form_template = "admin/complaints/rule/change_form.html"
    units = UNIT_WORDS
    list_display = [
        "title_words", "version", "current", "actor_words", "term_words", "source", "trust", "valid_from",
        "changed_by",
    ]
    list_filter = ["current", "trust", "kind", ("changed_by", admin.EmptyFieldListFilter)]
    list_select_related = ["changed_by"]
    search_fields = ["slug", "title_pt", "title_en"]
    ordering = ["slug", "-version"]
    sortable_by = []
    readonly_fields = ["changed_by", "changed_at", "change_reason"]

    @admin.display(description=gettext_lazy("regra"))
    def title_words(self, rule):
        return rule.title

    @admin.display(description=gettext_lazy("quem age"))
    def actor_words(self, rule):
        return side(rule.actor)

    @admin.display(description=gettext_lazy("quanto"))
    def term_words(self, rule):
        return UNITS[rule.unit](rule.n)

    @admin.display(description=gettext_lazy("fonte"))
    def source(self, rule):
        return source_link(rule)

    def get_urls(self):
        page = require_http_methods(["GET", "POST"])(self.amend_page)
        amend = path("<int:pk>/amend/", self.admin_site.admin_view(page), name="complaints_rule_amend")
        return [amend, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "may_amend": request.user.has_perm(AMEND),
            "waiting": [waiting_words(rule) for rule in waiting_versions(obj.slug)],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def amend_page(self, request, pk):
        """Write a new version of a rule. 403 for who only reads."""
        if not (self.has_view_permission(request) and request.user.has_perm(AMEND)):
            raise PermissionDenied
        rule = Rule.objects.filter(pk=pk).first()
        if rule is None:
            raise Http404
        form = AmendForm(
            request.POST or None, instance=Rule.objects.get(pk=pk), initial={"valid_from": brazilian_day()})
        preview = None
        if request.method == "POST" and form.is_valid():
            door = rehearse if PREVIEW in request.POST else amend_rule
            try:
                fresh = door(
                    rule, form.changes(), by=request.user, reason=form.cleaned_data["reason"],
                    valid_from=form.cleaned_data["valid_from"],
                )
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                if door is amend_rule:
                    return self.amended(request, rule, fresh)
                preview = amend_preview(rule, fresh, UNIT_WORDS)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "rule": rule, "form": form,
            "title": _("Mudar a regra “%(title)s”") % {"title": rule.title}, "subtitle": None,
            "waiting": [waiting_words(version) for version in waiting_versions(rule.slug)],
            "back": reverse("admin:complaints_rule_change", args=[rule.pk]), "preview": preview,
        }
        status = 422 if request.method == "POST" and preview is None else 200
        return TemplateResponse(request, "admin/complaints/rule/amend.html", context, status=status)

    def amended(self, request, rule, fresh):
        """Log a version just written, and lead to it."""
        versions = _("Versão %(new)d, feita da %(old)d.") % {"new": fresh.version, "old": rule.version}
        self.log_change(request, fresh, with_reason(fresh.change_reason, versions))
        messages.success(request, amended_words(fresh))
        return redirect("admin:complaints_rule_change", fresh.pk)


def amended_words(rule):
    """Return what the supervisor reads after writing a version."""
    words = {"version": rule.version, "day": long_date(rule.valid_from)}
    if rule.current:
        return _("A versão %(version)d vale desde já para prazos novos. Os que já correm ficam como estão.") % words
    return _("A versão %(version)d vale para prazos novos a partir de %(day)s.") % words
