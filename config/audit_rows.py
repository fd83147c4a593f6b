"""What the staff saw, and what they changed: three sources, newest first, as one list."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import NamedTuple

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Party
from complaints.models import Complaint, Event
from complaints.reference import normalise
from complaints.sentences import titles_of
from complaints.staff_sentences import staff_sentence_of
from config.audit_words import MAIL, PERSON, case_links, word_entries, word_looks
from config.mail_cases import about_case
from contacts.models import AccessRecord, OutgoingEmail, Presence, User
from contacts.seen import What, words_looks
from disputes.models import JointConsent, JointFile

PAGE = 50
# The rows that are read at once for a download.
CHUNK = 500
# What can be asked for, and how long it may be.
ASKED = {"who": 60, "kind": 60, "from": 60, "to": 60, "case": 60, "person": 254}
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
    # Where what the text names is, "" where there is no page of it.
    url: str
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
    # The id of the person whose data were looked at.
    person: int | None = None
    typed: dict = {}
    errors: tuple = ()

    @property
    def query(self):
        """Return the filters as the query of an address."""
        return urlencode({name: value for name, value in self.typed.items() if value})


def read_filters(data):
    """Return the filters in `data` (a QueryDict); each wrong one is told in a sentence, and found nowhere."""
    typed = {name: data.get(name, "").replace("\x00", "").strip()[:most] for name, most in ASKED.items()}
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
    person = person_called(typed["person"])
    if typed["person"] and person is None:
        errors.append(_("Não existe conta com o e-mail “%(email)s”.") % {"email": typed["person"]})
    return Filters(who, kind, what, days["from"], days["to"], case, person, typed, tuple(errors))


def person_called(text):
    """Return the id of whoever has this e-mail; a number stands for itself, for an account may be erased."""
    if not text or whole(text):
        return whole(text)
    return User.objects.filter(email=text.lower()).values_list("pk", flat=True).first()


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
    if filters.person:
        rows = rows.of_cases(cases_of_person(filters.person), about_person(filters.person))
    return rows.of_case(filters.case.pk) if filters.case else rows


def cases_of_person(person):
    return list(Complaint.objects.filter(user=person).values_list("pk", flat=True))


def about_person(person):
    """Return the condition for looks at somebody's account, and at the mails that went to that account."""
    mails = OutgoingEmail.objects.filter(reader=person).annotate(
        subject_of_look=Concat(Value(f"{MAIL} ", TextField()), Cast("pk", TextField()))).values("subject_of_look")
    return Q(what=What.PERSON, subject=f"{PERSON} {person}") | Q(what=What.MAIL, subject__in=mails)


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
    if filters.person:
        rows = rows.filter(complaint__user=filters.person)
    return rows.select_related("recorded_by", "complaint")


def rest_rows(filters):
    """Return what the admin wrote down by itself: directory, rules, people."""
    rows = within(LogEntry.objects.select_related("user", "content_type"), filters, "action_time")
    if filters.who:
        rows = rows.filter(user=filters.who)
    if filters.case:
        rows = entries_of_case(rows, filters.case)
    return rows.filter(entries_about(filters.person)) if filters.person else rows


def entries_of_case(rows, case):
    """Keep the entries about a case, about the joint files it was asked for, and about mails that speak of it."""
    joints = JointConsent.objects.filter(complaint=case).annotate(key=Cast("joint_id", TextField())).values("key")
    mails = OutgoingEmail.objects.filter(about_case(case), pk=OuterRef("mail"))
    # Only the entries of mails are sure to have a number there.
    rows = rows.annotate(mail=Case(When(entry_of(OutgoingEmail), then=Cast("object_id", BigIntegerField()))))
    return rows.filter(
        entry_of(Complaint, object_id=str(case.pk)) | entry_of(JointFile, object_id__in=joints)
        | entry_of(OutgoingEmail) & Exists(mails))


def entries_about(person):
    """Return the condition for entries about an account, its mails and its cases."""
    mails = OutgoingEmail.objects.filter(reader=person).annotate(key=Cast("pk", TextField())).values("key")
    cases = [str(pk) for pk in cases_of_person(person)]
    return (
        entry_of(User, object_id=str(person)) | entry_of(Presence, object_id=str(person))
        | entry_of(OutgoingEmail, object_id__in=mails) | entry_of(Complaint, object_id__in=cases))


def entry_of(model, **more):
    return Q(content_type=ContentType.objects.get_for_model(model), **more)


def worded_looks(records):
    """Return the rows of these looks."""
    return [
        Row(record.at, record.pk, SEEN, record.user, record.user_key, record.get_what_display(), *worded)
        for record, worded in zip(records, word_looks(records), strict=True)
    ]


@words_looks
def word_look(record):
    """Return (text, address, {reference: address}) of one look, for its own page."""
    return word_looks([record])[0]


def worded_lines(events):
    """Return the rows of these lines of timelines; one query for the titles of all clocks."""
    titles = titles_of(events)
    references = {event.complaint_id: event.complaint.reference for event in events}
    return [
        Row(event.at, event.pk, CASES, event.recorded_by, event.recorder, event.get_party_display(),
            staff_sentence_of(event, titles), "", case_links(references, [event.complaint_id]))
        for event in events
    ]


def worded_entries(entries):
    """Return the rows of these entries of the admin's own log."""
    return [
        Row(entry.action_time, entry.pk, REST, entry.user, entry.user_id, str(DONE.get(entry.action_flag, "")), *worded)
        for entry, worded in zip(entries, word_entries(entries), strict=True)
    ]


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
