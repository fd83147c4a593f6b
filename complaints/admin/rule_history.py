"""How rules and numbers of the law changed: their versions side by side, a look before saving, the way back."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints import calendar
from complaints.fields import DayField
from complaints.figures import figures_on
from complaints.holidays import Holidays
from complaints.models import Figure, Rule
from complaints.rules import brazilian_day, current_rules
from complaints.services.clocks import start_of
from complaints.services.locking import Refused
from complaints.services.rules import EDITABLE, amend_rule
from complaints.wording import long_date, short_date
from contacts.admin.care import Version, number_of, two_versions
from contacts.columns import written
from contacts.differences import changes
from contacts.fresh import signed_in_lately
from contacts.previews import Preview, Section
from contacts.reasons import reason_field, with_reason
from contacts.revisions import as_json, columns, labels_of, versions_of, words_for

AMEND = "complaints.change_rule"
# What tells versions apart and says nothing about the law.
NOT_SHOWN = {"slug", "version", "current"}
OF_FIGURE = ["value", "valid_from", "source", "source_url", "trust"]


def rule_fields(rule):
    """Return {field: value} of what a version of a rule says, as JSON keeps it."""
    return {
        field.name: as_json(field.value_from_object(rule)) for field in columns(Rule) if field.name not in NOT_SHOWN}


def rule_changes(before, after, units):
    """Return what changed between two versions of a rule; `units` are {unit: words}."""
    said = words_for(Rule)
    labels = {**labels_of(Rule), "n": _("Quantos")}

    def words(name, value):
        return str(units.get(value, value)) if name == "unit" else said(name, value)

    return changes(before, after, labels, words)


def last_noted(row):
    """Return one sentence on who checked a row last; "" when nobody noted it. One query."""
    note = versions_of(row).first()
    if note is None:
        return ""
    return _("Conferido por %(who)s em %(day)s.") % {"who": note.by or "-", "day": written(note.at)}


def end_of_example(rule, day):
    """Return the count of a clock of `rule` from `day` on; holidays of the whole country are skipped."""
    zone = settings.CASE_TIME_ZONE
    return calendar.count(start_of(rule, day, zone), rule.term(), tz=zone, holidays=Holidays.brazil(None))


def worked_example(old, new, today):
    """Return sentences that lay the old and the new version on the calendar from today on."""
    before, after = end_of_example(old, today), end_of_example(new, today)
    words = {"new": long_date(after.due_on, today), "old": long_date(before.due_on, today)}
    if before.due_on == after.due_on:
        said = [_("Por exemplo: um prazo que começa hoje acabaria em %(new)s, como já é agora.") % words]
    else:
        said = [
            _("Por exemplo: um prazo que começa hoje acabaria em %(new)s. Pela versão de agora, em %(old)s.") % words]
    if before.safe_on != after.safe_on:
        said.append(_("O dia seguro seria %(new)s em vez de %(old)s.") % {
            "new": short_date(after.safe_on, today), "old": short_date(before.safe_on, today)})
    return said


def rehearse(rule, changed, *, by, reason, valid_from):
    """Return the version that `amend_rule` would write, and write nothing. Raises `Refused` as the door does."""
    with transaction.atomic():
        fresh = amend_rule(rule, changed, by=by, reason=reason, valid_from=valid_from)
        transaction.set_rollback(True)
    return fresh


def amend_preview(rule, fresh, units):
    """Return the `Preview` of a version that is not written yet."""
    said = rule_changes({**rule_fields(rule), "valid_from": None}, {**rule_fields(fresh), "valid_from": None}, units)
    notes = [*worked_example(rule, fresh, brazilian_day()), _("Vale para prazos que começam a partir de %(day)s.") % {
        "day": long_date(fresh.valid_from)}]
    return Preview([Section("", said)] if said else [], [], notes)


class RestoreRuleForm(forms.Form):
    valid_from = DayField(
        label=gettext_lazy("Vale desde"),
        help_text=gettext_lazy("Hoje, ou o dia em que a mudança começa. Prazos que já correm ficam como estão."),
    )
    reason = reason_field()


class VersionPages:
    """Mixin of the ModelAdmin of dated rows: their history looks like that of the directory."""

    def row_to_read(self, request, pk):
        """Return the row of an address. 404 for none, 403 for who may not see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = unquote(str(pk))
        row = self.model.objects.filter(pk=int(text)).first() if text.isascii() and text.isdigit() else None
        if row is None:
            raise Http404
        return row

    def shown(self, request, template, row, context, status=200):
        context = {
            **self.admin_site.each_context(request), "subtitle": None, "opts": self.opts, "row": row,
            "form_list": (reverse(f"admin:complaints_{self.opts.model_name}_changelist"),
                          capfirst(self.opts.verbose_name_plural)),
            "form_page": reverse(f"admin:complaints_{self.opts.model_name}_change", args=[row.pk]),
            "form_name": self.page_name(row), **context,
        }
        return TemplateResponse(request, template, context, status=status)

    def history_page(self, request, row, rows, differences, version):
        """Show rows, the newest first, as versions; `rows` are {number: row}."""
        numbers = sorted(rows, reverse=True)
        versions = []
        for position, number in enumerate(numbers):
            older = rows[numbers[position + 1]] if position + 1 < len(numbers) else None
            versions.append(version(number, rows[number], differences(older, rows[number]) if older else []))
        compared, problem = two_versions(request, lambda _numbers: rows, differences)
        context = {
            "title": _("Histórico: %(name)s") % {"name": self.title_of(row)}, "versions": versions,
            "compared": compared, "problem": problem, "comparable": True, "older": None, "lead": last_noted(row),
            "a": number_of(request.GET.get("a", "")), "b": number_of(request.GET.get("b", "")),
        }
        return self.shown(request, "admin/contacts/revisions.html", row, context, 422 if problem else 200)


class RuleHistory(VersionPages):
    """Mixin of the ModelAdmin of rules: all versions of one, and the way back to an older one."""

    units = {}

    def get_urls(self):
        page = require_http_methods(["GET", "POST"])(self.restore_page)
        restore = path("<int:pk>/restore/", self.admin_site.admin_view(page), name="complaints_rule_restore")
        return [restore, *super().get_urls()]

    def title_of(self, rule):
        return rule.title

    def history_view(self, request, object_id, extra_context=None):
        """Show every version of a rule with who, when, why and from where."""
        rule = self.row_to_read(request, object_id)
        rows = {row.version: row for row in Rule.objects.filter(slug=rule.slug).select_related("changed_by")}
        standing = current_rules(slug=rule.slug).get(rule.slug)

        def differences(old, new):
            return rule_changes(rule_fields(old), rule_fields(new), self.units)

        def version(number, row, changed):
            if row == standing:
                how, tone = _("em vigor"), "done"
            elif row.valid_from > brazilian_day():
                how, tone = _("espera o dia"), "soon"
            else:
                how, tone = _("já não vale"), "quiet"
            may_restore = request.user.has_perm(AMEND) and standing and tone == "quiet"
            return Version(
                number, how, tone, self.when_words(row), str(row.changed_by or ""), row.change_reason, changed,
                restore_url=reverse("admin:complaints_rule_restore", args=[row.pk]) if may_restore else "",
                source=row.source,
            )

        return self.history_page(request, rule, rows, differences, version)

    def when_words(self, row):
        since = _("vale desde %(day)s") % {"day": long_date(row.valid_from)}
        return f"{written(row.changed_at)} · {since}" if row.changed_at else since

    @signed_in_lately
    def restore_page(self, request, pk):
        """Write what an older version says as a new one, through the same door as every change."""
        old = self.row_to_read(request, pk)
        if not request.user.has_perm(AMEND):
            raise PermissionDenied
        standing = current_rules(slug=old.slug).get(old.slug)
        if standing is None:
            raise Http404
        form = RestoreRuleForm(request.POST or None, initial={"valid_from": brazilian_day()})
        content = {name: getattr(old, name) for name in EDITABLE}
        if request.method == "POST" and form.is_valid():
            try:
                fresh = amend_rule(
                    standing, content, by=request.user, reason=form.cleaned_data["reason"],
                    valid_from=form.cleaned_data["valid_from"])
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                said = _("Versão %(new)d, com o conteúdo da %(old)d.") % {"new": fresh.version, "old": old.version}
                self.log_change(request, fresh, with_reason(fresh.change_reason, said))
                messages.success(request, f"{said} {long_words(fresh)}")
                return redirect("admin:complaints_rule_history", fresh.pk)
        after = {**rule_fields(standing), **{name: as_json(value) for name, value in content.items()}}
        back = reverse("admin:complaints_rule_history", args=[old.pk])
        context = {
            "title": _("Voltar à versão %(number)d") % {"number": old.version}, "name": old.title, "form": form,
            "revision": {"number": old.version}, "at": self.when_words(old), "back": back,
            "changes": rule_changes(rule_fields(standing), after, self.units),
            "notes": worked_example(standing, old, brazilian_day()),
            "explains": _(
                "Nada se apaga: o conteúdo antigo vira uma versão nova. Prazos que já correm ficam como estão."),
        }
        return self.shown(
            request, "admin/contacts/restore.html", old, context, 422 if request.method == "POST" else 200)


def long_words(rule):
    """Return from when on a version counts."""
    return _("Vale para prazos novos a partir de %(day)s.") % {"day": long_date(rule.valid_from)}


# -- Numbers of the law -------------------------------------------------------------------


def amount(value):
    """Return "1.621,00": the figures have no currency of their own."""
    return number_format(value, 2, force_grouping=True)


def figure_changes(old, new):
    """Return what changed from one figure (or None) to the next of its kind."""
    said = words_for(Figure)

    def words(name, value):
        return amount(value) if name == "value" and value is not None else said(name, value)

    labels = {name: label for name, label in labels_of(Figure).items() if name in OF_FIGURE}
    return changes(figure_fields(old), figure_fields(new), labels, words)


def figure_fields(figure):
    if figure is None:
        return {}
    fields = {field.name: field.value_from_object(figure) for field in columns(Figure) if field.name in OF_FIGURE}
    return {name: value if name == "value" else as_json(value) for name, value in fields.items()}


class FigureHistory(VersionPages):
    """Mixin of the ModelAdmin of figures: the rows of one number, and a look before one is added."""

    def title_of(self, figure):
        place = figure.get_state_display() or _("Brasil")
        return f"{figure.get_kind_display()}, {place}"

    def page_name(self, figure):
        return self.title_of(figure)

    def history_view(self, request, object_id, extra_context=None):
        """Show every value of one number in its place, the newest first. Nothing is ever taken back here."""
        figure = self.row_to_read(request, object_id)
        same = Figure.objects.filter(kind=figure.kind, state=figure.state).select_related("written_by")
        rows = dict(enumerate(same.order_by("valid_from", "pk"), start=1))
        standing = figures_on(brazilian_day(), figure.state, kinds=[figure.kind]).get(figure.kind)

        def version(number, row, changed):
            how, tone = (_("em vigor"), "done") if row == standing else (_("já não vale"), "quiet")
            if row.valid_from > brazilian_day():
                how, tone = _("espera o dia"), "soon"
            since = _("vale desde %(day)s") % {"day": long_date(row.valid_from)}
            return Version(
                number, how, tone, f"{amount(row.value)} · {since}", str(row.written_by or ""), row.reason, changed,
                source=row.source)

        return self.history_page(request, figure, rows, figure_changes, version)

    def preview(self, request, form, formsets):
        figure = form.instance
        standing = figures_on(figure.valid_from, figure.state, kinds=[figure.kind]).get(figure.kind)
        notes = [_("Conta a partir de %(day)s, para casos e encomendas desse dia em diante.") % {
            "day": long_date(figure.valid_from)}]
        if standing is None:
            notes.append(_("Nenhum valor contava nesse dia: este é o primeiro."))
        elif standing.state != figure.state:
            notes.append(_("Nesse dia contava o número do Brasil todo: este vale só para o estado."))
        return Preview([Section(self.title_of(figure), figure_changes(standing, figure))], [], notes)

