"""What CONTRIBUTING.md says of adding one is done to a copy of the source, and the copy has it."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PARAGRAPH = re.compile(r"^((?:New file|Entry in|Method of) .*(?:\n\S.*)*)\n\n((?:(?: {4}.*)?\n)+)", re.M)
"""What to do, and the code that follows it."""

LOOK = """
import asyncio, sys
from pathlib import Path

from tests.tui.planted import IDS, jobs_screen, plant, shows, until
from engine.paths import Workspace
from tui.app import TraindeckApp


async def main() -> None:
    workspace = Workspace(sys.argv[1])
    plant(workspace, IDS[0], name="first", host="deepthought", eta_seconds=9 * 86_400.0, signal=15)
    app = TraindeckApp(workspace, ascii=False)
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await shows(pilot, "first", "Place")
        await until(pilot, lambda: bool(app.store.get(IDS[0]).findings), "a finding of the new rule")
        assert "endless" in [finding.rule for finding in app.store.get(IDS[0]).findings]
        app.theme = "traindeck-dusk"
        await pilot.press("ctrl+y")
        await shows(pilot, "Copied first")
        await pilot.press("shift+tab")
        await shows(pilot, "runs on deepthought")
        await pilot.press("C")
        await shows(pilot, "Signal", "the signal that ended it")


asyncio.run(main())
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the source with everything that the text adds."""
    for folder in ("engine", "tui"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    planted = tmp_path / "tests" / "tui"
    planted.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "tui" / "planted.py", planted)
    for package in (planted, planted.parent):
        (package / "__init__.py").touch()
    told = PARAGRAPH.findall((ROOT / "CONTRIBUTING.md").read_text())
    assert len(told) == 8
    for head, block in told:
        add(tmp_path, head.replace("\n", " "), textwrap.dedent(block).strip("\n") + "\n")
    return tmp_path


def add(root: Path, head: str, block: str) -> None:
    """Do to the copy what one paragraph of the text says."""
    names = re.findall(r"`([^`]+)`", head)
    path = root / next(name for name in names if name.endswith(".py"))
    if head.startswith("New file"):
        path.write_text(block)
        return
    text = path.read_text()
    if head.startswith("Method"):
        path.write_text(text + "\n" + textwrap.indent(block, "    "))
        return
    start = re.search(rf"^{names[0]}\b[^=\n]*= \(", text, re.M)
    assert start is not None, f"{names[0]} in {path}"
    if text[start.end()] == "\n":
        end = text.index("\n)", start.end()) + 1
        text = text[:end] + textwrap.indent(block, "    ") + text[end:]
    else:
        end = text.index(")", start.end())
        text = text[:end] + ",\n" + block + text[end:]
    if "import above" in head:
        module = block.split(".")[0]
        text = re.sub(r"^(from engine\.observe\.health import) ", rf"\1 {module}, ", text, count=1, flags=re.M)
    path.write_text(text)


def test_what_the_text_adds_is_there(source: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = tmp_path_factory.mktemp("workspace")

    done = subprocess.run(
        [sys.executable, "-c", LOOK, os.fspath(workspace)],
        cwd=source, env={**os.environ, "PYTHONPATH": os.fspath(source)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
