"""Public holidays of Brazil and of its 27 states, as data.

National days: Lei 662/1949 as changed by Lei 10.607/2002; Lei 6.802/1980 (12 October); Lei 14.759/2023
(20 November). Good Friday is, strictly, a local religious holiday (Lei 9.093/1995, art. 2), but every yearly
federal ordinance lists it as national and no office works on it. Carnival, Ash Wednesday and Corpus Christi are
days off at choice, not holidays, except where a state made one of them its own (Rio de Janeiro).

State days: Lei 9.093/1995 lets each state have its "data magna"; several have more. The numbers of the state
laws stand beside the rows where they are known. Days of single cities are not here: a caller who knows one
adds it with `Holidays.plus`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

# Before Lei 9.093/1995 states had no general power to make holidays.
FIRST_STATE_YEAR = 1996

TUESDAY, THURSDAY, FRIDAY, SUNDAY = 1, 3, 4, 6


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """One holiday: a fixed day, or a distance in days from Easter Sunday, and the years it is valid in.

    `moved` says where the day goes when the law carries it off: "friday" takes a Tuesday, Wednesday or
    Thursday to the Friday of the same week; "sunday" takes any weekday to the Sunday that follows. The move
    applies from the year `moved_since` on.
    """

    name: str
    month: int = 0
    day: int = 0
    easter: int | None = None
    since: int = 0
    until: int = 9999
    moved: Literal["friday", "sunday"] | None = None
    moved_since: int = 0

    def in_year(self, year: int) -> date | None:
        """Give the day this holiday falls on in `year`, or None when it was not one in that year."""
        if not self.since <= year <= self.until:
            return None
        if self.easter is not None:
            return easter_sunday(year) + timedelta(days=self.easter)
        day = date(year, self.month, self.day)
        if self.moved and year >= self.moved_since:
            weekday = day.weekday()
            if self.moved == "sunday":
                return day + timedelta(days=SUNDAY - weekday)
            if TUESDAY <= weekday <= THURSDAY:
                return day + timedelta(days=FRIDAY - weekday)
        return day


def _fixed(month: int, day: int, name: str, since: int = 0, until: int = 9999) -> HolidayRule:
    return HolidayRule(name, month, day, since=since, until=until)


def _to_friday(month: int, day: int, name: str, since: int = 0) -> HolidayRule:
    return HolidayRule(name, month, day, since=since, moved="friday", moved_since=2009)


def _to_sunday(month: int, day: int, name: str, since: int, until: int = 9999) -> HolidayRule:
    return HolidayRule(name, month, day, since=since, until=until, moved="sunday")


NATIONAL: tuple[HolidayRule, ...] = (
    _fixed(1, 1, "Ano-Novo (Confraternização Universal)"),
    HolidayRule("Sexta-feira Santa", easter=-2),
    _fixed(4, 21, "Tiradentes"),
    _fixed(5, 1, "Dia do Trabalho"),
    _fixed(9, 7, "Independência do Brasil"),
    _fixed(10, 12, "Nossa Senhora Aparecida", since=1980),  # Lei 6.802/1980
    _fixed(11, 2, "Finados"),
    _fixed(11, 15, "Proclamação da República"),
    _fixed(11, 20, "Dia da Consciência Negra", since=2024),  # Lei 14.759/2023
    _fixed(12, 25, "Natal"),
)


def _zumbi(since: int) -> HolidayRule:
    # States that kept 20 November before the whole country did.
    return _fixed(11, 20, "Dia da Consciência Negra", since=since, until=2023)


STATES: Mapping[str, tuple[HolidayRule, ...]] = MappingProxyType(
    {
        # Lei AC 2.126/2009 carries mid-week holidays to Friday; the birthday of the state stays where it is.
        "AC": (
            _to_friday(1, 23, "Dia do Evangélico", since=2005),
            _to_friday(3, 8, "Dia Internacional da Mulher", since=2002),
            _fixed(6, 15, "Aniversário do Acre"),
            _to_friday(9, 5, "Dia da Amazônia", since=2004),
            _to_friday(11, 17, "Tratado de Petrópolis"),
        ),
        "AL": (
            _fixed(6, 24, "São João"),
            _fixed(6, 29, "São Pedro"),
            _fixed(9, 16, "Emancipação de Alagoas"),
            _zumbi(since=1996),
            _fixed(11, 30, "Dia do Evangélico", since=2013),
        ),
        "AM": (_fixed(9, 5, "Elevação do Amazonas a província"), _zumbi(since=2010)),
        "AP": (
            _fixed(3, 19, "São José", since=2003),  # Lei AP 667/2002
            _fixed(7, 25, "São Tiago", since=2012),
            _fixed(9, 13, "Criação do Território do Amapá"),
            _zumbi(since=2008),
        ),
        "BA": (_fixed(7, 2, "Independência da Bahia"),),
        "CE": (
            _fixed(3, 19, "São José"),
            _fixed(3, 25, "Abolição da escravidão no Ceará"),
            _fixed(8, 15, "Nossa Senhora da Assunção", since=2004),
        ),
        "DF": (_fixed(4, 21, "Aniversário de Brasília"), _fixed(11, 30, "Dia do Evangélico")),
        "ES": (HolidayRule("Nossa Senhora da Penha", easter=8, since=2020),),  # Lei ES 11.010/2019
        "GO": (_fixed(7, 26, "Fundação da cidade de Goiás"), _fixed(10, 24, "Pedra fundamental de Goiânia")),
        "MA": (_fixed(7, 28, "Adesão do Maranhão à Independência"),),
        "MG": (_fixed(4, 21, "Data magna de Minas Gerais"),),
        "MS": (_fixed(10, 11, "Criação de Mato Grosso do Sul"),),
        "MT": (_zumbi(since=2003),),  # Lei MT 7.879/2002
        "PA": (_fixed(8, 15, "Adesão do Pará à Independência"),),
        "PB": (_fixed(8, 5, "Fundação da Paraíba"),),
        # Lei PE 13.386/2007 put the day on the first Sunday of March; Lei PE 16.059/2017 fixed it on the 6th.
        "PE": (
            _to_sunday(3, 1, "Revolução Pernambucana", since=2008, until=2017),
            _fixed(3, 6, "Revolução Pernambucana", since=2018),
        ),
        "PI": (_fixed(10, 19, "Dia do Piauí"),),
        # Lei PR 18.384/2014 ended 19 December as a holiday.
        "PR": (
            _fixed(11, 15, "Nossa Senhora do Rocio", since=2014),
            _fixed(12, 19, "Emancipação do Paraná", until=2013),
        ),
        "RJ": (
            HolidayRule("Terça-feira de Carnaval", easter=-47, since=2009),  # Lei RJ 5.243/2008
            _fixed(4, 23, "São Jorge", since=2008),  # Lei RJ 5.198/2008
            _zumbi(since=2002),  # Lei RJ 4.007/2002
        ),
        "RN": (
            _fixed(8, 7, "Dia do Rio Grande do Norte", since=2000),
            _fixed(10, 3, "Mártires de Cunhaú e Uruaçu", since=2007),
        ),
        "RO": (_fixed(1, 4, "Criação de Rondônia"), _fixed(6, 18, "Dia do Evangélico", since=2002)),
        "RR": (_fixed(10, 5, "Criação de Roraima"),),
        "RS": (_fixed(9, 20, "Revolução Farroupilha (Dia do Gaúcho)"),),
        # Santa Catarina keeps its days on Sundays, save in 2004 when both stood on their own dates.
        "SC": (
            _fixed(8, 11, "Dia de Santa Catarina", since=2004, until=2004),
            _to_sunday(8, 11, "Dia de Santa Catarina", since=2005),
            _fixed(11, 25, "Santa Catarina de Alexandria", until=1998),
            _to_sunday(11, 25, "Santa Catarina de Alexandria", since=1999, until=2003),
            _fixed(11, 25, "Santa Catarina de Alexandria", since=2004, until=2004),
            _to_sunday(11, 25, "Santa Catarina de Alexandria", since=2005),
        ),
        "SE": (_fixed(7, 8, "Emancipação de Sergipe"),),
        "SP": (_fixed(7, 9, "Revolução Constitucionalista", since=1997),),  # Lei SP 9.497/1997
        "TO": (
            _fixed(3, 18, "Autonomia do Tocantins", since=1998),
            _fixed(9, 8, "Nossa Senhora da Natividade"),
            _fixed(10, 5, "Criação do Tocantins"),
        ),
    }
)


def easter_sunday(year: int) -> date:
    """Compute Easter Sunday of the Gregorian calendar (the Meeus/Jones/Butcher method), for years from 1583."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(rest, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=4096)
def _days_of(uf: str | None, year: int) -> Mapping[date, str]:
    days: dict[date, str] = {}
    rules = NATIONAL
    if uf is not None and year >= FIRST_STATE_YEAR:
        rules += STATES[uf]
    for rule in rules:
        day = rule.in_year(year)
        if day is not None:
            # Two holidays may meet on one day; the national name is the one people know.
            days.setdefault(day, rule.name)
    return MappingProxyType(days)


class Holidays:
    """An unchanging set of holidays: the national ones, those of one state, and any added by name.

    Build one with `Holidays.brazil`; `plus` gives a new set with more days. Two sets made of the same parts
    are equal. `uf` is the state's two letters, or None for the national days alone.
    """

    __slots__ = ("_extra", "_uf")

    def __init__(self, uf: str | None, extra: Mapping[date, str]) -> None:
        object.__setattr__(self, "_uf", uf)
        object.__setattr__(self, "_extra", MappingProxyType(dict(extra)))

    @staticmethod
    def brazil(uf: str | None = None) -> "Holidays":
        """Give the holidays of Brazil, with those of the state `uf` ("SP", "rj") when one is named.

        An empty text counts as no state. Raises ValueError for letters that are no Brazilian state.
        """
        return _brazil(uf.strip().upper() or None if uf else None)

    @property
    def uf(self) -> str | None:
        return self._uf

    def plus(self, days: Mapping[date, str]) -> "Holidays":
        """Give a new set with `days` (day to Portuguese name) added: a city's day, or one decreed late."""
        return Holidays(self._uf, {**self._extra, **days})

    def name(self, day: date) -> str | None:
        """Give the Portuguese name of the holiday on `day`, or None when it is not one."""
        return _days_of(self._uf, day.year).get(day) or self._extra.get(day)

    def is_business_day(self, day: date) -> bool:
        """Say whether `day` is Monday to Friday and no holiday."""
        return day.weekday() < 5 and day not in _days_of(self._uf, day.year) and day not in self._extra

    def of_year(self, year: int) -> dict[date, str]:
        """Give every holiday of `year`, in order, with its name."""
        days = {day: name for day, name in self._extra.items() if day.year == year}
        days.update(_days_of(self._uf, year))
        return dict(sorted(days.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Holidays cannot be changed; use plus() to make a new set")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Holidays):
            return NotImplemented
        return (self._uf, self._extra) == (other._uf, other._extra)

    def __hash__(self) -> int:
        return hash((self._uf, frozenset(self._extra.items())))

    def __repr__(self) -> str:
        return f"Holidays(uf={self._uf!r}, extra={dict(self._extra)!r})"


@lru_cache(maxsize=64)
def _brazil(uf: str | None) -> Holidays:
    if uf is not None and uf not in STATES:
        raise ValueError(f"no such Brazilian state: {uf!r}")
    return Holidays(uf, {})
