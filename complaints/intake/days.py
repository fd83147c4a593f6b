"""The dates a story names, as ISO 8601 writes them; a year that was not said is not made up."""

import calendar
import re

_MONTHS = {
    "janeiro": 1, "fevereiro": 2, "marco": 3, "abril": 4, "maio": 5, "junho": 6, "julho": 7, "agosto": 8,
    "setembro": 9, "setenbro": 9, "outubro": 10, "novembro": 11, "novenbro": 11, "dezembro": 12, "desembro": 12,
    "dezenbro": 12, "feveiro": 2, "fevereio": 2,
}
_SHORT = {
    "jan": 1, "fev": 2, "mar": 3, "abr": 4, "mai": 5, "jun": 6, "jul": 7, "ago": 8, "set": 9, "out": 10,
    "nov": 11, "dez": 12,
}
_LONG_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ANY_NAME = f"{_LONG_NAMES}|{'|'.join(_SHORT)}"

# 2024-03-05, 05/03/2024, 05-03-24, 05.03.2024, 07 /03: what is glued to letters still counts.
_NUMERIC = re.compile(
    r"(?<![\d/.,-])(?:(?P<iso_year>20[0-3]\d)-(?P<iso_month>0[1-9]|1[0-2])-(?P<iso_day>[0-3]\d)(?!\d)"
    r"|(?P<day>[0-3]?\d)(?:(?P<slash> ?[/\\] ?)|[.-])(?P<month>[01]?\d)"
    r"(?:(?: ?[/\\] ?|[.-])(?P<year>20[0-3]\d|19\d\d|[0-3]\d(?!\d)))?(?![\d]))"
)
# 5 de março de 2024, 23/março/2021, 1º de abril, 8.Dez
_NAMED_DAY = re.compile(
    rf"(?<![\d/,$])(?P<day>[0-3]?\d) ?o?(?: ?[/.-] ?| (?:de |do |d )?|(?=[a-z]))(?P<month>{_ANY_NAME})(?![a-z])"
    r"(?:(?: ?[/.,-] ?| (?:de |do ano de |do ano |do )?)(?P<year>20[0-3]\d|[0-3]\d(?![\d/:,.hx]|\s?(?:dia|hora|"
    r"reai|h\b|x\b))))?"
)
# março de 2024, Dezembro/2020, mar/24
_NAMED_MONTH = re.compile(
    rf"(?<![a-z\d])(?:(?P<long>{_LONG_NAMES})(?:(?: ?[/.,-] ?| (?:de |do ano de |do ano |do )?)(?P<year>20[0-3]\d|"
    rf"(?<=[/-])\d\d(?!\d)))?"
    rf"|(?P<short>{'|'.join(_SHORT)})[/.-](?P<short_year>20[0-3]\d|[1-3]\d(?!\d)))(?![a-z])"
)
_MONTH_HINT = re.compile(r"jan|fev|mar[\sc/.,-]|abr|mai|jun|jul|ago|set|out|nov|dez|des|fever")
# Fractions, ratios and hours look like a day and a month.
_STREET_BEFORE = re.compile(r"(?:rua|av|avenida|praca|travessa)\.? (?:[a-z0-9]+ ){1,3}$")
_DAY_SAID = re.compile(
    r"(?:\bdias?|\bdata|\bem|\bdesde|\bate|\bde|\bpara|\bpedido|\bcompra|\bno|\bas|\ba|,|\(|:|\be) ?(?:o |do )?$")
_MONTH_SAID = re.compile(r"(?:\bem|\bde|\bdesde|\bate|\bdo mes) $", re.A)
_NOT_A_DATE_AFTER = re.compile(
    r"\s?(?:x\b|%|d[aeo]s? (?:valor|produto|pedido|pecas|itens|total)|horas|hrs|polegadas|pol\b|\")")


def _year(said):
    if not said:
        return ""
    return said if len(said) == 4 else f"20{said}"


def _iso(day, month, year):
    """Return the date in ISO 8601, "--MM-DD" without a year, or None where the calendar has no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(int(year or 2024), month)[1]:
        return None
    return f"{year or '-'}-{month:02d}-{day:02d}"


def find_dates(reading, taken):
    """Return the dates as Found, in the order of the text, and note their places in `taken`."""
    plain, dates, seen = reading.plain, [], set()

    def add(value, match):
        if value is None or not taken.free(match.start(), match.end()):
            return
        taken.add(match.start(), match.end())
        if value not in seen:
            seen.add(value)
            dates.append(reading.found("date", value, match.start(), match.end()))

    for match in reading.at_figures(_NUMERIC):
        add(_numeric(match, plain), match)
    if _MONTH_HINT.search(plain):
        for match in reading.at_figures(_NAMED_DAY):
            name = match["month"]
            month = _MONTHS.get(name) or _SHORT[name]
            add(_iso(int(match["day"]), month, _year(match["year"])), match)
        for match in _NAMED_MONTH.finditer(plain):
            add(_month(match, plain, reading), match)
    return tuple(sorted(dates, key=lambda date: date.start))


def _numeric(match, plain):
    if match["iso_year"]:
        return _iso(int(match["iso_day"]), int(match["iso_month"]), match["iso_year"])
    day, month, year = int(match["day"]), int(match["month"]), _year(match["year"])
    if not year:
        digits = len(match["day"]) + len(match["month"])
        before = plain[max(0, match.start() - 12):match.start()]
        if not match["slash"] or (day, month) == (24, 7):
            return None
        if digits < 3 and not _DAY_SAID.search(before):
            return None
        if _NOT_A_DATE_AFTER.match(plain, match.end()):
            return None
    return _iso(day, month, year)


def _month(match, plain, reading):
    if match["short"]:
        return f"{_year(match['short_year'])}-{_SHORT[match['short']]:02d}"
    name, year = match["long"], match["year"]
    # Streets are named after days of history.
    if _STREET_BEFORE.search(plain[max(0, match.start() - 30):match.start()]):
        return None
    if year:
        return f"{_year(year)}-{_MONTHS[name]:02d}"
    start, end = match.span("long")
    # Without its cedilla it is as likely a given name.
    bare = name == "marco" and "ç" not in reading.written(start, end).lower()
    if bare and not _MONTH_SAID.search(plain[max(0, start - 10):start]):
        return None
    return reading.written(start, end)
