"""A log on a real terminal: searched, and read in a pager."""

import os
import sys
from pathlib import Path

import pytest

from engine.files import make_private
from engine.paths import Workspace
from engine.state import JobState
from tests.e2e.terminal import terminal
from tests.tui.planted import IDS, plant

TRAINDECK = str(Path(sys.executable).with_name("traindeck"))


PAGER = """#!/bin/sh
trap "echo heard" INT
echo "reading $1 $(basename $2)"
until read line; do :; done
echo "bye $line"
"""
"""Goes on when it hears ctrl-c, as pagers do."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path / "ws")
    plant(workspace, IDS[0], name="talker", status=JobState.COMPLETED, progress=100.0)
    make_private(workspace.run(IDS[0]))
    lines = [
        f"\x1b[32mEpoch {n}\x1b[0m\x1b]0;evil title\x07\n" if n % 500 == 0 else f"step {n}\n" for n in range(5_000)
    ]
    workspace.log(IDS[0]).write_text("".join(lines))
    return workspace


def test_search_and_pager_on_a_real_terminal(workspace: Workspace, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(PAGER)
    pager.chmod(0o700)
    command = [TRAINDECK, "-w", str(workspace.root)]
    with terminal(command, environment={"PAGER": f"{pager} --mode", "PATH": os.environ["PATH"]}) as screen:
        screen.wait_for("talker")
        screen.press("l")
        screen.wait_for("step 4999")
        screen.press("\r/epoch\r")
        screen.wait_for("“epoch”: 1 of 10  from the start", "Epoch 0")
        screen.press("nn")
        screen.wait_for("3 of 10", "Epoch 1000")
        screen.press("o")
        screen.wait_for("reading --mode output.log")
        screen.press("\x03")
        screen.wait_for("heard")
        screen.press("end\r")
        screen.wait_for("3 of 10", "talker", gone=["heard"])
        assert b"bye end" in screen.received
        screen.press("\x1b")
        screen.wait_for("talker", gone=["of 10"])
        screen.press("q")
        assert screen.wait_end() == 0
        assert b"evil title" not in screen.received
