"""What the staff saw, and what they changed: three sources, newest first, as one list."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import NamedTuple

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import queues
from complaints.choices import Party
from complaints.models import Complaint, Event
from complaints.reference import normalise, shown
from complaints.sentences import sentence_of, titles_of
from contacts.models import AccessRecord, User

PAGE = 50
# The rows that are read at once for a download.
CHUNK = 500
# The largest id of a row.
MOST = 2**63 - 1
SEEN, CASES, REST = "seen", "cases", "rest"
KINDS = {
    SEEN: gettext_lazy("viu"), CASES: gettext_lazy("mudou em um caso"), REST: gettext_lazy("mudou fora dos casos"),
}
DONE = {1: gettext_lazy("incluiu"), 2: gettext_lazy("mudou"), 3: gettext_lazy("apagou")}


class Row(NamedTuple):
    """One line: when, who (None where the account was erased), which kind, of what, in which cases."""

    at: datetime
    pk: int
    kind: str
    who: User | None
    who_key: int | None
    what: str
    text: str
    # {reference: address} of the cases, at most as many as stood on the page.
    cases: dict

    @property
    def kind_words(self):
        return KINDS[self.kind]

    @property
    def who_words(self):
        return str(self.who) if self.who else _("pessoa %(n)s (conta apagada)") % {"n": self.who_key}


class Filters(NamedTuple):
    """What the auditor asks for, and what could not be understood of it."""

    who: int | None = None
    kind: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None
    case: Complaint | None = None
    typed: dict = {}
    errors: tuple = ()

    @property
    def query(self):
        """Return the filters as the query of an address."""
        return urlencode({name: value for name, value in self.typed.items() if value})


def read_filters(data):
    """Return the filters in `data` (a QueryDict); each wrong one is told in a sentence, and found nowhere."""
    typed = {
        name: data.get(name, "").replace("\x00", "").strip()[:60] for name in ("who", "kind", "from", "to", "case")
    }
    errors = []
    who = whole(typed["who"])
    if typed["who"] and who is None:
        errors.append(_("Escolha uma pessoa da lista."))
    kind, _dash, what = typed["kind"].partition("-")
    if typed["kind"] and (kind not in KINDS or (what and what not in AccessRecord.What.values)):
        errors.append(_("Escolha um tipo da lista."))
    days = {}
    for name in ("from", "to"):
        days[name] = day(typed[name])
        if typed[name] and days[name] is None:
            errors.append(_("Não entendi o dia “%(day)s”. Escreva como 2026-11-22.") % {"day": typed[name]})
    if days["from"] and days["to"] and days["from"] > days["to"]:
        errors.append(_("O primeiro dia vem depois do último. Troque os dois."))
    case = None
    if typed["case"]:
        reference = normalise(typed["case"])
        case = Complaint.objects.filter(reference=reference).only("pk", "reference").first() if reference else None
        if case is None:
            errors.append(_("Não existe caso com a referência “%(ref)s”.") % {"ref": typed["case"]})
    return Filters(who, kind, what, days["from"], days["to"], case, typed, tuple(errors))


def whole(text):
    """Return a whole number that a row may have as its id, None for anything else."""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if 0 < int(text) <= MOST else None


def day(text):
    """Return an ISO day as a date, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None


# -- The sources ------------------------------------------------------------------------


def within(rows, filters, field):
    """Keep the rows of the days asked for, in the reader's own hours."""
    zone = timezone.get_current_timezone()
    if filters.since:
        rows = rows.filter(**{f"{field}__gte": datetime.combine(filters.since, time.min, zone)})
    if filters.until and filters.until < date.max:
        rows = rows.filter(**{f"{field}__lt": datetime.combine(filters.until + timedelta(days=1), time.min, zone)})
    return rows


def seen_rows(filters):
    """Return the looks that were asked for."""
    rows = within(AccessRecord.objects.select_related("user"), filters, "at")
    if filters.who:
        rows = rows.filter(user_key=filters.who)
    if filters.what:
        rows = rows.filter(what=filters.what)
    return rows.of_case(filters.case.pk) if filters.case else rows


def case_rows(filters):
    """Return the lines of timelines that somebody else than the case's own consumer wrote."""
    # By whom, before the case is looked up: of millions of lines most are of consumers. Who is no longer
    # staff acted as staff then.
    staff = Q(recorder__in=User.objects.filter(is_staff=True).values("pk")) | ~Q(party=Party.BUYER)
    rows = within(Event.objects.filter(recorder__isnull=False), filters, "at")
    if not filters.who:
        rows = rows.filter(staff)
    rows = rows.exclude(recorder=F("complaint__user_id"))
    if filters.who:
        rows = rows.filter(recorder=filters.who)
    if filters.case:
        rows = rows.filter(complaint=filters.case)
    return rows.select_related("recorded_by", "complaint")


def rest_rows(filters):
    """Return what the admin wrote down by itself: directory, rules, people."""
    rows = within(LogEntry.objects.select_related("user", "content_type"), filters, "action_time")
    if filters.who:
        rows = rows.filter(user=filters.who)
    if filters.case:
        of_cases = ContentType.objects.get_for_model(Complaint)
        rows = rows.filter(content_type=of_cases, object_id=str(filters.case.pk))
    return rows


def worded_looks(records):
    """Return the rows of these looks; one query for the references of all cases."""
    ids = {pk for record in records for pk in (*record.cases, record.case) if pk}
    references = dict(Complaint.objects.filter(pk__in=ids).values_list("pk", "reference")) if ids else {}
    return [
        Row(record.at, record.pk, SEEN, record.user, record.user_key, record.get_what_display(),
            # The reference stands among the cases already.
            "" if record.case and record.subject == references.get(record.case) else (
                subject_words(record.subject, record.what)),
            case_links({pk: references[pk] for pk in (*record.cases, record.case) if pk in references}))
        for record in records
    ]


def worded_lines(events):
    """Return the rows of these lines of timelines; one query for the titles of all clocks."""
    titles = titles_of(events)
    return [
        Row(event.at, event.pk, CASES, event.recorded_by, event.recorder, event.get_party_display(),
            sentence_of(event, titles), case_links({event.complaint_id: event.complaint.reference}))
        for event in events
    ]


def worded_entries(entries):
    """Return the rows of these entries of the admin's own log."""
    return [
        Row(entry.action_time, entry.pk, REST, entry.user, entry.user_id, str(DONE.get(entry.action_flag, "")),
            entry_words(entry), {})
        for entry in entries
    ]


def entry_words(entry):
    """Return of what kind the row is that was changed, which one, and how."""
    kind = entry.content_type.name if entry.content_type else ""
    return " · ".join(filter(None, [kind, entry.object_repr, entry.get_change_message()]))


def subject_words(subject, what=""):
    """Return the subject of a look in words: "contacts.user 5" becomes "pessoas 5".

    Of a list it names the queue, and the rest of its address as it was, for that is what was asked.
    """
    if what == AccessRecord.What.LIST and subject in queues.QUEUES:
        return str(queues.QUEUES[subject].label)
    if what == AccessRecord.What.LIST and "=" in subject and " " not in subject:
        return f"{queues.Filters(subject).queue.label} ({subject})"
    label, _space, rest = subject.partition(" ")
    app, _dot, name = label.partition(".")
    known = apps.all_models.get(app, {}).get(name)
    return f"{known._meta.verbose_name_plural} {rest}".strip() if known else subject


def case_links(references):
    return {
        shown(reference): reverse("admin:complaints_complaint_change", args=[pk])
        for pk, reference in references.items()
    }


class Source(NamedTuple):
    """Where rows come from, in which order they are tried, and how they are worded."""

    kind: str
    rows: Callable
    worded: Callable


SOURCES = [
    Source(SEEN, seen_rows, worded_looks), Source(CASES, case_rows, worded_lines),
    Source(REST, rest_rows, worded_entries),
]


def newest(row):
    return -row.at.timestamp()


class Page(NamedTuple):
    rows: list
    # Where the next page begins, "" after the last one.
    after: str


def page_of(filters, after=""):
    """Return one page of what was asked for. `after` is where the page before ended: the last id of each source.

    The same number of queries whatever stands there. A wrong `after` begins anew.
    """
    ends = [whole(part) or 0 for part in after.split("-")] if after.count("-") == len(SOURCES) - 1 else [0] * 3
    lists = []
    for source, end in zip(SOURCES, ends, strict=True):
        found = []
        if not filters.errors and filters.kind in ("", source.kind):
            rows = source.rows(filters).order_by("-pk")
            found = list((rows.filter(pk__lt=end) if end else rows)[: PAGE + 1])
        lists.append(source.worded(found) if found else [])
    rows = list(islice(merge(*lists, key=newest), PAGE + 1))
    if len(rows) <= PAGE:
        return Page(rows, "")
    rows = rows[:PAGE]
    for row in rows:
        ends[[source.kind for source in SOURCES].index(row.kind)] = row.pk
    return Page(rows, "-".join(map(str, ends)))


def all_rows(filters):
    """Yield everything that was asked for, in chunks of each source."""
    return merge(*(rows_of(source, filters) for source in SOURCES if filters.kind in ("", source.kind)), key=newest)


def rows_of(source, filters):
    """Yield the rows of a source; each chunk is a query of its own, so that no cursor stays open on the way."""
    end = MOST
    while found := list(source.rows(filters).filter(pk__lte=end).order_by("-pk")[:CHUNK]):
        yield from source.worded(found)
        end = found[-1].pk - 1


def by_day(rows):
    """Return [(day, its rows), ...] in the reader's own days, newest first.

    Sources are read in the order of writing; what was written later about an earlier day finds its place here.
    """
    rows = sorted(rows, key=newest)
    return [(key, list(group)) for key, group in groupby(rows, lambda row: timezone.localdate(row.at))]
