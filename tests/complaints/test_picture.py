"""The picture of all windows: every place in the frame, in order, with no label on another."""

from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Rule
from complaints.picture import LABEL_NARROW, LABEL_WIDE, Scale, Window, draw, reach
from complaints.sides import Side, side_of
from complaints.wording import away
from tests.base import TODAY

DAY = timedelta(days=1)


def window(start, safe, margin=0, stopped=None):
    """A window in days from today."""
    return Window(
        TODAY + start * DAY, TODAY + safe * DAY, TODAY + (safe + margin) * DAY,
        None if stopped is None else TODAY + stopped * DAY,
    )


def days_on_scale(picture):
    return [tick.days for tick in picture.ticks]


WINDOWS = st.lists(
    st.builds(
        lambda start, length, margin, stop: window(
            start, start + length, margin, min(start + stop, start + length) if stop is not None else None),
        st.integers(-800, 60), st.integers(0, 2000), st.integers(0, 3), st.none() | st.integers(0, 400),
    ), min_size=1, max_size=12,
)


@given(WINDOWS)
def test_everything_stays_in_the_frame(windows):
    picture = draw(windows, TODAY)
    assert len(picture.lanes) == len(windows)
    for lane in picture.lanes:
        for span in filter(None, (lane.gone, lane.run, lane.tail, lane.still)):
            assert span.x >= 0 and span.width >= 0 and span.end <= 100.01
        assert 0 <= lane.mark <= 100


@given(WINDOWS)
def test_the_parts_of_a_bar_follow_each_other_and_today_parts_past_from_future(windows):
    picture = draw(windows, TODAY)
    for row, lane in zip(windows, picture.lanes, strict=True):
        if lane.gone:
            assert lane.gone.end <= picture.today + 0.02
        if lane.run:
            assert lane.run.x >= picture.today - 0.02
            assert abs(lane.run.end - lane.mark) < 0.02
        if lane.tail and row.safe_on >= TODAY:
            assert abs(lane.tail.x - lane.mark) < 0.02
        if row.stopped_on is not None:
            assert lane.run is lane.tail is None


@given(WINDOWS)
def test_no_label_of_the_scale_covers_another(windows):
    ticks = draw(windows, TODAY).ticks
    for width, shown in (
        (LABEL_WIDE, [tick for tick in ticks if tick.is_wide]),
        (LABEL_NARROW, [tick for tick in ticks if not tick.is_wide]),
    ):
        ends = [reach(tick.x, width) for tick in shown]
        assert all(left[1] <= right[0] + 0.02 for left, right in zip(ends, ends[1:], strict=False))
    assert ticks[0].days == 0 and not ticks[0].is_wide


@given(st.integers(0, 900), st.integers(1, 4000), st.integers(-900, 3999))
def test_a_later_day_is_further_right(past, horizon, day):
    scale = Scale(TODAY, past, horizon)
    here, next_day = scale.at_days(day), scale.at_days(day + 1)
    assert here <= next_day
    if -max(past, 7) < day < horizon:
        assert here < next_day


@given(WINDOWS)
def test_what_ends_later_is_marked_further_right(windows):
    running = [row for row in windows if row.stopped_on is None]
    if not running:
        return
    lanes = draw(running, TODAY).lanes
    order = sorted(range(len(running)), key=lambda at: running[at].safe_on)
    marks = [lanes[at].mark for at in order]
    assert marks == sorted(marks)


def test_near_windows_are_readable_beside_one_of_five_years():
    picture = draw([window(-20, 5, 1), window(-3, 1825)], TODAY)
    near, far = picture.lanes
    # Five days of 1825 would be a quarter of one per cent on an even scale.
    assert near.run.width > 6
    assert far.mark > 95
    assert days_on_scale(picture) == [0, 7, 30, 90, 365, 1825]
    narrow = [tick.days for tick in picture.ticks if not tick.is_wide]
    assert narrow[0] == 0 and 2 <= len(narrow) <= 5


def test_one_short_window_has_a_short_scale():
    picture = draw([window(0, 5)], TODAY)
    assert days_on_scale(picture) == [0, 3, 7]
    assert picture.lanes[0].gone is None and picture.today < 5


def test_a_held_window_is_drawn_to_where_it_would_end_if_it_ran_on_today():
    # Stopped 19 days ago with 76 days left.
    held, running = draw([window(-33, 57, 1, stopped=-19), window(-1, 76)], TODAY).lanes
    assert held.run is None and held.tail is None
    assert abs(held.mark - running.mark) < 0.02
    assert held.gone.end <= held.still.x + 0.02


@pytest.mark.parametrize(("row", "drawn"), [
    (window(-5, 0), "today is the safe day"), (window(-5, -1, 1), "the safe day is behind, the last day is not"),
    (window(3, 18), "begins later"), (window(0, 0), "begins and ends today"),
])
def test_the_edges_are_drawn(row, drawn):
    lane = draw([row], TODAY).lanes[0]
    assert (lane.run is not None) == (row.safe_on > max(TODAY, row.start_on)), drawn
    assert (lane.gone is not None) == (row.start_on < min(TODAY, row.safe_on)), drawn


def test_far_days_are_said_in_round_words():
    with translation.override("pt-br"):
        assert [away(days) for days in (0, 3, 30, 90, 365, 1825)] == [
            "hoje", "3 dias", "30 dias", "3 meses", "1 ano", "5 anos"]


# -- Whose window it is ------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "side"), [
    ("ae_open_after_confirm", Side.SHOP), ("shopee_open", Side.SHOP), ("temu_return", Side.SHOP),
    ("cdc49", Side.LAW), ("cdc26_durable", Side.LAW), ("d7962_answer", Side.LAW),
    ("card_network", Side.PAYMENT), ("med_request", Side.PAYMENT), ("paypal_open", Side.PAYMENT),
    ("ebanx_refund_deposit", Side.PAYMENT), ("cgb_company", Side.OUTSIDE), ("cip_default", Side.OUTSIDE),
    ("ra_rate", Side.OUTSIDE), ("jec_appeal", Side.OUTSIDE), ("house_decision", Side.HOUSE),
])
def test_whose_rule_it_is(house, slug, side):
    assert side_of(Rule.objects.get(slug=slug, current=True)) == side


def test_a_rule_of_no_known_family_is_told_by_what_vouches_for_it():
    assert side_of(Rule(slug="new_law", trust="law")) == Side.LAW
    assert side_of(Rule(slug="new_thing", trust="doubt", applies={"marketplaces": ["x"]})) == Side.SHOP
    assert side_of(Rule(slug="new_thing", trust="official")) == Side.OUTSIDE
