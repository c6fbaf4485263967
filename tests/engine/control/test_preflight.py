"""What endangers jobs here: asked of files as systems have them."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli.checking import lines_of
from engine.control.permission import user_name
from engine.control.preflight import Finding, Level, check_all, dangers, summary
from engine.control.preflight.display import display
from engine.control.preflight.events import events
from engine.control.preflight.logout import logout
from engine.control.preflight.pytorch import pytorch
from engine.control.preflight.storage import file_system, free_space, owner
from engine.files import make_private
from engine.filesystem import FileSystem
from engine.paths import Workspace

UID = os.geteuid()
USER = user_name(UID)
SESSION = "0::/user.slice/user-1000.slice/session-3.scope\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A system with logind, and this process in a login session."""
    for folder in ("run/systemd/system", "run/systemd/seats", "etc/systemd/logind.conf.d", "proc/self"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(SESSION)
    return tmp_path


def silent(_: str) -> None:
    """A bus on which nobody answers."""


def answers(**values: str) -> Callable[[str], str | None]:
    return lambda name: values.get(name)


NOBODY_EXEMPT = {"KillExcludeUsers": "as 0", "KillOnlyUsers": "as 0"}


def test_a_machine_without_logind_kills_nobody(tmp_path: Path) -> None:
    assert logout(tmp_path, UID, silent).level is Level.FINE


@pytest.mark.parametrize(
    ("properties", "level", "word"),
    [
        ({"KillUserProcesses": "b true", **NOBODY_EXEMPT}, Level.WARNING, "kills every job"),
        ({"KillUserProcesses": "b false"}, Level.FINE, "survive"),
        ({"KillUserProcesses": "b true", "KillExcludeUsers": f'as 1 "{USER}"'}, Level.FINE, "exempt"),
        ({"KillUserProcesses": "b true", "KillExcludeUsers": "as 0", "KillOnlyUsers": 'as 1 "eve"'},
         Level.FINE, "name"),
        ({"KillUserProcesses": "b true", "KillExcludeUsers": "as 0", "KillOnlyUsers": f'as 1 "{USER}"'},
         Level.WARNING, "kills every job"),
    ],
)  # fmt: skip
def test_what_the_running_logind_says_holds(machine: Path, properties: dict[str, str], level: Level, word: str) -> None:
    (machine / "etc/systemd/logind.conf").write_text("[Login]\nKillUserProcesses=no\n")

    found = logout(machine, UID, answers(**properties))

    assert (found.level, word in found.told) == (level, True)
    assert bool(found.advice) == (level is not Level.FINE)


@pytest.mark.parametrize(
    ("main", "drop_in", "level"),
    [
        ("", "", Level.NOTE),
        ("#KillUserProcesses=yes\n", "", Level.NOTE),
        ("KillUserProcesses=yes\nKillExcludeUsers=nobody\n", "", Level.WARNING),
        ("KillUserProcesses=yes\nKillExcludeUsers=\n", "KillUserProcesses=no\n", Level.FINE),
        ("KillUserProcesses=no\n", "KillUserProcesses = true\nKillExcludeUsers=\n", Level.WARNING),
    ],
)
def test_configuration_files_are_asked_where_nobody_answers(
    machine: Path, main: str, drop_in: str, level: Level
) -> None:
    (machine / "etc/systemd/logind.conf").write_text(main)
    (machine / "etc/systemd/logind.conf.d/50.conf").write_text(drop_in)

    assert logout(machine, UID, silent).level is level


@pytest.mark.parametrize("lingers", [False, True])
def test_a_user_service_ends_with_the_last_session_unless_the_user_lingers(machine: Path, lingers: bool) -> None:
    (machine / "proc/self/cgroup").write_text("0::/user.slice/user-0.slice/user@0.service/tmux.scope\n")
    (machine / "var/lib/systemd/linger").mkdir(parents=True)
    if lingers:
        (machine / "var/lib/systemd/linger" / USER).touch()

    assert logout(machine, UID, silent).level is (Level.FINE if lingers else Level.WARNING)


def test_a_system_service_is_no_session(machine: Path) -> None:
    (machine / "proc/self/cgroup").write_text("0::/system.slice/sshd.service\n")

    assert logout(machine, UID, answers(KillUserProcesses="b true")).level is Level.FINE


def disk(free_bytes: int, *, inodes: int = 10**6, flags: int = 0) -> Any:
    # f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_flag, f_namemax
    blocks = free_bytes // 4096
    return os.statvfs_result((4096, 4096, 10**9, blocks, blocks, 10**6, inodes, inodes, flags, 255))


@pytest.mark.parametrize(
    ("facts", "level", "word"),
    [
        (disk(1 << 40), Level.FINE, "free"),
        (disk(1 << 29), Level.WARNING, "nearly full"),
        (disk(1 << 20), Level.TROUBLE, "full"),
        (disk(1 << 40, inodes=3), Level.WARNING, "inodes"),
        (disk(1 << 40, flags=os.ST_RDONLY), Level.TROUBLE, "read-only"),
    ],
)
def test_room(tmp_path: Path, facts: Any, level: Level, word: str) -> None:
    found = free_space(Workspace(tmp_path), facts)

    assert (found.level, word in found.told) == (level, True)


@pytest.mark.parametrize(("kind", "level"), [("ext4", 0), ("nfs4", 2), ("fuse.sshfs", 2), ("", 1)])
def test_network_file_systems_are_told(tmp_path: Path, kind: str, level: int) -> None:
    found = file_system(Workspace(tmp_path), FileSystem(kind, "/"))

    assert found.level == level
    assert bool(found.advice) == (level == 2)


def test_whose_workspace_it_is(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert owner(workspace).level is Level.FINE
    make_private(workspace.jobs)
    assert "private" in owner(workspace).told
    workspace.artifacts.chmod(0o755)
    assert (owner(workspace).level, "755" in owner(workspace).told) == (Level.NOTE, True)
    assert owner(Workspace(tmp_path, locked="it belongs to eve")).level is Level.NOTE


def test_exhausted_inotify_is_told(tmp_path: Path) -> None:
    def exhausted() -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    (tmp_path / "proc/sys/fs/inotify").mkdir(parents=True)
    (tmp_path / "proc/sys/fs/inotify/max_user_instances").write_text("128\n")

    found = events(tmp_path, exhausted)

    assert (found.level, "all 128 instances" in found.told) == (Level.NOTE, True)
    assert events().level in (Level.FINE, Level.NOTE)


@pytest.mark.parametrize(
    ("program", "level", "word"),
    [
        ('print(\'{"version": "2.13", "devices": [["H200", 150000000000]], "threads": 2, "built": "12.8"}\')',
         0, "1 GPU: H200"),
        ('print(\'{"version": "2.13", "devices": [], "threads": 2, "built": null}\')', 0, "2 threads"),
        ('print(\'{"version": "2.13", "devices": [], "threads": 2, "built": "12.8"}\')', 1, "finds no GPU"),
        ("raise ImportError('libcuda.so: \\x1b]0;x\\x07 missing')", 2, "libcuda.so"),
        ("print('[]')", 2, "could not be asked"),
        ("pass", 2, "could not be asked"),
    ],
)  # fmt: skip
def test_pytorch_is_asked_in_a_process_of_its_own(tmp_path: Path, program: str, level: int, word: str) -> None:
    import sys

    script = tmp_path / "code.py"
    script.write_text(program)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "{script}"\n')
    python.chmod(0o700)

    found = pytorch(str(python))

    assert (found.level, word in found.told) == (level, True), found
    assert found.told.isprintable()


@pytest.mark.parametrize(
    ("environment", "options", "level", "word"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {}, 0, "true colour"),
        ({"TERM": "xterm"}, {}, 0, "16 colours"),
        ({"TERM": "dumb"}, {}, 3, "cannot draw"),
        ({"TERM": "xterm-256color"}, {"size": (60, 20)}, 1, "60x20"),
        ({"TERM": "xterm-256color"}, {"ascii": True}, 1, "ASCII"),
        ({}, {"there": False}, 1, "not a terminal"),
    ],
)
def test_terminals(environment: dict[str, str], options: dict[str, Any], level: int, word: str) -> None:
    found = display(environment, **{"ascii": False, "size": (120, 36), "there": True, **options})

    assert (found.level, word in found.told) == (level, True)


def test_all_of_it_here(tmp_path: Path) -> None:
    found = list(check_all(Workspace(tmp_path)))

    assert [each.name for each in found] == [
        "logout", "workspace", "file system", "disk", "inotify", "terminal", "PyTorch",
    ]  # fmt: skip
    assert all(each.told.endswith(".") and each.told.isprintable() for each in found)
    assert all(each.advice or each.level <= Level.NOTE for each in found)
    assert {each.name for each in summary(Workspace(tmp_path))} == {each.name for each in found} - {"PyTorch"}
    assert all(each.level >= Level.WARNING for each in dangers(Workspace(tmp_path)))


@pytest.mark.parametrize("ascii", [False, True])
def test_as_text(ascii: bool) -> None:
    lines = lines_of(Finding("disk", Level.WARNING, "The disk is nearly full.", "Make room."), ascii=ascii)

    assert lines[0].split() == ["warn" if ascii else "!", "disk", "The", "disk", "is", "nearly", "full."]
    assert lines[0].index("The disk") == lines[1].index("Make room.")
