"""`--read-only`: everything can be looked at, nothing is changed, and each refusal says why."""

from pathlib import Path

import pytest

from tests.e2e.command_line import TRAINDECK, CommandLine
from tests.e2e.terminal import terminal
from tests.engine.control.test_permission import listing
from tests.engine.worker.harness import DIABETES


@pytest.fixture
def done(traindeck: CommandLine) -> CommandLine:
    """A workspace with a completed job."""
    result = traindeck.run("quick", "1", "--simulate", "--follow")
    assert result.returncode == 0
    return traindeck


@pytest.mark.parametrize("by_variable", [False, True])
def test_verbs(done: CommandLine, by_variable: bool) -> None:
    before = listing(done.workspace.root)
    option = [] if by_variable else ["--read-only"]
    environment = {"TRAINDECK_READ_ONLY": "1"} if by_variable else {}

    for verb in (["list"], ["status", "last"], ["logs", "last"], ["recipes"], ["schema"], ["list", "--json"]):
        assert done.run(*option, *verb, environment=environment).returncode == 0, verb
    for verb in (
        ["quick", "--simulate"], ["launch", "regression", "--data", DIABETES], ["stop", "last"], ["resume", "last"],
    ):  # fmt: skip
        told = done.fails(4, *option, *verb, environment=environment)
        assert "Nothing can be changed in" in told
        assert "--read-only" in told

    assert listing(done.workspace.root) == before


def test_panel(done: CommandLine, tmp_path: Path) -> None:
    before = listing(done.workspace.root)
    command = [*TRAINDECK, "--workspace", str(done.workspace.root), "--read-only"]
    with terminal(command, environment=done.environment) as panel:
        panel.wait_for("read-only", "quick", gone=["n New", "x Stop"])
        for key in "nxXrd":
            panel.press(key)
            panel.wait_for("Nothing can be changed")
        panel.press("q")
        assert panel.wait_end() == 0
    assert listing(done.workspace.root) == before
