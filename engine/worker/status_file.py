"""Writing the status file so that a failure never reaches the training, with a reserve for the closing state."""

import contextlib
import errno
import os
from pathlib import Path

from engine.job import JobRecord
from engine.record import write_record

RESERVE_BYTES = 64 << 10
"""Size of the reserve: a status file has some 4 KiB, and a file system rounds up and needs room for the folder."""

_FULL = (errno.ENOSPC, errno.EDQUOT)


class StatusFile:
    """The status file of one job, as its worker writes it.

    Args:
        path: The status file.
        reserve: A file that is preallocated now and given up when the closing state finds the disk full.
    """

    def __init__(self, path: Path, reserve: Path) -> None:
        self._path = path
        self._reserve = reserve

    def make_reserve(self) -> None:
        """Preallocate the reserve. Raises `OSError`."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._reserve, flags, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
        finally:
            os.close(descriptor)

    def write(self, record: JobRecord, *, durable: bool) -> None:
        """Replace the file; a closing state gives up the reserve on a full disk. Raises `OSError`."""
        try:
            write_record(self._path, record, durable=durable)
        except OSError as error:
            if not (record.status.is_closed and error.errno in _FULL):
                raise
            self.drop_reserve()
            write_record(self._path, record, durable=durable)

    def drop_reserve(self) -> None:
        """Remove the reserve."""
        with contextlib.suppress(OSError):
            os.unlink(self._reserve)
