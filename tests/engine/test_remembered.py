"""The last launch is remembered, and nothing in its file can do harm."""

import os
from pathlib import Path

import pytest

from engine.control.remembered import recall, remember
from engine.job import JobSpec
from engine.paths import Workspace

SPEC = JobSpec(job_id="", recipe="regression", params={"data": "/a.csv", "epochs": 7}, name="first", tags=["a", "b"])


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert recall(workspace) is None
    remember(workspace, SPEC)
    assert recall(workspace) == SPEC


def test_only_the_last_one_counts_and_nothing_else_is_left(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    remember(workspace, SPEC)
    remember(workspace, JobSpec(job_id="", recipe="regression", params={}, name="second"))
    recalled = recall(workspace)
    assert recalled is not None
    assert recalled.name == "second"
    assert os.listdir(workspace.artifacts) == ["last_launch.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"recipe": 1}',
        b"null",
        b'{"job_id":"","recipe":"r","params":[]}',
        b"[" * 99_999,
    ],
    ids=["empty", "cut off", "array", "not utf-8", "wrong types", "null", "wrong params", "nested"],
)
def test_a_corrupt_file_is_ignored(tmp_path: Path, content: bytes) -> None:
    workspace = Workspace(tmp_path)
    workspace.artifacts.mkdir()
    workspace.last_launch.write_bytes(content)
    assert recall(workspace) is None


def test_a_huge_file_a_folder_and_a_link_are_ignored(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    remember(workspace, SPEC)
    target = workspace.artifacts / "other.json"
    workspace.last_launch.rename(target)
    workspace.last_launch.symlink_to(target)
    assert recall(workspace) is None
    workspace.last_launch.unlink()
    workspace.last_launch.mkdir()
    assert recall(workspace) is None
    workspace.last_launch.rmdir()
    with workspace.last_launch.open("wb") as file:
        file.truncate(100 << 20)
    assert recall(workspace) is None


def test_escape_sequences_do_not_come_back(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    remember(workspace, JobSpec(job_id="", recipe="regression", params={"data": "\x1b]0;title\x07x\x1b[2J"}))
    recalled = recall(workspace)
    assert recalled is not None
    assert recalled.params == {"data": "x"}


def test_a_workspace_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "artifacts").write_text("a file stands in the way")
    remember(Workspace(tmp_path), SPEC)
    assert recall(Workspace(tmp_path)) is None
