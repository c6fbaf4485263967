"""The end of a job is told, whenever it comes between two looks."""

from pathlib import Path

import pytest

from engine.control.reconcile import Guard
from engine.files import make_private
from engine.job import JobRecord
from engine.observe.view import JobView
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.observe.test_watch import write


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path)
    make_private(found.jobs)
    return found


def test_an_end_that_comes_with_the_first_word_of_a_guard_is_not_lost(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[JobView] = []
    watcher = Watcher(workspace, lambda look, note: seen.extend(look.changed))
    monkeypatch.setattr("engine.observe.watch.reconcile", lambda workspace, record: Guard.SUPERVISED)
    write(workspace, 1)
    watcher._look({"a"})  # By a hint: nobody has asked who guards it.
    write(workspace, 2, status=JobState.ERROR)

    watcher._look(None)

    assert [view.state for view in seen] == [JobState.RUNNING, JobState.ERROR]


def test_a_record_that_turns_out_to_be_closed_is_read_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[JobView] = []
    watcher = Watcher(workspace, lambda look, note: seen.extend(look.changed))
    write(workspace, 1)

    def closing(workspace: Workspace, record: JobRecord) -> Guard:
        write(workspace, 2, status=JobState.ERROR)
        return Guard.CLOSED

    monkeypatch.setattr("engine.observe.watch.reconcile", closing)

    watcher._look(None)

    assert [view.state for view in seen] == [JobState.ERROR]
