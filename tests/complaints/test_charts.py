"""The drawings of the figures: scales from nothing, nothing outside the picture, every day in one slot."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.charts import HEADROOM, HEIGHT, MOST_LINES, bars, columns, scale_of, slots_of, ticks_of

COUNTS = st.lists(st.lists(st.integers(0, 10**7), min_size=2, max_size=2), max_size=20)
DAY = timedelta(days=1)


def test_a_bar_twice_as_long_is_twice_as_much():
    (long,), (half,), (none,) = bars([[40], [20], [0]])
    assert (long.x, long.width) == (0, 100)
    assert half.width == 50
    assert none is None


def test_the_parts_of_a_bar_stand_beside_each_other_on_the_scale_of_all():
    [(met, missed), (only_met, nothing)] = bars([[30, 10], [20, 0]])
    assert (met.x, met.width, missed.x, missed.width) == (0, 75, 75, 25)
    assert only_met.width == 50
    assert nothing is None


@given(COUNTS)
def test_no_bar_leaves_its_picture_and_what_is_not_nothing_is_seen(rows):
    for row, parts in zip(rows, bars(rows), strict=True):
        for n, part in zip(row, parts, strict=True):
            assert (part is None) is (n == 0)
            if part:
                assert part.x >= 0
                assert part.width > 0
                assert part.x + part.width <= 100.02


@given(st.integers(0, 10**9))
def test_a_scale_begins_at_nothing_is_even_and_holds_the_most(most):
    scale = scale_of(most)
    assert scale[0] == 0
    assert scale[-1] >= most
    assert len({after - before for before, after in zip(scale, scale[1:], strict=False)}) == 1
    assert 2 <= len(scale) <= MOST_LINES + 1
    # Round: one of 1, 2 and 5, and noughts.
    assert str(scale[1]).rstrip("0") in ("1", "2", "5")
    # No emptier than it must be.
    assert most == 0 or scale[-1] <= most * 2 + 1


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=60))
def test_columns_stand_on_nothing_in_their_slots_and_as_high_as_they_count(pairs):
    series = [[pair[place] for pair in pairs] for place in (0, 1)]
    drawn = columns(series)
    top = drawn.lines[-1].n
    slot = 100 / max(len(pairs), 1)
    for counts, found in zip(series, drawn.series, strict=True):
        for index, (n, column) in enumerate(zip(counts, found, strict=True)):
            assert (column is None) is (n == 0)
            if column:
                assert column.y + column.height == pytest.approx(HEIGHT, abs=0.02)
                assert column.height == pytest.approx(max(1, (HEIGHT - HEADROOM) * n / top), abs=0.02)
                assert slot * index - 0.01 <= column.x
                assert column.x + column.width <= slot * (index + 1) + 0.01
    assert drawn.lines[0].y == HEIGHT


def test_columns_of_nothing_at_all_have_a_scale_all_the_same():
    drawn = columns([[0, 0], [0, 0]])
    assert [line.n for line in drawn.lines] == [0, 1]
    assert drawn.series == ((None, None), (None, None))
    assert columns([]).ticks == ()


@pytest.mark.parametrize("slots", [0, 1, 2, 3, 7, 13, 31, 60])
def test_few_labels_stand_under_the_columns_both_ends_among_them(slots):
    ticks = ticks_of(slots)
    assert len(ticks) <= 5
    assert sum(not tick.is_wide for tick in ticks) <= 3
    assert all(0 <= tick.x <= 100 for tick in ticks)
    if slots:
        assert {ticks[0].slot, ticks[-1].slot} == {0, slots - 1}


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)), st.integers(0, 399))
def test_every_day_of_a_range_is_in_one_slot_and_there_are_not_too_many(first, more):
    last = first + DAY * more
    slots = slots_of(first, last)
    assert slots[0].first == first
    assert slots[-1].last == last
    for before, after in zip(slots, slots[1:], strict=False):
        assert after.first == before.last + DAY
        # A slot that is not the first begins on a Monday or the first of a month.
        assert after.unit == "day" or (after.first.weekday() == 0 if after.unit == "week" else after.first.day == 1)
    assert len(slots) <= 31
