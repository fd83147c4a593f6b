"""Every mail a case can send. One small function each, named as its row is."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import bounces, calendar
from complaints.choices import Party, Reason
from complaints.instants import local_date
from complaints.links import kit_stop_path, path_for
from complaints.models import Complaint, Deadline, Message, Order, Rule
from complaints.reminders import AFTER, OPENED
from complaints.rules import current_rules
from complaints.services.closing import key_of, last_closings
from complaints.watch import PROMISED, PROTECTION, REGRET, reminders_of, windows_for
from complaints.wording import days, explain, long_date, short_date, until
from contacts.outgoing import Letter, mail


def absolute(path):
    return f"{settings.SITE_URL}{path}"


@mail("case_filed")
def case_filed(rows):
    """Confirm that a case was filed, with its reference and its next clocks."""
    complaint = Complaint.objects.select_related("order__marketplace").get(pk=rows[0].context["complaint"])
    clocks = list(complaint.deadlines.running().select_related("rule").order_by("safe_on", "pk"))
    # Asking the bank for a Pix back is for frauds: it is listed, but nobody else is told to do it.
    own = (
        clock for clock in clocks
        if clock.party == Party.BUYER and clock.rule.kind == "deadline"
        and (clock.kind != "med_request" or complaint.reason == Reason.FRAUD_OUTSIDE)
    )
    return Letter("case_filed", {
        "case": complaint, "clocks": clocks[:5], "first": next(own, None),
        "url": absolute(complaint.get_absolute_url()),
    })


@mail("message")
def message(rows):
    """Tell the consumer that the staff, or the seller, wrote."""
    written = Message.objects.select_related("complaint__order").get(pk=rows[0].context["message"])
    if written.audience == Message.Audience.NOTE:
        return None
    url = absolute(written.complaint.get_absolute_url()) + "#messages"
    return Letter("message", {
        "message": written, "case": written.complaint, "url": url, "by_seller": written.party == Party.SELLER,
    })


@mail("case_merged")
def case_merged(rows):
    """Say that two cases of one person are one now, and where it goes on."""
    context = rows[0].context
    cases = Complaint.objects.select_related("order").in_bulk([context["source"], context["target"]])
    target = cases[context["target"]]
    return Letter("case_merged", {
        "old": cases[context["source"]], "case": target, "url": absolute(target.get_absolute_url()),
        "reason": told_reason(target, "merged_in", cases[context["source"]], "reason"),
    })


@mail("case_split")
def case_split(rows):
    """Say that a second problem of one case has a case of its own now, with its next clocks."""
    context = rows[0].context
    cases = Complaint.objects.select_related("order__marketplace").in_bulk([context["complaint"], context["source"]])
    case = cases[context["complaint"]]
    clocks = case.deadlines.running().select_related("rule").order_by("safe_on", "pk")
    return Letter("case_split", {
        "case": case, "old": cases[context["source"]], "clocks": list(clocks[:5]),
        "url": absolute(case.get_absolute_url()),
        "reason": told_reason(case, "split_from", cases[context["source"]], "why"),
    })


def told_reason(case, kind, other, name):
    """Return the reason that stands on the line of this kind about another case."""
    lines = case.events.filter(kind=kind, data__ref=other.reference)
    return next((line.data[name] for line in lines), "")


class Warned:
    """A clock as a reminder speaks of it."""

    def __init__(self, clock, key, now):
        self.clock, self.key = clock, key
        self.rule, self.case = clock.rule, clock.complaint
        self.is_over = key == AFTER
        today = local_date(now, clock.complaint.time_zone)
        # Between the safe day and the true last day the truth is "today", never a negative count.
        self.left = max(calendar.days_left(clock.safe_on, today), 0)
        self.last_day = clock.due_on if self.is_over else max(clock.safe_on, min(today, clock.due_on))
        self.today = today
        self.opens = clock.rule.kind == "earliest"

    @property
    def headline(self):
        """The words a subject begins with: how long is left."""
        if self.is_over:
            return _("Acabou o prazo")
        if self.opens:
            return _("Chegou o dia")
        if self.left == 0:
            return _("É hoje")
        return _("Falta 1 dia") if self.left == 1 else _("Faltam %(days)s") % {"days": days(self.left)}

    @property
    def day(self):
        return long_date(self.last_day, self.today)

    @property
    def until(self):
        """The last day as the words after "até": today and tomorrow by name."""
        return until(self.last_day, self.today)

    @property
    def short_day(self):
        return short_date(self.last_day, self.today)

    @property
    def is_mine(self):
        return self.clock.party == Party.BUYER

    @property
    def todo(self):
        """What to do, the first line of the mail: once the day has come, what follows it."""
        return self.rule.after if self.is_over or self.opens else self.rule.action

    @property
    def why(self):
        return explain(self.clock)

    @property
    def url(self):
        return absolute(self.case.get_absolute_url())

    @property
    def done_url(self):
        return absolute(path_for(self.clock, "done"))

    @property
    def tomorrow_url(self):
        return absolute(path_for(self.clock, "tomorrow"))

    @property
    def stop_url(self):
        return absolute(path_for(self.clock, "stop"))

    @property
    def may_wait(self):
        return not self.is_over and not self.opens and self.left > 0


def still_true(clock, key, now):
    """Ask again what was asked when the row was written: is there still something to say?"""
    if clock.muted or not clock.complaint.is_open:
        return False
    if key == AFTER:
        return clock.state == Deadline.State.MISSED
    if key == OPENED:
        return clock.state == Deadline.State.MET
    return clock.state == Deadline.State.RUNNING and clock.due_at > now


@mail("reminder", gathered=True)
def reminder(rows):
    """Remind of one clock, or of several in one letter, the most urgent first."""
    now = timezone.now()
    clocks = Deadline.objects.select_related("rule", "complaint__order__marketplace", "complaint__user").in_bulk(
        [row.context["clock"] for row in rows]
    )
    warned, seen, dropped = [], set(), set()
    # The newest row of a clock speaks for it: "tomorrow" written after "3 days" is the truth now.
    for row in sorted(rows, key=lambda row: row.pk, reverse=True):
        clock = clocks.get(row.context["clock"])
        if clock is None or clock.pk in seen or not still_true(clock, row.context["key"], now):
            dropped.add(row.pk)
            continue
        seen.add(clock.pk)
        warned.append(Warned(clock, row.context["key"], now))
    if not warned:
        return None
    warned.sort(key=lambda item: (item.is_over, item.last_day, not item.is_mine, item.clock.pk))
    first = warned[0]
    headers = {
        "List-Unsubscribe": f"<{first.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if len(warned) > 1:
        return Letter("digest", {"warned": warned, "count": len(warned), "first": first,
                                 "url": absolute("/cases/")}, headers, frozenset(dropped))
    template = "after" if first.is_over else "reminder"
    return Letter(template, {"item": first, "case": first.case}, headers, frozenset(dropped))


def reminder_still_due(order, context, now):
    """Return the reminder that a row stands for and its window (None for a promised day), or None if it is untrue.

    The day is counted anew under the rule version it was counted with: a corrected date makes other reminders,
    a corrected rule does not make this one vanish. After an outage only the latest of a window is due.
    """
    rules = current_rules(on_filing=True)
    if pinned := Rule.objects.filter(pk=context.get("rule")).first():
        rules[pinned.slug] = pinned
    windows = windows_for(order, rules.values())
    reminders = reminders_of(order, windows, reader_zone=order.user.time_zone)
    reminder = next((reminder for reminder in reminders if reminder.key == context["key"]), None)
    if reminder is None or any(
        later.what == reminder.what and reminder.at < later.at <= now for later in reminders
    ):
        return None
    return reminder, next((window for window in windows if window.what == reminder.what), None)


@mail("kit")
def kit(rows):
    """Ask whether a kept order came, or say that a window in which it can be sent back nears its end."""
    context = rows[0].context
    order = Order.objects.select_related("marketplace", "user").filter(pk=context["order"]).first()
    if order is None or order.watch_ended_at or order.complaints.exists():
        return None
    now = timezone.now()
    due = reminder_still_due(order, context, now)
    today = local_date(now, order.user.time_zone)
    if due is None or (due[0].what != PROMISED and due[0].day < today):
        return None
    reminder, window = due
    left = max(calendar.days_left(reminder.day, today), 0)
    stop_url = absolute(kit_stop_path(order))
    return Letter("kit", {
        "order": order, "rule": window and window.rule, "asks": reminder.what == PROMISED,
        "regrets": reminder.what == REGRET, "protects": reminder.what == PROTECTION,
        "headline": {0: _("É hoje"), 1: _("Falta 1 dia")}.get(left) or _("Faltam %(days)s") % {"days": days(left)},
        "day": long_date(reminder.day, today), "short_day": short_date(reminder.day, today),
        "until": until(reminder.day, today), "started": window and short_date(window.start_on, today),
        "url": absolute(reverse("kit", args=[order.kit_token])), "stop_url": stop_url,
    }, {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})


@mail("case_closed", gathered=True)
def case_closed(rows):
    """Say that the staff closed a case of this reader, or several, and why; not of what is open again by now."""
    cases = Complaint.objects.select_related("order").in_bulk([row.context["complaint"] for row in rows])
    lines = last_closings(list(cases))
    told, dropped = [], set()
    for row in rows:
        case = cases.get(row.context["complaint"])
        if case is None or case.is_open or row.dedup_key != key_of(case):
            dropped.add(row.pk)
            continue
        told.append({"case": case, "reason": lines[case.pk].data["reason"], "url": absolute(case.get_absolute_url())})
    if not told:
        return None
    return Letter("case_closed", {
        "told": told, "first": told[0], "count": len(told), "url": absolute(reverse("case_start")),
    }, {}, frozenset(dropped))


@mail("case_reopened", gathered=True)
def case_reopened(rows):
    """Say that a case is open again, to somebody who had read that it was closed."""
    cases = Complaint.objects.select_related("order").filter(
        pk__in=[row.context["complaint"] for row in rows], state=Complaint.State.OPEN).order_by("pk")
    told = [{"case": case, "url": absolute(case.get_absolute_url())} for case in cases]
    kept = {one["case"].pk for one in told}
    dropped = frozenset(row.pk for row in rows if row.context["complaint"] not in kept)
    if not told:
        return None
    return Letter("case_reopened", {
        "told": told, "first": told[0], "count": len(told), "url": absolute("/cases/"),
    }, {}, dropped)


# -- Which case a mail is about, for when it comes back ------------------------------------


@bounces.of_case("case_filed", "case_split", "case_closed", "case_reopened")
def of_filing(context):
    return context["complaint"]


@bounces.of_case("case_merged")
def of_merger(context):
    return context["target"]


@bounces.of_case("message")
def of_message(context):
    return Message.objects.filter(pk=context["message"]).values_list("complaint", flat=True).first()


@bounces.of_case("reminder")
def of_reminder(context):
    return Deadline.objects.filter(pk=context["clock"]).values_list("complaint", flat=True).first()
