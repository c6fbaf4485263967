"""What people add to jobs: tags, a note, a pin, put away. Kept beside the status files, which only workers write.

One file for the whole workspace, so that a listing of ten thousand jobs reads one file more and not ten thousand.
Reading only; `engine.control.annotate` writes. Anyone may import this.
"""

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from engine.files import UnreadableFile, read_bounded
from engine.job import JobRecord
from engine.paths import Workspace, is_job_id
from engine.record import loads
from engine.text import clean, clean_value

LIMIT_BYTES = 32 << 20
"""Largest file that is read: a note for each of a hundred thousand jobs."""

NOTE_LIMIT = 500
"""Longest note in characters: it is one line in a table."""

TAG_LIMIT = 60
"""Longest tag in characters."""


class Annotation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was added to one job."""

    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    """Tags that the job was launched with and that somebody took away."""
    note: str = ""
    pinned: bool = False
    archived: bool = False

    def tags(self, record: JobRecord) -> list[str]:
        """The job's tags as people see them."""
        if not (self.tags_added or self.tags_removed):
            return record.tags
        kept = [tag for tag in record.tags if tag not in self.tags_removed]
        return [*kept, *(tag for tag in self.tags_added if tag not in kept)]

    def with_tags(self, own: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> "Annotation":
        """The same with tags added and removed.

        Args:
            own: Tags that the job was launched with.
            add: Tags to add.
            remove: Tags to remove; one that is named in both is added.
        """
        own, add = set(own), list(dict.fromkeys(add))
        gone = set(remove) - set(add)
        added = [tag for tag in self.tags_added if tag not in gone]
        added += [tag for tag in add if tag not in own and tag not in added]
        removed = [tag for tag in self.tags_removed if tag not in add]
        removed += [tag for tag in sorted(gone & own) if tag not in removed]
        return msgspec.structs.replace(self, tags_added=tuple(added), tags_removed=tuple(removed))


NONE = Annotation()
"""What most jobs have."""


def read_annotations(workspace: Workspace) -> dict[str, Annotation]:
    """What was added to which job, harmless to show.

    Raises:
        UnreadableFile: The file is there but cannot be used.
    """
    return annotations_of(read_file(workspace))


def read_file(workspace: Workspace) -> dict[str, Any]:
    """The object that the file holds, just as it is, for those who change it; empty without a file.

    Raises:
        UnreadableFile: The file is there but cannot be used.
    """
    try:
        plain = loads(read_bounded(workspace.annotations, LIMIT_BYTES))
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(f"it is not JSON ({clean(str(error), 100)})") from error
    if not isinstance(plain, dict) or not isinstance(plain.get("jobs"), dict):
        raise UnreadableFile("it holds no object “jobs”")
    return plain


def annotations_of(plain: Mapping[str, Any]) -> dict[str, Annotation]:
    """What the object of a file says, as far as it can be understood, harmless to show."""
    jobs = cast("dict[str, Any]", clean_value(plain.get("jobs", {})))
    read = {job_id: _read(value) for job_id, value in jobs.items() if is_job_id(job_id)}
    return {job_id: annotation for job_id, annotation in read.items() if annotation != NONE}


def _read(value: object) -> Annotation:
    try:
        return msgspec.convert(value, Annotation, strict=False)
    except msgspec.ValidationError:
        return _read_field_by_field(value) if isinstance(value, dict) else NONE


def _read_field_by_field(value: Mapping[str, Any]) -> Annotation:
    """The fields of an entry that can be used: one that somebody spoiled takes no other along."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Annotation):
        with contextlib.suppress(msgspec.ValidationError):
            if field.name in value:
                found[field.name] = msgspec.convert(value[field.name], field.type, strict=False)
    return Annotation(**found)
