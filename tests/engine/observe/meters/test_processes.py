import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from engine.job import ProcessIdentity
from engine.observe.meters.processes import Processes
from engine.observe.meters.sample import GpuSample
from engine.process import stat_fields

FAMILY = (
    "import subprocess, sys, threading\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=subprocess.PIPE)\n"
    "threading.Thread(target=child.wait, daemon=True).start()\n"
    "print(child.pid, flush=True)\n"
    "while not sys.stdin.readline(): pass\n"
)


@pytest.fixture
def family() -> Iterator[tuple[int, int]]:
    """A process that waits, and its child."""
    with subprocess.Popen([sys.executable, "-c", FAMILY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        yield parent.pid, int(parent.stdout.readline())
        parent.kill()


def test_a_tree_has_each_process_with_its_memory_and_threads(family: tuple[int, int]) -> None:
    parent, child = Processes().look(family[0])

    assert (parent.pid, parent.depth, parent.parent) == (family[0], 0, os.getpid())
    assert (child.pid, child.depth, child.parent) == (family[1], 1, family[0])
    assert parent.threads == 2
    assert parent.rss_bytes > 2**20
    assert parent.name.startswith("python")
    assert parent.cpu_percent is None


def test_the_second_look_tells_how_busy_a_process_was() -> None:
    now_s = [0.0]
    processes = Processes(lambda: now_s[0])
    processes.look(os.getpid())
    before = os.times()
    while sum(os.times()[:2]) - sum(before[:2]) < 0.5:
        pass  # Half a second of work.
    now_s[0] = 1.0

    (me, *_) = processes.look(os.getpid())

    assert me.cpu_percent is not None
    assert 45 <= me.cpu_percent < 500


def test_memory_on_gpus_is_summed_up(family: tuple[int, int]) -> None:
    gpus = [GpuSample(index=place, processes={family[1]: 2**30, 1: None}) for place in (0, 1)]

    parent, child = Processes().look(family[0], gpus)

    assert (parent.gpu_bytes, parent.gpus) == (None, ())
    assert (child.gpu_bytes, child.gpus) == (2 << 30, (0, 1))


def test_another_process_with_the_same_pid_is_not_taken_for_the_job(family: tuple[int, int]) -> None:
    fields = stat_fields(family[0])
    assert fields is not None

    assert Processes().look(ProcessIdentity(pid=family[0], start_ticks=fields[1] - 1)) == ()
    assert Processes().look(ProcessIdentity(pid=family[0], start_ticks=fields[1]))[0].pid == family[0]


def test_a_process_that_is_gone_has_no_tree() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()

    assert Processes().look(gone.pid) == ()
    assert Processes().look_at_all({"a": gone.pid}) == {"a": ()}
