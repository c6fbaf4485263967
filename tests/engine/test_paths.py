import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.paths import Workspace, is_job_id, job_id_of, new_job_id

HOSTILE = [
    "", ".", "..", "a/b", "../a", "/etc/passwd", "a\n", "a\0", "-rf", "_a", "ａ", "é", "a.json", "a b", "x" * 65, None,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_id_never_becomes_a_path(text: str) -> None:
    assert not is_job_id(text)
    workspace = Workspace("/somewhere")
    for path in (workspace.status, workspace.run, workspace.lock, workspace.checkpoints, workspace.model):
        with pytest.raises(ValueError, match="not a job id"):
            path(text)


@given(st.text())
def test_every_path_of_an_id_stays_in_the_workspace(text: str) -> None:
    workspace = Workspace("/somewhere")
    if is_job_id(text):
        for path in (workspace.status(text), workspace.stop(text), workspace.model_card(text)):
            assert os.path.normpath(path) == os.fspath(path)
            assert path.is_relative_to(workspace.root)
        assert job_id_of(workspace.status(text).name) == text


@pytest.mark.parametrize(
    "name", [".a.json.1-x.tmp", "a.txt", "a", ".json", "a.json~", "a.b.json", "a\n.json", ".a.json"]
)
def test_other_files_are_no_status_files(name: str) -> None:
    assert job_id_of(name) is None


def test_ids_sort_by_age_and_differ() -> None:
    assert new_job_id(1.0005).startswith("job_1000_")
    assert new_job_id(1700000000.0) < new_job_id(1700000000.001)
    assert len({new_job_id(1.0) for _ in range(1000)}) == 1000
    assert is_job_id(new_job_id())


def test_a_workspace_is_absolute_and_not_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Workspace("here/..").root == tmp_path
    assert Workspace("/nowhere").jobs == Path("/nowhere/artifacts/jobs")
