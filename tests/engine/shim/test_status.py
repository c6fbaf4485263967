import json
from pathlib import Path

import msgspec
import pytest

from engine.files import make_private, write_atomic
from engine.job import JobSpec
from engine.paths import Workspace
from engine.record import read_status, write_record
from engine.shim.status import read_object, write_object
from engine.state import JobState


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    make_private(workspace.run("a"))
    return workspace


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b'{"job_id":"b","status":"RUNNING"}', b"[" * 100_000, b"9" * 5000, b"\xff"]
)
def test_a_broken_status_is_made_up_from_the_specification(workspace: Workspace, content: bytes | None) -> None:
    spec = JobSpec(job_id="a", recipe="regression", params={"epochs": 3}, name="x", created_at=1.5)
    write_record(workspace.spec("a"), spec, durable=False)
    if content is not None:
        workspace.status("a").write_bytes(content)

    found = read_object(workspace, "a")

    assert found == {
        "job_id": "a", "status": "QUEUED", "name": "x", "recipe": "regression", "params": {"epochs": 3}, "tags": [],
        "created_at": 1.5, "resumed_from": None,
    }  # fmt: skip


def test_without_either_file_there_is_still_a_status(workspace: Workspace) -> None:
    assert read_object(workspace, "a") == {"job_id": "a", "status": JobState.QUEUED}


def test_an_unknown_state_counts_as_queued(workspace: Workspace) -> None:
    workspace.status("a").write_text('{"job_id":"a","status":["RUNNING"]}')

    assert read_object(workspace, "a")["status"] is JobState.QUEUED


def test_what_the_shim_writes_is_strict_json_whatever_was_there(workspace: Workspace) -> None:
    workspace.status("a").write_text(
        '{"job_id":"a","status":"RUNNING","loss":NaN,"metrics":{"m":-Infinity},"name":"\\ud800é"}'
    )

    write_object(workspace, read_object(workspace, "a"), JobState.ERROR, message="killed")

    record, problems = read_status(workspace.status("a"))
    assert problems == ()
    assert (record.status, record.message, record.name) == (JobState.ERROR, "killed", "\N{REPLACEMENT CHARACTER}é")
    assert str(record.loss) == "nan"
    assert record.updated_at is not None
    msgspec.json.decode(workspace.status("a").read_bytes())


def test_a_full_disk_gets_the_reserve_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.reserve("a").write_bytes(b"x" * 100)

    def write_while_there_is_room(path: Path, content: bytes, *, durable: bool) -> None:
        if workspace.reserve("a").exists():
            raise OSError(28, "No space left on device")
        write_atomic(path, content, durable=durable)

    monkeypatch.setattr("engine.reserve.write_atomic", write_while_there_is_room)

    write_object(workspace, {"job_id": "a", "status": "RUNNING"}, JobState.ERROR)

    assert json.loads(workspace.status("a").read_bytes())["status"] == "ERROR"
