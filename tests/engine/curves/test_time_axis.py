import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.time_axis import ticks_of
from engine.observe.abscissa import XAxis


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def labels(axis: XAxis, start: float, end: float, width: int = 60) -> list[str]:
    return [tick.label for tick in ticks_of(axis, start, end, width)]


def test_seconds_since_the_start_are_divided_as_people_count() -> None:
    assert labels(XAxis.RELATIVE, 0, 60) == ["0:00", "0:10", "0:20", "0:30", "0:40", "0:50", "1:00"]
    assert labels(XAxis.RELATIVE, 0, 3 * 3600, 40) == ["0:00", "1:00:00", "2:00:00", "3:00:00"]


def test_the_time_of_day_tells_a_new_day_by_its_date() -> None:
    midnight = 1_700_006_400  # 2023-11-15 00:00 UTC
    found = labels(XAxis.WALL, midnight - 7200, midnight + 7200, 60)
    assert "Nov 15" in found
    assert "23:00" in found


def test_a_distance_of_two_and_a_half_epochs_is_written_as_such() -> None:
    for end in range(5, 200):
        ticks = ticks_of(XAxis.EPOCH, 0, end, 75)
        assert all(float(tick.label.replace(",", "")) == pytest.approx(tick.value) for tick in ticks)


def test_epochs_have_the_decimals_that_tell_them_apart() -> None:
    assert labels(XAxis.EPOCH, 0, 3) == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"]
    assert labels(XAxis.EPOCH, 0, 100, 60)[:3] == ["0", "10", "20"]


@given(
    st.sampled_from(list(XAxis)),
    st.floats(0, 2e9),
    st.floats(0.1, 1e9),
    st.integers(1, 200),
)
def test_labels_never_touch_and_differ(axis: XAxis, start: float, span: float, width: int) -> None:
    ticks = ticks_of(axis, start, start + span, width)
    assert len({tick.label for tick in ticks}) == len(ticks)
    for before, after in pairwise(ticks):
        room = (after.value - before.value) / span * width
        assert room >= (len(before.label) + len(after.label)) / 2
    for tick in ticks:
        assert start - 1e-5 * span <= tick.value <= start + span * (1 + 1e-5)
