import json
import os
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.control import lock
from engine.control.annotate import annotate, clean_note, split_tags
from engine.errors import Refused
from engine.files import UnreadableFile
from engine.job import JobRecord
from engine.observe.annotations import Annotation, read_annotations
from engine.observe.folder import JobFolder
from engine.observe.store import JobStore
from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, plant_all


def pin(known: Annotation) -> Annotation:
    return msgspec.structs.replace(known, pinned=True)


def test_what_was_added_is_read_back_and_shown_by_the_next_look(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    folder, store = JobFolder(workspace), JobStore()
    store.apply(folder.look())

    before = annotate(workspace, {IDS[0]: pin, IDS[1]: lambda known: msgspec.structs.replace(known, note="why")})
    diff = store.apply(folder.look())

    assert before == {IDS[0]: Annotation(), IDS[1]: Annotation()}
    assert diff.changed == {IDS[0], IDS[1]}
    assert store.annotations[IDS[0]].pinned
    assert store.annotations[IDS[1]].note == "why"
    assert not store.apply(folder.look())


def test_what_is_taken_back_leaves_nothing(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    annotate(workspace, {IDS[0]: pin})
    annotate(workspace, {IDS[0]: lambda known: Annotation()})
    assert read_annotations(workspace) == {}


def test_panels_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)

    def add(number: int) -> None:
        annotate(workspace, {IDS[0]: lambda known: known.with_tags([], [f"t{number}"])})

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(read_annotations(workspace)[IDS[0]].tags_added) == {f"t{number}" for number in range(12)}


def test_a_file_that_cannot_be_read_is_told_of_and_never_overwritten(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    workspace.annotations.write_text("{oops")

    with pytest.raises(UnreadableFile):
        read_annotations(workspace)
    with pytest.raises(Refused, match=r"annotations.json cannot be read"):
        annotate(workspace, {IDS[0]: pin})
    assert workspace.annotations.read_text() == "{oops"
    assert "annotations.json: it is not JSON" in JobFolder(workspace).look().note


def test_a_spoiled_entry_takes_no_other_along(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    entries = f'{{"jobs": {{"{IDS[0]}": {{"note": "fine\\u001b[2J"}}, "{IDS[1]}": 7, "../x": {{"pinned": true}}}}}}'
    workspace.annotations.write_text(entries)
    assert read_annotations(workspace) == {IDS[0]: Annotation(note="fine")}


def test_what_is_not_understood_is_kept(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    plain = {
        "colour": "x",
        "jobs": {
            IDS[0]: {"note": "long work", "rating": 5},
            IDS[1]: {"note": "kept", "tags_added": "abc"},
            IDS[2]: {"note": "n" * 600, "huge": 1e300},
            IDS[3]: 7,
            "../x": {"pinned": True},
        },
    }
    workspace.annotations.write_text(json.dumps(plain))
    assert read_annotations(workspace)[IDS[1]] == Annotation(note="kept")

    annotate(workspace, {IDS[0]: pin, IDS[1]: pin, IDS[4]: pin, IDS[3]: lambda known: known})
    written = json.loads(workspace.annotations.read_text())

    plain["jobs"][IDS[0]]["pinned"] = plain["jobs"][IDS[1]]["pinned"] = True  # type: ignore[index]
    plain["jobs"][IDS[4]] = {"pinned": True}  # type: ignore[index]
    assert written == {"version": 1, **plain}
    annotate(workspace, {IDS[0]: lambda known: Annotation(), IDS[1]: lambda known: None})
    jobs = json.loads(workspace.annotations.read_text())["jobs"]
    assert jobs[IDS[0]] == {"rating": 5}
    assert IDS[1] not in jobs


@pytest.mark.parametrize("version", [2, "new", None])
def test_a_file_of_another_version_is_read_but_not_changed(tmp_path: Path, version: object) -> None:
    workspace = plant_all(tmp_path)
    content = json.dumps({"version": version, "jobs": {IDS[0]: {"note": "fine"}}})
    workspace.annotations.write_text(content)

    with pytest.raises(Refused, match=r"annotations.json is of version .*, so it is not changed. Update Traindeck."):
        annotate(workspace, {IDS[0]: pin})

    assert workspace.annotations.read_text() == content
    assert read_annotations(workspace) == {IDS[0]: Annotation(note="fine")}


def test_nothing_is_changed_in_a_locked_workspace_or_while_another_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = plant_all(tmp_path)
    with pytest.raises(Refused):
        annotate(Workspace(tmp_path, locked="it is looked at with --read-only"), {IDS[0]: pin})

    monkeypatch.setattr("engine.control.annotate.PATIENCE_S", 0.05)
    held = lock.take(workspace.write_lock(workspace.annotations), create=True)
    assert held is not None
    with pytest.raises(Refused, match=r"annotations.json and does not end"):
        annotate(workspace, {IDS[0]: pin})
    os.close(held)
    assert not workspace.annotations.exists()


TAGS = st.lists(st.sampled_from("abcd"), max_size=4)


@given(TAGS, TAGS, TAGS, TAGS, TAGS)
def test_tags_added_are_there_and_tags_removed_are_not(
    own: list[str], add: list[str], remove: list[str], add_then: list[str], remove_then: list[str]
) -> None:
    record = JobRecord(job_id="a", status=JobState.RUNNING, tags=own)

    once = Annotation().with_tags(own, add, remove)
    twice = once.with_tags(own, add_then, remove_then)

    assert set(once.tags(record)) == (set(own) - set(remove)) | set(add)
    assert set(twice.tags(record)) == (set(once.tags(record)) - set(remove_then)) | set(add_then)
    assert Annotation().with_tags(own, own, ()) == Annotation()


def test_what_people_type_becomes_one_line_and_single_tags() -> None:
    assert clean_note(" a\nb\x1b[2J ") == "a b"
    assert split_tags("v2, base  v2") == ["v2", "base"]
