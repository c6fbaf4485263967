"""Did memory run out? Asked of files as the kernel writes them, of both versions of control groups."""

from pathlib import Path

import pytest

from engine.shim.memory import MemoryWatch, Verdict

PID = 4242


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture(params=["version 1", "version 2", "both mounted", "in a container"])
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A system in which the worker has a group of its own; returns that group's counter."""
    second = "30 25 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
    first = "31 25 0:27 / /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory\n"
    match request.param:
        case "version 1" | "both mounted":
            groups, mounts = "8:pids:/\n4:memory:/job\n", first
            if request.param == "both mounted":
                groups, mounts = groups + "0::/job\n", second + first
            path, zero = "sys/fs/cgroup/memory/job/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"
        case "version 2":
            groups, mounts = "0::/user.slice/job\n", "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
            path, zero = "sys/fs/cgroup/user.slice/job/memory.events", "low 0\noom 0\noom_kill 3\noom_group_kill 0\n"
        case _:
            groups = "0::/docker/abc/job\n"
            mounts = "30 25 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw\n"
            path, zero = "sys/fs/cgroup/job/memory.events", "oom 0\noom_kill 3\n"
    write(tmp_path, f"proc/{PID}/cgroup", groups)
    write(tmp_path, f"proc/{PID}/mountinfo", mounts)
    found = write(tmp_path, path, zero)
    write(tmp_path, str(found.parent.relative_to(tmp_path) / "cgroup.procs"), "7\n")
    return found


def test_a_counter_that_stands_still_clears_memory(counter: Path, tmp_path: Path) -> None:
    write(tmp_path, "proc/vmstat", "oom_kill 5\n")
    watch = MemoryWatch(PID, tmp_path)
    write(tmp_path, "proc/vmstat", "oom_kill 6\n")  # Somebody else's group.

    assert watch.verdict({7}) is Verdict.NO


def test_a_counter_that_rose_accuses_memory_surely_only_in_a_group_of_its_own(counter: Path, tmp_path: Path) -> None:
    watch = MemoryWatch(PID, tmp_path)
    counter.write_text(counter.read_text().replace("oom_kill 3", "oom_kill 4"))

    assert watch.verdict({7}) is Verdict.SURELY
    assert watch.verdict({8}) is Verdict.PROBABLY
    (counter.parent / "below").mkdir()
    assert watch.verdict({7}) is Verdict.PROBABLY


def test_without_a_group_the_whole_machine_is_asked(tmp_path: Path) -> None:
    write(tmp_path, "proc/vmstat", "nr_free_pages 12\noom_kill 5\n")
    watch = MemoryWatch(PID, tmp_path)
    assert watch.verdict(set()) is Verdict.NO

    write(tmp_path, "proc/vmstat", "nr_free_pages 12\noom_kill 6\n")
    assert watch.verdict(set()) is Verdict.PROBABLY


@pytest.mark.parametrize("vmstat", ["", "oom_kill many\n", "oom_kill\n"])
def test_nothing_readable_is_no_evidence(tmp_path: Path, vmstat: str) -> None:
    write(tmp_path, "proc/vmstat", vmstat)

    assert MemoryWatch(PID, tmp_path).verdict(set()) is Verdict.UNKNOWN


@pytest.mark.parametrize("cgroup", ["nonsense\n", "4:memory:/elsewhere\n", "0::/../..\n", "::\n", "4:memory\n"])
def test_strange_groups_are_no_group(tmp_path: Path, cgroup: str) -> None:
    write(tmp_path, f"proc/{PID}/cgroup", cgroup)
    write(tmp_path, f"proc/{PID}/mountinfo", "31 25 0:27 /a /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n")

    assert MemoryWatch(PID, tmp_path).verdict(set()) is Verdict.UNKNOWN
