"""Signals and hang-ups: the terminal is left clean and the jobs are left alone."""

import os
import signal
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.control.launch import launch
from engine.control.stop import stop_job
from engine.job import JobRecord
from engine.paths import Workspace
from engine.process import stat_fields
from tests.e2e.terminal import Terminal, terminal
from tests.engine.control.harness import closed, long_spec
from tests.engine.worker.harness import status, wait_for

TRAINDECK = str(Path(sys.executable).with_name("traindeck"))

LEFT = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l")
"""What must come last of each pair: no alternate screen, a cursor, no bracketed paste, no mouse reports."""


@pytest.fixture
def job(tmp_path: Path) -> Iterator[tuple[Workspace, JobRecord]]:
    workspace = Workspace(tmp_path)
    record = launch(workspace, long_spec())
    yield workspace, record
    stop_job(workspace, record.job_id, now=True)
    closed(workspace, record.job_id)


def panel(workspace: Workspace) -> list[str]:
    return [TRAINDECK, "--workspace", str(workspace.root)]


def assert_clean(screen: Terminal) -> None:
    """The terminal is as it was."""
    for left in LEFT:
        assert left in screen.received, left
        assert screen.received.rfind(left) > screen.received.rfind(left[:-1] + (b"l" if left[-1:] == b"h" else b"h"))


def assert_untouched(workspace: Workspace, record: JobRecord) -> None:
    """The job is the same process and goes on."""
    before = status(workspace, record.job_id)
    assert before.pid == record.pid
    wait_for("more steps", lambda: status(workspace, record.job_id).step > before.step)
    assert not workspace.stop(record.job_id).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("where", ["table", "question", "form"])
def test_a_signal_ends_the_panel(job: tuple[Workspace, JobRecord], number: signal.Signals, where: str) -> None:
    workspace, record = job
    with terminal(panel(workspace)) as screen:
        mode = termios.tcgetattr(screen.descriptor)
        screen.wait_for("RUNNING", "diabetes")
        assert termios.tcgetattr(screen.descriptor) != mode
        if where != "table":
            screen.press("x" if where == "question" else "n")
            screen.wait_for("Stop this job?" if where == "question" else "Learning rate")
        os.kill(screen.pid, number)

        assert screen.wait_end(10) == 128 + number
        assert termios.tcgetattr(screen.descriptor) == mode
        assert_clean(screen)
        assert b"Traceback" not in screen.received
    assert_untouched(workspace, record)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_during_the_start(job: tuple[Workspace, JobRecord], number: signal.Signals) -> None:
    workspace, record = job
    for delay_s in (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3):
        with terminal(panel(workspace)) as screen:
            mode = termios.tcgetattr(screen.descriptor)
            screen.read(delay_s)
            os.kill(screen.pid, number)
            # An interrupt during the interpreter's own start, before any line of ours, ends it with status 1.
            ended = screen.wait_end(10)
            assert ended in (128 + number, -number) or b"Fatal Python error: init" in screen.received
            assert termios.tcgetattr(screen.descriptor)[3] == mode[3]
            if b"\x1b[?1049h" in screen.received:
                assert_clean(screen)
            assert b"/engine/" not in screen.received
            assert b"/textual/" not in screen.received
    assert_untouched(workspace, record)


@pytest.mark.parametrize("ignored", [False, True])
def test_a_terminal_that_is_gone_ends_the_panel(job: tuple[Workspace, JobRecord], ignored: bool) -> None:
    workspace, record = job
    command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *panel(workspace)] if ignored else panel(workspace)
    with terminal(command) as screen:
        screen.wait_for("RUNNING", "diabetes")
        screen.hang_up()
        gone_s = time.monotonic()
        assert screen.wait_gone(10) == 128 + signal.SIGHUP
        assert time.monotonic() - gone_s < 5
    assert_untouched(workspace, record)


def test_suspended_and_back(job: tuple[Workspace, JobRecord]) -> None:
    workspace, record = job
    shell = ["bash", "--norc", "-i"]
    with terminal(shell) as screen:
        screen.press("PS1='shell> '\n")
        screen.wait_for("shell> ")
        screen.press(" ".join(panel(workspace)) + "\n")
        screen.wait_for("RUNNING", "diabetes", gone=["shell> "])
        screen.press("\x1a")
        screen.wait_for("Stopped", "shell> ")
        for left in LEFT:
            assert left in screen.received, left
        screen.press("echo $((6 * 7))\n")
        screen.wait_for("echo $((6 * 7))", "42")
        assert_untouched(workspace, record)
        screen.press("fg\n")
        screen.wait_for("RUNNING", "diabetes", gone=["shell> "])
        step = status(workspace, record.job_id).step
        screen.wait_for("step", gone=[f"step {step:,} of"])
        screen.press("q")
        screen.wait_for("shell> ", "1 job goes on")
        screen.press("exit\n")
        screen.wait_end()


def test_stopped_from_outside_and_back(job: tuple[Workspace, JobRecord]) -> None:
    workspace, record = job
    with terminal(panel(workspace)) as screen:
        mode = termios.tcgetattr(screen.descriptor)
        screen.wait_for("RUNNING", "diabetes")
        own = termios.tcgetattr(screen.descriptor)
        for _ in range(5):
            os.kill(screen.pid, signal.SIGSTOP)
            wait_for("the stop", lambda: (stat_fields(screen.pid) or "")[0] == "T")
            termios.tcsetattr(screen.descriptor, termios.TCSANOW, mode)  # As a shell does that takes the terminal.
            os.kill(screen.pid, signal.SIGCONT)
            wait_for("its own mode", lambda: (screen.read(0.01), termios.tcgetattr(screen.descriptor) == own)[1])
            # Each key is read by the one reader there is.
            screen.press("?")
            screen.wait_for("Moving about")
            screen.press("\x1b")
            screen.wait_for("RUNNING", "diabetes", gone=["Moving about"])
        screen.press("q")
        assert screen.wait_end(10) == 0
        assert termios.tcgetattr(screen.descriptor) == mode
        assert_clean(screen)
    assert_untouched(workspace, record)


def test_continued_in_the_background_it_waits_for_the_terminal(job: tuple[Workspace, JobRecord]) -> None:
    workspace, record = job
    with terminal(["bash", "--norc", "-i"]) as screen:
        screen.press("PS1='shell> '\n")
        screen.wait_for("shell> ")
        screen.press(" ".join(panel(workspace)) + "\n")
        screen.wait_for("RUNNING", "diabetes", gone=["shell> "])
        screen.press("\x1a")
        screen.wait_for("Stopped", "shell> ")
        screen.press('clear; bg; until [ "$(jobs -s)" ]; do :; done; clear; echo $((6 * 7))\n')
        screen.wait_for("42", gone=["RUNNING"])
        screen.press("fg\n")
        screen.wait_for("RUNNING", "diabetes", gone=["shell> "])
        screen.press("q")
        screen.wait_for("shell> ", "1 job goes on")
        screen.press("exit\n")
        screen.wait_end()
    assert_untouched(workspace, record)
