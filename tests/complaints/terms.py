"""Short ways to lay terms out and read their sums, for the calendar tests."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from complaints.calendar import Holidays, Term, Unit, count
from complaints.holidays import STATES

SAO_PAULO = "America/Sao_Paulo"
PACIFIC = "America/Los_Angeles"
BRAZIL = Holidays.brazil()
DAY = timedelta(days=1)


def day(text):
    return date.fromisoformat(text)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lay(start, n, unit=Unit.CALENDAR_DAYS, holidays=BRAZIL, tz=SAO_PAULO, **flags):
    start = day(start) if isinstance(start, str) else start
    return count(start, Term(n, unit, **flags), tz=tz, holidays=holidays)


def steps_named(counted, *names):
    return [step for step in counted.steps if step["step"] in names]


def the_step(counted, name):
    (step,) = steps_named(counted, name)
    return step


starts = st.dates(date(2016, 1, 1), date(2036, 12, 31))
ufs = st.sampled_from([None, *STATES])
day_terms = st.builds(
    Term,
    n=st.integers(0, 120),
    unit=st.sampled_from([Unit.CALENDAR_DAYS, Unit.BUSINESS_DAYS, Unit.MONTHS]),
    exclude_start_day=st.booleans(),
    include_last_day=st.booleans(),
    roll_if_holiday=st.booleans(),
    safe_margin_days=st.integers(0, 10),
    cap_on=st.none() | starts,
)
