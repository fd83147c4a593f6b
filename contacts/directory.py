"""The directory as it is filled from its data files and as it is searched."""

import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.utils import translation

from contacts.models import Body, Channel, Company, Guide, Revision
from contacts.revisions import cover, record_many
from contacts.words import fold

DATA = Path(__file__).resolve().parent / "data"
# The entry for every shop that is not listed; its guide serves companies without their own.
ANY_SHOP = "outra-loja"
NATIONWIDE = "BR"
MAX_WORDS = 8
SHORT = 2


class Counts(NamedTuple):
    """What the files hold, and what loading them did to the database."""

    companies: int
    channels: int
    guides: int
    bodies: int
    written: int
    removed: int
    left_alone: int


# -- Loading ----------------------------------------------------------------------------


class Loader:
    """Bring rows in line with the files; rows that staff checked on a later day are left alone."""

    def __init__(self):
        self.done = Counter()
        self.touched = []

    def settle(self, model, pairs):
        """Write each (existing row or None, wanted fields) of `pairs` that differs, in two statements."""
        new, changed, names = [], [], set()
        for row, wanted in pairs:
            if row is None:
                new.append(model(**wanted))
                continue
            different = [name for name, value in wanted.items() if getattr(row, name) != value]
            if not different:
                continue
            if row.checked_on > wanted["checked_on"]:
                self.done["left_alone"] += 1
                continue
            for name in different:
                setattr(row, name, wanted[name])
            names.update(different)
            changed.append(row)
        model.objects.bulk_create(new)
        if changed:
            model.objects.bulk_update(changed, sorted(names))
        self.done["written"] += len(new) + len(changed)
        self.touched += new + changed

    def settle_by_slug(self, model, objects):
        slugs = [fields["slug"] for fields in objects]
        known = {row.slug: row for row in model.objects.select_for_update().filter(slug__in=slugs)}
        self.settle(model, [(known.get(fields["slug"]), fields) for fields in objects])

    def settle_parts(self, model, companies, part):
        """Settle the channels or guides of all companies and remove those the file has dropped.

        The nth part of a kind in the file is the nth row of that kind, so that a new wording
        changes a row instead of replacing it.
        """
        rows = defaultdict(list)
        for row in model.objects.select_for_update().filter(company__in=list(companies)).order_by("pk"):
            rows[row.company_id, row.kind].append(row)
        pairs = []
        for company_id, fields in companies.items():
            for position, wanted in enumerate(fields[part], start=1):
                same = rows[company_id, wanted["kind"]]
                row = same.pop(0) if same else None
                pairs.append((row, {**wanted, "company_id": company_id, "position": position}))
        self.settle(model, pairs)
        gone = []
        for (company_id, _kind), left in rows.items():
            for row in left:
                if row.checked_on > companies[company_id]["checked_on"]:
                    self.done["left_alone"] += 1
                else:
                    gone.append(row.pk)
        if gone:
            model.objects.filter(pk__in=gone).delete()
        self.done["removed"] += len(gone)


def load_directory(folder=DATA):
    """Load `companies.json` and `bodies.json` of `folder`; loading twice changes nothing.

    A row whose `checked_on` is later than the file's was checked by staff since and is kept
    as it is. Companies and bodies that left the files stay: cases may refer to them. Every row written
    leaves a version in its history. Raises OSError, ValueError or KeyError for a file that is missing or
    malformed; nothing is written then.
    """
    companies = read(Path(folder) / "companies.json")
    bodies = read(Path(folder) / "bodies.json")
    plain = [
        {name: value for name, value in company.items() if name not in ("channels", "guides")}
        for company in companies
    ]
    loader = Loader()
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        cover()
        loader.settle_by_slug(Company, plain)
        loader.settle_by_slug(Body, bodies)
        ids = dict(Company.objects.filter(slug__in=[c["slug"] for c in companies]).values_list("slug", "pk"))
        by_id = {ids[company["slug"]]: company for company in companies}
        loader.settle_parts(Channel, by_id, "channels")
        loader.settle_parts(Guide, by_id, "guides")
        record_many(loader.touched, Revision.Action.LOADED)
        settle_search(with_parts(Company.objects.all()))
        settle_search(Body.objects.all())
    return Counts(
        companies=len(companies),
        channels=sum(len(company["channels"]) for company in companies),
        guides=sum(len(company["guides"]) for company in companies),
        bodies=len(bodies),
        written=loader.done["written"],
        removed=loader.done["removed"],
        left_alone=loader.done["left_alone"],
    )


def read(path):
    """Return the objects of a data file, with dates as dates."""
    with path.open(encoding="utf-8") as file:
        objects = json.load(file)
    for fields in objects:
        for sourced in [fields, *fields.get("channels", []), *fields.get("guides", [])]:
            sourced["checked_on"] = date.fromisoformat(sourced["checked_on"])
    return objects


def settle_search(queryset):
    """Bring `search` in line as save() would: bulk statements do not call it, and parts are rows of their own."""
    stale = []
    for row in queryset:
        text = row.search_text()
        if row.search != text:
            row.search = text
            stale.append(row)
    if stale:
        queryset.model.objects.bulk_update(stale, ["search"])


# -- Reading ----------------------------------------------------------------------------


def search_words(text):
    """Return the words looked for: folded, without the NUL that PostgreSQL refuses, at most 8."""
    return fold(text.replace("\0", " ")).split()[:MAX_WORDS]


def found(queryset, words):
    """Narrow companies or bodies to those that hold every one of `words`, the short ones as whole words."""
    for word in words:
        # "sp" means the state, not the middle of "resposta".
        part = f" {word} " if len(word) <= SHORT else word
        queryset = queryset.filter(search__contains=part)
    return queryset


def shops():
    """Return the companies one can buy from, the entry for any other shop last."""
    listed = Company.objects.filter(Q(kind=Company.Kind.MARKETPLACE) | Q(slug=ANY_SHOP))
    return sorted(listed, key=lambda company: (company.slug == ANY_SHOP, fold(company.name)))


def with_parts(queryset):
    """Add channels and guides in their order: two more queries, however many companies."""
    return queryset.prefetch_related(
        Prefetch("channels", Channel.objects.order_by("position", "pk")),
        Prefetch("guides", Guide.objects.order_by("position", "pk")),
    )


def guide_before_writing(company):
    """Return the "before you write" guide of a company, else the one for any shop, else None."""
    guides = Guide.objects.filter(
        Q(company=company) | Q(company__slug=ANY_SHOP), kind=Guide.Kind.BEFORE_YOU_WRITE
    )
    return min(
        guides, key=lambda guide: (guide.company_id != company.pk, guide.position, guide.pk), default=None
    )


def kinds_of_bodies():
    """Return [(kind, how many)] in the order people should think of them, empty kinds too."""
    counted = dict(Body.objects.order_by().values_list("kind").annotate(number=Count("pk")))
    return [(kind, counted.get(kind.value, 0)) for kind in Body.Kind]


def bodies_for(kind="", state=""):
    """Return bodies of a kind, those of a state with the nationwide ones; "" means all."""
    bodies = Body.objects.only("slug", "kind", "name", "state", "city", "phone", "url", "trust")
    if kind:
        bodies = bodies.filter(kind=kind)
    if state:
        bodies = bodies.filter(state__in=[state, NATIONWIDE])
    order = list(Body.Kind.values)
    return sorted(
        bodies,
        key=lambda body: (order.index(body.kind), body.state != NATIONWIDE, body.state, fold(body.name)),
    )
