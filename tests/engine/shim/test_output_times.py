import os
from pathlib import Path

import pytest

from engine.shim import output_times
from engine.shim.output_times import FIRST_EVERY_S, SHARE, OutputTimes


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(output_times, "time", clock)
    return clock


def noted(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_growth_is_noted_once_a_second_and_later_less_often(tmp_path: Path, clock: Clock) -> None:
    log = os.open(tmp_path / "log", os.O_RDWR | os.O_CREAT)
    times = OutputTimes(tmp_path / "output.times", log)
    os.write(log, b"hello\n")
    os.utime(tmp_path / "log", (1_700_000_000.25, 1_700_000_000.25))
    times.look()
    assert noted(tmp_path / "output.times") == []
    clock.now_s += FIRST_EVERY_S
    times.look()
    assert noted(tmp_path / "output.times") == ["6 1700000000.25"]
    clock.now_s += 10
    times.look()
    os.write(log, b"more\n")
    clock.now_s += 3 * SHARE
    times.look()
    os.write(log, b"x")
    clock.now_s += 2
    times.look()
    assert [line.split()[0] for line in noted(tmp_path / "output.times")] == ["6", "11"]
    times.look(last=True)
    assert [line.split()[0] for line in noted(tmp_path / "output.times")] == ["6", "11", "12"]
    os.close(log)


def test_what_cannot_be_written_or_is_no_file_is_left_out(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    OutputTimes(tmp_path / "link", 0).look(last=True)
    assert not (tmp_path / "elsewhere").exists()
    end, other = os.pipe()
    OutputTimes(tmp_path / "output.times", other).look(last=True)
    assert noted(tmp_path / "output.times") == []
    os.close(end)
    os.close(other)
