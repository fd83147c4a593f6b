"""The rules and the numbers of the law among what must be checked now and then."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.figures import counting_on
from complaints.models import Figure, Rule
from complaints.rules import brazilian_day, current_rules
from contacts.care import Entry, Source, care_source, last_editor
from contacts.models import Revision
from contacts.revisions import label_of, note_looked


class DatedSource(Source):
    """Facts without a day of their own: the day they were written counts, or the one somebody noted."""

    model = None

    def looked(self):
        """Return {id: instant of the last note}. One query."""
        notes = Revision.objects.filter(model=self.label).order_by().values_list("object_id")
        return dict(notes.annotate(Max("at")))

    def find(self, pk):
        return self.model.objects.filter(pk=pk).first()

    def check(self, row, by, now):
        return note_looked(row, by, now)

    def stale(self, until):
        looked = self.looked()
        found = []
        for row in self.rows():
            noted = looked.get(row.pk)
            day = max(self.written_on(row), day_of(noted)) if noted else self.written_on(row)
            if day <= until:
                found.append(self.entry(row, day))
        return found


def day_of(moment):
    return timezone.localdate(moment, ZoneInfo(settings.CASE_TIME_ZONE))


@care_source
class RuleSource(DatedSource):
    model, label, words = Rule, label_of(Rule), _("regra")
    permission, view = "complaints.change_rule", "complaints.view_rule"

    def rows(self):
        rules = current_rules()
        pks = [rule.pk for rule in rules.values()]
        return Rule.objects.filter(pk__in=pks).select_related("changed_by").annotate(**last_editor(self.label))

    def written_on(self, rule):
        return max(day_of(rule.changed_at), rule.valid_from) if rule.changed_at else rule.valid_from

    def entry(self, rule, day):
        return Entry(
            label=self.label, pk=rule.pk, kind=str(self.words), name=rule.title, shop="", trust=rule.trust,
            trust_words=rule.get_trust_display(), checked_on=day,
            who=rule.who_name or rule.who_mail or str(rule.changed_by or ""),
            urls=(rule.source_url,) if rule.source_url else (),
            page=reverse("admin:complaints_rule_change", args=[rule.pk]),
            history=reverse("admin:complaints_rule_history", args=[rule.pk]),
        )


@care_source
class FigureSource(DatedSource):
    model, label, words = Figure, label_of(Figure), _("número da lei")
    permission, view = "complaints.add_figure", "complaints.view_figure"

    def rows(self):
        rows = Figure.objects.filter(pk__in=counting_on(brazilian_day()))
        return rows.select_related("written_by").annotate(**last_editor(self.label))

    def written_on(self, figure):
        return day_of(figure.written_at)

    def entry(self, figure, day):
        place = f" ({figure.get_state_display()})" if figure.state else ""
        return Entry(
            label=self.label, pk=figure.pk, kind=str(self.words), name=figure.get_kind_display() + place, shop="",
            trust=figure.trust, trust_words=figure.get_trust_display(), checked_on=day,
            who=figure.who_name or figure.who_mail or str(figure.written_by or ""),
            urls=(figure.source_url,) if figure.source_url else (),
            page=reverse("admin:complaints_figure_change", args=[figure.pk]),
            history=reverse("admin:complaints_figure_history", args=[figure.pk]),
        )
