"""What a case has filed outside, read with two queries and right at the instant `now`."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.choices import Payment, Reason
from complaints.models import Deadline
from complaints.panels import clock_card
from complaints.wording import long_date, until
from disputes.escalation_words import (
    HINTS,
    NO_CLOCK,
    STEP_DAYS,
    STEP_DONE,
    STEP_TITLES,
    answers_of,
    has_own_words,
    next_words,
    place,
)
from disputes.escalations import COURSES, OWNER, Quality
from disputes.models.escalations import Door, Escalation
from disputes.services.refunds import goes_through_ebanx

State = Escalation.State
CARDS = (Payment.CREDIT_CARD, Payment.DEBIT_CARD)


class Filing:
    """One filing outside with the clock that runs for it, in words."""

    def __init__(self, escalation, clocks, now):
        self.row, self.clocks, self.now = escalation, clocks, now
        self.complaint = escalation.complaint
        self.today = self.complaint.local_day(now)
        self.course = COURSES[escalation.door]

    @property
    def url(self):
        return reverse("escalation", args=[self.complaint.reference, self.row.pk])

    @property
    def where(self):
        return place(self.row.door, self.row.body.name if self.row.body else "")

    @property
    def is_open(self):
        return self.row.is_open and self.complaint.is_open

    @cached_property
    def card(self):
        """The clock that runs now, as a card; None where none does."""
        cards = [clock_card(clock, self.now) for clock in self.clocks if clock.state == Deadline.State.RUNNING]
        return next((card for card in cards if card.is_live), None)

    @cached_property
    def over(self):
        """The clock that ended without what it waited for, swept or not, where none has run since; else None."""
        if self.card or not self.clocks:
            return None
        last = self.clocks[-1]
        return last if last.is_overdue(self.now) else None

    @property
    def is_silent(self):
        """Whether nobody answered in time."""
        return self.row.state == State.FILED and self.over is not None and not self.course.mine \
            and self.over.rule.kind == "deadline"

    @property
    def state_words(self):
        if not self.is_open:
            return _("encerrada")
        if self.is_silent:
            return Quality.NONE.label
        if self.row.quality and self.row.quality != Quality.NONE:
            if has_own_words(self.row.door, self.row.quality):
                return State.ANSWERED.label
            return Quality(self.row.quality).label
        return State.FILED.label if self.course.is_answered else _("anotado")

    @property
    def tone(self):
        """The colour of the state: "soon" where something is to be done, "done" where it is solved."""
        if self.row.quality == Quality.SOLVED:
            return "done"
        if not self.is_open:
            return "quiet"
        return "soon" if self.is_silent or self.waits_for_me else "plain"

    @property
    def waits_for_me(self):
        return bool(self.card and self.card.is_mine) or self.row.quality == Quality.ASKS_DATA

    @property
    def line(self):
        """What is waited for and until when, as one sentence."""
        if not self.is_open:
            return ""
        if self.card:
            return self.card.line
        if self.over:
            return _("O prazo “%(title)s” acabou em %(day)s.") % {
                "title": self.over.rule.title, "day": long_date(self.over.due_on, self.today)}
        return "" if self.row.answered_on else str(NO_CLOCK.get(self.row.door, ""))

    @property
    def next_words(self):
        """Where to go on when this door has not helped; "" while it may still help."""
        unsolved = self.row.quality in (Quality.STANDARD, Quality.OFFER, Quality.REFUSAL)
        return next_words(self.row.door) if self.complaint.is_open and (unsolved or self.is_silent) else ""

    @property
    def next_url(self):
        following = self.course.next_door
        add = reverse("escalation_add", args=[self.complaint.reference])
        return f"{add}?door={following}" if following else add

    @property
    def answer_words(self):
        """What came back, in this door's words; "" while nothing has."""
        if not self.row.answered_on:
            return ""
        # Who asked for data and then kept silent has still asked for it.
        quality = Quality.ASKS_DATA if self.row.quality == Quality.NONE else self.row.quality
        return str(dict(answers_of(self.row.door))[quality])

    @property
    def step_title(self):
        return str(STEP_TITLES[self.course.step]) if self.course.step else ""

    @property
    def step_day_words(self):
        return str(STEP_DAYS[self.course.step]) if self.course.step else ""

    @property
    def step_done(self):
        """The own last step that was taken, as a sentence; "" where it was not."""
        if not self.row.rated_on:
            return ""
        text = STEP_DONE[self.course.step] % {"day": long_date(self.row.rated_on, self.today)}
        return text[0].upper() + text[1:]

    @property
    def may_step(self):
        """Whether the own last step has its place now: not before there is an answer to mark or to appeal."""
        return self.course.step is not None and (self.course.mine or self.row.answered_on is not None)

    def next_said(self):
        """Return what happens next and by which day: said after something was noted."""
        if self.row.quality == Quality.SOLVED:
            return _("Que bom. Se está tudo certo, encerre o caso na página dele.")
        if not self.is_open:
            return _("Não avisamos mais desta reclamação. O caso continua aberto.")
        if self.card:
            day = until(self.card.clock.safe_on, self.today)
            if self.card.is_mine:
                return _("Agora é com você, até %(day)s: %(action)s") % {"day": day, "action": self.card.rule.action}
            return _("%(title)s: até %(day)s. Nós avisamos você.") % {"title": self.card.rule.title, "day": day}
        return " ".join(filter(None, [self.line, self.next_words]))


def filing_of(escalation, now=None):
    """Return the `Filing` of one row; one query for its clocks."""
    return _with_clocks([escalation], now or timezone.now())[0]


def outside_of(complaint, now=None, clocks=None):
    """Return the `Filing`s of a case, open ones first, then the newest; two queries, one with its `clocks` at hand."""
    rows = list(complaint.escalations.select_related("body"))
    for row in rows:
        row.complaint = complaint
    filings = _with_clocks(rows, now or timezone.now(), clocks)
    return sorted(filings, key=lambda filing: not filing.is_open)


def _with_clocks(rows, now, clocks=None):
    if not rows:
        return []
    complaint = rows[0].complaint
    by_row = {row.pk: [] for row in rows}
    if clocks is None:
        clocks = Deadline.objects.filter(complaint=complaint, owner=OWNER, subject_id__in=by_row)
        kept = clocks.exclude(state=Deadline.State.CANCELLED).select_related("rule").order_by("pk")
    else:
        kept = sorted((
            clock for clock in clocks
            if clock.owner == OWNER and clock.subject_id in by_row and clock.state != Deadline.State.CANCELLED
        ), key=lambda clock: clock.pk)
    for clock in kept:
        clock.complaint = complaint
        by_row[clock.subject_id].append(clock)
    return [Filing(row, by_row[row.pk], now) for row in rows]


def doors_for(complaint):
    """Return [(door, words, hint)] of the doors that may serve a case, those with the money first."""
    order = complaint.order
    out = {
        Door.CHARGEBACK: order.payment_method not in CARDS,
        Door.PAYPAL: order.payment_method != Payment.PAYPAL,
        Door.MED: complaint.reason != Reason.FRAUD_OUTSIDE,
        Door.EBANX: not goes_through_ebanx(order),
        Door.POLICE: complaint.reason != Reason.FRAUD_OUTSIDE,
    }
    return [(door, place(door), HINTS[door]) for door in Door if not out.get(door)]
