"""Rules that look at how a job lives: silent, slower, GPU idle, disk."""

from collections.abc import Sequence

import pytest

from engine.format import spoken
from engine.observe.finding import Severity
from engine.observe.health.evidence import Reading
from engine.state import JobState
from tests.engine.observe.health.histories import NOW_S, found, record_of

RUNNING = record_of(step=40, total_steps=100, device="cuda:0")


def readings(values: Sequence[float], every_s: float) -> tuple[Reading, ...]:
    """Measurements of which the last was made now."""
    return tuple(Reading(NOW_S - every_s * (len(values) - 1 - place), value) for place, value in enumerate(values))


def test_a_silence_much_longer_than_the_rhythm_is_told_with_it() -> None:
    finding = found(record=RUNNING, heard_at=NOW_S - 240, intervals=[2.0] * 50 + [12.0])["silent"]

    assert finding.text == "silent 4 min, usually every 2 s, never more than 12 s"
    assert finding.severity is Severity.ALARM
    assert finding.at == NOW_S - 240


@pytest.mark.parametrize(
    ("silence_s", "intervals"),
    [
        (50.0, [0.1] * 50),  # A first validation may take this long.
        (240.0, [2.0] * 50 + [90.0]),  # It paused that long before: a validation, a checkpoint.
        (900.0, [120.0] * 10),  # It is a slow one.
        (240.0, [2.0] * 3),  # Nothing is usual yet.
    ],
)
def test_a_silence_that_the_rhythm_explains_is_none(silence_s: float, intervals: list[float]) -> None:
    assert not found(record=RUNNING, heard_at=NOW_S - silence_s, intervals=intervals)


@pytest.mark.parametrize("status", [JobState.QUEUED, JobState.LOADING, JobState.COMPLETED])
def test_only_a_job_that_trains_can_fall_silent(status: JobState) -> None:
    record = record_of(step=40, total_steps=100, status=status)
    assert not found(record=record, heard_at=NOW_S - 9000, intervals=[2.0] * 50)


def test_a_silence_without_any_rhythm_is_told_after_ten_minutes() -> None:
    assert found(record=RUNNING, heard_at=NOW_S - 660)["silent"].text == "silent 11 min"


def test_spoken_lengths_have_one_unit() -> None:
    assert [spoken(seconds) for seconds in (0, 0.25, 2, 99, 240, 5400, 7200, 864_000)] == [
        "0.1 s", "0.2 s", "2 s", "99 s", "4 min", "90 min", "2 h", "10 days"
    ]  # fmt: skip


def test_a_job_that_stays_far_below_its_own_speed_is_slower() -> None:
    speeds = readings([100.0] * 60 + [40.0] * 20, 2.0)
    finding = found(record=RUNNING, speeds=speeds, heard_at=NOW_S)["slower"]

    assert finding.text == "40/s for 38 s, usually 100/s"
    assert finding.at == NOW_S - 38


@pytest.mark.parametrize(
    "values",
    [
        [100.0] * 60 + [40.0] * 5,  # Not for long.
        [100.0] * 60 + [70.0] * 20,  # Not by much.
        [100.0] * 60 + [40.0] * 10 + [90.0] + [40.0] * 9,  # Not steadily.
        [100.0] * 5 + [40.0] * 20,  # Nothing is usual yet.
        [40.0] * 60 + [100.0] * 20,  # Faster.
    ],
)
def test_other_speeds_are_well(values: list[float]) -> None:
    assert not found(record=RUNNING, speeds=readings(values, 2.0), heard_at=NOW_S)


def test_a_gpu_without_work_is_told() -> None:
    finding = found(record=RUNNING, gpu_percent=readings([80.0] * 10 + [0.0] * 91, 2.0), heard_at=NOW_S)["gpu-idle"]
    assert finding.text.startswith("cuda:0 below 5 % for 3 min")


def test_a_gpu_that_works_or_rests_a_little_is_well() -> None:
    for values in ([0.0] * 20, [0.0] * 60 + [30.0] + [0.0] * 30):
        assert not found(record=RUNNING, gpu_percent=readings(values, 2.0), heard_at=NOW_S)
    processor = record_of(step=40, device="cpu")
    assert not found(record=processor, gpu_percent=readings([0.0] * 100, 2.0), heard_at=NOW_S)


GIB = float(1 << 30)


def test_a_disk_that_fills_is_told_with_the_time_left() -> None:
    room = readings([20 * GIB - place * GIB / 10 for place in range(13)], 10.0)
    finding = found(record=RUNNING, free_bytes=room, heard_at=NOW_S)["disk"]

    assert finding.text == "19 GiB of disk left, full in 31 min at this rate"
    assert finding.severity is Severity.WARNING


def test_a_disk_that_is_nearly_full_is_an_alarm() -> None:
    finding = found(record=RUNNING, free_bytes=readings([GIB / 16], 10.0), heard_at=NOW_S)["disk"]
    assert finding.text == "64 MiB of disk left"
    assert finding.severity is Severity.ALARM


@pytest.mark.parametrize(
    "gibibytes",
    [
        [20.0] * 13,
        [20.0] + [18.0] * 12,  # One large file is no rate.
        [20.0 - place / 100 for place in range(13)],  # It will last for hours.
        [20.0 - place for place in range(4)],  # Watched too short a time.
    ],
)
def test_other_disks_are_well(gibibytes: list[float]) -> None:
    room = readings([value * GIB for value in gibibytes], 10.0)
    assert not found(record=RUNNING, free_bytes=room, heard_at=NOW_S)
