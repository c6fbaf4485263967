"""Writing the result of a job on a disk that refuses for a while."""

from collections.abc import Callable
from pathlib import Path

from engine.errors import TraindeckError
from engine.worker.recipes.recipe import Run

AGAIN_S = 1.0
"""Seconds between attempts."""

MODEL = "the model"
"""What complaints are about."""


def insist(run: Run, path: Path, save: Callable[[], object]) -> None:
    """Save the model, and where that fails wait and try again: days of training must not end at a full disk.

    Args:
        run: The job.
        path: What cannot be written, as the complaint names it.
        save: Writes it; raises `OSError` where that cannot be.

    Raises:
        TraindeckError: A stop was asked for while it could not be written.
    """
    while True:
        try:
            save()
            break
        except OSError as error:
            why = error.strerror or str(error)
        run.reporter.warn(MODEL, f"{path.relative_to(run.workspace.root)} cannot be written: {why}")
        run.reporter.say("trained; waiting until the model can be written")
        if run.stop.wait(AGAIN_S):
            hint = "Make room; then resume it with more epochs, or use its last checkpoint."
            raise TraindeckError(f"The model could not be written: {why}.", hint)
    run.reporter.clear(MODEL)
