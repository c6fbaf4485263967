import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from engine.files import (
    TEMPORARY_SUFFIX,
    UnreadableFile,
    make_private,
    open_append,
    read_bounded,
    read_tail,
    remove_temporaries,
    replace_with,
    write_atomic,
)
from engine.leftovers import collect_leftovers
from engine.paths import Workspace
from tests.engine.worker.harness import wait_for

WRITER = """
import sys
from pathlib import Path
from engine.files import write_atomic
path, count = Path(sys.argv[1]), 0
while True:
    count += 1
    write_atomic(path, b"%d " % count * 5000 + b"end", durable=count % 8 == 0)
    if count == 1:
        print("writing", flush=True)
"""


def test_30_kills_of_a_writer_leave_a_whole_file(tmp_path: Path) -> None:
    path, chance = tmp_path / "status.json", random.Random(7)
    for _ in range(30):
        writer = subprocess.Popen([sys.executable, "-P", "-c", WRITER, path], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        seen = path.stat().st_ino
        for _ in range(chance.randrange(3)):
            wait_for("another replacement", lambda seen=seen: path.stat().st_ino != seen)  # type: ignore[misc]
        writer.kill()
        writer.wait()
        writer.stdout.close()

        *numbers, end = read_bounded(path).split()
        assert len(numbers) == 5000
        assert len(set(numbers)) == 1
        assert end == b"end"

    remove_temporaries(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["status.json"]


def test_a_failure_changes_nothing_and_leaves_no_temporary(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old", durable=True)

    def fail(file: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_with(path, fail, durable=True)
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomic(tmp_path / "folder", b"new", durable=False)
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "none" / "file", b"new", durable=False)

    assert path.read_bytes() == b"old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]


def test_a_full_disk_is_an_error_that_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old", durable=False)
    # A limit on file sizes fails a write in the middle, as a full disk does.
    code = (
        "import resource, signal, sys; from pathlib import Path; from engine.files import write_atomic\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: write_atomic(Path(sys.argv[1]), b'x' * 100_000, durable=True)\n"
        "except OSError: sys.exit(7)"
    )

    assert subprocess.run([sys.executable, "-P", "-c", code, path]).returncode == 7
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_no_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    link = tmp_path / "link"
    link.symlink_to(target)

    with pytest.raises(UnreadableFile):
        read_bounded(link)
    with pytest.raises(OSError, match="symbolic links"):
        open_append(link)
    assert read_tail(link, 100) == b""
    write_atomic(link, b"new", durable=False)

    assert target.read_bytes() == b"mine"
    assert not link.is_symlink()


def test_only_regular_files_of_a_bounded_size_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 100 << 20)
    (tmp_path / "exact").write_bytes(b"x" * 64)

    for path in (tmp_path / "fifo", tmp_path, Path("/dev/zero"), Path("/dev/null"), tmp_path / "sparse"):
        with pytest.raises(UnreadableFile):
            read_bounded(path)
    # A file of the kernel says that it has 0 bytes, and then has more.
    with pytest.raises(UnreadableFile, match="too large"):
        read_bounded(Path("/proc/self/maps"), 64)
    assert read_bounded(tmp_path / "exact", 64) == b"x" * 64
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "exact" / "below")


def test_whatever_is_created_is_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(tmp_path / "a" / "b" / "c")
        write_atomic(tmp_path / "a" / "file", b"", durable=False)
        os.close(open_append(tmp_path / "a" / "log"))
    finally:
        os.umask(before)

    for name, mode in (("a", 0o700), ("a/b", 0o700), ("a/b/c", 0o700), ("a/file", 0o600), ("a/log", 0o600)):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode, name


def test_a_private_folder_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        make_private(tmp_path / "file")
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        make_private(tmp_path / "file" / "below")
    make_private(tmp_path)


def test_the_tail_begins_with_a_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"first line\nsecond\nthird\n")

    assert read_tail(path, 10) == b"third\n"
    assert read_tail(path, 1000) == b"first line\nsecond\nthird\n"
    assert read_tail(tmp_path / "none", 10) == b""


def test_only_the_temporaries_of_the_job_are_collected(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    make_private(workspace.checkpoints("a"))
    make_private(workspace.run("a"))
    mine = [
        workspace.jobs / f".a.json.1-x{TEMPORARY_SUFFIX}",
        workspace.models / f".a.pt.1-x{TEMPORARY_SUFFIX}",
        workspace.checkpoints("a") / f".last.pt.1-x{TEMPORARY_SUFFIX}",
        workspace.run("a") / f".stop.1-x{TEMPORARY_SUFFIX}",
    ]
    others = [workspace.jobs / f".ab.json.1-x{TEMPORARY_SUFFIX}", workspace.jobs / "a.json", workspace.jobs / "a.tmp"]
    for path in mine + others:
        path.touch()

    collect_leftovers(workspace, "a")
    collect_leftovers(workspace, "gone")

    assert not any(path.exists() for path in mine)
    assert all(path.exists() for path in others)


def test_the_tail_of_what_is_no_file_is_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("/etc/passwd")

    assert [read_tail(tmp_path / name, 100) for name in ("fifo", "link", ".", "none")] == [b""] * 4
