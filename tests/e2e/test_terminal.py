"""The panel on a real terminal, with real jobs, as a person uses it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.control.identity import Life, life_of
from engine.control.stop import stop_job
from engine.job import JobRecord
from engine.observe.folder import read_all
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tests.e2e.terminal import terminal
from tests.engine.worker.harness import DIABETES, wait_for

TRAINDECK = str(Path(sys.executable).with_name("traindeck"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path)
    yield workspace
    for view in read_all(workspace):
        if view.is_active:
            stop_job(workspace, view.job_id, now=True)
            wait_for("the job ended", lambda: not only_job(workspace).is_active)


def only_job(workspace: Workspace) -> Any:
    return read_all(workspace)[0]


def launch(workspace: Workspace, *options: str) -> str:
    command = [TRAINDECK, "-w", str(workspace.root), "launch", "regression", "--data", DIABETES, *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def panel(workspace: Workspace) -> list[str]:
    return [TRAINDECK, "-w", str(workspace.root)]


def test_watch_stop_resume_and_quit(workspace: Workspace) -> None:
    with terminal(panel(workspace)) as screen:
        screen.wait_for("No jobs here yet", "n New")
        launch(workspace, "--epochs", "100000", "--name", "endless")
        screen.wait_for("endless", "RUNNING", "loss", "step", gone=["No jobs here yet"])
        screen.press("l")
        screen.wait_for("442 rows of diabetes.csv")
        screen.press("x")
        screen.wait_for("Stop this job?", "endless")
        screen.press("y")
        screen.wait_for("STOPPED", "checkpoint saved")
        assert only_job(workspace).record.checkpoint is not None
        screen.press("r")
        screen.wait_for("Resumed endless", "RUNNING")
        screen.press("X")
        screen.wait_for("Kill this job at once?")
        screen.press("y")
        screen.wait_for("■ 2 stopped")
        screen.press("q")
        assert screen.wait_end() == 0
    assert b"\x1b[?1049l" in screen.received, "the terminal was not given back"


def test_a_hang_up_leaves_the_job_running_and_a_new_panel_shows_it(workspace: Workspace) -> None:
    job_id = launch(workspace, "--epochs", "100000", "--name", "survivor", "--simulate")
    with terminal(panel(workspace)) as screen:
        screen.wait_for("survivor", "RUNNING", "SIMULATION")
        screen.hang_up()
        os.waitpid(screen.pid, 0)
        screen.pid = 0
    view = only_job(workspace)
    assert view.job_id == job_id
    assert life_of(view.record.worker) is Life.ALIVE
    assert life_of(view.record.shim) is Life.ALIVE
    with terminal(panel(workspace), columns=80, lines=24) as screen:
        screen.wait_for("survivor", "RUNNING", "SIM")
        screen.press("q")
        assert screen.wait_end() == 0
        assert b"1 job goes on" in screen.received


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_signal_to_the_panel_leaves_the_job_running(workspace: Workspace, number: signal.Signals) -> None:
    launch(workspace, "--epochs", "100000", "--name", "survivor", "--simulate")
    with terminal(panel(workspace)) as screen:
        screen.wait_for("survivor", "RUNNING")
        os.kill(screen.pid, number)
        screen.wait_end()
    assert only_job(workspace).state is JobState.RUNNING
    assert life_of(only_job(workspace).record.worker) is Life.ALIVE


def test_without_a_terminal_open_follows_the_job_to_its_end(workspace: Workspace) -> None:
    command = [
        TRAINDECK,
        "-w",
        str(workspace.root),
        "launch",
        "regression",
        "--data",
        DIABETES,
        "--epochs",
        "2",
        "--open",
    ]

    ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)

    assert ended.returncode == 0, ended.stderr
    assert "final loss" in ended.stdout
    model = ended.stdout.split()[-1]
    assert (workspace.root / model).is_file()


def test_on_a_terminal_open_shows_the_panel_with_the_job_selected(workspace: Workspace) -> None:
    launch(workspace, "--epochs", "2", "--name", "older", "--simulate")
    command = [TRAINDECK, "-w", str(workspace.root), "launch", "regression", "--data", DIABETES, "--name", "mine",
               "--simulate", "--open"]  # fmt: skip
    with terminal(command) as screen:
        screen.wait_for("─ mine ─")
        screen.press("q")
        assert screen.wait_end() == 0


def test_without_a_terminal_the_panel_says_so_in_one_sentence(workspace: Workspace) -> None:
    ended = subprocess.run(panel(workspace), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("traindeck: The panel needs a terminal.")
    assert len(ended.stderr.splitlines()) == 1


def test_what_is_pasted_reaches_no_terminal_as_it_is(tmp_path: Path) -> None:
    Workspace(tmp_path).jobs.mkdir(parents=True)
    write_record(Workspace(tmp_path).status("a"), JobRecord(job_id="a", status=JobState.COMPLETED), durable=False)
    with terminal([TRAINDECK, "--workspace", str(tmp_path)]) as panel:
        panel.wait_for("COMPLETED")
        for key in ("/", ":"):
            panel.press(key + "\x1b[200~w\x9d0;marker\x9cord\x01\x1b[201~")
            panel.wait_for("ord\N{REPLACEMENT CHARACTER}")
            panel.press("\x1b")
            panel.wait_for("q Quit", gone=["ord\N{REPLACEMENT CHARACTER}"])
        panel.press("q")
        assert panel.wait_end() == 0
        told = panel.received.decode("utf-8", "replace")
        assert not {"\x9c", "\x9d", "\x01"} & set(told)
