"""What the page with the figures shows: tiles, and charts that are tables, each number with the way to its cases."""

from typing import NamedTuple

from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import charts
from complaints.answer_times import ANSWER_TIMES, FIRST_DAY, WITHIN_A_DAY
from complaints.models import Complaint, Tally
from complaints.queues import COUNTED, Filters
from complaints.standing import OURS
from complaints.tallies import MEASURES, NOBODY
from complaints.wording import calm
from config.figure_words import key_words, link_words, number, percent, span
from disputes.tallies import AGES, NO_DISPUTE

# Drawn over time, so that their days are kept apart.
OVER_TIME = ("filed", "closed")
FLOWS = [name for name, measure in MEASURES.items() if not measure.is_stock]
STOCKS = [name for name, measure in MEASURES.items() if measure.is_stock]
# Fewer people than this are shown even where nothing is theirs to see; more are folded behind the busiest.
MOST_AGENTS = 30


class Numbers:
    """The tallies of a scope: `flows` and `stocks` as {measure: {key: n}}, `by_day` as {measure: {day: n}}.

    One query, whatever the range.
    """

    def __init__(self, scope, stock_day):
        rows = Tally.objects.filter(
            Q(measure__in=FLOWS, day__range=(scope.first, scope.last)) | Q(measure__in=STOCKS, day=stock_day))
        if scope.shop:
            rows = rows.filter(shop=scope.shop.pk)
        self.flows = {name: {} for name in FLOWS}
        self.stocks = {name: {} for name in STOCKS}
        self.by_day = {name: {} for name in OVER_TIME}
        days = Case(When(measure__in=OVER_TIME, then=F("day")))
        for name, key, day, n in rows.order_by().values_list("measure", "key", days).annotate(total=Sum("n")):
            counts = (self.flows if name in self.flows else self.stocks)[name]
            counts[key] = counts.get(key, 0) + n
            if day is not None:
                self.by_day[name][day] = self.by_day[name].get(day, 0) + n

    def total(self, name, keys=None):
        counts = self.flows.get(name) or self.stocks.get(name) or {}
        return sum(n for key, n in counts.items() if keys is None or key in keys)


class Links:
    """The addresses of the lists of cases behind the numbers of a scope."""

    def __init__(self, scope):
        self.scope = scope
        self.list = reverse("admin:complaints_complaint_changelist")

    def cases(self, **names):
        """Return the address of a list; "" where the list has no such filter: then the number leads nowhere."""
        if self.scope.shop:
            names["shop"] = self.scope.shop.slug
        filters = Filters({name: str(value) for name, value in names.items()})
        return "" if filters.ignored else f"{self.list}?{filters.query}"

    def within(self, prefix, first=None, last=None, **names):
        """Return the list of what happened between two days, those of the scope unless others are given."""
        days = {f"{prefix}_from": first or self.scope.first, f"{prefix}_to": last or self.scope.last}
        return self.cases(**names, **days)


# -- Tiles ----------------------------------------------------------------------------------


class Tile(NamedTuple):
    """A figure at the top of the page."""

    figure: str
    label: str
    detail: str
    url: str
    tone: str = ""


def tiles_of(numbers, links):
    """Return the five figures that say how the desk does."""
    queues = numbers.stocks["open_queue"]
    answered = numbers.total("answered")
    soon = numbers.total("answered", WITHIN_A_DAY)
    met, missed = numbers.total("clock_met", OURS), numbers.total("clock_missed", OURS)
    needs, late = queues.get("needs", 0), queues.get("late", 0)
    return [
        Tile(number(queues.get("open", 0)), _("casos abertos"), _("agora"), links.cases(queue="open")),
        Tile(
            number(needs), _("precisam de uma pessoa"), _("agora"), links.cases(queue="needs"), "soon" if needs else "",
        ),
        Tile(
            number(late), _("com a equipe atrasada, ou com prazo que acaba em um dia"), _("agora"),
            links.cases(queue="late"), "late" if late else "",
        ),
        Tile(
            percent(soon, answered), _("das primeiras respostas vieram em até um dia"),
            ngettext("%(soon)s de %(n)s resposta no período", "%(soon)s de %(n)s respostas no período", answered) % {
                "soon": number(soon), "n": number(answered)},
            links.within("first", answered=1, took=FIRST_DAY, queue="all"),
        ),
        Tile(
            percent(met, met + missed), _("dos prazos da equipe foram cumpridos"),
            _("%(met)s cumpridos, %(missed)s passaram no período") % {"met": number(met), "missed": number(missed)},
            "#clocks",
        ),
    ]


# -- Charts ---------------------------------------------------------------------------------


class Cell(NamedTuple):
    """A number of a table, where its cases are ("" where no list shows just them) and what that link says."""

    text: str
    url: str = ""
    said: str = ""


class Row(NamedTuple):
    """A line of a table: its words, the parts of its bar ({class, x, width}), its numbers; `lone` ones have no bar."""

    label: str
    parts: list
    cells: list


class Chart(NamedTuple):
    """A card: a table whose lines carry bars or, with `columns`, a drawing over time with its table behind it."""

    slug: str
    title: str
    when: str
    heads: list
    rows: list
    note: str = ""
    empty: str = ""
    # (class, words) of the series, where there is more than one.
    legend: list = []
    total: Row | None = None
    columns: object = None
    # (line of the scale, words), (tick, words) under the columns, and for each series (class, [(column, words)]).
    lines: list = []
    ticks: list = []
    drawn: list = []
    wide: bool = False


def bar_rows(lines, classes):
    """Return `Row`s of lines (label, counts, cells), their bars on one scale; a series has one of `classes`."""
    drawn = charts.bars([counts for _label, counts, _cells in lines])
    return [
        Row(label, [{"name": name, "x": part.x, "width": part.width}
                    for name, part in zip(classes, parts, strict=True) if part], cells)
        for (label, _counts, cells), parts in zip(lines, drawn, strict=True)
    ]


def charts_of(numbers, links, people, today):
    """Return the charts in the order of the page."""
    return [
        over_time(numbers, links, today), by_queue(numbers, links), by_dispute(numbers, links),
        answer_times(numbers, links), kept_clocks(numbers, links), load(numbers, links, people),
        mediation(numbers, links), endings(numbers, links),
    ]


def simple(numbers, measure, keys, link, slug, title, when, head, **more):
    """Return a chart of one measure: a line for each of these keys, with `link(key)` to its cases."""
    counts = (numbers.flows if measure in numbers.flows else numbers.stocks)[measure]
    people = more.pop("people", {})
    lines = []
    for key in keys:
        n, label = counts.get(key, 0), key_words(measure, key, people)
        lines.append((label, [n], [Cell(number(n), link(key) if n else "", link_words(label, measure, key))]))
    return Chart(slug, title, when, [head], bar_rows(lines, ["one"]), **more)


def by_queue(numbers, links):
    queues = [name for name in COUNTED if name != "open"]
    return simple(
        numbers, "open_queue", queues, lambda key: links.cases(queue=key), "queues", _("Abertos, por fila"), _("agora"),
        _("Casos"), note=_("O mesmo caso pode estar em mais de uma fila. Os adiados só contam na fila deles."),
    )


def by_dispute(numbers, links):
    found = numbers.stocks["open_state"]
    states = [key for key in MEASURES["open_state"].keys if found.get(key)]
    return simple(
        numbers, "open_state", states, lambda key: links.cases(queue="open", dispute=key), "disputes",
        _("Abertos, por situação da disputa"), _("agora"), _("Casos"), empty=_("Nenhum caso aberto."),
        note="" if links.cases(queue="open", dispute=NO_DISPUTE) or not found.get(NO_DISPUTE) else _(
            "Os casos sem disputa não têm uma lista só deles."),
    )


def over_time(numbers, links, today):
    """Return how many cases were filed and closed, by day, week or month."""
    scope = links.scope
    slots = charts.slots_of(scope.first, scope.last)
    series = [[sum_of(numbers.by_day[name], slot) for slot in slots] for name in OVER_TIME]
    columns = charts.columns(series)
    labels = [slot_words(slot, today) for slot in slots]
    said = [
        [ngettext("%(n)s registrado", "%(n)s registrados", n) % {"n": number(n)} for n in series[0]],
        [ngettext("%(n)s encerrado", "%(n)s encerrados", n) % {"n": number(n)} for n in series[1]],
    ]
    rows = [
        Row(label, [], [
            Cell(number(filed), links.within("filed", slot.first, slot.last, queue="all") if filed else "",
                 _("ver os casos registrados: %(when)s") % {"when": label}),
            Cell(number(closed), links.within("closed", slot.first, slot.last, queue="closed") if closed else "",
                 _("ver os casos encerrados: %(when)s") % {"when": label}),
        ]) for label, slot, filed, closed in zip(labels, slots, *series, strict=True)
    ]
    filed, closed = numbers.total("filed"), numbers.total("closed")
    unit = {"day": _("por dia"), "week": _("por semana"), "month": _("por mês")}[slots[0].unit]
    return Chart(
        "flow", _("Registrados e encerrados"), unit, [_("Registrados"), _("Encerrados")], rows, wide=True,
        legend=[("one", _("registrados")), ("two", _("encerrados"))], columns=columns,
        lines=[(line, number(line.n)) for line in columns.lines],
        ticks=[(tick, labels[tick.slot]) for tick in columns.ticks],
        drawn=[
            (name, [(column, f"{label}: {words}") for column, label, words in zip(drawn, labels, texts, strict=True)
                    if column])
            for name, drawn, texts in zip(("one", "two"), columns.series, said, strict=True)
        ],
        total=Row(_("No período"), [], [
            Cell(number(filed), links.within("filed", queue="all") if filed else ""),
            Cell(number(closed), links.within("closed", queue="closed") if closed else ""),
        ]),
    )


def sum_of(by_day, slot):
    return sum(n for day, n in by_day.items() if slot.first <= day <= slot.last)


def answer_times(numbers, links):
    """Return how long the first answer took, with its mean and the bucket in which its middle lies."""
    counts, answered = numbers.flows["answered"], numbers.total("answered")
    chart = simple(
        numbers, "answered", list(ANSWER_TIMES), lambda key: links.within("first", answered=1, took=key, queue="all"),
        "answers", _("Tempo até a primeira resposta"), _("no período"), _("Casos"),
        empty=_("Ninguém recebeu a primeira resposta neste período."),
    )
    asked = numbers.total("asked")
    notes = [ngettext(
        "%(n)s caso falou com a equipe pela primeira vez no período.",
        "%(n)s casos falaram com a equipe pela primeira vez no período.", asked) % {"n": number(asked)}]
    if answered:
        mean = span(round(numbers.total("answer_minutes") / answered))
        middle = key_words("answered", middle_of(counts, answered), {})
        words = {"mean": mean, "middle": middle}
        notes.insert(0, _("Em média %(mean)s; a resposta do meio veio em: %(middle)s.") % words)
    total = Cell(number(answered), links.within("first", answered=1, queue="all") if answered else "")
    return chart._replace(
        rows=chart.rows if answered else [], note=" ".join(notes), total=Row(_("Respondidos"), [], [total]))


def middle_of(counts, whole):
    """Return the bucket in which the middle of all answers lies."""
    passed = 0
    for key in ANSWER_TIMES:
        passed += counts.get(key, 0)
        if passed * 2 >= whole:
            return key
    return key


def kept_clocks(numbers, links):
    """Return who kept how many clocks, those with the most first."""
    met, missed = numbers.flows["clock_met"], numbers.flows["clock_missed"]
    parties = sorted({*met, *missed}, key=lambda key: (key not in OURS, -met.get(key, 0) - missed.get(key, 0), key))
    lines = []
    for party in parties:
        counts = [met.get(party, 0), missed.get(party, 0)]
        cells = [
            Cell(number(n), links.within("ended", clock=state, party=party, queue="all") if n else "",
                 link_words("", "clock_met", party))
            for state, n in zip(("met", "missed"), counts, strict=True)
        ]
        lines.append((key_words("clock_met", party, {}), counts, [*cells, Cell(percent(counts[0], sum(counts)))]))
    return Chart(
        "clocks", _("Prazos cumpridos e passados"), _("no período"), [_("Cumpridos"), _("Passaram"), _("Em dia")],
        bar_rows(lines, ["done", "late"]), empty=_("Nenhum prazo terminou neste período."),
        legend=[("done", _("cumpridos")), ("late", _("passaram"))],
        note=_("São prazos, não casos: um caso com dois prazos conta duas vezes aqui e aparece uma vez na lista."),
    )


def load(numbers, links, people):
    """Return who looks after how many open cases: nobody's first, then the busiest."""
    counts = numbers.stocks["open_agent"]
    agents = sorted(people, key=lambda key: (-counts.get(key, 0), people[key]))
    keys = [*([NOBODY] if counts.get(NOBODY) else []), *agents[:MOST_AGENTS]]
    more = len(agents) - MOST_AGENTS
    return simple(
        numbers, "open_agent", keys,
        lambda key: links.cases(queue="open", whose="unassigned" if key == NOBODY else key), "load",
        _("Abertos, por quem cuida"), _("agora"), _("Casos"), people=people, empty=_("Nenhum caso aberto."),
        note=_("Mais %(n)d pessoas com menos casos estão no arquivo CSV.") % {"n": more} if more > 0 else "",
    )


def mediation(numbers, links):
    return simple(
        numbers, "mediation_age", list(AGES), lambda key: links.cases(queue="open", aged=key), "mediation",
        _("Há quanto tempo o mediador tem a disputa"), _("agora"), _("Disputas"),
        note=_("Contado do dia em que a disputa chegou ao mediador; perguntas aos lados não param esta conta."),
    )


def endings(numbers, links):
    found = numbers.flows["closed"]
    keys = [key for key in Complaint.Closing.values if found.get(key)]
    return simple(
        numbers, "closed", keys, lambda key: links.within("closed", queue="closed", closing=key), "endings",
        _("Como acabaram os encerrados"), _("no período"), _("Casos"),
        empty=_("Nenhum caso foi encerrado neste período."),
    )


# -- Days -----------------------------------------------------------------------------------


def day_words(first, last, today):
    """Return "2 nov", "16 a 22 nov", "30 out a 5 nov" of one day or a range, with a year that is not this one."""
    year = "" if first.year == last.year == today.year else " Y"
    end = calm(date_format(last, "j M" + year))
    if first == last:
        return end
    same = (first.year, first.month) == (last.year, last.month)
    begin = str(first.day) if same else calm(date_format(first, "j M" + (year if first.year != last.year else "")))
    return _("%(first)s a %(last)s") % {"first": begin, "last": end}


def slot_words(slot, today):
    if slot.unit == "month":
        return calm(date_format(slot.first, "M Y"))
    return day_words(slot.first, slot.last, today)
