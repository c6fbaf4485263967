"""Workspaces in odd places and odd surroundings: everything works, or says in one sentence why not."""

import os
import subprocess
from pathlib import Path

import pytest

from engine.observe.folder import read_all
from engine.paths import Workspace
from engine.state import JobState
from tests.e2e.command_line import TRAINDECK, CommandLine
from tests.e2e.terminal import terminal
from tests.engine.worker.harness import SAMPLE, wait_for

PLACES = (
    b"with spaces", b"quo'te \"s", b"new\nline", b"-rf", b"--help", b"caf\xe9", "日本語 עברית".encode(),
    b"$HOME `id` %s {x}",
    b"\x1b]0;title\x07", b"w" * 200, b"[bold] [x", b"a:b;c", b"~", b"*?",
)  # fmt: skip
"""Names of workspaces, as bytes."""

SIMULATE = ["launch", "regression", "--data", SAMPLE, "--epochs", "1000000", "--simulate", "--json"]


def make_place(root: Path, name: bytes) -> Path:
    place = root / os.fsdecode(name)
    place.mkdir()
    return place


@pytest.mark.parametrize("by_option", [False, True])
@pytest.mark.parametrize("name", PLACES)
def test_everything_works_in_oddly_named_workspaces(tmp_path: Path, name: bytes, by_option: bool) -> None:
    place = make_place(tmp_path, name)
    line = CommandLine(place)
    where = ["--workspace", place.name] if by_option else []
    options = {"cwd": tmp_path} if by_option else {}
    try:
        launched = line.run(*where, *SIMULATE, **options)
        assert launched.returncode == 0, launched.stderr
        assert (place / "artifacts" / "jobs").is_dir()
        assert "sample_dataset" in line.run(*where, "list", **options).stdout
        wait_for("a first step", lambda: bool((view := read_all(line.workspace)[0]).record and view.record.step))
        stopped = line.run(*where, "stop", "last", **options)
        assert "checkpoint saved" in stopped.stdout, stopped.stderr
        assert "SIMULATION" in line.run(*where, "logs", "last", **options).stdout
        assert line.run(*where, "resume", "last", **options).returncode == 0
        assert line.run(*where, "status", "last", **options).returncode == 0
    finally:
        line.end_all()


@pytest.mark.parametrize("name", PLACES)
def test_the_panel_opens_in_oddly_named_workspaces(tmp_path: Path, name: bytes) -> None:
    place = make_place(tmp_path, name)
    with terminal([*TRAINDECK, "--workspace", os.fspath(place)], columns=80, lines=24) as panel:
        panel.wait_for("Traindeck", "No jobs here yet")
        panel.press("n")
        panel.wait_for("New job", "Data file")
        panel.press("\x1b")
        panel.wait_for("No jobs here yet")
        panel.press("q")
        assert panel.wait_end() == 0
        assert b"\x1b]0;title" not in panel.received
        assert b"\xe9" not in panel.received.replace("é".encode(), b"")


@pytest.mark.torch
def test_data_and_workspace_that_are_not_utf_8_train_and_resume(tmp_path: Path) -> None:
    place = make_place(tmp_path, b"caf\xe9")
    table = place / os.fsdecode(b"d\xff.csv")
    table.write_bytes(Path(SAMPLE).read_bytes())
    line = CommandLine(place)
    try:
        done = line.run("launch", "regression", "--data", table.name, "--epochs", "2", "--follow")
        assert done.returncode == 0, done.stderr
        resumed = line.run("resume", "last", "--epochs", "4", "--follow", cwd=tmp_path, environment={
            "TRAINDECK_WORKSPACE": os.fspath(place),
        })  # fmt: skip
        assert resumed.returncode == 0, resumed.stderr
    finally:
        line.end_all()


def test_a_path_that_is_too_long_is_one_sentence(tmp_path: Path) -> None:
    line = CommandLine(tmp_path)

    told = line.fails(2, "--workspace", "x" * 5000, "list")

    assert len(told.splitlines()) == 1


def test_a_deep_workspace(tmp_path: Path) -> None:
    place = tmp_path
    while len(os.fspath(place)) < 3600:
        place = place / ("d" * 200)
    place.mkdir(parents=True)
    line = CommandLine(place)
    try:
        assert line.run(*SIMULATE).returncode == 0
        assert read_all(line.workspace)[0].record is not None
    finally:
        line.end_all()


def test_a_current_directory_that_was_deleted(tmp_path: Path) -> None:
    gone, workspace = tmp_path / "gone", tmp_path / "there"
    gone.mkdir()
    workspace.mkdir()
    line = CommandLine(workspace)
    script = f'rmdir {gone}; exec "$@"'
    for arguments, status in (
        (["list"], 2),
        (["--workspace", "there", "list"], 2),
        (["-w", str(workspace), "list"], 0),
    ):
        done = subprocess.run(
            ["sh", "-c", f"mkdir -p {gone}; cd {gone}; {script}", "sh", *TRAINDECK, *arguments],
            capture_output=True, text=True, cwd=tmp_path, env=line.environment, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        assert done.stderr == "" or "current directory has been deleted" in done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": None},
        {"HOME": "/nonexistent"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"TMPDIR": "/dev/full", "TMP": "/dev/full", "TEMP": "/dev/full"},
        {"USER": None, "LOGNAME": None, "SHELL": None, "LANG": None, "LC_ALL": None},
        {"PATH": ""},
    ],
)
def test_odd_surroundings(tmp_path: Path, environment: dict[str, str | None]) -> None:
    line = CommandLine(tmp_path)
    for name, value in environment.items():
        line.environment.pop(name, None)
        if value is not None:
            line.environment[name] = value
    try:
        launched = line.run(*SIMULATE)
        assert launched.returncode == 0, launched.stderr
        assert line.run("list").returncode == 0
        wait_for("a first step", lambda: bool((view := read_all(line.workspace)[0]).record and view.record.step))
        command = ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in line.environment.items()), *TRAINDECK]
        with terminal([*command, "-w", str(tmp_path)], columns=80, lines=24) as panel:
            panel.wait_for("RUNNING", "sample_dataset")
            panel.press("q")
            assert panel.wait_end() == 0
        assert "checkpoint saved" in line.run("stop", "last").stdout
    finally:
        line.end_all()


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_what_is_written_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    line = CommandLine(tmp_path)
    before = os.umask(umask)
    try:
        assert line.run("quick", "1", "--simulate", "--follow").returncode == 0
    finally:
        os.umask(before)

    workspace = Workspace(tmp_path)
    assert read_all(workspace)[0].state is JobState.COMPLETED
    for top in (workspace.artifacts, workspace.models):
        for path in [top, *top.rglob("*")]:
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_full_temporary_folder_is_not_needed(tmp_path: Path) -> None:
    full = tmp_path / "tmp"
    full.mkdir(mode=0o500)
    line = CommandLine(tmp_path)
    line.environment |= {"TMPDIR": str(full)}
    try:
        done = line.run("quick", "1", "--follow")
        assert done.returncode == 0, done.stderr
        assert not list(full.iterdir())
    finally:
        line.end_all()
