"""Change a rule: a new version from a day on, with source and reason. Running clocks keep the one they have."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.calendar import Unit
from complaints.models import Rule
from complaints.rules import brazilian_day, in_force, written_until
from complaints.services.locking import Refused
from complaints.wording import long_date

COUNT = [
    "n", "unit", "exclude_start_day", "include_last_day", "roll_if_holiday", "safe_margin_days", "cap_days",
]
WORDS = [
    f"{name}_{language}"
    for name in ("title", "action", "silence", "after", "start", "varies", "doubt", "source")
    for language in ("pt", "en")
]
# Who acts, what starts the clock and what its end does are woven into the program: no form changes them.
EDITABLE = [*COUNT, *WORDS, "source_url", "trust"]
# Ten years: longer is a slip of the pen, and would run off the calendar.
MOST = {
    Unit.CALENDAR_DAYS: 3650, Unit.BUSINESS_DAYS: 2500, Unit.MONTHS: 120, Unit.YEARS: 10, Unit.HOURS: 8760,
}


@transaction.atomic
def amend_rule(rule, changes, *, by, reason, valid_from, now=None):
    """Write a new version of `rule` that counts from `valid_from` (a date, today or later); return it.

    `changes` are {field: value} of `EDITABLE` and of nothing else. Of today it is in force at once; of a later
    day it waits, and `complaints.rules.current_rules` counts with it from that day's first minute. Raises
    `Refused` for a version that is neither in force nor waiting for its day, for a day that has passed, without a
    reason, without any change, and for values that no rule can have.
    """
    now = now or timezone.now()
    today = brazilian_day(now)
    if set(changes) - set(EDITABLE):
        raise ValueError("only the fields named in EDITABLE change here")
    if not reason.strip():
        raise Refused(_("Escreva o motivo da mudança."))
    if valid_from < today:
        raise Refused(_("A mudança vale de hoje em diante. Os prazos que já começaram ficam como estão."))
    versions = list(Rule.objects.select_for_update().filter(slug=rule.slug).order_by("version"))
    newest = versions[-1]
    current = in_force(begun(versions, today))[rule.slug]
    base = next(row for row in versions if row.pk == rule.pk)
    waits = base.changed_at and base.valid_from > today
    if base != current and not waits:
        raise Refused(_("Esta regra já mudou. Abra a versão nova e mude a partir dela."))
    if newest == current and all(getattr(base, name) == value for name, value in changes.items()):
        raise Refused(_("Nada mudou na regra."))
    fresh = Rule.objects.get(pk=base.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.pk, fresh.version, fresh.valid_from = None, newest.version + 1, valid_from
    fresh._state.adding = True
    fresh.changed_by, fresh.changed_at, fresh.change_reason = by, now, reason.strip()
    fresh.current = valid_from == today
    refuse_impossible(fresh)
    if fresh.current:
        Rule.objects.filter(slug=rule.slug, current=True).update(current=False)
    fresh.save(force_insert=True)
    return fresh


def begun(rows, today):
    """Return the versions that may be in force: the current one, and those of staff whose day has come."""
    return [row for row in rows if row.current or (row.changed_at and row.valid_from <= today)]


def refuse_impossible(rule):
    """Raise `Refused` for values that no rule can have."""
    try:
        rule.clean_fields()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    most = MOST[Unit(rule.unit)]
    if not 1 <= rule.n <= most:
        raise Refused(_("Confira o número: nesta unidade vai de 1 a %(most)d.") % {"most": most})
    if rule.cap_days and not rule.cap_event:
        raise Refused(_("Esta regra não tem um dia de que contar o teto: deixe o teto vazio."))


def waiting_versions(slug, today=None):
    """Return the versions of a rule that staff wrote for a later day, the next one first."""
    today = today or brazilian_day()
    rows = Rule.objects.filter(slug=slug, changed_at__isnull=False, valid_from__gt=today)
    return rows.order_by("valid_from", "version")


def waiting_words(rule):
    """Return one sentence about a version that waits for its day."""
    return _("A versão %(version)d já está marcada para %(day)s.") % {
        "version": rule.version, "day": long_date(rule.valid_from)}


@transaction.atomic
def bring_into_force(now=None):
    """Mark as current the versions that staff wrote for a day that has come; return how many.

    Nothing waits for it: `complaints.rules.current_rules` asks the same question on its own.
    """
    today = brazilian_day(now)
    due = Rule.objects.filter(written_until(today), current=False).values("slug")
    rows = list(Rule.objects.select_for_update().filter(slug__in=list({row["slug"] for row in due})))
    standing = in_force(begun(rows, today))
    fresh = [rule for rule in standing.values() if not rule.current]
    Rule.objects.filter(slug__in=[rule.slug for rule in fresh], current=True).update(current=False)
    return Rule.objects.filter(pk__in=[rule.pk for rule in fresh]).update(current=True)
