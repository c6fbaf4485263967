"""Opening a data file and reading it line by line, never more than one bounded line in memory at once.

Every fault of a file as a whole becomes one `BadInput` here: missing, a directory, empty, unreadable, binary, damaged.
"""

import contextlib
import difflib
import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

import msgspec

from engine.dataset.facts import Format
from engine.errors import BadInput
from engine.text import clean

LINE_LIMIT_BYTES = 1 << 20
"""Longest line that is read, 1 MiB: a row of 50,000 numbers fits, a file without line ends does not."""

_SUFFIXES = {
    ".csv": Format.DELIMITED,
    ".tsv": Format.DELIMITED,
    ".tab": Format.DELIMITED,
    ".txt": Format.DELIMITED,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
}
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A data file that is there and can be opened."""

    path: Path
    format: Format
    compressed: bool
    tabbed: bool
    """Whether the name says that tabs separate the cells."""
    size_bytes: int

    @property
    def name(self) -> str:
        """File name, made harmless."""
        return clean(self.path.name, 120)

    def fault(self, message: str, hint: str = "") -> BadInput:
        """An error about this file."""
        return BadInput(message, hint, field="data")


def find_source(path: Path) -> Source:
    """Look at a data file without reading more than its first bytes.

    Raises:
        BadInput: It is missing, a directory, empty, unreadable or not in a format we read.
    """
    shown = clean(str(path), 200)
    try:
        facts = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise BadInput(f"There is no data file {shown}.", _near_name(path), field="data") from None
    except (OSError, ValueError) as error:
        _refuse(shown, error)
    if stat.S_ISDIR(facts.st_mode):
        raise BadInput(f"{shown} is a directory, not a data file.", "Name a file in it.", field="data")
    if not stat.S_ISREG(facts.st_mode):
        raise BadInput(f"{shown} is not a regular file.", "Save the data in a file first.", field="data")
    if facts.st_size == 0:
        raise BadInput(f"{shown} is empty.", "It needs a line of column names and rows of numbers.", field="data")
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compressed = suffixes[-1:] == [".gz"]
    suffix = (suffixes[:-1] if compressed else suffixes)[-1:]
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        _refuse(shown, error)
    try:
        start = os.read(descriptor, 4)
    except OSError as error:
        _refuse(shown, error)
    finally:
        os.close(descriptor)
    kind = _SUFFIXES.get(suffix[0]) if suffix else None
    if start == b"PAR1":
        kind = Format.PARQUET
    elif kind is None:
        kind = Format.JSON_LINES if start[:1] == b"{" else Format.DELIMITED
    if kind is Format.PARQUET and compressed:
        raise BadInput(f"{shown} is gzipped Parquet, which cannot be read.", "Unpack it with gunzip.", field="data")
    tabbed = suffix in ([".tsv"], [".tab"])
    return Source(path=path, format=kind, compressed=compressed, tabbed=tabbed, size_bytes=facts.st_size)


@contextlib.contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """Open a text source for reading, unpacked; faults on the way become `BadInput`."""
    try:
        with source.path.open("rb") as raw:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if source.compressed else raw
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise source.fault(f"{source.name} is damaged: it cannot be unpacked.", "Make or download it again.") from None
    except OSError as error:
        _refuse(clean(str(source.path), 200), error)


def lines(source: Source, file: BinaryIO) -> Iterator[str]:
    """Yield each line as text, its line end included; the first without a byte order mark.

    Raises:
        BadInput: A line is too long, binary, or not UTF-8.
    """
    number = 0
    while raw := file.readline(LINE_LIMIT_BYTES + 1):
        number += 1
        if number == 1:
            if raw.startswith(_UTF_16):
                raise source.fault(f"{source.name} is written in UTF-16.", "Save it as UTF-8.")
            raw = raw.removeprefix(_BOM)
        if b"\0" in raw:
            raise source.fault(f"{source.name} is a binary file.", "CSV, TSV, JSON lines and Parquet can be read.")
        if len(raw) > LINE_LIMIT_BYTES:
            limit = f"{LINE_LIMIT_BYTES >> 20} MiB"
            raise source.fault(f"Line {number} of {source.name} is longer than {limit}.", "Write one row a line.")
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError:
            binary = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in raw) > len(raw) // 20
            if binary:
                what, hint = f"{source.name} is a binary file.", "CSV, TSV, JSON lines and Parquet can be read."
            else:
                what, hint = f"Line {number} of {source.name} is not UTF-8 text.", "Save the file as UTF-8."
            raise source.fault(what, hint) from None


def _refuse(shown: str, error: Exception) -> NoReturn:
    reason = (error.strerror if isinstance(error, OSError) else None) or "its name cannot be used"
    hint = "Check its permissions." if isinstance(error, PermissionError) else ""
    raise BadInput(f"{shown} cannot be read: {reason}.", hint, field="data") from None


def _near_name(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in os.scandir(path.parent))[:10_000]
    except (OSError, ValueError):
        return f"There is no folder {clean(str(path.parent), 200)} either."
    # Without what follows the first dot: all data files end alike.
    stems = {name.partition(".")[0]: name for name in reversed(names) if name.partition(".")[0]}
    near = difflib.get_close_matches(path.name.partition(".")[0], stems, 1)
    return f"Did you mean {clean(stems[near[0]], 120)}?" if near else "Check the path."
