"""Writing the status file so that a failure never reaches the training, with a reserve for the closing state."""

import os
from pathlib import Path

from engine.job import JobRecord
from engine.record import encode, write_record
from engine.reserve import LAST_WORD_VARIABLE, drop_reserve, leave_note, make_reserve, write_closing


class StatusFile:
    """The status file of one job, as its worker writes it.

    Args:
        path: The status file.
        reserve: A file whose space is taken now and used when the closing state finds the disk full.
    """

    def __init__(self, path: Path, reserve: Path) -> None:
        self._path = path
        self._reserve = reserve
        self._has_note = False

    def make_reserve(self) -> None:
        """Take the space of the reserve. Raises `OSError`."""
        make_reserve(self._reserve)

    def write(self, record: JobRecord, *, durable: bool) -> None:
        """Replace the file; a closing state may spend the reserve on a full disk.

        Raises:
            OSError: The old file stands. A note of it was left in the reserve, if that could be written.
        """
        try:
            self._write(record, durable=durable)
        except OSError as error:
            if not self._has_note:
                self._has_note = leave_note(self._reserve, f"{self._path.name} cannot be written: {error.strerror}")
            raise
        if self._has_note:
            leave_note(self._reserve, "")
            self._has_note = False

    def _write(self, record: JobRecord, *, durable: bool) -> None:
        if record.status.is_closed:
            write_closing(self._path, encode(record), self._reserve)
        else:
            write_record(self._path, record, durable=durable)

    def drop_reserve(self) -> None:
        """Remove the reserve."""
        drop_reserve(self._reserve)


def leave_last_word(record: JobRecord) -> None:
    """Hand a closing state that could not be written over to the shim, which goes on trying."""
    number = os.environ.get(LAST_WORD_VARIABLE, "")
    if number.isdigit():
        try:
            os.pwrite(int(number), encode(record), 0)
        except OSError:
            return  # Not started by a shim.
