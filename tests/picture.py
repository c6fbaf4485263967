"""Makes the README's picture from the real panel with real jobs: `make picture`."""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.control.launch import launch
from engine.control.stop import stop_job
from engine.observe.folder import read_all, read_view
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.request import make_spec
from engine.state import JobState
from tui.app import TraindeckApp

REPOSITORY = Path(__file__).parents[1]
PICTURE = REPOSITORY / ".github" / "panel.svg"
DATA = REPOSITORY / "sample_data" / "diabetes.csv"
SIZE = (124, 34)
TIMEOUT_S = 120.0


def start(workspace: Workspace, name: str, *, simulate: bool = False, **values: str) -> str:
    """Launch a real job and return its id."""
    spec = make_spec("regression", {"data": str(DATA), **values}, name=name, simulate=simulate)
    return launch(workspace, spec).job_id


def wait(workspace: Workspace, job_id: str, condition: Callable[[JobView], bool]) -> None:
    """Wait until a condition holds of a job."""
    deadline = time.monotonic() + TIMEOUT_S
    while (view := read_view(workspace, job_id)) is None or not condition(view):
        if time.monotonic() > deadline:
            sys.exit(f"{job_id} never got there: {view}")
        time.sleep(0.05)


def progress(view: JobView) -> float:
    """Per cent done."""
    return view.record.progress if view.record is not None else 0.0


async def draw(workspace: Workspace, shown: str) -> str:
    """The panel as SVG, the job `shown` selected."""
    app = TraindeckApp(workspace, select=shown, ascii=False)
    async with app.run_test(size=SIZE) as pilot:
        deadline = time.monotonic() + TIMEOUT_S
        while app.jobs.table.selected != shown or app.jobs.detail.job_id != shown:
            assert time.monotonic() < deadline, "the panel never showed the job"
            await pilot.pause(0.05)
        await pilot.pause(3.0)  # Two measurements of the meters, some more points on the curve.
        return app.export_screenshot(title="traindeck")


def main() -> None:
    """Launch jobs of every kind, draw the panel, and end what still runs."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "churn"
        root.mkdir()
        workspace = Workspace(root)
        jobs = []
        try:
            smoke = start(workspace, "smoke", epochs="40", hidden="", learning_rate="0.02")
            wait(workspace, smoke, lambda view: view.state is JobState.COMPLETED)
            wild = start(workspace, "lr-too-high", epochs="100", learning_rate="1e6", optimizer="sgd")
            wait(workspace, wild, lambda view: view.state is JobState.ERROR)
            halted = start(workspace, "first-try", epochs="4000", hidden="64, 64")
            jobs = [halted]
            wait(workspace, halted, lambda view: progress(view) > 20)
            stop_job(workspace, halted, by="picture")
            wait(workspace, halted, lambda view: view.state is JobState.STOPPED)
            jobs.append(start(workspace, "what-if", epochs="400", simulate=True))
            jobs.append(start(workspace, "wide", epochs="1500", hidden="128, 64", learning_rate="0.0003"))
            shown = start(workspace, "small-steps", epochs="3000", hidden="16", learning_rate="0.0001", batch_size="32")
            jobs.append(shown)
            wait(workspace, shown, lambda view: progress(view) > 35)
            picture = asyncio.run(draw(workspace, shown))
        finally:
            for view in read_all(workspace):
                if view.is_active:
                    stop_job(workspace, view.job_id, now=True, by="picture")
            for job_id in jobs:
                wait(workspace, job_id, lambda view: not view.is_active)
    # No fonts from elsewhere: a picture in a README must not load anything.
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    picture = picture.replace(str(root), "~/churn")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture, encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
