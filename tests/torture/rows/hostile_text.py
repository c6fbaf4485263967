"""Hostile text through every field of every screen and through the command line, on a real terminal."""

import sys
from collections.abc import Iterator
from pathlib import Path

from engine.paths import Workspace
from tests.e2e.terminal import Terminal, terminal
from tests.torture.corpus import CORPUS, injected, sequences
from tests.torture.hostile_workspace import LAST_LINE, STATES, job_id, plant
from tests.torture.result import Result

TITLE = "escape and markup corpus through every screen and verb"
FULL, CI = len(CORPUS), 1

QUIET_S = 0.15
"""A panel that says nothing for so long has done what it was asked for; Textual takes 0.1 s to know an escape."""

TRAINDECK = [sys.executable, "-P", "-m", "tui"]

PASTE = "\x1b[200~{}\x1b[201~"
"""How a terminal hands over what is pasted."""


def torture(rounds: int, root: Path) -> Result:
    """Show the corpus, in as many groups as there are rounds, and compare with harmless text on the same way."""
    result = Result()
    harmless = plant(root / "harmless", [f"word{number}" for number in range(3)])
    allowed_screen, allowed_lines = sequences(_tour(harmless, ["word"] * 3)), set[str]()
    for received in _verbs(harmless):
        allowed_lines |= sequences(received)
    size = -(-len(CORPUS) // rounds)
    for start in range(0, len(CORPUS), size):
        texts = list(CORPUS[start : start + size])
        with result.round():
            workspace = plant(root / str(start), texts)
            _judge(_tour(workspace, texts), allowed_screen, "the panel", result)
            for received in _verbs(workspace):
                _judge(received, allowed_lines, "the command line", result)
    return result


def _judge(received: bytes, allowed: set[str], where: str, result: Result) -> None:
    result.expect(not (found := injected(received)), f"{where} sent {sorted(found)}")
    result.expect(not (new := sequences(received) - allowed), f"{where} sent {sorted(new)[:5]}")
    result.expect(b"Traceback (most recent call last):\r\n  File" not in received, f"{where} raised")


def _tour(workspace: Workspace, texts: list[str]) -> bytes:
    """Walk through the panel as a person would, and return every byte it sent."""
    command = [*TRAINDECK, "--workspace", str(workspace.root)]
    with terminal(command, columns=120, lines=40, environment={"TRAINDECK_BELL": "no"}) as panel:
        panel.wait_for("Traindeck", f"n{len(texts) - 1}")
        for number in range(len(texts)):
            _look_at_job(panel, number)
        selected = f"─ n{len(texts) - 1}"
        panel.press("?")
        panel.wait_for("Moving about")
        panel.press("\x1b")
        _settle(panel)
        panel.wait_for(selected, gone=["Moving about"])
        panel.press(":")
        panel.wait_for("Search for commands")
        panel.press("\x1b")
        _settle(panel)
        panel.wait_for(selected, gone=["Search for commands"])
        for text in texts[:12]:
            pasted = text.replace("\x1b", "").encode("utf-8", "replace").decode()[:300]
            panel.press("/" + PASTE.format(pasted))
            _settle(panel)
            panel.press("\x1b")
            _settle(panel)
            panel.press("gg")  # A text that was found has selected its job.
            panel.wait_for(selected, "q Quit")
        panel.press("ggx")
        panel.wait_for("this job?" if _is_active(len(texts) - 1) else "Nothing to stop")
        panel.press("\x1b")
        _settle(panel)
        panel.wait_for("q Quit", gone=["this job?"])
        panel.press("n")
        panel.wait_for("New job", "Learning rate")
        panel.press("\x0f")
        panel.wait_for("0hostile.csv")
        panel.press("\x1b")
        _settle(panel)
        panel.wait_for("New job")
        panel.press("\x1b")
        _settle(panel)
        panel.wait_for("q Quit")
        panel.press("d")
        panel.wait_for("Duplicate of", "Learning rate")
        panel.press("\x13")
        panel.wait_for("to correct")
        panel.press("\x1b")
        _settle(panel)
        panel.wait_for("q Quit")
        panel.press("q")
        assert panel.wait_end(30) == 0
        return bytes(panel.received)


def _settle(panel: Terminal) -> None:
    """Read until the panel has nothing more to say: a key that follows an escape too soon is another key."""
    while panel.read(QUIET_S):
        pass


def _is_active(number: int) -> bool:
    return not STATES[number % len(STATES)].is_closed


def _look_at_job(panel: Terminal, number: int) -> None:
    """Select one job from the bottom of the table upwards, and turn to each of its tabs."""
    panel.press("G" + "k" * number)
    panel.wait_for(f"─ n{number}")
    panel.press("l")
    panel.wait_for(LAST_LINE)
    panel.press("]")
    _settle(panel)
    panel.press("]")
    panel.wait_for("Size")
    panel.press("]")


def _verbs(workspace: Workspace) -> Iterator[bytes]:
    """What each verb sends to a terminal."""
    root, first = str(workspace.root), job_id(0)
    calls = [
        ["list"], ["list", "--json"], ["status", first], ["status", first, "--json"], ["logs", first],
        ["stop", first], ["resume", first], ["status", "\x1b]0;x\x07"], ["resume", job_id(1)],
        ["launch", "\x1b[2J"], ["launch", "regression", "--data", "\x1b]0;x\x07.csv"],
        ["launch", "regression", "--data", f"{root}/data/0hostile.csv", "--target", "\x9b2J", "--name", "a\x1b[2J"],
    ]  # fmt: skip
    for call in calls:
        with terminal([*TRAINDECK, "--workspace", root, *call]) as line:
            line.wait_end(60)
            yield bytes(line.received)
