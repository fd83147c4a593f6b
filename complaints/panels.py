"""What the case page shows, read with a constant number of queries and right at the instant `now`."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import calendar
from complaints.access import party_of
from complaints.choices import Party
from complaints.instants import local_date
from complaints.models import Deadline
from complaints.proofs import HELPFUL
from complaints.sentences import sentence_of, titles_of
from complaints.wording import explain, long_date, short_date, until, when, who

FOLD_AFTER = 12
SOON_DAYS = 3
State = Deadline.State


@dataclass
class ClockCard:
    """A clock as a card: tile, words and the answer to "why this date?"."""

    clock: Deadline
    tone: str
    figure: str
    unit: str
    who: str
    line: str
    percent: int
    is_live: bool
    is_mine: bool

    @property
    def rule(self):
        return self.clock.rule

    @property
    def why(self):
        return explain(self.clock)


def clock_card(clock, now):
    """Return the card of a clock at `now`, whether or not the sweep has written its end yet."""
    zone = clock.complaint.time_zone
    today = local_date(now, zone)
    over = clock.is_overdue(now)
    is_live = clock.state == State.RUNNING and not over
    tone, figure, unit = tile(clock, over, today)
    percent = round(100 * calendar.time_gone(clock.start_on, clock.safe_on, today))
    return ClockCard(
        clock=clock, tone=tone, figure=figure, unit=unit, who=who(clock.party), line=line_of(clock, over, today),
        percent=percent, is_live=is_live, is_mine=clock.party == Party.BUYER,
    )


def tile(clock, over, today):
    """Return (tone, figure, unit) of the days-left tile."""
    if clock.state == State.MET:
        return "done", "✓", _("feito")
    if clock.state == State.CANCELLED:
        return "off", "–", _("não conta mais")
    if clock.state == State.PAUSED:
        return "off", "II", _("parado")
    if over:
        gone = max((today - clock.due_on).days, 1)
        return "over", str(gone), ngettext("dia atrás", "dias atrás", gone)
    return days_tile(calendar.days_left(clock.safe_on, today))


def days_tile(left):
    """Return the tile of a clock with `left` days to its safe day."""
    if left <= 0:
        # The safe day has come, or is behind while the last day is not.
        return "late", _("hoje"), _("até 23h59")
    tone = "soon" if left <= SOON_DAYS else "calm"
    return tone, str(left), ngettext("dia", "dias", left)


def list_tile(case, now):
    """Return the tile of a case in a list, from the annotations of `with_next_clock`."""
    if not case.is_open:
        return "done", "✓", _("acabou")
    if not case.next_due_on:
        return "off", "–", _("sem prazo")
    if case.next_due_at <= now:
        gone = max((local_date(now, case.time_zone) - local_date(case.next_due_at, case.time_zone)).days, 1)
        return "over", str(gone), ngettext("dia atrás", "dias atrás", gone)
    return days_tile(calendar.days_left(case.next_due_on, local_date(now, case.time_zone)))


def line_of(clock, over, today):
    """Return the line below the title: who must act and until when."""
    if clock.state == State.MET:
        return _("Feito a tempo.") if not clock.closed_at or clock.closed_at <= clock.due_at else _("Feito.")
    if clock.state == State.CANCELLED:
        return _("Este prazo não vale mais.")
    if clock.state == State.PAUSED:
        return _("Parado: %(why)s") % {"why": clock.paused_why}
    if over:
        return _("Acabou em %(day)s.") % {"day": long_date(clock.due_on, today)}
    if clock.rule.kind == "earliest":
        return _("A partir de %(day)s.") % {"day": long_date(clock.due_on, today)}
    last = max(clock.safe_on, min(today, clock.due_on))
    return _("Quem tem que agir: %(who)s · até %(day)s.") % {"who": who(clock.party), "day": until(last, today)}


class CasePanels:
    """Everything below the next step, each part read once."""

    def __init__(self, complaint, viewer, now):
        self.complaint, self.viewer, self.now = complaint, viewer, now

    @cached_property
    def clocks(self):
        rows = list(self.complaint.deadlines.select_related("rule"))
        for row in rows:
            row.complaint = self.complaint
        return rows

    @cached_property
    def live(self):
        """Running clocks, the next loss first."""
        cards = [clock_card(clock, self.now) for clock in self.clocks]
        return sorted((card for card in cards if card.is_live), key=lambda card: (card.clock.safe_on, card.clock.pk))

    @cached_property
    def rest(self):
        """Clocks that ended, were met, or stand still; newest first."""
        cards = [clock_card(clock, self.now) for clock in self.clocks if clock.state != State.CANCELLED]
        gone = [card for card in cards if not card.is_live]
        return sorted(gone, key=lambda card: card.clock.due_on, reverse=True)

    @cached_property
    def events(self):
        # By the day things happened: a late sweep writes some lines after younger ones.
        rows = self.complaint.events.all()
        if party_of(self.viewer, self.complaint) != Party.STAFF:
            # That the staff made a note is the staff's own business.
            rows = rows.exclude(kind="note")
        rows = sorted(rows, key=lambda row: (row.at, row.seq), reverse=True)
        titles = titles_of(rows)
        for row in rows:
            row.sentence = sentence_of(row, titles)
            row.when = when(row.at, self.now)
        return rows

    @property
    def first_events(self):
        return self.events[:FOLD_AFTER]

    @property
    def more_events(self):
        return self.events[FOLD_AFTER:]

    @property
    def bought(self):
        """The purchase itself, older than the case, as the timeline's first line."""
        return short_date(self.complaint.order.placed_on, timezone.localdate())

    @property
    def helpful_proof(self):
        """What proof helps for this reason, in words."""
        return HELPFUL[self.complaint.reason]

    @cached_property
    def evidence(self):
        return list(self.complaint.evidence.all())
