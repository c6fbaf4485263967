import math
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from engine.observe.arrivals import Arrivals, read_times
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


def test_growth_is_noted_at_once_and_later_less_often(tmp_path: Path, clock: Clock) -> None:
    log = os.open(tmp_path / "log", os.O_RDWR | os.O_CREAT)
    times = OutputTimes(tmp_path / "output.times", log)
    assert times.next_in_s == math.inf
    os.write(log, b"hello\n")
    os.utime(tmp_path / "log", (1_700_000_000.25, 1_700_000_000.25))
    times.look()
    assert noted(tmp_path / "output.times") == ["6 1700000000.25"]
    os.write(log, b"more\n")
    times.look()
    assert times.next_in_s == pytest.approx(FIRST_EVERY_S)
    clock.now_s += FIRST_EVERY_S
    times.look()
    assert [line.split()[0] for line in noted(tmp_path / "output.times")] == ["6", "11"]
    clock.now_s += 3 * SHARE
    times.look()
    os.write(log, b"x")
    times.look()
    os.write(log, b"y")
    clock.now_s += 2
    times.look()
    assert [line.split()[0] for line in noted(tmp_path / "output.times")] == ["6", "11", "12"]
    assert times.next_in_s == pytest.approx(1.0, abs=0.01)
    times.look(last=True)
    assert [line.split()[0] for line in noted(tmp_path / "output.times")] == ["6", "11", "12", "13"]
    os.close(log)


WRITING = """
import os, sys, time
for number in range(12):
    print(f"{time.time():.4f}", flush=True)
    time.sleep(0.03 + 0.07 * (number % 3))
metrics = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
end = time.monotonic() + 1.5
while time.monotonic() < end:
    os.write(metrics, b"metrics")
    time.sleep(0.002)
"""
"""Prints the time again and again, and then writes much, but no output."""


GUARDING = """
import os, signal, subprocess, sys
from pathlib import Path
from engine.shim.output_times import ARRIVED, OutputTimes
signal.pthread_sigmask(signal.SIG_BLOCK, {ARRIVED})
times = OutputTimes(Path("output.times"))
writing = subprocess.Popen([sys.executable, "-c", sys.argv[1], "metrics"])
woken = looks = 0
times.look()
while writing.poll() is None:
    taken = signal.sigtimedwait({ARRIVED}, min(1.0, times.next_in_s))
    woken += taken is not None
    looks += 1
    times.look(woken=taken is not None)
times.look(last=True)
times.close()
print(woken, looks, file=sys.stderr)
"""
"""Waits as a guardian does."""


def test_output_is_noted_when_it_comes_and_nothing_else_wakes_much(tmp_path: Path) -> None:
    log = tmp_path / "output.log"
    with log.open("wb") as output:
        guarding = subprocess.run(
            [sys.executable, "-c", GUARDING, WRITING], stdout=output, stderr=subprocess.PIPE, cwd=tmp_path, check=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
    woken, looks = map(int, guarding.stderr.split())

    arrivals = Arrivals()
    arrivals.noted = read_times(tmp_path / "output.times")
    end, late = 0, []
    for line in log.read_text().splitlines(keepends=True):
        end += len(line)
        came = arrivals.at(end)
        assert came is not None
        late.append(came - float(line))
    assert len(late) == 12
    assert woken > 0, "the kernel does not tell"
    # On a busy machine a process may be late to look, but what was written last is dated by the file itself.
    assert statistics.median(late) < FIRST_EVERY_S
    assert all(-0.02 < each < 1.0 for each in late)
    assert looks < 200


def test_what_cannot_be_written_or_is_no_file_is_left_out(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    OutputTimes(tmp_path / "link", 0).look(last=True)
    assert not (tmp_path / "elsewhere").exists()
    end, other = os.pipe()
    OutputTimes(tmp_path / "output.times", other).look(last=True)
    assert noted(tmp_path / "output.times") == []
    os.close(end)
    os.close(other)
