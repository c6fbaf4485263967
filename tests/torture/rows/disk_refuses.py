"""A disk that is full, over its quota, read-only or broken at any single write, or at several in a row."""

import json
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from engine.files import TEMPORARY_SUFFIX
from engine.paths import Workspace
from engine.record import decode_status, read_status
from engine.reserve import LAST_WORD_VARIABLE
from engine.shim.status import read_last_word
from engine.state import JobState
from tests.engine.worker.harness import make_job, metrics, run_here, values
from tests.torture.faults import ERRORS, Faults, refusing_disk
from tests.torture.result import Result

TITLE = "ENOSPC, EDQUOT, EROFS, EIO at each write"
FULL, CI = 1000, 40

PARAMS: dict[str, Any] = {"epochs": 4, "checkpoint_every": 3, "report_every": 1, "hidden": (4,)}
"""A training with all kinds of writes, some 150 of them."""

LONGEST = 12
"""Most writes in a row that fail."""


def torture(rounds: int, root: Path) -> Result:
    """Train with one stretch of failing writes a round; at full size every single write fails with every error."""
    result, chance = Result(), random.Random(4)
    with silent_log(), mock.patch("engine.worker.insist.AGAIN_S", 0.01):
        wanted, losses, writes = _train(root / "sound", Faults(-1, 0, 0), result)
        cases = [(first, 1, number) for number in ERRORS for first in range(writes)]
        result.notes.append(f"{writes} writes a training")
        if len(cases) > rounds:
            cases = chance.sample(cases, rounds)
        while len(cases) < rounds:
            cases.append((chance.randrange(writes), chance.randint(2, LONGEST), chance.choice(ERRORS)))
        for case in cases:
            with result.round():
                weights, found, _ = _train(root / str(result.rounds), Faults(*case), result)
                result.expect(weights == wanted, f"another model came out: {case}")
                missing = set(losses) - set(found)
                result.expect(not missing, f"reports of steps {missing} were lost: {case}")
    return result


@contextmanager
def silent_log() -> Iterator[None]:
    """Keep what workers log in this process off the screen; they write to the descriptor."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _train(root: Path, faults: Faults, result: Result) -> tuple[bytes, dict[int, float], int]:
    root.mkdir()
    workspace, job_id = make_job(root, **PARAMS)
    last_word = os.memfd_create("last-word")
    faults._after = lambda: _look(workspace, job_id, result)
    with mock.patch.dict(os.environ, {LAST_WORD_VARIABLE: str(last_word)}), refusing_disk(faults):
        code = run_here(workspace, job_id)
    result.expect(code == 0, f"exit status {code}")
    record = read_status(workspace.status(job_id))[0]
    if not record.status.is_closed:
        plain = read_last_word(last_word, job_id)
        result.expect(plain is not None, f"it ended as {record.status} without a last word")
        if plain is not None:
            record = decode_status(json.dumps(plain).encode())[0]
    os.close(last_word)
    result.expect(record.status is JobState.COMPLETED, f"it is {record.status}: {record.message}")
    for folder in (workspace.jobs, workspace.models, workspace.checkpoints(job_id)):
        left = list(folder.glob(f".*{TEMPORARY_SUFFIX}"))
        result.expect(not left, f"left behind: {left}")
    assert len(metrics(workspace, job_id)) > 0
    return _weights(workspace.model(job_id)), values(workspace, job_id, "loss"), faults.writes


def _look(workspace: Workspace, job_id: str, result: Result) -> None:
    try:
        read_status(workspace.status(job_id))
    except Exception as error:
        result.failures.append(f"round {result.rounds}: unreadable status: {error}")


def _weights(path: Path) -> bytes:
    import torch  # Only here: the other rows need not wait for it.

    content = torch.load(path, weights_only=True)
    return b"".join(value.numpy().tobytes() for _, value in sorted(content.items()))
