"""Writing so that a reader never sees half a file, and reading so that no file can hurt the reader.

A status file or checkpoint is replaced: a temporary file in the same folder, fsync, rename, fsync of the folder.
Standard library only: the shim imports this.
"""

import contextlib
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

STATUS_LIMIT_BYTES = 1 << 20
"""Largest status file that is read: a real one has 2 to 6 KiB, so 1 MiB can only be an accident or an attack."""

TEMPORARY_SUFFIX = ".tmp"
"""Ends the name of every temporary file; they also begin with a dot, which keeps them out of the watcher's sight."""


class UnreadableFile(Exception):
    """A file that is there but cannot be used; the message says why in a few words."""


def make_private(folder: Path) -> None:
    """Create `folder` and its missing parents, readable by the owner alone.

    Raises:
        OSError: It cannot be created, or something that is not a directory stands in the way.
    """
    for part in [*reversed(folder.parents), folder]:  # mkdir(parents=True) would give the parents another mode.
        if not part.is_dir():
            part.mkdir(mode=0o700, exist_ok=True)


def write_atomic(path: Path, content: bytes, *, durable: bool) -> None:
    """Replace `path` by `content`, all or nothing.

    Args:
        path: The file; a symbolic link in its place is replaced, never followed.
        content: The whole new content.
        durable: Whether the content must survive a power cut (fsync of file and folder; about 1 ms on an SSD).

    Raises:
        OSError: Nothing was changed, and the temporary file is gone.
    """

    def write(file: BinaryIO) -> None:
        file.write(content)

    replace_with(path, write, durable=durable)


def replace_with(path: Path, write: Callable[[BinaryIO], object], *, durable: bool) -> None:
    """Replace `path` by whatever `write` puts into the file it is given, all or nothing.

    Raises:
        OSError: Nothing was changed, and the temporary file is gone; whatever `write` raises does the same.
    """
    temporary = path.parent / f".{path.name}.{os.getpid()}-{os.urandom(3).hex()}{TEMPORARY_SUFFIX}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            write(file)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.rename(temporary, path)
    except BaseException:
        _remove_quietly(temporary)
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_append(path: Path) -> int:
    """Open a file of our own for appending, created private and never through a symbolic link."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def read_bounded(path: Path, limit_bytes: int = STATUS_LIMIT_BYTES) -> bytes:
    """Read a regular file of at most `limit_bytes`.

    Raises:
        FileNotFoundError: There is no such file.
        UnreadableFile: It is a link, a folder or a device, too large, or cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except NotADirectoryError as error:
        raise FileNotFoundError(error.errno, error.strerror, os.fspath(path)) from error
    except OSError as error:
        raise UnreadableFile(error.strerror or "cannot be opened") from error
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableFile("not a regular file")
        if facts.st_size > limit_bytes:
            raise UnreadableFile(f"{facts.st_size:,} bytes are too large (limit {limit_bytes:,})")
        parts = []
        left = limit_bytes + 1
        while left > 0 and (part := os.read(descriptor, min(left, 1 << 16))):
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise UnreadableFile(error.strerror or "cannot be read") from error
    finally:
        os.close(descriptor)
    if left <= 0:
        raise UnreadableFile(f"too large (limit {limit_bytes:,} bytes)")
    return b"".join(parts)


def read_head(path: Path, limit_bytes: int) -> bytes:
    """First `limit_bytes` of a regular file.

    Raises:
        OSError: It cannot be read, or is a link.
        UnreadableFile: It is a folder or a device.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableFile("not a regular file")
        return os.read(descriptor, limit_bytes)
    finally:
        os.close(descriptor)


def read_tail(path: Path, limit_bytes: int) -> bytes:
    """Last `limit_bytes` of a regular file, from the start of a line where a cut was made; empty where it is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            return b""
        start = max(0, facts.st_size - limit_bytes)
        content = os.pread(descriptor, limit_bytes, start)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
    if start:
        content = content[content.find(b"\n") + 1 :]
    return content


def remove_temporaries(folder: Path, prefix: str = "", *, stale_s: float = 0.0) -> None:
    """Remove temporary files that killed writers left behind; nobody may be writing such a file any more.

    Args:
        folder: Where to look, not recursively.
        prefix: How the names of the files begin for which they were made.
        stale_s: Age in seconds from which on that is taken for certain.
    """
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(f".{prefix}") and name.endswith(TEMPORARY_SUFFIX):
                if stale_s and time.time() - os.stat(folder / name, follow_symlinks=False).st_mtime < stale_s:
                    continue
                _remove_quietly(folder / name)


def _remove_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
