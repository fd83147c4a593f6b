"""What the pages of a kept order show, right at the day `today`."""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from django.conf import settings
from django.utils.translation import gettext as _

from complaints import calendar
from complaints.models import Rule
from complaints.panels import days_tile
from complaints.proofs import KIT, covered
from complaints.watch import Window, windows_for
from complaints.wording import explain, long_date, until


@dataclass
class WindowCard:
    """A window as a card: tile, words and the answer to "why this date?"."""

    window: Window
    today: object

    @property
    def rule(self) -> Rule | None:
        return self.window.rule

    @property
    def title(self):
        return self.rule.title if self.rule else _("Proteção ao comprador da loja")

    @property
    def tile(self):
        """Return (tone, figure, unit)."""
        if self.window.waits():
            return "off", "–", _("ainda não conta")
        return days_tile(
            calendar.days_left(self.window.safe_on, self.today), calendar.days_left(self.window.due_on, self.today))

    @property
    def line(self):
        if self.window.waits():
            return _("Começa a contar: %(start)s.") % {"start": self.rule.start}
        if self.window.safe_on < self.today < self.window.due_on:
            return _("O dia seguro já passou; o último dia é %(day)s.") % {
                "day": until(self.window.due_on, self.today)}
        day = until(max(self.window.safe_on, min(self.today, self.window.due_on)), self.today)
        if self.window.start_on > self.today:
            return _("Começa a contar %(start)s e vai até %(day)s.") % {
                "start": long_date(self.window.start_on, self.today), "day": day}
        return _("Você tem até %(day)s.") % {"day": day}

    @property
    def why(self):
        """The sum as sentences; none where the day is the order's own or nothing has begun."""
        if not self.window.steps:
            return []
        # Worded as the clock of a case that knows no more than the order does.
        case = SimpleNamespace(time_zone=settings.CASE_TIME_ZONE, contacted_on=None, refund_promised_on=None)
        return explain(SimpleNamespace(
            sum=self.window.steps, rule=self.rule, complaint=case, start_event=self.rule.start_event,
            start_on=self.window.start_on, due_on=self.window.due_on, safe_on=self.window.safe_on,
            paused_at=None, paused_why="", held_by=None, held_by_id=None,
        ))


class KitPanels:
    """A kept order (with its marketplace and user) as its pages tell it. `rules` are those in force."""

    def __init__(self, order, rules, today):
        self.order, self.rules, self.today = order, rules, today

    @cached_property
    def cases(self):
        """The cases about this order, the open one first."""
        return sorted(self.order.complaints.all(), key=lambda case: (not case.is_open, -case.pk))

    @property
    def case(self):
        return self.cases[0] if self.cases else None

    @property
    def is_watched(self):
        return not self.cases and self.order.watch_ended_at is None

    @property
    def has_come(self):
        return bool(self.order.received_on or self.order.receipt_confirmed_on)

    @property
    def is_late(self):
        return bool(self.order.promised_on and not self.has_come and self.order.promised_on < self.today)

    @cached_property
    def cards(self):
        return [WindowCard(window, self.today) for window in windows_for(self.order, self.rules)]

    @property
    def counting(self):
        return [card for card in self.cards if not card.window.waits() and not card.window.is_over(self.today)]

    @property
    def waiting(self):
        return [card for card in self.cards if card.window.waits()]

    @property
    def question(self):
        """What the page asks first."""
        if self.has_come:
            return _("Está tudo certo com o que chegou?")
        if self.is_late:
            return _("Já passou o dia prometido. Chegou?")
        if self.order.promised_on:
            return _("Prometeram entregar até %(day)s. Avisamos você na manhã seguinte.") % {
                "day": until(self.order.promised_on, self.today)}
        return _("Até que dia prometeram entregar? Com esse dia, avisamos você na manhã seguinte.")

    @property
    def next_line(self):
        """What comes next, for a list."""
        if self.case:
            return _("Virou o caso %(ref)s.") % {"ref": self.case.shown_reference}
        if not self.is_watched:
            return _("Não avisamos mais desta compra.")
        if self.is_late:
            return _("O dia prometido já passou: diga se chegou.")
        first = next(iter(self.counting), None)
        if self.order.promised_on and not self.has_come and (
            first is None or self.order.promised_on <= first.window.safe_on
        ):
            return _("Prometido para %(day)s.") % {"day": long_date(self.order.promised_on, self.today)}
        if first:
            return _("%(title)s: até %(day)s") % {
                "title": first.title, "day": until(first.window.safe_on, self.today)}
        return _("Nenhum prazo contando agora.")

    @property
    def tile(self):
        """The tile of a list: days to the next thing."""
        if not self.is_watched:
            return "off", "–", _("sem aviso")
        if self.is_late:
            return "soon", "?", _("chegou?")
        days = [card.window.safe_on for card in self.counting]
        if self.order.promised_on and not self.has_come:
            days.append(self.order.promised_on)
        if not days:
            return "off", "–", _("sem prazo")
        left, first = calendar.days_left(min(days), self.today), next(iter(self.counting), None)
        return days_tile(left, calendar.days_left(first.window.due_on, self.today) if first else 0)

    def still_useful(self, files):
        """Return the items worth keeping that no file shows yet, most useful first."""
        there = covered(file.shows for file in files)
        return [proof for proof in KIT if proof not in there]
