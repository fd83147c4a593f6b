"""When a clock reminds: pure values, walked over many zones and days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import reminders
from complaints.instants import at_hour, end_of_day

# The last three change their clocks twice a year.
ZONES = ["America/Sao_Paulo", "America/Noronha", "America/Rio_Branco", "Europe/Lisbon", "America/New_York",
         "Australia/Lord_Howe"]
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def clocks(draw):
    zone = draw(st.sampled_from(ZONES))
    safe_on = draw(days)
    due_on = safe_on + timedelta(days=draw(st.integers(0, 3)))
    due_at = end_of_day(due_on, "America/Sao_Paulo")
    return {
        "safe_on": safe_on, "due_at": due_at, "zone": zone,
        "opened_at": due_at - timedelta(minutes=draw(st.integers(1, 60 * 24 * 40))),
        "rule_kind": draw(st.sampled_from(["deadline", "expectation", "earliest", "retention"])),
        "snoozed_to": draw(
            st.none() | st.integers(-20, 1).map(lambda n: at_hour(safe_on + timedelta(days=n), 9, zone))
        ),
    }


@given(clocks())
def test_reminders_fit_between_opening_and_end(clock):
    found = reminders.moments(**clock)
    instants = [at for at, _key in found if not _key.startswith(reminders.AGAIN)]
    assert instants == sorted(set(instants))
    for at, _key in found:
        assert clock["opened_at"] < at < clock["due_at"]
        local = at.astimezone(ZoneInfo(clock["zone"]))
        assert (local.hour, local.minute) == (9, 0)


@given(clocks())
def test_a_deadline_is_reminded_as_often_as_fits(clock):
    clock |= {"rule_kind": "deadline", "snoozed_to": None}
    expected = [
        f"d{before}" for before in (7, 3, 1, 0)
        if clock["opened_at"] + timedelta(hours=1)
        < at_hour(clock["safe_on"] - timedelta(days=before), 9, clock["zone"]) < clock["due_at"]
    ]
    assert [key for _at, key in reminders.moments(**clock)] == expected


@given(clocks(), st.integers(0, 60 * 24 * 45), st.booleans())
def test_the_next_wake_lies_ahead_or_is_the_end(clock, minutes, muted):
    now = clock["opened_at"] + timedelta(minutes=minutes)
    wake = reminders.next_wake(now=now, muted=muted, **clock)
    assert wake == clock["due_at"] or now < wake < clock["due_at"]


@given(clocks(), st.integers(0, 60 * 24 * 45))
def test_only_the_latest_reminder_counts(clock, minutes):
    now = clock["opened_at"] + timedelta(minutes=minutes)
    past = [key for at, key in reminders.moments(**clock) if at <= now]
    assert reminders.due_reminder(now=now, **clock) == (past[-1] if past else None)
    assert reminders.due_reminder(now=now, muted=True, **clock) is None


@given(clocks())
def test_waking_from_one_moment_to_the_next_says_each_once(clock):
    now, keys, turns = clock["opened_at"], [], 0
    while (now := reminders.next_wake(now=now, **clock)) < clock["due_at"]:
        keys.append(reminders.due_reminder(now=now, **clock))
        turns += 1
        assert turns < 10
    # A snooze to the very moment of another reminder is said by that one.
    at_once = dict(reminders.moments(**clock))
    assert keys == list(at_once.values())


def test_after_an_outage_three_days_is_not_said_on_the_last_day():
    clock = {
        "safe_on": date(2026, 11, 27), "due_at": end_of_day(date(2026, 11, 28), "America/Sao_Paulo"),
        "opened_at": datetime(2026, 11, 1, 12, tzinfo=UTC), "rule_kind": "deadline", "zone": "America/Sao_Paulo",
    }
    assert reminders.due_reminder(now=datetime(2026, 11, 27, 13, tzinfo=UTC), **clock) == "d0"
    assert reminders.next_wake(now=datetime(2026, 11, 27, 13, tzinfo=UTC), **clock) == clock["due_at"]


@pytest.mark.parametrize(("zone", "hour"), [
    ("America/Sao_Paulo", 12), ("America/Noronha", 11), ("America/Rio_Branco", 14),
    # 25 October 2026: Lisbon has just left summer time; New York leaves it a week later.
    ("Europe/Lisbon", 9), ("America/New_York", 13),
])
def test_nine_o_clock_is_the_readers(zone, hour):
    assert reminders.morning(date(2026, 10, 25), zone) == datetime(2026, 10, 25, hour, tzinfo=UTC)


@given(days, st.sampled_from(ZONES), st.integers(0, 60 * 24 * 20))
def test_after_the_end_waits_for_a_morning(day, zone, minutes):
    due_at = end_of_day(day, "America/Sao_Paulo")
    now = due_at + timedelta(minutes=minutes)
    at = reminders.after_moment(due_at, now, zone)
    assert at >= now
    if at > now:
        assert at.astimezone(ZoneInfo(zone)).hour == 9
        assert at - due_at <= timedelta(hours=25)


@given(days, st.sampled_from(ZONES), st.integers(0, 60 * 24 - 1))
def test_tomorrow_is_the_readers_tomorrow(day, zone, minutes):
    now = at_hour(day, 0, zone) + timedelta(minutes=minutes)
    at = reminders.tomorrow_morning(now, zone).astimezone(ZoneInfo(zone))
    assert at.hour == 9
    assert at.date() == now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
