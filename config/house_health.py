"""How the mail and the recurring jobs do, as lines of the page with the figures."""

from typing import NamedTuple

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.tallies import RUN
from complaints.wording import when
from config.figure_words import number
from config.views import SILENCE_LIMIT
from contacts.mail_waits import LATE_AFTER, REFUSED_WITHIN, WAITS, wait_of
from contacts.models import OutgoingEmail

# Counted no further than this; and failures are looked for among so many of the newest mails.
MOST_WAITING, NEWEST = 1000, 10_000
RUNS = {
    "sweep": gettext_lazy("varredura dos prazos"), RUN: gettext_lazy("contagem destes números"),
    "batches": gettext_lazy("mudanças em lote"),
}
# These are poked every minute: a longer silence is a fault.
EVERY_MINUTE = ("sweep", RUN)


class HealthLine(NamedTuple):
    """One line: what, how much or since when, in what tone, where to look, and what more there is to say."""

    label: str
    figure: str
    tone: str
    url: str
    note: str = ""


def mail_lines(now):
    """Return the lines about mail; two queries, neither of which reads more than a bounded number of rows."""
    mails, states = OutgoingEmail.objects, OutgoingEmail.State
    url = reverse("admin:contacts_outgoingemail_changelist")
    links = {name: f"{url}?waits={name}" for name in WAITS}
    queued = list(mails.filter(state=states.QUEUED).order_by("send_after").values_list(
        "send_after", flat=True)[: MOST_WAITING + 1])
    due = sum(at <= now for at in queued)
    late = sum(at <= now - LATE_AFTER for at in queued)
    newest = mails.order_by("-pk").values("pk", "state", "created_at")[:NEWEST].aggregate(
        failed=Count("pk", filter=wait_of("refused", now)), seen=Count("*"), oldest=Min("created_at"),
    )
    reaches = newest["seen"] < NEWEST or newest["oldest"] <= now - REFUSED_WITHIN
    return [
        HealthLine(WAITS["later"], capped(len(queued) - due, len(queued)), "", links["later"]),
        HealthLine(WAITS["now"], capped(due - late, len(queued)), "", links["now"]),
        HealthLine(WAITS["late"], capped(late, len(queued)), "late" if late else "done", links["late"]),
        HealthLine(
            WAITS["refused"], number(newest["failed"]), "late" if newest["failed"] else "done", links["refused"],
            "" if reaches else _("Contados só entre os %(n)s e-mails mais novos, desde %(when)s.") % {
                "n": number(NEWEST), "when": when(newest["oldest"], now)},
        ),
    ]


def capped(n, seen):
    """Return a count of rows of which no more than a thousand were looked at."""
    return f"{number(n)}+" if seen > MOST_WAITING and n else number(n)


def sweep_lines(runs, now):
    """Return a line for each recurring job that notes its runs (`SweepRun` rows), and for the sweep in any case."""
    by_name = {run.name: run for run in runs}
    url = reverse("admin:complaints_sweeprun_changelist")
    lines = []
    for name in sorted({*by_name, *EVERY_MINUTE}, key=lambda name: (name not in EVERY_MINUTE, name)):
        run, label = by_name.get(name), RUNS.get(name, name)
        if run is None:
            lines.append(HealthLine(label, _("nunca rodou"), "late", url))
            continue
        silent = name in EVERY_MINUTE and now - run.last_success > SILENCE_LIMIT
        failed = run.last_error_at is not None and run.last_error_at > run.last_success
        note = _("Parou com um erro: %(when)s.") % {"when": when(run.last_error_at, now)} if failed else ""
        tone = "late" if silent or failed else "done" if name in EVERY_MINUTE else ""
        lines.append(HealthLine(label, when(run.last_success, now), tone, url, note))
    return lines
