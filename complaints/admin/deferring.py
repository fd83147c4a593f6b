"""Put a case off until a day: which of its clocks end before that day is said before anything is saved."""

from datetime import timedelta
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.words import side
from complaints.fields import DayField
from complaints.models import Rule
from complaints.services.claiming import MOST_DAYS
from complaints.standing import OURS
from complaints.wording import long_date, short_date

THURSDAY = 3
# Of more, the later ones say nothing new.
MOST_ENDS = 8


class End(NamedTuple):
    """A clock that ends while a case may be put off: its last day, whose it is, and whether it is the team's own."""

    day: object
    title: str
    who: str
    is_ours: bool


def ends_of(case, now):
    """Return the `End`s of the running clocks of a case within the days it can be put off for, the first one first."""
    last = case.local_day(now) + timedelta(days=MOST_DAYS)
    clocks = case.deadlines.running().filter(due_at__gt=now, due_on__lt=last).select_related("rule").exclude(
        rule__kind__in=[Rule.Kind.EARLIEST, Rule.Kind.RETENTION])
    return [End(clock.due_on, clock.rule.title, str(side(clock.party)), clock.party in OURS)
            for clock in clocks.order_by("due_on", "pk")]


def is_late(case, now):
    """Whether the team is late in a case: then no day takes it off the queues."""
    return case.late_at is not None or (case.team_at is not None and case.team_at <= now)


class DeferForm(forms.Form):
    """One of the days people mean, or another one; a day beyond the team's own clock has to be chosen twice."""

    OTHER = "other"
    until = forms.ChoiceField(
        label=gettext_lazy("Mostrar de novo"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Escolha um dia.")},
    )
    day = DayField(label=gettext_lazy("Outro dia"), required=False)

    def __init__(self, *args, today, ends=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.ends, self.again = today, ends, ""
        days = [(day.isoformat(), self.words_of(day, words)) for day, words in near_days(today)]
        self.fields["until"].choices = [*days, (self.OTHER, _("em outro dia"))]
        self.fields["day"].widget.attrs |= {
            "min": (today + timedelta(days=1)).isoformat(), "max": (today + timedelta(days=MOST_DAYS)).isoformat(),
        }

    def first_before(self, day):
        """Return the `End` that comes first before a day, the team's own before others; None where none does."""
        before = sorted((end for end in self.ends if end.day < day), key=lambda end: (not end.is_ours, end.day))
        return next(iter(before), None)

    def words_of(self, day, words):
        """Return a day on offer, with what ends before it."""
        end = self.first_before(day)
        if end is None:
            return words
        return _("%(day)s (antes acaba: %(title)s, %(last)s)") % {
            "day": words, "title": end.title, "last": short_date(end.day, self.today)}

    def clean(self):
        until, day = self.cleaned_data.get("until"), self.cleaned_data.get("day")
        if until == self.OTHER and day is None and "day" not in self.errors:
            self.add_error("day", _("Escolha o dia."))
        elif until and until != self.OTHER:
            day = DayField().clean(until)
        self.must_know(day if until else None)
        return {"until": day}

    def must_know(self, day):
        """Ask again where the team's own clock ends before the day: the case will be back earlier."""
        end = day and self.first_before(day)
        if not end or not end.is_ours or day > self.today + timedelta(days=MOST_DAYS):
            return
        if self.data.get("confirm") != day.isoformat():
            self.again = day.isoformat()
            raise forms.ValidationError(_(
                "“%(title)s” é da equipe e acaba em %(last)s, antes desse dia. O caso volta às filas quando faltar um "
                "dia, mesmo adiado. Se é isso que você quer, aperte o botão mais uma vez.") % {
                    "title": end.title, "last": long_date(end.day, self.today)})


def near_days(today):
    """Return (day, words) of the days that come to mind, each once: tomorrow, Thursday, in a week."""
    tomorrow, week = today + timedelta(days=1), today + timedelta(days=7)
    thursday = today + timedelta(days=(THURSDAY - today.weekday()) % 7)
    days = {tomorrow: _("amanhã, %(day)s"), week: _("daqui a uma semana, %(day)s")}
    days.setdefault(thursday, "%(day)s")
    return [(day, days[day] % {"day": long_date(day, today)}) for day in sorted(days) if day > today]
