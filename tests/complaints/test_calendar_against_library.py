"""The calendar against the `holidays` library, which the product itself never uses."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

import holidays as library
import pytest

from complaints.calendar import Holidays, Term, Unit, count
from complaints.holidays import STATES, easter_sunday

UFS = sorted(STATES)
TZ = "America/Sao_Paulo"


def library_days(uf, years):
    return library.Brazil(subdiv=uf, years=years)


def test_the_table_has_every_state_of_the_library():
    theirs = {uf for uf in library.Brazil.subdivisions if len(uf) == 2}
    assert set(UFS) == theirs
    assert len(UFS) == 27


@pytest.mark.parametrize("uf", [None, *UFS])
def test_the_same_holidays_as_the_library(uf):
    ours = Holidays.brazil(uf)
    for year in range(1996, 2061):
        assert set(ours.of_year(year)) == set(library_days(uf, year)), year


@pytest.mark.parametrize("uf", [None, *UFS])
def test_the_same_working_days_as_the_library(uf):
    ours, theirs = Holidays.brazil(uf), library_days(uf, range(2016, 2037))
    day = date(2016, 1, 1)
    while day.year < 2037:
        assert ours.is_business_day(day) == (day.weekday() < 5 and day not in theirs), day
        day += timedelta(days=1)


@pytest.mark.parametrize("uf", UFS)
def test_business_terms_end_where_the_librarys_working_days_say(uf):
    """Every fourth day of twenty-one years is a start; the lengths run through 1 to 40."""
    theirs = library_days(uf, range(2016, 2038))
    whole = (date(2016, 1, 1) + timedelta(days=k) for k in range(22 * 365 + 5))
    working = [day for day in whole if day.weekday() < 5 and day not in theirs]
    ours = Holidays.brazil(uf)
    start, n = date(2016, 1, 1), 0
    while start < date(2036, 12, 31):
        n = n % 40 + 1
        expected = working[bisect_right(working, start) + n - 1]
        counted = count(start, Term(n, Unit.BUSINESS_DAYS), tz=TZ, holidays=ours)
        assert counted.due_on == expected, (start, n)
        start += timedelta(days=4)


@pytest.mark.parametrize("uf", UFS)
def test_business_terms_agree_with_the_librarys_own_counting(uf):
    theirs, ours = library_days(uf, range(2023, 2028)), Holidays.brazil(uf)
    for offset in range(0, 1200, 23):
        start = date(2023, 6, 1) + timedelta(days=offset)
        counted = count(start, Term(10, Unit.BUSINESS_DAYS), tz=TZ, holidays=ours)
        assert counted.due_on == theirs.get_nth_working_day(start, 10), start


@pytest.mark.parametrize("uf", UFS)
def test_rolled_terms_end_on_the_next_working_day_of_the_library(uf):
    theirs = library_days(uf, range(2016, 2038))
    whole = (date(2016, 1, 1) + timedelta(days=k) for k in range(22 * 365 + 5))
    working = [day for day in whole if day.weekday() < 5 and day not in theirs]
    ours = Holidays.brazil(uf)
    for offset in range(0, 21 * 365, 9):
        start = date(2016, 1, 1) + timedelta(days=offset)
        counted = count(start, Term(7, Unit.CALENDAR_DAYS, roll_if_holiday=True), tz=TZ, holidays=ours)
        assert counted.due_on == working[bisect_left(working, start + timedelta(days=7))], start


def test_easter_is_two_days_after_the_librarys_good_friday():
    for year in range(1900, 2100):
        named = library.Brazil(years=year, language="pt_BR")
        fridays = named.get_named("Sexta-feira Santa")
        assert [easter_sunday(year) - timedelta(days=2)] == fridays
