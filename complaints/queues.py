"""The lists in which the staff find their cases: queues, and what narrows them.

A list is named by the query of its address, so that it can be kept, mailed and handed to a batch. Every queue is
one condition that implies that of a partial index of `Complaint`; a page of it is read from there in order.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.answer_times import SPAN_WORDS, span_of
from complaints.choices import Party, Reason
from complaints.instants import ONE_DAY, end_of_day, local_date
from complaints.kept import ended_clocks
from complaints.models import Complaint, SimilarGroup
from complaints.paging import Order, read_cursor
from complaints.search import MOST_FOUND, find
from complaints.wording import short_date
from contacts.models import Company

# Near enough to its end that the team should look now.
NEAR = timedelta(days=1)
MOST_SEARCH_LETTERS = 200
BY_CLOCK = Order("next_at", may_be_empty=True)
OPEN = Q(state=Complaint.State.OPEN)


def today_of(now):
    """Return the day on which the desk puts cases off and counts days."""
    return local_date(now, settings.CASE_TIME_ZONE)


class Queue(NamedTuple):
    """A list that everybody of the staff has. `holds` takes `now` and returns the condition of its cases."""

    label: str
    empty: str
    holds: Callable
    order: Order = BY_CLOCK
    # Whether a case that somebody put off stays away until its day.
    rests: bool = True
    # In what way it is loud on the staff's first page; "" where it is not there.
    tone: str = ""
    # Its condition as several of which no case has two, each to be counted within an index; None: as it is.
    apart: Callable | None = None

    def parts(self, now):
        """Return the conditions under which the cases of this queue are counted, each case once."""
        return self.apart(now) if self.apart else [self.holds(now)]


QUEUES = {
    "needs": Queue(
        gettext_lazy("Precisam de uma pessoa"),
        gettext_lazy("Ninguém espera pela equipe agora. Aqui aparecem os casos em que só uma pessoa pode ajudar."),
        lambda now: Q(needs_person=True), tone="soon",
    ),
    "asked": Queue(
        gettext_lazy("Pediram uma pessoa"),
        gettext_lazy("Ninguém está esperando para falar com uma pessoa. Quem pedir aparece aqui."),
        lambda now: OPEN & Q(asked_person_at__isnull=False), tone="soon",
    ),
    "waiting": Queue(
        gettext_lazy("Esperam a equipe"),
        gettext_lazy("Todas as mensagens foram respondidas. Quem escrever para a equipe aparece aqui."),
        lambda now: OPEN & Q(awaits_staff=True), tone="soon",
    ),
    "late": Queue(
        gettext_lazy("Atrasados ou quase"),
        gettext_lazy("Nenhum prazo da equipe passou nem acaba em um dia. Se isso mudar, o caso aparece aqui."),
        lambda now: OPEN & (Q(late_at__isnull=False) | Q(team_at__lte=now + NEAR)), tone="late",
        apart=lambda now: [
            OPEN & Q(team_at__lte=now + NEAR),
            OPEN & Q(late_at__isnull=False) & (Q(team_at=None) | Q(team_at__gt=now + NEAR)),
        ],
    ),
    "bounced": Queue(
        gettext_lazy("O e-mail voltou"),
        gettext_lazy("Nenhum e-mail voltou. Casos em que o aviso não chegou a alguém aparecem aqui."),
        lambda now: OPEN & Q(bounced_at__isnull=False), tone="late",
    ),
    "poisoned": Queue(
        gettext_lazy("A varredura falhou"),
        gettext_lazy("A varredura cuidou de todos os prazos. Casos em que ela falhar aparecem aqui."),
        lambda now: OPEN & Q(poisoned=True), tone="late",
    ),
    "no_shop": Queue(
        gettext_lazy("Loja fora da lista"),
        gettext_lazy("Todos os casos abertos são de lojas que conhecemos. Os de outras lojas aparecem aqui."),
        lambda now: OPEN & Q(shop_unknown=True), tone="soon",
    ),
    "mediation": Queue(
        gettext_lazy("Esperam uma decisão"),
        gettext_lazy("Nenhum caso espera o mediador. Quando um lado pedir uma decisão, o caso aparece aqui."),
        lambda now: OPEN & Q(mediation_at__isnull=False), Order("mediation_at"), tone="soon",
    ),
    "deferred": Queue(
        gettext_lazy("Adiados"),
        gettext_lazy("Nenhum caso está adiado. O que for adiado fica aqui até o seu dia e depois volta para a fila."),
        lambda now: OPEN & Q(deferred_until__gt=today_of(now)), Order("deferred_until", of_days=True), rests=False,
    ),
    "open": Queue(
        gettext_lazy("Abertos"), gettext_lazy("Nenhum caso aberto. Os novos aparecem aqui."), lambda now: OPEN,
        rests=False,
    ),
    "closed": Queue(
        gettext_lazy("Encerrados"), gettext_lazy("Nenhum caso foi encerrado ainda."),
        lambda now: Q(state=Complaint.State.CLOSED, closed_at__isnull=False), Order("closed_at", newest_first=True),
        rests=False,
    ),
    "all": Queue(
        gettext_lazy("Todos"), gettext_lazy("Ainda não há casos. O primeiro que alguém registrar aparece aqui."),
        lambda now: Q(), Order("filed_at", newest_first=True), rests=False,
    ),
}
FIRST, EVERYBODY, MINE, UNASSIGNED = "needs", "all", "mine", "unassigned"
# Of closed cases and of all nobody waits for a number.
COUNTED = [name for name in QUEUES if name not in ("closed", "all")]


# -- What narrows a list ------------------------------------------------------------------


class Filter(NamedTuple):
    """One parameter of a list's address.

    `read` takes what was typed and returns its value, or raises ValueError; `narrow` takes (cases, filters, user,
    now); `words` takes the value and says it on the page, None where a field there shows it already; `within` is
    the parameter without which this one means nothing.
    """

    read: Callable
    narrow: Callable | None = None
    words: Callable | None = None
    within: str = ""


def one_of(names):
    """Return a reader that takes one of these names."""

    def read(text):
        if text not in names:
            raise ValueError(text)
        return text

    return read


def read_day(text):
    """Return an ISO day of this century. Raises ValueError."""
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def read_id(text):
    """Return a row's id. Raises ValueError."""
    if not re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def read_whose(text):
    return text if text in (EVERYBODY, MINE, UNASSIGNED) else read_id(text)


def read_slug(text):
    if not re.fullmatch(r"[-\w]{1,50}", text, re.ASCII):
        raise ValueError(text)
    return text


def read_search(text):
    """Return the words of a search on one line. Raises ValueError where nothing is left of them."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not words:
        raise ValueError(text)
    return words[:MOST_SEARCH_LETTERS]


def read_place(text):
    """Return how many finds of a search come before its page. Raises ValueError."""
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or int(text) >= MOST_FOUND:
        raise ValueError(text)
    return int(text)


def since(column, name):
    """Return a narrowing to what happened on the day of the filter `name` or later."""
    def narrow(cases, filters, user, now):
        return cases.filter(**{f"{column}__gte": end_of_day(filters[name] - ONE_DAY, settings.CASE_TIME_ZONE)})

    return narrow


def until(column, name):
    def narrow(cases, filters, user, now):
        return cases.filter(**{f"{column}__lt": end_of_day(filters[name], settings.CASE_TIME_ZONE)})

    return narrow


def of_whom(cases, filters, user, now):
    whose = filters["whose"]
    if whose == EVERYBODY:
        return cases
    if whose == UNASSIGNED:
        return cases.filter(agent=None)
    return cases.filter(agent=user.pk if whose == MINE else whose)


def of_shop(cases, filters, user, now):
    return cases.filter(shop=Company.objects.filter(slug=filters["shop"]).values("pk")[:1])


def of_clock(cases, filters, user, now):
    """Narrow to cases in which a clock ended so, of one side and between two days where these are given."""
    clocks = ended_clocks().filter(state=filters["clock"])
    if "party" in filters:
        clocks = clocks.filter(party=filters["party"])
    if "ended_from" in filters:
        clocks = since("closed_at", "ended_from")(clocks, filters, user, now)
    if "ended_to" in filters:
        clocks = until("closed_at", "ended_to")(clocks, filters, user, now)
    return cases.filter(pk__in=clocks.values("complaint"))


def of_answer_time(cases, filters, user, now):
    """Narrow to cases whose first answer took so long, as `tallies.count_answered` puts them in bands."""
    more, most = span_of(filters["took"])
    if more is not None:
        cases = cases.filter(first_answered_at__gt=F("first_asked_at") + more)
    return cases if most is None else cases.filter(first_answered_at__lte=F("first_asked_at") + most)


def of_group(cases, filters, user, now):
    group = SimilarGroup.objects.filter(pk=filters["group"]).first()
    if group is None:
        return cases.none()
    column = {
        SimilarGroup.Kind.SELLER: "seller_key", SimilarGroup.Kind.LISTING: "listing_key",
        SimilarGroup.Kind.REASON: "reason",
    }[group.kind]
    return cases.filter(OPEN, shop=group.shop_id, **{column: group.key})


def side(party):
    return _("o consumidor") if party == Party.BUYER else Party(party).label


def on_day(sentence):
    return lambda day: sentence % {"day": short_date(day)}


ENDS = {"met": gettext_lazy("com um prazo cumprido"), "missed": gettext_lazy("com um prazo que passou")}
# In the order in which they stand in an address. Floors above add theirs (`disputes.queues`).
FILTERS = {
    "queue": Filter(one_of(QUEUES)),
    "whose": Filter(read_whose, of_whom),
    "shop": Filter(read_slug, of_shop),
    "reason": Filter(one_of(Reason.values), lambda cases, filters, user, now: cases.filter(reason=filters["reason"])),
    "q": Filter(read_search),
    "filed_from": Filter(
        read_day, since("filed_at", "filed_from"), on_day(gettext_lazy("registrados desde %(day)s"))),
    "filed_to": Filter(read_day, until("filed_at", "filed_to"), on_day(gettext_lazy("registrados até %(day)s"))),
    "closed_from": Filter(
        read_day, since("closed_at", "closed_from"), on_day(gettext_lazy("encerrados desde %(day)s"))),
    "closed_to": Filter(read_day, until("closed_at", "closed_to"), on_day(gettext_lazy("encerrados até %(day)s"))),
    "closing": Filter(
        one_of(Complaint.Closing.values),
        lambda cases, filters, user, now: cases.filter(closing=filters["closing"]),
        lambda value: _("acabaram assim: %(how)s") % {"how": Complaint.Closing(value).label},
    ),
    "answered": Filter(
        one_of({"1"}), lambda cases, filters, user, now: cases.filter(first_answered_at__isnull=False),
        lambda value: _("já respondidos pela equipe"),
    ),
    "first_from": Filter(
        read_day, since("first_answered_at", "first_from"),
        on_day(gettext_lazy("primeira resposta desde %(day)s")), "answered",
    ),
    "first_to": Filter(
        read_day, until("first_answered_at", "first_to"), on_day(gettext_lazy("primeira resposta até %(day)s")),
        "answered",
    ),
    "took": Filter(
        one_of(SPAN_WORDS), of_answer_time,
        lambda value: _("a primeira resposta levou: %(time)s") % {"time": SPAN_WORDS[value]}, "answered",
    ),
    "clock": Filter(one_of(ENDS), of_clock, lambda value: str(ENDS[value])),
    "party": Filter(
        one_of(Party.values), words=lambda value: _("prazo de: %(who)s") % {"who": side(value)}, within="clock"),
    "ended_from": Filter(
        read_day, words=on_day(gettext_lazy("o prazo terminou desde %(day)s")), within="clock"),
    "ended_to": Filter(read_day, words=on_day(gettext_lazy("o prazo terminou até %(day)s")), within="clock"),
    "group": Filter(read_id, of_group, lambda value: _("do mesmo grupo de casos parecidos")),
}


class Filters:
    """A list as its address names it: `filters["shop"]`, `"q" in filters`, `filters.query`.

    Whatever is typed into an address is taken: what says nothing known is left out and named in `ignored`.
    """

    def __init__(self, typed=""):
        """Read a query: "queue=late&whose=mine", a QueryDict or any mapping of names to text."""
        typed = QueryDict(typed) if isinstance(typed, str) else typed
        self.values, self.texts, self.ignored = {}, {}, []
        for name, known in FILTERS.items():
            text = str(typed.get(name) or "").strip()
            if not text:
                continue
            try:
                self.values[name] = known.read(text)
            except ValueError:
                self.ignored.append(name)
            else:
                self.texts[name] = str(self.values[name])
        for name in [name for name in self.values if FILTERS[name].within and FILTERS[name].within not in self.values]:
            del self.values[name], self.texts[name]
            self.ignored.append(name)
        # A search looks through everything, and so does a list of what happened between two days.
        is_whole = set(self.values) - {"queue", "whose", "shop", "reason"}
        for name, value in (("whose", EVERYBODY), ("queue", "all" if is_whole else FIRST)):
            if self.values.setdefault(name, value) == value:
                self.texts.pop(name, None)
        self.after = self.read_after(str(typed.get("after") or ""))
        self.found = None

    def __getitem__(self, name):
        return self.values[name]

    def __contains__(self, name):
        return name in self.values

    def get(self, name, default=""):
        return self.values.get(name, default)

    @property
    def queue(self):
        return QUEUES[self.values["queue"]]

    @property
    def query(self):
        """The one way of writing this list as the query of an address, without the page."""
        return self.but()

    def but(self, **changes):
        """Return the query of this list with some parameters changed, or left out for None."""
        texts = {**self.texts, **changes}
        return urlencode([(name, texts[name]) for name in FILTERS if texts.get(name) not in (None, "")])

    def read_after(self, text):
        try:
            if "q" in self.values:
                return read_place(text) if text else 0
            return read_cursor(text, self.queue.order) if text else None
        except ValueError:
            self.ignored.append("after")
            return 0 if "q" in self.values else None

    def search(self, now):
        """Return what the search finds (`complaints.search.Found`), asked once; None where nothing is searched."""
        if self.found is None and "q" in self.values:
            self.found = find(self.values["q"], now)
        return self.found

    def sentences(self):
        """Return (name, words) of what narrows the list beyond its queue and the fields shown on the page."""
        return [(name, FILTERS[name].words(value)) for name, value in self.values.items() if FILTERS[name].words]


# -- Cases ----------------------------------------------------------------------------------


def put_off(now):
    """Return the condition of cases that stay away until the day to which somebody put them off.

    No day hides what the team itself is late with, or must do within a day.
    """
    quiet = Q(late_at=None) & (Q(team_at=None) | Q(team_at__gt=now + NEAR))
    return Q(deferred_until__isnull=False, deferred_until__gt=today_of(now)) & quiet


def held_by(queue, now, *, rests=True):
    """Return the cases of a queue; those put off until a later day stay away where it lets them rest."""
    cases = Complaint.objects.filter(queue.holds(now)).order_by()
    if queue.rests and rests:
        cases = cases.filter(~put_off(now))
    return cases


def cases_of(filters, user, now):
    """Return the cases of a list as `user` sees it, unsorted but for a search, whose order is that of its finds.

    One query more where the words of a search or a group have to be looked up first.
    """
    found, cases = filters.search(now), narrowed(filters, user, now)
    return cases if found is None else found.narrow(cases).order_by(*found.order)


def narrowed(filters, user, now):
    """Return the cases of a list whatever its search says: of its queue, and within all that narrows it."""
    cases = held_by(filters.queue, now, rests="q" not in filters)
    for name in filters.values:
        if FILTERS[name].narrow:
            cases = FILTERS[name].narrow(cases, filters, user, now)
    return cases
