"""Terms that are counted again, paused, resumed and extended."""

import json
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from complaints.calendar import Holidays, Unit, count, days_left_when_paused, extend, recompute, resume
from tests.complaints.terms import BRAZIL, DAY, SAO_PAULO, day, day_terms, lay, starts, steps_named, the_step, ufs, utc

# --- counting again --------------------------------------------------------------------------------------


def test_a_holiday_announced_late_moves_a_stored_term():
    stored = json.loads(json.dumps(lay("2026-08-03", 5, Unit.BUSINESS_DAYS).steps))
    decreed = BRAZIL.plus({day("2026-08-06"): "Luto oficial"})
    moved = recompute(stored, decreed)
    assert moved.due_on == day("2026-08-11")
    names = [step["name"] for step in steps_named(moved, "skip")]
    assert names == ["Luto oficial", "", ""]
    assert BRAZIL.name(day("2026-08-06")) is None


def test_a_late_holiday_before_a_pause_gives_its_day_back_after_it():
    paused = resume(lay("2026-08-03", 5, Unit.BUSINESS_DAYS), day("2026-08-06"), day("2026-08-17"), BRAZIL)
    assert paused.due_on == day("2026-08-19")
    moved = recompute(paused.steps, BRAZIL.plus({day("2026-08-05"): "Luto oficial"}))
    assert the_step(moved, "pause")["days_left"] == 3
    assert moved.due_on == day("2026-08-20")


def test_a_sum_without_its_start_is_refused():
    steps = [step for step in lay("2026-08-03", 5).steps if step["step"] != "start"]
    with pytest.raises(ValueError, match="whole sum"):
        recompute(steps, BRAZIL)


@pytest.mark.parametrize(
    "broken", [[], [{"step": "end"}], [{"no": "step"}], [{"step": "term", "n": 5}], ["text"]]
)
def test_a_broken_sum_is_refused(broken):
    with pytest.raises(ValueError, match="whole sum"):
        recompute(broken, BRAZIL)


# --- pausing and extending days --------------------------------------------------------------------------


def test_a_pause_keeps_the_days_left_and_lays_them_out_again():
    counted = lay("2026-01-10", 90, roll_if_holiday=True)
    assert days_left_when_paused(counted, day("2026-02-09"), BRAZIL) == 60
    resumed = resume(counted, day("2026-02-09"), day("2026-03-20"), BRAZIL)
    assert resumed.due_on == day("2026-05-19")
    assert the_step(resumed, "pause") == {"step": "pause", "on": "2026-02-09", "days_left": 60}
    assert the_step(resumed, "resume") == {"step": "resume", "on": "2026-03-20"}
    assert [(step["n"], step["from"], step["to"]) for step in steps_named(resumed, "count")] == [
        (30, "2026-01-11", "2026-02-09"),
        (60, "2026-03-21", "2026-05-19"),
    ]


def test_a_paused_term_of_months_goes_on_in_days():
    resumed = resume(lay("2026-01-15", 6, Unit.MONTHS), day("2026-07-05"), day("2026-08-01"), BRAZIL)
    assert resumed.due_on == day("2026-08-11")
    assert steps_named(resumed, "count")[0] == {
        "step": "count",
        "n": 171,
        "unit": "calendar_days",
        "from": "2026-01-16",
        "to": "2026-07-05",
    }


def test_a_term_that_lives_by_rolling_has_no_days_left():
    counted = lay("2026-03-27", 7, roll_if_holiday=True)  # Good Friday, rolled to Monday the 6th
    assert days_left_when_paused(counted, day("2026-04-05"), BRAZIL) == 0
    assert resume(counted, day("2026-04-05"), day("2026-04-08"), BRAZIL).due_on == day("2026-04-08")


@pytest.mark.parametrize(
    ("paused", "resumed", "complaint"),
    [
        ("2026-01-09", "2026-01-20", "begun to run"),
        ("2026-01-26", "2026-01-27", "over"),
        ("2026-01-15", "2026-01-14", "before it was paused"),
    ],
)
def test_pauses_out_of_place_are_refused(paused, resumed, complaint):
    with pytest.raises(ValueError, match=complaint):
        resume(lay("2026-01-10", 15), day(paused), day(resumed), BRAZIL)


def test_a_second_pause_starts_from_the_first_resumption():
    once = resume(lay("2026-01-10", 15), day("2026-01-15"), day("2026-01-20"), BRAZIL)
    assert once.due_on == day("2026-01-30")
    twice = resume(once.steps, day("2026-01-25"), day("2026-02-10"), BRAZIL)
    assert twice.due_on == day("2026-02-15")
    assert [step["days_left"] for step in steps_named(twice, "pause")] == [10, 5]
    with pytest.raises(ValueError, match="begun to run"):
        days_left_when_paused(once, day("2026-01-19"), BRAZIL)
    with pytest.raises(ValueError, match="begun to run"):
        resume(twice, day("2026-02-09"), day("2026-02-20"), BRAZIL)


def test_the_safe_day_after_a_pause_is_after_the_resumption():
    counted = lay("2026-01-10", 15, safe_margin_days=20)
    assert resume(counted, day("2026-01-15"), day("2026-01-20"), BRAZIL).safe_on == day("2026-01-21")


def test_an_extension_adds_days_of_the_same_kind():
    assert extend(lay("2026-01-10", 15).steps, 5, BRAZIL).due_on == day("2026-01-30")
    business = extend(lay("2026-08-03", 5, Unit.BUSINESS_DAYS).steps, 5, BRAZIL)
    assert business.due_on == day("2026-08-17")
    assert the_step(business, "extend") == {"step": "extend", "n": 5}
    assert extend(lay("2026-01-15", 1, Unit.MONTHS).steps, 3, BRAZIL).due_on == day("2026-02-18")


def test_an_extension_is_counted_from_the_unrolled_end_and_under_the_cap():
    rolled = lay("2026-03-27", 7, roll_if_holiday=True)
    assert extend(rolled.steps, 4, BRAZIL).due_on == day("2026-04-07")
    capped = lay("2026-03-27", 7, cap_on=day("2026-04-05"))
    assert extend(capped.steps, 4, BRAZIL).due_on == day("2026-04-05")


def test_extensions_survive_a_pause():
    extended = extend(lay("2026-01-10", 15).steps, 5, BRAZIL)
    resumed = resume(extended, day("2026-01-12"), day("2026-02-01"), BRAZIL)
    assert resumed.due_on == day("2026-02-19")
    assert recompute(resumed.steps, BRAZIL) == resumed


def test_a_pause_on_the_first_counted_day_tells_that_one_day():
    resumed = resume(lay("2026-01-10", 15), day("2026-01-11"), day("2026-01-20"), BRAZIL)
    assert [step["n"] for step in steps_named(resumed, "count")] == [1, 14]
    at_once = resume(lay("2026-01-10", 15), day("2026-01-10"), day("2026-01-20"), BRAZIL)
    assert [step["n"] for step in steps_named(at_once, "count")] == [15]


def test_an_extension_after_a_pause_stays_after_it():
    resumed = resume(lay("2026-01-10", 15), day("2026-01-15"), day("2026-02-01"), BRAZIL)
    extended = extend(resumed.steps, 5, BRAZIL)
    assert extended.due_on == day("2026-02-16")
    assert [step["step"] for step in steps_named(extended, "pause", "resume", "extend")] == [
        "pause",
        "resume",
        "extend",
    ]
    assert the_step(extended, "pause")["days_left"] == 10


def test_a_term_of_months_paused_on_its_last_day_is_told_in_months():
    resumed = resume(lay("2026-01-15", 1, Unit.MONTHS), day("2026-02-15"), day("2026-02-20"), BRAZIL)
    assert [(step["n"], step["unit"]) for step in steps_named(resumed, "count")] == [
        (1, "months"),
        (0, "calendar_days"),
    ]
    assert resumed.due_on == day("2026-02-20")


@pytest.mark.parametrize("extra", [0, -1, 1.5, True])
def test_an_extension_is_of_one_day_or_more(extra):
    with pytest.raises(ValueError, match=r"extra_days|extension"):
        extend(lay("2026-01-10", 15).steps, extra, BRAZIL)


# --- pausing and extending hours -------------------------------------------------------------------------


def test_hours_pause_and_extend_to_the_second():
    counted = lay(utc("2026-03-07T10:00"), 48, Unit.HOURS)
    paused = resume(counted, utc("2026-03-07T16:30"), utc("2026-03-10T08:00"), BRAZIL)
    assert paused.due_at == utc("2026-03-12T01:30")
    assert the_step(paused, "pause")["seconds_left"] == 41.5 * 3600
    twice = resume(paused, utc("2026-03-11T08:00"), utc("2026-03-11T09:00"), BRAZIL)
    assert twice.due_at == utc("2026-03-12T02:30")
    assert [(step["n"], step["unit"]) for step in steps_named(twice, "count")] == [
        (6.5 * 3600, "seconds"),
        (24 * 3600, "seconds"),
        (17.5 * 3600, "seconds"),
    ]
    stored = json.loads(json.dumps(extend(twice.steps, 1, BRAZIL).steps))
    assert recompute(stored, BRAZIL).due_at == utc("2026-03-13T02:30")


def test_hours_cannot_be_paused_twice_over_the_same_time_or_after_the_end():
    counted = lay(utc("2026-03-07T10:00"), 48, Unit.HOURS)
    paused = resume(counted, utc("2026-03-07T16:30"), utc("2026-03-10T08:00"), BRAZIL)
    with pytest.raises(ValueError, match="begun to run"):
        resume(paused, utc("2026-03-08T00:00"), utc("2026-03-11T00:00"), BRAZIL)
    with pytest.raises(ValueError, match="over"):
        resume(counted, utc("2026-03-09T10:01"), utc("2026-03-10T00:00"), BRAZIL)


# --- what holds for every change -------------------------------------------------------------------------


@given(data=st.data(), start=starts, n=st.integers(1, 120), uf=ufs, business=st.booleans())
def test_a_pause_loses_and_gains_no_day(data, start, n, uf, business):
    holidays = Holidays.brazil(uf)
    unit = Unit.BUSINESS_DAYS if business else Unit.CALENDAR_DAYS
    counted = lay(start, n, unit, holidays)
    paused = start + timedelta(days=data.draw(st.integers(0, (counted.due_on - start).days)))
    resumed = paused + timedelta(days=data.draw(st.integers(0, 90)))
    left = days_left_when_paused(counted, paused, holidays)
    again = resume(counted, paused, resumed, holidays)

    def days_between(after, last):
        spent = [after + timedelta(days=k + 1) for k in range((last - after).days)]
        return sum(1 for each in spent if not business or holidays.is_business_day(each))

    assert days_between(start, paused) + left == n
    assert days_between(resumed, again.due_on) == left
    gone = [
        after + timedelta(days=k + 1)
        for after, last in ((start, paused), (resumed, again.due_on))
        for k in range((last - after).days)
    ]
    off = [each.isoformat() for each in gone if business and not holidays.is_business_day(each)]
    assert [step["on"] for step in steps_named(again, "skip")] == off
    told = steps_named(again, "count")
    assert sum(step["n"] for step in told) == n
    for step in told:
        if step["n"]:
            assert days_between(day(step["from"]) - DAY, day(step["to"])) == step["n"]
    assert recompute(again.steps, holidays) == again


@given(start=starts, term=day_terms, uf=ufs, at=st.integers(0, 400))
def test_a_pause_that_ends_on_its_own_day_changes_no_end_that_was_not_rolled(start, term, uf, at):
    holidays = Holidays.brazil(uf)
    counted = count(start, term, tz=SAO_PAULO, holidays=holidays)
    raw_end = day(the_step(counted, "raw_end")["on"])
    paused = start + timedelta(days=at)
    assume(paused <= min(raw_end, counted.due_on))
    assert resume(counted, paused, paused, holidays).due_on == counted.due_on


@given(start=starts, term=day_terms, uf=ufs, extra=st.integers(1, 60))
def test_an_extension_never_ends_sooner_and_splits_freely(start, term, uf, extra):
    holidays = Holidays.brazil(uf)
    counted = count(start, term, tz=SAO_PAULO, holidays=holidays)
    longer = extend(counted.steps, extra, holidays)
    assert longer.due_on >= counted.due_on
    assert extend(extend(counted.steps, extra, holidays).steps, 7, holidays).due_on == (
        extend(counted.steps, extra + 7, holidays).due_on
    )
