import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.process import boot_id, describe, host_name, pid_namespace, stat_fields


def test_this_process_is_described_in_full() -> None:
    found = describe(os.getpid())

    assert found is not None
    assert found["pid"] == os.getpid()
    assert found["uid"] == os.getuid()
    assert (found["host"], found["boot_id"], found["pid_namespace"]) == (host_name(), boot_id(), pid_namespace())
    assert isinstance(found["start_ticks"], int)
    assert found["start_ticks"] > 0
    assert describe(os.getpid()) == found


@pytest.mark.parametrize("pid", [0, -1, 2**31, 2**63, 2**80])
def test_what_is_no_process_is_not_described(pid: int) -> None:
    assert describe(pid) is None


def test_a_process_that_has_ended_is_gone() -> None:
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()

    assert describe(ended.pid) is None
    assert stat_fields(ended.pid) is None


def test_a_command_name_with_parentheses_and_spaces(tmp_path: Path) -> None:
    program = tmp_path / "a) R 1 (b"
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([program, "60"])
    try:
        fields = stat_fields(process.pid)
        assert fields is not None
        assert fields[0] in "RSD"
        mine = stat_fields(os.getpid())
        assert mine is not None
        assert fields[1] >= mine[1]
    finally:
        process.kill()
        process.wait()
