"""The rows of the staff's list of cases: the next clock, why the case stands here, and who has it open."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.admin.words import clock_days, due_badge
from complaints.choices import Reason
from complaints.instants import local_date
from complaints.models import Deadline, Looking
from complaints.panels import list_tile
from complaints.presence import OPEN
from complaints.queues import NEAR, today_of
from complaints.wording import short_date

# What a row shows, and nothing wider: stories and companies' texts stay where they are.
COLUMNS = [
    "reference", "user__email", "user__display_name", "order__item", "shop__name", "reason", "state", "closing",
    "time_zone", "agent__email", "agent__display_name", "awaits_staff", "asked_person_at", "late_at", "team_at",
    "mediation_at", "poisoned", "bounced_at", "shop_unknown", "deferred_until", "next_at", "filed_at", "closed_at",
]
# What a row tells of a clock, read with the row: {name: its path}.
OF_A_CLOCK = {
    "due_on": "due_on", "due_at": "due_at", "safe_on": "safe_on", "title_pt": "rule__title_pt",
    "title_en": "rule__title_en", "on_expiry": "rule__on_expiry",
}


def with_columns(cases, user, now):
    """Return the cases with what their rows show: the next clock, and a colleague who has each open now."""
    looks = Looking.objects.filter(complaint=OuterRef("pk"), seen_at__gt=now - OPEN).exclude(user=user)
    looks = looks.order_by("-seen_at")
    return cases.select_related("user", "order", "shop", "agent").only(*COLUMNS).annotate(
        looker_name=Subquery(looks.values("user__display_name")[:1]),
        looker_email=Subquery(looks.values("user__email")[:1]),
        clock_told=clock_column(),
    )


def clock_column(**conditions):
    """Return the next running clock of a case as one column: a dict, None for none. A column costs no query."""
    clocks = Deadline.objects.running().filter(complaint=OuterRef("pk"), **conditions).order_by("due_at", "pk")
    return Subquery(clocks.values(told=JSONObject(**OF_A_CLOCK))[:1])


def read_clock(told):
    """Return a clock as a column told it, None for none: days and instants are text in it."""
    if told is None:
        return None
    due_at = datetime.fromisoformat(told["due_at"])
    if timezone.is_naive(due_at):
        due_at = due_at.replace(tzinfo=UTC)
    return SimpleNamespace(
        due_at=due_at, due_on=date.fromisoformat(told["due_on"]), safe_on=date.fromisoformat(told["safe_on"]),
        title=told["title_en"] if (get_language() or "").startswith("en") else told["title_pt"],
        # As a clock of the database has it, for whoever asks what its end means.
        rule=SimpleNamespace(on_expiry=told["on_expiry"]),
    )


def dress(case, user, now):
    """Give a case what its row says at `now`: tile, days and name of its next clock, marks, who has it open."""
    clock = read_clock(case.clock_told)
    # As `list_tile` wants them.
    case.next_due_at = clock.due_at if clock else None
    case.next_due_on = clock.safe_on if clock else None
    today = local_date(now, case.time_zone)
    case.badge = due_badge(*list_tile(case, now))
    case.days = clock_days(clock.safe_on, clock.due_on, clock.due_at <= now, today) if clock else ""
    case.clock_title = clock.title if clock else ""
    case.marks = marks(case, now)
    # Not get_reason_display(), which translates all reasons to name one.
    case.reason_words = Reason(case.reason).label
    case.is_own = case.user_id == user.pk
    case.looker = case.looker_name or (case.looker_email or "").split("@")[0]


def marks(case, now):
    """Return (tone, words) for each reason for which the staff should look at a case now."""
    if not case.is_open:
        return [("done", case.get_closing_display() or case.get_state_display())]
    told = []
    if case.deferred_until and case.deferred_until > today_of(now):
        told.append(("quiet", _("adiado até %(day)s") % {"day": short_date(case.deferred_until)}))
    if case.asked_person_at:
        told.append(("soon", _("pediu uma pessoa")))
    elif case.awaits_staff and not case.mediation_at:
        told.append(("soon", _("espera resposta da equipe")))
    if case.late_at or (case.team_at and case.team_at <= now):
        told.append(("late", _("a equipe passou do prazo")))
    elif case.team_at and case.team_at <= now + NEAR:
        told.append(("late", _("o prazo da equipe acaba em um dia")))
    if case.bounced_at:
        told.append(("late", _("o e-mail voltou")))
    if case.poisoned:
        told.append(("late", _("a varredura falhou")))
    if case.mediation_at:
        told.append(("soon", _("espera uma decisão")))
    if case.shop_unknown:
        told.append(("soon", _("loja fora da lista")))
    return told
