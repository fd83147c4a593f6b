"""Day counting: the worked examples, the edges of the calendar, and what must hold for every term."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.calendar import (
    Holidays,
    Term,
    Unit,
    count,
    days_left,
    days_left_when_paused,
    end_of_day,
    local_date,
    recompute,
    time_gone,
)
from tests.complaints.terms import (
    BRAZIL,
    DAY,
    PACIFIC,
    SAO_PAULO,
    day,
    day_terms,
    lay,
    starts,
    steps_named,
    the_step,
    ufs,
    utc,
)

CALENDAR_EXAMPLES = [
    # start, n, raw end, rolled end
    ("2026-03-02", 7, "2026-03-09", "2026-03-09"),
    ("2026-03-27", 7, "2026-04-03", "2026-04-06"),
    ("2026-10-05", 7, "2026-10-12", "2026-10-13"),
    ("2026-11-05", 15, "2026-11-20", "2026-11-23"),
    ("2026-12-18", 7, "2026-12-25", "2026-12-28"),
    ("2026-05-10", 7, "2026-05-17", "2026-05-18"),
    ("2026-05-10", 30, "2026-06-09", "2026-06-09"),
    ("2026-01-10", 90, "2026-04-10", "2026-04-10"),
    ("2026-01-31", 30, "2026-03-02", "2026-03-02"),
    ("2026-01-15", 80, "2026-04-05", "2026-04-06"),
]


@pytest.mark.parametrize(("start", "n", "raw", "rolled"), CALENDAR_EXAMPLES)
def test_calendar_days_with_and_without_rolling(start, n, raw, rolled):
    plain = lay(start, n)
    assert plain.due_on == day(raw)
    law = lay(start, n, roll_if_holiday=True)
    assert law.due_on == day(rolled)
    assert law.safe_on == plain.safe_on == day(raw)
    assert bool(steps_named(plain, "no_roll")) == bool(steps_named(law, "roll")) == (raw != rolled)


@pytest.mark.parametrize(
    ("start", "n", "end", "holidays_skipped"),
    [
        ("2026-04-17", 10, "2026-05-05", ["2026-04-21", "2026-05-01"]),
        ("2026-10-08", 5, "2026-10-16", ["2026-10-12"]),
        ("2026-04-01", 10, "2026-04-16", ["2026-04-03"]),
    ],
)
def test_business_days_skip_weekends_and_holidays(start, n, end, holidays_skipped):
    counted = lay(start, n, Unit.BUSINESS_DAYS)
    assert counted.due_on == day(end)
    skips = steps_named(counted, "skip")
    assert [step["on"] for step in skips if step["why"] == "holiday"] == holidays_skipped
    assert all(step["name"] for step in skips if step["why"] == "holiday")


def test_ten_days_begun_on_the_first_end_on_the_eleventh():
    assert lay("2026-03-01", 10).due_on == day("2026-03-11")


def test_ten_days_counting_the_start_day_end_on_the_tenth():
    counted = lay("2026-03-01", 10, exclude_start_day=False)
    assert counted.due_on == day("2026-03-10")
    assert the_step(counted, "start") == {"step": "start", "on": "2026-03-01", "counts": True}


def test_leaving_the_last_day_out_ends_one_day_sooner():
    assert lay("2026-03-01", 10, include_last_day=False).due_on == day("2026-03-10")
    assert lay("2026-01-31", 1, Unit.MONTHS, include_last_day=False).due_on == day("2026-02-28")
    business = lay("2026-04-17", 10, Unit.BUSINESS_DAYS, include_last_day=False)
    assert business.due_on == day("2026-05-04")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2028-02-27", 2, "2028-02-29"),
        ("2028-02-27", 3, "2028-03-01"),
        ("2026-02-27", 2, "2026-03-01"),
        ("2100-02-27", 2, "2100-03-01"),
        ("2026-12-30", 5, "2027-01-04"),
        ("2026-12-31", 0, "2026-12-31"),
        ("2027-12-31", 366, "2028-12-31"),
    ],
)
def test_leap_days_and_the_end_of_the_year(start, n, end):
    assert lay(start, n).due_on == day(end)


@pytest.mark.parametrize(
    ("start", "end", "rolled"),
    [
        ("2026-08-03", "2026-08-10", "2026-08-10"),
        ("2026-08-04", "2026-08-11", "2026-08-11"),
        ("2026-08-05", "2026-08-12", "2026-08-12"),
        ("2026-08-06", "2026-08-13", "2026-08-13"),
        ("2026-08-07", "2026-08-14", "2026-08-14"),
        ("2026-08-08", "2026-08-15", "2026-08-17"),
        ("2026-08-09", "2026-08-16", "2026-08-17"),
    ],
)
def test_seven_days_from_every_weekday(start, end, rolled):
    assert lay(start, 7).due_on == day(end)
    assert lay(start, 7, roll_if_holiday=True).due_on == day(rolled)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-08-03", "2026-08-10"),
        ("2026-08-04", "2026-08-11"),
        ("2026-08-07", "2026-08-14"),
        ("2026-08-08", "2026-08-14"),
        ("2026-08-09", "2026-08-14"),
    ],
)
def test_five_business_days_from_weekdays_and_weekend(start, end):
    assert lay(start, 5, Unit.BUSINESS_DAYS).due_on == day(end)


def test_a_business_start_day_that_counts_is_day_one():
    assert lay("2026-08-03", 1, Unit.BUSINESS_DAYS, exclude_start_day=False).due_on == day("2026-08-03")
    assert lay("2026-08-08", 1, Unit.BUSINESS_DAYS, exclude_start_day=False).due_on == day("2026-08-10")


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        ("2026-01-15", 1, Unit.MONTHS, "2026-02-15"),
        ("2026-01-28", 1, Unit.MONTHS, "2026-02-28"),
        ("2026-01-29", 1, Unit.MONTHS, "2026-03-01"),
        ("2026-01-31", 1, Unit.MONTHS, "2026-03-01"),
        ("2028-01-29", 1, Unit.MONTHS, "2028-02-29"),
        ("2028-01-30", 1, Unit.MONTHS, "2028-03-01"),
        ("2026-03-31", 1, Unit.MONTHS, "2026-05-01"),
        ("2026-08-31", 6, Unit.MONTHS, "2027-03-01"),
        ("2026-10-31", 1, Unit.MONTHS, "2026-12-01"),
        ("2026-12-31", 2, Unit.MONTHS, "2027-03-01"),
        ("2026-06-30", 6, Unit.MONTHS, "2026-12-30"),
        ("2026-12-15", 12, Unit.MONTHS, "2027-12-15"),
        ("2026-05-17", 5, Unit.YEARS, "2031-05-17"),
        ("2028-02-29", 1, Unit.YEARS, "2029-03-01"),
        ("2028-02-29", 4, Unit.YEARS, "2032-02-29"),
        ("2026-05-17", 0, Unit.MONTHS, "2026-05-17"),
    ],
)
def test_months_and_years_end_on_the_same_number_or_the_next_day(start, n, unit, end):
    assert lay(start, n, unit).due_on == day(end)


def test_months_roll_too():
    # 15 November 2026 is a holiday on a Sunday.
    counted = lay("2026-10-15", 1, Unit.MONTHS, roll_if_holiday=True)
    assert counted.due_on == day("2026-11-16")
    roll = the_step(counted, "roll")
    assert (roll["why"], roll["name"]) == ("weekend", "Proclamação da República")


def test_rolling_goes_over_a_holiday_and_a_weekend_in_a_row():
    # Good Friday, Saturday, Easter, and then Tiradentes on the Monday of 2025.
    assert lay("2025-04-11", 7, roll_if_holiday=True).due_on == day("2025-04-22")


def test_state_holidays_count_only_in_their_state():
    sao_paulo, rio = Holidays.brazil("SP"), Holidays.brazil("rj")
    assert lay("2026-07-08", 1, Unit.BUSINESS_DAYS, sao_paulo).due_on == day("2026-07-10")
    assert lay("2026-07-08", 1, Unit.BUSINESS_DAYS, rio).due_on == day("2026-07-09")
    assert lay("2026-04-22", 1, Unit.BUSINESS_DAYS, rio).due_on == day("2026-04-24")


# --- cap and margin --------------------------------------------------------------------------------------


def test_a_term_never_ends_after_its_cap():
    counted = lay("2026-01-10", 120, cap_on=day("2026-03-15"))
    assert counted.due_on == counted.safe_on == day("2026-03-15")
    assert the_step(counted, "cap") == {"step": "cap", "from": "2026-05-10", "to": "2026-03-15"}
    assert counted.due_at == utc("2026-03-16T03:00")


def test_a_cap_stops_a_roll_and_a_later_cap_changes_nothing():
    capped = lay("2026-03-27", 7, roll_if_holiday=True, cap_on=day("2026-04-04"))
    assert capped.due_on == day("2026-04-04")
    free = lay("2026-03-27", 7, roll_if_holiday=True, cap_on=day("2026-04-06"))
    assert free.due_on == day("2026-04-06")
    assert steps_named(free, "cap") == []


@pytest.mark.parametrize(("margin", "safe"), [(0, "2026-04-03"), (1, "2026-04-02"), (30, "2026-03-28")])
def test_the_safe_day_is_before_the_unrolled_end_and_after_the_start(margin, safe):
    counted = lay("2026-03-27", 7, roll_if_holiday=True, safe_margin_days=margin)
    assert counted.due_on == day("2026-04-06")
    assert counted.safe_on == day(safe)
    assert the_step(counted, "safe") == {"step": "safe", "on": safe, "margin_days": margin}


def test_the_safe_day_of_a_term_of_no_days_is_its_last_day():
    assert lay("2026-03-27", 0, safe_margin_days=3).safe_on == day("2026-03-27")


# --- the sum ---------------------------------------------------------------------------------------------


def test_the_sum_of_a_business_term_word_for_word():
    counted = lay("2026-10-08", 3, Unit.BUSINESS_DAYS, Holidays.brazil("SP"))
    assert counted.steps == (
        {
            "step": "term",
            "n": 3,
            "unit": "business_days",
            "exclude_start_day": True,
            "include_last_day": True,
            "roll_if_holiday": False,
            "safe_margin_days": 0,
            "cap_on": None,
            "tz": SAO_PAULO,
            "uf": "SP",
        },
        {"step": "start", "on": "2026-10-08", "counts": False},
        {"step": "count", "n": 3, "unit": "business_days", "from": "2026-10-09", "to": "2026-10-14"},
        {"step": "skip", "on": "2026-10-10", "why": "weekend", "name": ""},
        {"step": "skip", "on": "2026-10-11", "why": "weekend", "name": ""},
        {"step": "skip", "on": "2026-10-12", "why": "holiday", "name": "Nossa Senhora Aparecida"},
        {"step": "raw_end", "on": "2026-10-14"},
        {"step": "safe", "on": "2026-10-14", "margin_days": 0},
        {"step": "end", "on": "2026-10-14", "at": "2026-10-15T03:00:00+00:00", "tz": SAO_PAULO},
    )


def test_a_platform_term_says_that_it_does_not_roll():
    counted = lay("2026-11-05", 15)
    assert the_step(counted, "no_roll") == {
        "step": "no_roll",
        "on": "2026-11-20",
        "why": "holiday",
        "name": "Dia da Consciência Negra",
    }


# --- zones and hours -------------------------------------------------------------------------------------


def test_the_start_is_the_day_in_the_zone_of_the_case():
    late_evening = utc("2026-03-03T01:30")  # 22:30 of 2 March in São Paulo
    assert lay(late_evening, 7).due_on == day("2026-03-09")
    assert lay(late_evening, 7, tz="UTC").due_on == day("2026-03-10")


def test_naive_instants_and_unknown_zones_are_refused():
    naive = utc("2026-03-09T12:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        local_date(naive, SAO_PAULO)
    with pytest.raises(ValueError, match="time zone"):
        lay(naive, 7)
    for zone in ("Marte/Olimpo", "", "../etc/passwd"):
        with pytest.raises(ValueError, match="no such time zone"):
            lay("2026-03-09", 7, tz=zone)


def test_hours_run_minute_by_minute():
    start = datetime(2026, 3, 7, 15, 17, tzinfo=ZoneInfo(SAO_PAULO))
    counted = lay(start, 48, Unit.HOURS)
    assert counted.due_at == utc("2026-03-09T18:17")
    assert counted.due_on == counted.safe_on == day("2026-03-09")
    assert the_step(counted, "start")["at"] == "2026-03-07T18:17:00+00:00"


def test_hours_ignore_clock_changes_weekends_and_holidays():
    start = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo(PACIFIC))
    assert lay(start, 24, Unit.HOURS, tz=PACIFIC).due_at == datetime(
        2026, 3, 8, 13, tzinfo=ZoneInfo(PACIFIC)
    ).astimezone(UTC)
    christmas = datetime(2026, 12, 24, 12, tzinfo=UTC)
    assert lay(christmas, 48, Unit.HOURS).due_at == christmas + timedelta(hours=48)


def test_hours_are_capped_at_the_end_of_a_day():
    counted = lay(utc("2026-03-07T18:17"), 48, Unit.HOURS, cap_on=day("2026-03-08"))
    assert counted.due_on == day("2026-03-08")
    assert counted.due_at == utc("2026-03-09T03:00")


def test_hours_need_instants():
    with pytest.raises(ValueError, match="instant"):
        lay("2026-03-07", 48, Unit.HOURS)
    counted = lay(utc("2026-03-07T10:00"), 48, Unit.HOURS)
    with pytest.raises(ValueError, match="no days left"):
        days_left_when_paused(counted, day("2026-03-08"), BRAZIL)


# --- refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        {"n": -1, "unit": Unit.CALENDAR_DAYS},
        {"n": 1.5, "unit": Unit.CALENDAR_DAYS},
        {"n": True, "unit": Unit.CALENDAR_DAYS},
        {"n": 10**9, "unit": Unit.CALENDAR_DAYS},
        {"n": 1, "unit": "weeks"},
        {"n": 1, "unit": Unit.CALENDAR_DAYS, "safe_margin_days": -1},
        {"n": 1, "unit": Unit.HOURS, "roll_if_holiday": True},
        {"n": 1, "unit": Unit.CALENDAR_DAYS, "cap_on": "2026-01-01"},
        {"n": 1, "unit": Unit.CALENDAR_DAYS, "cap_on": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_senseless_term_is_refused(bad):
    with pytest.raises(ValueError, match=r"must be|cannot roll|valid Unit"):
        Term(**bad)


def test_a_unit_may_come_as_text():
    assert Term(5, "business_days").unit is Unit.BUSINESS_DAYS


@pytest.mark.parametrize("start", [date(1, 1, 1), date(9999, 12, 31), datetime(9999, 12, 31, tzinfo=UTC)])
def test_days_out_of_the_calendar_are_refused(start):
    with pytest.raises(ValueError, match="out of the calendar"):
        lay(start, 7)


# --- small questions -------------------------------------------------------------------------------------


def test_days_left():
    assert days_left(day("2026-03-09"), day("2026-03-02")) == 7
    assert days_left(day("2026-03-09"), day("2026-03-09")) == 0
    assert days_left(day("2026-03-09"), day("2026-03-11")) == -2


@pytest.mark.parametrize(
    ("start", "due", "today", "gone"),
    [
        ("2026-03-01", "2026-03-11", "2026-02-01", 0.0),
        ("2026-03-01", "2026-03-11", "2026-03-01", 0.0),
        ("2026-03-01", "2026-03-11", "2026-03-06", 0.5),
        ("2026-03-01", "2026-03-11", "2026-03-11", 1.0),
        ("2026-03-01", "2026-03-11", "2026-04-11", 1.0),
        ("2026-03-01", "2026-03-01", "2026-02-28", 0.0),
        ("2026-03-01", "2026-03-01", "2026-03-01", 1.0),
    ],
)
def test_time_gone(start, due, today, gone):
    assert time_gone(day(start), day(due), day(today)) == gone


# --- what holds for every term ---------------------------------------------------------------------------


@given(start=starts, term=day_terms, uf=ufs)
def test_every_count_is_in_order_and_can_be_counted_again(start, term, uf):
    holidays = Holidays.brazil(uf)
    counted = count(start, term, tz=SAO_PAULO, holidays=holidays)
    assert counted.safe_on <= counted.due_on
    assert term.cap_on is None or counted.due_on <= term.cap_on
    if term.cap_on is None:
        assert start <= counted.due_on
        assert counted.safe_on > start or counted.safe_on == counted.due_on
    if term.roll_if_holiday and term.cap_on is None:
        assert holidays.is_business_day(counted.due_on)
    assert counted.due_at == end_of_day(counted.due_on, SAO_PAULO)
    assert recompute(json.loads(json.dumps(counted.steps)), holidays) == counted


@given(start=starts, n=st.integers(1, 60), uf=ufs, include_start=st.booleans())
def test_the_list_of_skipped_days_is_whole(start, n, uf, include_start):
    holidays = Holidays.brazil(uf)
    counted = lay(start, n, Unit.BUSINESS_DAYS, holidays, exclude_start_day=not include_start)
    first = start if include_start else start + DAY
    spent = [first + timedelta(days=k) for k in range((counted.due_on - first).days + 1)]
    off = [each for each in spent if each.weekday() >= 5 or holidays.name(each)]
    assert [day(step["on"]) for step in steps_named(counted, "skip")] == off
    assert len(spent) - len(off) == n
    for step in steps_named(counted, "skip"):
        assert step["why"] == ("weekend" if day(step["on"]).weekday() >= 5 else "holiday")
        assert step["name"] == (holidays.name(day(step["on"])) or "")
