"""What the case page shows, read with a constant number of queries and right at the instant `now`."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import calendar
from complaints.access import party_of
from complaints.choices import Party
from complaints.holds import PROVED_COMPLAINT
from complaints.instants import ONE_SECOND, local_date
from complaints.missing import questions
from complaints.models import Deadline
from complaints.picture import Window, draw
from complaints.proofs import Checklist
from complaints.rules import urges
from complaints.sentences import STAFF_ONLY, sentence_of, titles_of
from complaints.services.facts import known_of
from complaints.sides import Side, side_of
from complaints.staff_sentences import staff_sentence_of
from complaints.wording import away, days_kept, explain, long_date, short_date, until, when, who

FOLD_AFTER = 12
SOON_DAYS = 3
State = Deadline.State
# Whose clocks their reader may tick off: nobody's, and what the staff asked for.
MAY_BE_TICKED = ("", "desk")


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
    # The safe day is behind, the last one is not.
    is_past_safe: bool = False

    @property
    def rule(self):
        return self.clock.rule

    @property
    def why(self):
        return explain(self.clock)

    @property
    def side(self):
        # A filing outside may run under any rule.
        return Side.OUTSIDE if self.clock.owner == "escalation" else side_of(self.rule)

    @property
    def is_still(self):
        return self.clock.state == State.PAUSED

    @property
    def is_held(self):
        """Whether it is the proved complaint to the shop that holds this window, and not the staff."""
        return self.is_still and is_held(self.clock)

    @property
    def may_be_done(self):
        """Whether the reader may tick it off; never the Pix window where there was no fraud."""
        if not (self.is_live and self.is_mine and self.clock.owner in MAY_BE_TICKED):
            return False
        return self.rule.kind == "deadline" and urges(self.rule, self.clock.complaint)

    @property
    def stops_with_proof(self):
        """Whether a proved complaint to the shop would stop this window, and none is kept yet."""
        return self.is_live and self.rule.suspended_by == PROVED_COMPLAINT and not (
            self.clock.complaint.contact_is_proved)

    @property
    def left(self):
        """How much time is left, in the few words of the picture and its table."""
        if self.is_still:
            return _("parado")
        if self.rule.kind == "earliest" and self.tone != "late":
            return _("em %(days)s") % {"days": f"{self.figure} {self.unit}"}
        return self.figure if self.tone == "late" and not self.is_past_safe else f"{self.figure} {self.unit}"

    @property
    def last_day(self):
        """The safe day in short; of a clock that stands still, how many days it keeps."""
        if not self.is_still:
            return short_date(self.clock.due_on if self.is_past_safe else self.clock.safe_on)
        kept = days_kept(self.clock.sum, self.clock.complaint.local_day(self.clock.paused_at))
        return "" if kept is None else ngettext("guarda %(n)d dia", "guarda %(n)d dias", kept) % {"n": kept}


def is_held(clock):
    complaint = clock.complaint
    return clock.rule.suspended_by == PROVED_COMPLAINT and complaint.contact_is_proved and clock.paused_at and (
        complaint.local_day(clock.paused_at) == max(complaint.contacted_on, clock.start_on))


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
        is_past_safe=is_live and clock.safe_on < today < clock.due_on,
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
    return days_tile(calendar.days_left(clock.safe_on, today), calendar.days_left(clock.due_on, today))


def days_tile(left, to_last=0):
    """Return the tile of a clock with `left` days to its safe day and, where that is past, `to_last` to its last."""
    if left < 0 < to_last:
        return "late", str(to_last), ngettext("dia", "dias", to_last)
    if left <= 0:
        return "late", _("hoje"), _("até 23h59")
    tone = "soon" if left <= SOON_DAYS else "calm"
    return tone, str(left), ngettext("dia", "dias", left)


def list_tile(case, now):
    """Return the tile of a case in a list, from the annotations of `with_next_clock`."""
    if not case.is_open:
        return "done", "✓", _("acabou")
    if not case.next_due_on:
        return "off", "–", _("sem prazo")
    today = local_date(now, case.time_zone)
    if case.next_due_at <= now:
        gone = max((today - local_date(case.next_due_at, case.time_zone)).days, 1)
        return "over", str(gone), ngettext("dia atrás", "dias atrás", gone)
    return days_tile(
        calendar.days_left(case.next_due_on, today),
        calendar.days_left(local_date(case.next_due_at - ONE_SECOND, case.time_zone), today))


def line_of(clock, over, today):
    """Return the line below the title: who must act and until when."""
    if clock.state == State.MET:
        return _("Feito a tempo.") if not clock.closed_at or clock.closed_at <= clock.due_at else _("Feito.")
    if clock.state == State.CANCELLED:
        return _("Este prazo não vale mais.")
    if clock.state == State.PAUSED and is_held(clock):
        words = {"day": long_date(clock.complaint.local_day(clock.paused_at), today)}
        if clock.complaint.contact_protocol:
            words["protocol"] = clock.complaint.contact_protocol
            return _("Parado desde %(day)s pela sua reclamação à loja (protocolo %(protocol)s).") % words
        return _("Parado desde %(day)s pela sua reclamação à loja.") % words
    if clock.state == State.PAUSED:
        return _("Parado: %(why)s") % {"why": clock.paused_why}
    if over:
        return _("Acabou em %(day)s.") % {"day": long_date(clock.due_on, today)}
    if clock.rule.kind == "earliest":
        return _("A partir de %(day)s.") % {"day": long_date(clock.due_on, today)}
    if clock.safe_on < today < clock.due_on:
        return _("Quem tem que agir: %(who)s · o dia seguro já passou; último dia: %(day)s.") % {
            "who": who(clock.party), "day": until(clock.due_on, today)}
    last = max(clock.safe_on, min(today, clock.due_on))
    return _("Quem tem que agir: %(who)s · até %(day)s.") % {"who": who(clock.party), "day": until(last, today)}


def window_of(clock, zone):
    """Return a clock as the picture wants it."""
    stopped = local_date(clock.paused_at, zone) if clock.state == State.PAUSED and clock.paused_at else None
    return Window(clock.start_on, clock.safe_on, clock.due_on, stopped)


class CasePanels:
    """Everything below the next step, each part read once."""

    def __init__(self, complaint, viewer, now):
        self.complaint, self.viewer, self.now = complaint, viewer, now

    @cached_property
    def clocks(self):
        rows = list(self.complaint.deadlines.select_related("rule", "held_by"))
        for row in rows:
            row.complaint = self.complaint
        return rows

    @cached_property
    def cards(self):
        return [clock_card(clock, self.now) for clock in self.clocks if clock.state != State.CANCELLED]

    @cached_property
    def live(self):
        """Running clocks, the next loss first."""
        live = [card for card in self.cards if card.is_live]
        return sorted(live, key=lambda card: (card.clock.safe_on, card.clock.pk))

    @cached_property
    def still(self):
        """Clocks that stand still, the longest still first."""
        still = [card for card in self.cards if card.is_still]
        return sorted(still, key=lambda card: (card.clock.paused_at, card.clock.pk))

    @cached_property
    def rest(self):
        """Clocks that ended or were met; newest first."""
        gone = [card for card in self.cards if not card.is_live and not card.is_still]
        return sorted(gone, key=lambda card: card.clock.due_on, reverse=True)

    @cached_property
    def picture(self):
        """Every window that runs or stands still on one line of time; None when there is none."""
        cards = [*self.live, *self.still]
        if not cards:
            return None
        zone = self.complaint.time_zone
        windows = [window_of(card.clock, zone) for card in cards]
        drawn = draw(windows, local_date(self.now, zone))
        return {
            "today": drawn.today, "lanes": list(zip(cards, drawn.lanes, strict=True)),
            "ticks": [(tick, away(tick.days)) for tick in drawn.ticks],
            "has_tail": any(lane.tail for lane in drawn.lanes), "has_still": bool(self.still),
        }

    @cached_property
    def question(self):
        """The one missing fact that matters most now; None when nothing is missing or the case is closed."""
        if not self.complaint.is_open:
            return None
        # A dispute that runs, here or at the shop: its windows wait, and so do the questions about them.
        disputed = any(clock.owner == "dispute" and clock.state in (State.RUNNING, State.PAUSED)
                       for clock in self.clocks)
        known = known_of(self.complaint, busy_at_shop=disputed)
        return next(iter(questions(known, local_date(self.now, self.complaint.time_zone))), None)

    @property
    def proof_page(self):
        """What the page about the complaint to the shop is for now: "prove", "refusal", "change", or "" for nothing."""
        if self.complaint.refused_on:
            return "change"
        if self.complaint.contact_is_proved:
            return "refusal"
        return "prove"

    @cached_property
    def events(self):
        # By the day things happened: a late sweep writes some lines after younger ones.
        rows = self.complaint.events.all()
        is_staff = party_of(self.viewer, self.complaint) == Party.STAFF
        if not is_staff:
            rows = rows.exclude(kind__in=STAFF_ONLY)
        rows = sorted(rows, key=lambda row: (row.at, row.seq), reverse=True)
        titles, say = titles_of(rows), staff_sentence_of if is_staff else sentence_of
        for row in rows:
            row.sentence = say(row, titles)
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

    @cached_property
    def evidence(self):
        return list(self.complaint.evidence.all())

    @cached_property
    def checklist(self):
        """What is there already of the proof that helps for this reason, and what is missing."""
        return Checklist(self.complaint.reason, self.evidence)
