"""Adding to jobs what people want to add: tags, notes, pins, putting away. Several panels may do so at once."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from engine.control import lock
from engine.control.permission import check_changeable
from engine.errors import Refused
from engine.files import UnreadableFile, make_private, write_atomic
from engine.observe.annotations import NONE, NOTE_LIMIT, TAG_LIMIT, Annotation, annotations_of, read_file
from engine.paths import Workspace
from engine.record import dumps, spell_non_finite
from engine.text import clean

VERSION = 1
"""Version of the file."""

PATIENCE_S = 3.0
"""How long to wait for another panel that is writing; it needs milliseconds."""

Change = Callable[[Annotation], Annotation | None]
"""Makes of what is there what should be there; None for nothing at all, not even what others have added."""


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
            plain = read_file(workspace)
        except UnreadableFile as error:
            raise Refused(
                f"{path.name} cannot be read, so it is not changed: {error}.", "Repair or remove it."
            ) from error
        _check_version(path.name, plain)
        known = annotations_of(plain)
        before = {job_id: known.get(job_id, NONE) for job_id in changes}
        jobs = dict(plain.get("jobs", {}))
        for job_id, change in changes.items():
            entry = _merged(jobs.pop(job_id, {}), before[job_id], change(before[job_id]))
            if entry:
                jobs[job_id] = entry
        if jobs != plain.get("jobs", {}):
            content = spell_non_finite({"version": VERSION, **plain, "jobs": jobs})
            write_atomic(path, dumps(content, indent=1) + b"\n", durable=True)
    return before


def _check_version(name: str, plain: Mapping[str, Any]) -> None:
    version = plain.get("version", VERSION)
    if version != VERSION:
        told = f"{name} is of version {clean(str(version), 20)}, this Traindeck writes version {VERSION}"
        raise Refused(f"{told}, so it is not changed.", "Update Traindeck.")


def _merged(raw: object, before: Annotation, after: Annotation | None) -> object:
    """An entry of the file with what was changed, and all else that is in it as it was."""
    if after is None:
        return {}
    if after == before:
        return raw
    entry = dict(raw) if isinstance(raw, dict) else {}
    for field in msgspec.structs.fields(Annotation):
        value = getattr(after, field.name)
        if value == getattr(before, field.name):
            continue
        if value == getattr(NONE, field.name):
            entry.pop(field.name, None)
        else:
            entry[field.name] = msgspec.to_builtins(value)
    return entry


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
