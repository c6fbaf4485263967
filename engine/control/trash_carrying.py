"""Bringing a part of a job to another file system, which no rename can: it is copied, and then removed.

A copy is made under a name of its own beside its place, flushed to the disk and read again; only then is it renamed
into its place. What it was made of is removed last, when the whole job is back. So at every moment all of it is in one
of the two places, whoever is killed when, and what is found in both is removed only if it is the same to the byte.
"""

import os
import stat
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from engine.errors import Refused
from engine.files import TEMPORARY_SUFFIX, sync_folder

BLOCK_BYTES = 1 << 20
"""How much is copied at once."""

MIDDLE = ".restoring"
"""Before the suffix in the name of a copy that is being made. It is always the same one, so whoever tries again finds
what is left of the attempt before; the trash is in one hand at a time."""


def copy_of(target: Path) -> Path:
    """Where a copy is made before it is moved to `target`."""
    return target.parent / f".{target.name}{MIDDLE}{TEMPORARY_SUFFIX}"


def carry(source: Path, target: Path) -> Path:
    """Make a copy of a file or folder for `target`, sure to be whole.

    Args:
        source: What to copy; links in it stay links.
        target: Where it is to be; nothing is changed there.

    Returns:
        The copy, on the file system of `target`.

    Raises:
        Refused: There is something in it that is neither file nor folder nor link, or the copy is not like it.
        OSError: It cannot be read or written; what was written is left to whoever cleans up.
    """
    copy = copy_of(target)
    _copy(source, copy, {})
    if not same(source, copy):
        raise Refused(f"{source} cannot be copied: the copy is not like it.")
    sync_folder(copy.parent)
    return copy


def _copy(source: Path, target: Path, linked: dict[tuple[int, int], Path]) -> None:
    """Copy what `source` is; `linked` knows the copies of files that have several names."""
    facts = os.lstat(source)
    if stat.S_ISLNK(facts.st_mode):
        os.symlink(os.readlink(source), target)
    elif stat.S_ISREG(facts.st_mode):
        first = linked.get((facts.st_dev, facts.st_ino))
        if first is None or not _linked(first, target):
            _copy_file(source, target, facts)
            linked[facts.st_dev, facts.st_ino] = target
    elif stat.S_ISDIR(facts.st_mode):
        os.mkdir(target, 0o700)
        for name in os.listdir(source):
            _copy(source / name, target / name, linked)
        sync_folder(target)
        os.chmod(target, stat.S_IMODE(facts.st_mode))
        os.utime(target, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    else:
        raise Refused(f"{source} cannot be copied: it is no file.")


def _linked(first: Path, target: Path) -> bool:
    """Give a copied file another name, where the file system has that."""
    try:
        os.link(first, target)
    except OSError:
        return False
    return True


def _copy_file(source: Path, target: Path, facts: os.stat_result) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with (
        open(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb", buffering=0) as reading,
        open(os.open(target, flags, 0o600), "wb", buffering=0) as writing,
    ):
        while block := reading.read(BLOCK_BYTES):
            left = memoryview(block)
            while left:
                left = left[writing.write(left) :]
        os.fchmod(writing.fileno(), stat.S_IMODE(facts.st_mode))
        os.utime(writing.fileno(), ns=(facts.st_atime_ns, facts.st_mtime_ns))
        os.fsync(writing.fileno())
        # What is compared afterwards is read from the disk, where the system is so kind.
        os.posix_fadvise(writing.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def same(one: Path, other: Path) -> bool:
    """Whether two files or folders hold the same to the byte. Raises OSError where that cannot be told."""
    one_facts, other_facts = os.lstat(one), os.lstat(other)
    if stat.S_IFMT(one_facts.st_mode) != stat.S_IFMT(other_facts.st_mode):
        return False
    if stat.S_ISDIR(one_facts.st_mode):
        names = sorted(os.listdir(one))
        return names == sorted(os.listdir(other)) and all(same(one / name, other / name) for name in names)
    if stat.S_ISLNK(one_facts.st_mode):
        return os.readlink(one) == os.readlink(other)
    if not stat.S_ISREG(one_facts.st_mode) or one_facts.st_size != other_facts.st_size:
        return False
    return all(left == right for left, right in zip_longest(_blocks(one), _blocks(other)))


def _blocks(path: Path) -> Iterator[bytes]:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block
