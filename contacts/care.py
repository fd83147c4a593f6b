"""What of the directory nobody has checked for long, and the note that somebody did today."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.link_checks import ADDRESS
from contacts.models import Body, Channel, Company, Guide, LinkCheck, Revision
from contacts.revisions import check_today, label_of, name_of

# Three months: shops move their pages about twice a year, and a page that moved is worse than none.
STALE_DAYS = 90
SOURCES = {}


class Entry(NamedTuple):
    """One fact of the directory with the day it was last checked."""

    label: str
    pk: int
    kind: str
    name: str
    shop: str
    trust: str
    trust_words: str
    checked_on: date
    who: str
    urls: tuple[str, ...]
    page: str
    history: str

    @property
    def key(self):
        return self.checked_on, self.kind, self.name, self.pk


class Source:
    """One kind of fact: which of them are old, how many, and how one is noted as checked."""

    label = ""
    words = ""
    # What a person needs to note one as checked, and to see it.
    permission = ""
    view = ""

    def stale(self, until):
        """Return the `Entry`s last checked on the day `until` or before it."""
        raise NotImplementedError

    def count(self, until):
        """Return how many there are. One query, or as many as `stale` has."""
        return len(self.stale(until))

    def find(self, pk):
        """Return the row, or None."""
        raise NotImplementedError

    def check(self, row, by, now):
        """Note the row as checked today; return the `Revision`, None when it was already."""
        return check_today(row, by, now)


def care_source(source):
    """Register a `Source`; apps above name theirs in `care`."""
    SOURCES[source.label] = source()
    return source


def last_editor(label, key="pk"):
    """Return the columns of who made the newest version of a row, to be joined by `who_of`."""
    newest = Revision.objects.filter(model=label, object_id=OuterRef(key)).order_by("-number")
    return {
        f"who_{name}": Subquery(newest.values(f"by__{column}")[:1])
        for name, column in (("name", "display_name"), ("mail", "email"))
    }


def who_of(row):
    """Return who made the newest version of a row fetched with `last_editor`; "" when it came with the program."""
    return row.who_name or row.who_mail or ""


class DirectorySource(Source):
    """A model of the directory, with a day of its own."""

    model = None

    def rows(self):
        return self.model.objects.order_by("pk")

    def old(self, until):
        return self.rows().filter(checked_on__lte=until)

    def count(self, until):
        return self.model.objects.filter(checked_on__lte=until).count()

    def find(self, pk):
        return self.rows().filter(pk=pk).first()

    def stale(self, until):
        return [self.entry(row) for row in self.old(until).annotate(**last_editor(self.label))]

    def entry(self, row):
        return Entry(
            label=self.label, pk=row.pk, kind=str(self.words), name=name_of(row), shop=self.shop(row), trust=row.trust,
            trust_words=row.get_trust_display(), checked_on=row.checked_on, who=who_of(row), urls=self.urls(row),
            page=self.page(row), history=reverse("admin:revisions", args=[self.label, row.pk]),
        )

    def shop(self, row):
        return row.company.slug

    def page(self, row):
        return reverse("admin:contacts_company_change", args=[row.company_id])

    def urls(self, row):
        return tuple(filter(None, [row.source_url]))


@care_source
class CompanySource(DirectorySource):
    model, label, words = Company, label_of(Company), gettext_lazy("empresa")
    permission, view = "contacts.change_company", "contacts.view_company"

    def shop(self, row):
        return row.slug

    def page(self, row):
        return reverse("admin:contacts_company_change", args=[row.pk])

    def urls(self, row):
        return tuple(filter(None, [row.website, row.source_url]))


@care_source
class ChannelSource(DirectorySource):
    model, label, words = Channel, label_of(Channel), gettext_lazy("canal")
    permission, view = "contacts.change_channel", "contacts.view_channel"

    def rows(self):
        return super().rows().select_related("company")

    def urls(self, row):
        return tuple(filter(None, [row.url, row.source_url]))


@care_source
class GuideSource(DirectorySource):
    model, label, words = Guide, label_of(Guide), gettext_lazy("passo a passo")
    permission, view = "contacts.change_guide", "contacts.view_guide"

    def rows(self):
        return super().rows().select_related("company")


@care_source
class BodySource(DirectorySource):
    model, label, words = Body, label_of(Body), gettext_lazy("órgão")
    permission, view = "contacts.change_body", "contacts.view_body"

    def shop(self, row):
        return ""

    def page(self, row):
        return reverse("admin:contacts_body_change", args=[row.pk])

    def urls(self, row):
        found = [row.url, *(address.rstrip(".,;:") for line in row.sources for address in ADDRESS.findall(line))]
        return tuple(dict.fromkeys(filter(None, found)))


def stale_since(now=None):
    """Return the last day on which a check counts as too old by now."""
    return timezone.localdate(now) - timedelta(days=STALE_DAYS)


def unchecked(now=None, *, kind="", shop="", may_see=lambda permission: True):
    """Return the `Entry`s not checked for 90 days or more, the oldest first; as many queries as kinds of facts.

    `kind` is a label ("contacts.channel") and `shop` the slug of a company; "" means all.
    """
    until = stale_since(now)
    found = [
        entry for source in SOURCES.values() if kind in ("", source.label) and may_see(source.view)
        for entry in source.stale(until) if shop in ("", entry.shop)
    ]
    return sorted(found, key=lambda entry: entry.key)


def count_unchecked(now=None):
    """Return how many facts were not checked for 90 days or more: one small query for each kind."""
    until = stale_since(now)
    return sum(source.count(until) for source in SOURCES.values())


def days_since(day, now=None):
    """Return how many days have gone by since a day."""
    return (timezone.localdate(now) - day).days


def link_words(urls, seen):
    """Return (tone, words) of the last weekly visit to the addresses of a fact, the worst first; `seen` by address."""
    checks = [seen[url] for url in urls if url in seen]
    failed = [check for check in checks if check.failures]
    if failed:
        return "late", str(failed[0].get_fault_display() or _("não abriu"))
    if not urls:
        return "quiet", _("sem endereço")
    if any(check.last_ok_at for check in checks):
        return "done", _("abriu")
    if any(check.fault == LinkCheck.Fault.ROBOTS for check in checks):
        return "quiet", str(LinkCheck.Fault.ROBOTS.label)
    return "quiet", _("ainda não visitado")


def shops_named():
    """Return [(slug, name)] of all companies, for the filter."""
    return list(Company.objects.order_by("name").values_list("slug", "name"))
