"""A workspace in which every text that anybody can write is hostile."""

import json
import os
from pathlib import Path
from typing import Any

from engine.files import make_private
from engine.paths import Workspace
from engine.state import JobState

STATES = (JobState.RUNNING, JobState.ERROR, JobState.LOADING, JobState.STOPPED, JobState.COMPLETED, JobState.QUEUED)
"""States of the jobs, by turns."""

LAST_LINE = "the last line of the log"
"""Ends every log."""


def job_id(number: int) -> str:
    """Id of a planted job."""
    return f"job_{1_700_000_000_000 + number}_0000{number:04x}"


def plant(root: Path, texts: list[str]) -> Workspace:
    """Write one job for each text, with the text in all its files and fields."""
    workspace = Workspace(root)
    make_private(workspace.jobs)
    for number, text in enumerate(texts):
        _plant_job(workspace, number, text)
    folder = root / "data"
    folder.mkdir()
    for number, text in enumerate(texts):
        name = os.fsencode(text.replace("/", "_").replace("\0", "_")[:60].encode("utf-8", "replace").decode())[:200]
        (folder / os.fsdecode(b"%d-" % number + name)).write_text("x,y\n1,2\n")
    header = ",".join(
        json.dumps(text[:200], ensure_ascii=False).encode("utf-8", "replace").decode() for text in texts[:8]
    )
    (folder / "0hostile.csv").write_text(
        f"{header},y\n" + "1," * min(8, len(texts)) + "2\n" + "x," * min(8, len(texts)) + "3\n"
    )
    last = {"job_id": "", "recipe": "regression", "params": {"data": str(folder / "0hostile.csv")},
            "tags": [texts[0][:20]], "name": texts[0][:30]}  # fmt: skip
    workspace.last_launch.write_text(json.dumps(last))
    return workspace


def _plant_job(workspace: Workspace, number: int, text: str) -> None:
    state, name = STATES[number % len(STATES)], f"n{number}"
    identity = {"pid": 2, "host": f"{name} {text}"}
    record: dict[str, Any] = {
        "job_id": job_id(number), "status": state, "name": f"{name} {text}", "recipe": f"r {text}", "tags": [text],
        "params": {f"p {text}": text, "data": text, "nested": {text: [text]}}, "message": f"m {text}", "device": text,
        "error": {"kind": text, "message": f"e {text}", "hint": text} if state.is_closed else None,
        "trouble": text, "checkpoint": f"models/{text}", "model": text, "host": text, "resumed_from": text,
        "metrics": {text: 1.0, "loss": 0.5}, "best": {"metric": text, "value": 0.5, "step": 1}, "loss": 0.5,
        "worker": identity, "shim": identity, "created_at": 1_700_000_000 + number, "step": 3, "total_steps": 9,
        "epoch": 1, "epochs": 3, "progress": 33.0, "trend": [3, 2, 1], "unknown": text,
    }  # fmt: skip
    workspace.status(job_id(number)).write_text(json.dumps(record))
    make_private(workspace.run(job_id(number)))
    make_private(workspace.checkpoints(job_id(number)))
    spec = {**record, "grace_s": 5.0, "working_directory": text, "command": [text], "environment": {text: text}}
    workspace.spec(job_id(number)).write_text(json.dumps(spec))
    workspace.stop(job_id(number)).write_text(json.dumps({"requested_at": 2e9, "grace_s": 60.0, "by": text}))
    log = f"first\n{text}\nTraceback (most recent call last):\n{text}\r{text}\n{LAST_LINE}\n"
    workspace.log(job_id(number)).write_bytes(log.encode("utf-8", "surrogatepass"))
    lines = [json.dumps({"step": step, "loss": 1 / step, "val_loss": 1 / step, text: step}) for step in range(1, 50)]
    workspace.metrics(job_id(number)).write_text("\n".join(lines) + "\n")
    checkpoint = text.replace("/", "_").replace("\0", "_")[:40].encode("utf-8", "replace")[:200] or b"x"
    Path(os.fsdecode(os.fsencode(workspace.checkpoints(job_id(number))) + b"/c-" + checkpoint)).touch()
