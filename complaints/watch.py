"""What a kept order waits for: the windows that count or will start, and the reminders they give. Pure.

An order kept on the day of purchase has no problem yet, so every window that would count in some case is
laid: at the shop, at the payment and by law. Only windows in which the buyer must act are listed.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from complaints import calendar
from complaints.choices import Party
from complaints.holidays import Holidays
from complaints.models import Rule
from complaints.reminders import morning
from complaints.rules import DISPUTE_WINDOWS, cap_of, order_dates

PROTECTION = "protection"
PROMISED = "promised"
REGRET = "cdc49"
PAYMENT_WINDOWS = ("card_safe", "card_network", "paypal_open")
# Days before the safe day on which a window is announced; what is not here is shown on the page alone.
DAYS_BEFORE = {REGRET: (1,), PROTECTION: (7, 1)} | dict.fromkeys((*PAYMENT_WINDOWS, *DISPUTE_WINDOWS), (7, 1))


class Window(NamedTuple):
    """One window of an order. `rule` is None for the day that the order's own page names.

    `start_on`, `due_on` and `safe_on` are None while the event that starts it has not happened; the last
    two are days in the case's zone.
    """

    what: str
    rule: Rule | None
    start_on: date | None = None
    due_on: date | None = None
    safe_on: date | None = None
    steps: tuple = ()

    def is_over(self, today):
        return self.due_on is not None and self.due_on < today

    def waits(self):
        return self.due_on is None


class Reminder(NamedTuple):
    """A mail to come: about what, the day it speaks of, how many days before, and the instant it is due."""

    what: str
    day: date
    before: int
    at: datetime

    @property
    def key(self):
        """What tells this mail from the order's others: never sent twice for the same day."""
        return f"{self.what}-{self.before}:{self.day.isoformat()}"


def lies_on(rule, order):
    """Say whether a rule of the data file may come to count for an order without a problem yet."""
    limits = rule.applies
    if not rule.on_filing or rule.actor != Party.BUYER or rule.kind != Rule.Kind.DEADLINE or limits.get("remind"):
        return False
    chosen = (("marketplaces", order.marketplace.slug), ("payments", order.payment_method))
    if any(limits.get(name) and value not in limits[name] for name, value in chosen):
        return False
    durable = limits.get("durable")
    return durable is None or order.durable is None or order.durable == durable


def windows_of(order, rules, *, zone, holidays):
    """Return the windows of an order, the next loss first, those that have not begun last.

    `rules` are the rules in force; `order` comes with its marketplace.
    """
    dates = {event: day for event, day in order_dates(order).items() if day}
    found = [protection_of(order)] if order.protected_until else []
    for rule in rules:
        if not lies_on(rule, order) or rule.start_event == "defect_evident":
            continue
        start = dates.get(rule.start_event)
        if start is None:
            # Receipt was confirmed, or no delivery day is known: nothing here will ever start this one.
            if rule.start_event != "delivery_time_over":
                found.append(Window(rule.slug, rule))
            continue
        counted = calendar.count(start, rule.term(cap_of(rule, dates)), tz=zone, holidays=holidays)
        found.append(Window(rule.slug, rule, start, counted.due_on, counted.safe_on, counted.steps))
    return sorted(found, key=lambda window: (window.waits(), window.safe_on or date.max, window.what))


def windows_for(order, rules):
    """Return `windows_of` an order in Brazil, with the holidays of its owner's state."""
    return windows_of(
        order, rules, zone=settings.CASE_TIME_ZONE, holidays=Holidays.brazil(order.user.state or None)
    )


def protection_of(order):
    return Window(PROTECTION, None, order.placed_on, order.protected_until, order.protected_until)


def reminders_of(order, windows, *, reader_zone):
    """Return the mails that an order gives while it is watched, soonest first; one a morning at most.

    Whether their instants have passed is for the caller to say.
    """
    found = []
    if order.promised_on and not (order.received_on or order.receipt_confirmed_on):
        at = morning(order.promised_on + timedelta(days=1), reader_zone)
        found.append(Reminder(PROMISED, order.promised_on, 0, at))
    for window in windows:
        if window.waits():
            continue
        if window.what in DISPUTE_WINDOWS and order.protected_until:
            # Capped by the day that the order's page names, of which the reader is told already.
            continue
        for before in DAYS_BEFORE.get(window.what, ()):
            at = morning(window.safe_on - timedelta(days=before), reader_zone)
            found.append(Reminder(window.what, window.safe_on, before, at))
    found.sort(key=lambda reminder: (reminder.at, rank(reminder)))
    kept = {}
    for reminder in found:
        kept.setdefault(reminder.at, reminder)
    return list(kept.values())


def rank(reminder):
    """Return which of two mails of one morning is sent: what is lost for good comes before a question."""
    return reminder.what == PROMISED, reminder.before, reminder.what
