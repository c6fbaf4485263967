"""The closing state comes to disk, however long the disk refuses it."""

import errno
import json
import os
import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.paths import Workspace
from engine.record import encode, write_record
from engine.reserve import RESERVE_BYTES, leave_note, make_reserve, read_note, spend_reserve
from engine.shim import conclusion
from engine.shim.conclusion import Ending, conclude
from engine.shim.memory import Verdict
from engine.shim.whereabouts import Whereabouts
from engine.state import JobState
from tests.engine.shim.test_closing import ended
from tests.engine.worker.harness import make_job, status
from tests.torture.faults import Faults, refusing_disk


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conclusion, "AGAIN_S", 0.001)


def concluded(
    workspace: Workspace, job_id: str, last_word: bytes = b"", signals: Any = (),
    before: Callable[[], object] = lambda: None,
) -> None:  # fmt: skip
    descriptor = os.memfd_create("last-word")
    os.write(descriptor, last_word)
    whereabouts = Whereabouts(workspace, job_id)
    before()
    ending = Ending(ended("raise SystemExit(0)"), descriptor, None, killed=False, memory=Verdict.UNKNOWN, at_s=9.0)
    conclude(whereabouts, job_id, ending, signals)
    os.close(descriptor)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_disk_that_refuses_for_a_while(tmp_path: Path, number: int, count: int) -> None:
    workspace, job_id = make_job(tmp_path)
    make_reserve(workspace.reserve(job_id))
    before = workspace.status(job_id).read_bytes()

    def unchanged() -> None:
        assert workspace.status(job_id).read_bytes() == before

    with refusing_disk(Faults(0, count, number, unchanged)):
        concluded(workspace, job_id)

    assert status(workspace, job_id).status is JobState.ERROR
    assert not workspace.reserve(job_id).exists()
    assert not list(workspace.jobs.glob(".*"))


def test_a_disk_that_refuses_for_ever_leaves_a_note_until_somebody_ends_the_waiting(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path)
    make_reserve(workspace.reserve(job_id))
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    writes = 0

    def give_up_later() -> None:
        nonlocal writes
        writes += 1
        if writes == 5:
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    class OnlyStatus(Faults):
        def pass_one(self) -> None:
            give_up_later()
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    try:
        with refusing_disk(OnlyStatus(0, 0, 0)):
            concluded(workspace, job_id, signals={signal.SIGTERM})
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)

    assert status(workspace, job_id).status is JobState.STARTING
    assert writes >= 5


def test_the_workers_last_word_is_written_for_it(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path)
    plain = json.loads(encode(status(workspace, job_id))) | {"status": "COMPLETED", "step": 7, "loss": "NaN"}

    concluded(workspace, job_id, json.dumps(plain).encode())

    found = status(workspace, job_id)
    assert (found.status, found.step, found.exit_code) == (JobState.COMPLETED, 7, 0)


@pytest.mark.parametrize("word", [b"{", b"[]", b'{"job_id":"other","status":"COMPLETED"}', b"\0" * 100])
def test_a_last_word_that_is_none_is_ignored(tmp_path: Path, word: bytes) -> None:
    workspace, job_id = make_job(tmp_path)

    concluded(workspace, job_id, word)

    assert status(workspace, job_id).status is JobState.ERROR


def test_a_workspace_that_was_deleted_ends_the_waiting(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    workspace, job_id = make_job(tmp_path / "w")

    concluded(workspace, job_id, before=lambda: shutil.rmtree(tmp_path / "w"))

    assert not (tmp_path / "w").exists()


def test_a_folder_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path)
    away = tmp_path / "away"
    back = threading.Timer(0.1, lambda: away.rename(workspace.artifacts))

    def go_away() -> None:
        workspace.artifacts.rename(away)
        back.start()

    concluded(workspace, job_id, before=go_away)

    back.join()
    assert status(workspace, job_id).exit_code == 0


def test_a_folder_of_status_files_that_does_not_come_back_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conclusion, "RECREATE_S", 0.05)
    workspace, job_id = make_job(tmp_path)

    concluded(workspace, job_id, before=lambda: shutil.rmtree(workspace.jobs))

    assert status(workspace, job_id).status is JobState.ERROR


def test_folders_that_stay_away_are_given_up_and_never_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conclusion, "RECREATE_S", 0.0)
    monkeypatch.setattr(conclusion, "GIVE_UP_S", 0.05)
    workspace, job_id = make_job(tmp_path)

    concluded(workspace, job_id, before=lambda: workspace.artifacts.rename(tmp_path / "away"))

    assert not workspace.artifacts.exists()


def test_the_reserve_needs_no_space_to_become_the_status(tmp_path: Path) -> None:
    reserve, path = tmp_path / "reserve", tmp_path / "a.json"
    path.write_bytes(b"old")
    make_reserve(reserve)
    assert reserve.stat().st_blocks * 512 >= RESERVE_BYTES
    taken = reserve.stat().st_ino

    spend_reserve(reserve, path, b"new\n")

    assert path.read_bytes() == b"new\n"
    assert path.stat().st_ino == taken
    assert not reserve.exists()


def test_a_reserve_that_is_too_small_is_given_up(tmp_path: Path) -> None:
    reserve, path = tmp_path / "reserve", tmp_path / "a.json"
    reserve.write_bytes(b"12")

    with pytest.raises(OSError, match="No space"):
        spend_reserve(reserve, path, b"longer")
    assert not reserve.exists()
    assert not path.exists()


@pytest.mark.parametrize("text", ["a.json cannot be written: No space", "x" * 10_000, "\x1b]52;c;x\x07 \u202e é", ""])
def test_a_note_is_read_back_harmless(tmp_path: Path, text: str) -> None:
    reserve = tmp_path / "reserve"
    make_reserve(reserve)

    assert leave_note(reserve, text)

    found = read_note(reserve)
    assert found.isprintable()
    assert found[:8] == text[:8].replace("\x1b]52;c;x", "")[:8] or text.startswith("\x1b")
    assert reserve.stat().st_size == RESERVE_BYTES
    leave_note(reserve, "")
    assert read_note(reserve) == ""
    assert not leave_note(tmp_path / "none", "x")


def test_what_a_worker_wrote_is_there_again_when_its_folder_comes_back(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path)
    done = msgspec.structs.replace(
        status(workspace, job_id), status=JobState.COMPLETED, model="models/a.pt", loss=0.5, finished_at=5.0
    )
    write_record(workspace.status(job_id), done, durable=False)
    away = tmp_path / "away"
    back = threading.Timer(0.1, lambda: away.rename(workspace.jobs))

    def go_away() -> None:
        workspace.jobs.rename(away)
        back.start()

    concluded(workspace, job_id, before=go_away)

    back.join()
    found = status(workspace, job_id)
    assert (found.status, found.model, found.loss, found.exit_code) == (JobState.COMPLETED, "models/a.pt", 0.5, 0)


def test_a_deleted_run_folder_hides_no_end(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path)

    concluded(workspace, job_id, before=lambda: shutil.rmtree(workspace.run(job_id)))

    assert status(workspace, job_id).status is JobState.ERROR


def test_a_server_that_does_not_answer_ends_no_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, job_id = make_job(tmp_path)
    whereabouts = Whereabouts(workspace, job_id)

    def refuse(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", refuse)
        is_deleted = whereabouts.is_deleted()

    assert not is_deleted
