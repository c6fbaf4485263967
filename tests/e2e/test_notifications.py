"""What a terminal is told: title, bell, notification; and that it has its own title back afterwards."""

import json
import re
from pathlib import Path

from engine.paths import Workspace
from engine.state import JobState
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_terminal import panel
from tests.tui.planted import IDS, plant

BELL = b"\x07"


def waits(screen: Terminal, sequence: bytes) -> None:
    screen.wait_until(repr(sequence), lambda: sequence in screen.received)


def rung(screen: Terminal) -> int:
    """How often the bell rang, apart from those that end a sequence."""
    return re.sub(rb"\x1b\][^\x07]*\x07", b"", bytes(screen.received)).count(BELL)


def plant_two(root: Path) -> Workspace:
    workspace = Workspace(root, locked="test")
    plant(workspace, IDS[0], name="gone", status=JobState.ERROR, started_at=1.0, finished_at=2.0)
    plant(workspace, IDS[1], name="evil\x1b]52;c;eA==\x07name", host="elsewhere", updated_at=1.0)
    return workspace


def test_the_terminal_is_told_of_an_end_once_and_gets_its_title_back(tmp_path: Path) -> None:
    workspace = plant_two(tmp_path)
    environment = {"TRAINDECK_BELL": "yes", "TRAINDECK_NOTIFICATIONS": "yes"}
    with terminal([*panel(workspace), "--read-only"], environment=environment) as screen:
        waits(screen, b"\x1b[22;2t")
        waits(screen, "\x1b]2;▶1 Traindeck\x07".encode())
        plant(workspace, IDS[1], name="evil\x1b]52;c;eA==\x07name", status=JobState.ERROR, message="it broke")
        waits(screen, "\x1b]2;✖1 Traindeck\x07".encode())
        waits(screen, b"\x1b]9;Traindeck: ")
        told = bytes(screen.received).split(b"\x1b]9;")[1].split(BELL)[0].decode()
        assert told == "Traindeck: ✖ evilname failed: it broke"
        screen.press("q")
        screen.wait_end()
        assert screen.received.count(b"\x1b]9;") == 1
        assert rung(screen) == 1
        assert b"\x1b]52" not in screen.received
        assert screen.received.count(b"\x1b[23;2t") == 1


def test_what_is_switched_off_is_not_sent(tmp_path: Path) -> None:
    workspace = plant_two(tmp_path)
    environment = {"TRAINDECK_BELL": "no", "TRAINDECK_NOTIFICATIONS": "no"}
    with terminal([*panel(workspace), "--read-only"], environment=environment) as screen:
        waits(screen, "\x1b]2;▶1 Traindeck\x07".encode())
        plant(workspace, IDS[1], name="plain", status=JobState.ERROR, message="it broke")
        screen.wait_for("plain failed")
        screen.press("q")
        screen.wait_end()
        assert rung(screen) == 0
        assert b"\x1b]9;" not in screen.received


def test_a_finding_reaches_the_title(tmp_path: Path) -> None:
    workspace = plant_two(tmp_path)
    workspace.run(IDS[1]).mkdir(parents=True)
    workspace.metrics(IDS[1]).write_text(json.dumps({"step": 4, "loss": "NaN"}) + "\n")
    with terminal([*panel(workspace), "--read-only"]) as screen:
        waits(screen, "\x1b]2;▶1 !1 Traindeck\x07".encode())
        screen.wait_for("loss is not a finite number since step 4")
