"""Checkpoints on disk: periodic ones, the best, the last. All are replaced whole and load with `weights_only=True`."""

import contextlib
import io
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from engine.errors import BadInput
from engine.files import TEMPORARY_SUFFIX, make_private, replace_with, sync_folder
from engine.text import clean
from engine.worker.log import log
from engine.worker.report import Reporter

FORMAT = 1
"""Version of a checkpoint's content."""

_PERIODIC = re.compile(r"step_([0-9]+)\.pt", re.ASCII)
CHECKPOINTS = "the checkpoint"
"""What complaints about writing one name."""


def save_tensors(path: Path, content: Mapping[str, Any]) -> None:
    """Replace `path` by `content`, durably.

    The bytes are made in memory first: `torch.save` turns a full disk into a RuntimeError of its own making.

    Raises:
        OSError: Nothing was changed.
    """
    buffer = io.BytesIO()
    torch.save(content, buffer)
    replace_with(path, lambda file: file.write(buffer.getbuffer()), durable=True)


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint to continue from; its tensors come to the CPU.

    Raises:
        BadInput: It is missing, damaged, or not one to continue from.
    """
    name = clean(str(path), 200)
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise BadInput(f"The checkpoint {name} is missing.", "Start a new job instead.") from None
    except Exception as error:
        # The reader of a foreign format: on damaged bytes it raises whatever it stumbles over, IndexError included.
        log(f"Reading {name} failed: {type(error).__name__}: {clean(str(error), 300)}")
        raise BadInput(f"The checkpoint {name} cannot be read.", "Resume from another one.") from None
    if not isinstance(content, dict) or "optimizer" not in content:
        raise BadInput(f"{name} holds weights only, so a job cannot go on from it.", "Resume from last.pt.")
    if content.get("format") != FORMAT:
        raise BadInput(f"The checkpoint {name} was written by another version of Traindeck.", "Start a new job.")
    return content


class CheckpointFolder:
    """The checkpoints of one job. A failure to write is told and never stops the training.

    Args:
        folder: Where they are; created at the first one.
        keep: How many periodic ones stay.
        reporter: Is told of the newest one and of failures.
    """

    def __init__(self, folder: Path, keep: int, reporter: Reporter) -> None:
        self._folder = folder
        self._keep = keep
        self._reporter = reporter

    @property
    def last(self) -> Path:
        """The newest checkpoint."""
        return self._folder / "last.pt"

    @property
    def best(self) -> Path:
        """Weights with the best loss."""
        return self._folder / "best.pt"

    def save_periodic(self, content: Mapping[str, Any]) -> bool:
        """Save as `step_<n>.pt` and as the last one; whether that worked."""
        path = self._folder / f"step_{content['step']}.pt"

        def save() -> None:
            save_tensors(path, content)
            self._link_last(path, content)
            self._prune()

        return self._attempt(path, save, lambda: self._note(content, path, self.last))

    def save_last(self, content: Mapping[str, Any]) -> bool:
        """Save as the last one; whether that worked."""
        return self._attempt(
            self.last, lambda: save_tensors(self.last, content), lambda: self._note(content, self.last)
        )

    def save_best(self, content: Mapping[str, Any]) -> bool:
        """Save the best weights; whether that worked."""
        best = content["best"]

        def note() -> None:
            metrics = {best["metric"]: best["value"]}
            self._reporter.note_checkpoint(self.best, step=best["step"], epoch=0, metrics=metrics)

        return self._attempt(self.best, lambda: save_tensors(self.best, content), note, tell=False)

    def _note(self, content: Mapping[str, Any], *paths: Path) -> None:
        metrics = {name: content[name] for name in ("loss", "val_loss")}
        epoch = min(content["epoch"] + 1, self._reporter.record.epochs)
        self._reporter.note_checkpoint(*paths, step=content["step"], epoch=epoch, metrics=metrics)

    def _attempt(self, path: Path, save: Any, note: Callable[[], None], *, tell: bool = True) -> bool:
        try:
            make_private(self._folder)
            save()
        except OSError as error:
            name = path.relative_to(self._folder.parents[1])
            self._reporter.warn(CHECKPOINTS, f"{name} cannot be written: {error.strerror or error}")
            return False
        self._reporter.clear(CHECKPOINTS)
        if tell:
            self._reporter.set_checkpoint(self.last)
        note()  # Last: a crash meanwhile must find the checkpoint named in the status file.
        return True

    def _link_last(self, path: Path, content: Mapping[str, Any]) -> None:
        """Give the periodic checkpoint its second name, without writing it twice where links work."""
        temporary = self._folder / f".{self.last.name}.{os.getpid()}{TEMPORARY_SUFFIX}"
        try:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            os.link(path, temporary)
            os.rename(temporary, self.last)
            sync_folder(self._folder)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            save_tensors(self.last, content)

    def _prune(self) -> None:
        found = [(int(match[1]), path) for path in self._folder.iterdir() if (match := _PERIODIC.fullmatch(path.name))]
        for _, path in sorted(found)[: -self._keep]:
            path.unlink(missing_ok=True)
