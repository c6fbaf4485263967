"""A whole session as a person types it: launch, watch, compare, search the log, stop, resume, quit; the jobs go on."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.control.identity import Life, life_of
from engine.control.stop import stop_job
from engine.observe.folder import read_all
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.state import JobState
from tests.e2e.terminal import Terminal, terminal
from tests.engine.worker.harness import DIABETES, wait_for

TRAINDECK = str(Path(sys.executable).with_name("traindeck"))

DOWN, CONTROL_S, ESCAPE = "\x1b[B", "\x13", "\x1b"
"""What a terminal sends for these keys."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path)
    yield workspace
    for view in read_all(workspace):
        if view.is_active:
            stop_job(workspace, view.job_id, now=True)
    wait_for("all jobs ended", lambda: not any(view.is_active for view in read_all(workspace)))


def job(workspace: Workspace, name: str, *states: JobState) -> JobView | None:
    """The newest job of a name in one of these states."""
    found = [view for view in read_all(workspace) if view.title == name and view.state in states]
    return found[0] if found else None


def field_in_focus(screen: Terminal) -> str:
    """What stands beside the mark of the focus, or nothing while that is on its way."""
    marked = [line.split("▌")[1].split("  ")[0].strip() for line in screen.text.splitlines() if "▌" in line]
    return marked[0] if len(marked) == 1 else ""


def go_down_to(screen: Terminal, label: str) -> None:
    """Go down the form to a field."""
    screen.wait_until("a field in focus", lambda: bool(field_in_focus(screen)))
    while (before := field_in_focus(screen)) != label:
        screen.press(DOWN)
        screen.wait_until(f"the field after {before}", lambda before=before: field_in_focus(screen) not in ("", before))  # type: ignore[misc]


def test_a_session_as_a_person_types_it(workspace: Workspace) -> None:
    with terminal([TRAINDECK, "-w", str(workspace.root)]) as screen:
        screen.wait_for("No jobs here yet", "n New")

        # Launch from the form.
        screen.press("n")
        screen.wait_for("New job", "Data file", "CSV, TSV, JSON lines")
        screen.press(DIABETES)
        screen.wait_for("442 rows")
        go_down_to(screen, "Epochs")
        screen.press("1000000")
        go_down_to(screen, "Learning rate")
        screen.press("0.002")
        screen.press(CONTROL_S)

        # Watch.
        screen.wait_for("Launched diabetes", "RUNNING", "best", gone=["New job"])
        first = job(workspace, "diabetes", JobState.RUNNING)
        assert first is not None
        assert first.record is not None
        assert first.record.params["learning_rate"] == 0.002

        # Launch a second: the form is filled in from the first.
        screen.press("d")
        screen.wait_for("Duplicate of diabetes", "1000000")
        go_down_to(screen, "Learning rate")
        screen.press("0.0005" + CONTROL_S)
        screen.wait_for("2 running", gone=["Duplicate of"])

        # Mark both and compare.
        screen.press("g  c")
        screen.wait_for("Compare 2 jobs", "learning_rate", "0.002", "5e-4", "step")
        screen.press(".")
        screen.wait_for("val_loss")
        screen.press("=")
        screen.wait_for("All parameters", "batch_size")
        screen.press("l")
        screen.wait_for("Other log", gone=["Compare 2 jobs"])
        screen.press(ESCAPE)
        screen.wait_for("Compare 2 jobs")
        screen.press(ESCAPE)
        screen.wait_for("2 running", gone=["Compare 2 jobs"])
        screen.press("u")

        # Search the log.
        screen.press("l\r/")
        screen.wait_for("words, or re:")
        screen.press("diabetes\r")
        screen.wait_for("“diabetes”: 1 of", "rows of diabetes.csv")
        screen.press(ESCAPE)
        screen.wait_for("/ Search", gone=["“diabetes”"])
        screen.press(ESCAPE)
        screen.wait_for("2 running", "n New")

        # Stop one, see it end, and go on with it.
        screen.press("gx")
        screen.wait_for("Stop this job?")
        screen.press("y")
        screen.wait_for("STOPPED", "checkpoint saved")
        screen.press("r")
        screen.wait_for("Resumed diabetes", "2 running")

        screen.press("q")
        assert screen.wait_end() == 0
    assert b"2 jobs go on" in screen.received
    going_on = [view.record for view in read_all(workspace) if view.state is JobState.RUNNING]
    assert len(going_on) == 2
    for record in going_on:
        assert record is not None
        assert record.worker is not None
        assert life_of(record.worker) is Life.ALIVE

    listed = subprocess.run([TRAINDECK, "-w", str(workspace.root), "list", "--json"], capture_output=True, check=True)
    assert sorted(each["status"] for each in json.loads(listed.stdout)) == ["RUNNING", "RUNNING", "STOPPED"]
