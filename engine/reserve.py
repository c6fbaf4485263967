"""The reserve of a job: disk space taken at its start, for what must be told when the disk is full or refuses.

While a job trains, its first line may hold a note for whoever looks, written in place, which needs no new space. At the
end the file itself, filled with the closing state and renamed over the status file, is that state: a rename needs no
space either. Standard library only: the shim imports this.
"""

import contextlib
import errno
import os
from pathlib import Path

from engine.files import UnreadableFile, read_head, sync_folder, write_atomic
from engine.text import clean

RESERVE_BYTES = 64 << 10
"""Size of the reserve: a status file has some 4 KiB, seldom more than 16."""

NOTE_BYTES = 4096
"""Longest note, line end included: one block of most file systems."""

LAST_WORD_VARIABLE = "TRAINDECK_LAST_WORD"
"""Variable with the descriptor of memory in which a worker leaves its shim a closing state that no disk takes."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Errors that giving up the reserve may mend."""


def make_reserve(path: Path) -> None:
    """Take the space, without a note. Raises `OSError`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
        # Written once, so that a later write in place changes nothing but content; random, so that a file system that
        # compresses cannot save the space.
        os.pwrite(descriptor, b"\n" + os.urandom(RESERVE_BYTES - 1), 0)
    finally:
        os.close(descriptor)


def leave_note(path: Path, text: str) -> bool:
    """Write a note in place, or an empty one; whether that worked."""
    import json

    line = json.dumps({"trouble": text[: NOTE_BYTES // 8]}).encode() + b"\n" if text else b"\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.pwrite(descriptor, line, 0) == len(line)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def read_note(path: Path) -> str:
    """The note, harmless to show, or nothing."""
    try:
        line = read_head(path, NOTE_BYTES).partition(b"\n")[0]
        if not line:
            return ""
        import json  # Seldom needed, and never by the panel's start.

        note = json.loads(line)
        return clean(str(note["trouble"]), 500)
    except (OSError, UnreadableFile, ValueError, KeyError, TypeError, RecursionError):
        return ""


def spend_reserve(reserve: Path, path: Path, content: bytes) -> None:
    """Replace `path` by `content` without needing any space that is not taken already.

    Raises:
        OSError: Neither the reserve's own space nor what its removal freed was enough; the old file stands.
    """
    try:
        descriptor = os.open(reserve, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if os.fstat(descriptor).st_size < len(content) or os.pwrite(descriptor, content, 0) < len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.ftruncate(descriptor, len(content))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(reserve, path)
    except OSError:
        drop_reserve(reserve)
        raise
    with contextlib.suppress(OSError):
        sync_folder(path.parent)


def write_closing(path: Path, content: bytes, reserve: Path) -> None:
    """Replace a status file durably by a closing state; on a full disk that takes the place of the job's reserve.

    Raises:
        OSError: It could not be replaced; the old one stands.
    """
    try:
        write_atomic(path, content, durable=True)
    except OSError as error:
        if error.errno not in FULL:
            raise
        try:
            spend_reserve(reserve, path, content)
        except OSError:
            write_atomic(path, content, durable=True)  # The reserve is gone, and its space is free.


def drop_reserve(path: Path) -> None:
    """Remove the reserve."""
    with contextlib.suppress(OSError):
        os.unlink(path)
