"""Adding to jobs what people want to add: tags, notes, pins, putting away. Several panels may do so at once."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from engine.control import lock
from engine.control.permission import check_changeable
from engine.errors import Refused
from engine.files import UnreadableFile, make_private, write_atomic
from engine.observe.annotations import NONE, NOTE_LIMIT, TAG_LIMIT, Annotation, read_annotations
from engine.paths import Workspace
from engine.record import dumps
from engine.text import clean

VERSION = 1
"""Version of the file."""

PATIENCE_S = 3.0
"""How long to wait for another panel that is writing; it needs milliseconds."""

Change = Callable[[Annotation], Annotation]
"""Makes of what is there what should be there."""


def annotate(workspace: Workspace, changes: Mapping[str, Change]) -> dict[str, Annotation]:
    """Change what was added to jobs.

    Args:
        workspace: Where they are.
        changes: By job id.

    Returns:
        What was there before, of the jobs concerned.

    Raises:
        Refused: Nothing may be changed here, or what is there cannot be read.
        OSError: It cannot be written.
    """
    check_changeable(workspace)
    path = workspace.annotations
    make_private(path.parent)
    with alone(workspace.write_lock(path)):
        try:
            known = read_annotations(workspace)
        except UnreadableFile as error:
            raise Refused(
                f"{path.name} cannot be read, so it is not changed: {error}.", "Repair or remove it."
            ) from error
        before = {job_id: known.get(job_id, NONE) for job_id in changes}
        after = {**known, **{job_id: change(before[job_id]) for job_id, change in changes.items()}}
        if after != known:
            jobs = {job_id: msgspec.to_builtins(each) for job_id, each in after.items() if each != NONE}
            write_atomic(path, dumps({"version": VERSION, "jobs": jobs}, indent=1) + b"\n", durable=True)
    return before


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock, waiting a little for whoever has it.

    Raises:
        Refused: Somebody has it for too long.
        OSError: The lock cannot be made.
    """
    deadline_s = time.monotonic() + PATIENCE_S
    while (held := lock.take(path, create=True)) is None:
        if time.monotonic() > deadline_s:
            raise Refused(f"Another program is changing {path.name.strip('.').removesuffix('.lock')} and does not end.")
        time.sleep(0.01)
    try:
        yield
    finally:
        os.close(held)


def clean_note(text: str) -> str:
    """A note as it is kept: one line."""
    return clean(text, NOTE_LIMIT).strip()


def split_tags(text: str) -> list[str]:
    """Tags as people type them: parted by commas or blanks, each once."""
    return list(dict.fromkeys(clean(word, TAG_LIMIT) for word in text.replace(",", " ").split()))
