"""Days in a zone, the instants they end at, and the days the clocks change."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.calendar import at_hour, end_of_day, local_date
from tests.complaints.terms import DAY, PACIFIC, SAO_PAULO, day, utc


@pytest.mark.parametrize(
    ("last", "tz", "instant"),
    [
        ("2026-03-09", SAO_PAULO, "2026-03-10T03:00"),
        # Summer time began at midnight: the day after had no 00:00.
        ("2018-11-03", SAO_PAULO, "2018-11-04T03:00"),
        ("2018-11-04", SAO_PAULO, "2018-11-05T02:00"),
        # Summer time ended at midnight: the hour from 23:00 came twice.
        ("2018-02-16", SAO_PAULO, "2018-02-17T02:00"),
        ("2018-02-17", SAO_PAULO, "2018-02-18T03:00"),
        ("2026-03-07", PACIFIC, "2026-03-08T08:00"),
        ("2026-03-08", PACIFIC, "2026-03-09T07:00"),
        ("2026-10-31", PACIFIC, "2026-11-01T07:00"),
        ("2026-11-01", PACIFIC, "2026-11-02T08:00"),
        # Clocks went from 00:01 back to 23:01, so this midnight came twice.
        ("2010-11-06", "America/St_Johns", "2010-11-07T03:30"),
    ],
)
def test_a_day_ends_at_the_midnight_that_follows(last, tz, instant):
    ends = end_of_day(day(last), tz)
    assert ends == utc(instant)
    assert ends.utcoffset() == timedelta()
    assert local_date(ends - timedelta(microseconds=1), tz) == day(last)
    assert local_date(ends, tz) == day(last) + DAY


def test_the_lengths_of_days_around_the_clock_changes():
    def hours(text, tz):
        return (end_of_day(day(text), tz) - end_of_day(day(text) - DAY, tz)) / timedelta(hours=1)

    assert hours("2018-11-04", SAO_PAULO) == 23
    assert hours("2018-02-17", SAO_PAULO) == 25
    assert hours("2026-03-08", PACIFIC) == 23
    assert hours("2026-11-01", PACIFIC) == 25
    assert hours("2026-11-01", SAO_PAULO) == 24


@given(
    last=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    tz=st.sampled_from([SAO_PAULO, PACIFIC, "America/Manaus", "America/Noronha", "America/Havana", "UTC"]),
)
def test_the_last_moment_of_a_day_is_still_that_day(last, tz):
    ends = end_of_day(last, tz)
    assert local_date(ends - timedelta(microseconds=1), tz) == last
    assert local_date(ends, tz) == last + DAY


def test_an_hour_of_a_day():
    assert at_hour(day("2026-03-09"), 9, SAO_PAULO) == utc("2026-03-09T12:00")
    assert at_hour(day("2026-07-09"), 9, PACIFIC) == utc("2026-07-09T16:00")
    # 02:00 was skipped; 01:00 came twice.
    assert at_hour(day("2026-03-08"), 2, PACIFIC) == utc("2026-03-08T10:00")
    assert at_hour(day("2026-11-01"), 1, PACIFIC) == utc("2026-11-01T08:00")
    with pytest.raises(ValueError, match="hour"):
        at_hour(day("2026-03-09"), 24, SAO_PAULO)
