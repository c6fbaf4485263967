"""The command line in a workspace that its user may look at but not write: another user's, or one made read-only."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.cli.main import run
from engine.control.permission import user_name
from engine.paths import Workspace
from tests.engine.control.harness import closed, kill, long_spec, running
from tests.engine.control.test_permission import NOBODY, as_nobody, listing, open_folder
from tests.engine.worker.harness import DIABETES
from tests.no_panel import NoPanel

LOOKS = (("list",), ("list", "--json"), ("status", "last"), ("logs", "last"), ("recipes",), ("schema",))
"""Verbs that only look."""

CHANGES = (
    ("launch", "regression", "--data", DIABETES), ("quick", "1", "--simulate"), ("stop", "last"),
    ("stop", "last", "--now"), ("resume", "last"),
)  # fmt: skip
"""Verbs that change something."""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def command(*arguments: str) -> tuple[int, str]:
    """Exit status and words of one command, run in this process: another user may not be able to read Python."""
    stream = os.memfd_create("words")
    with open(stream, "w", encoding="utf-8") as words:
        with contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
            try:
                run(NoPanel(), list(arguments))
            except SystemExit as ending:
                status = ending.code
        words.flush()
        return int(status or 0), os.pread(stream, 1 << 20, 0).decode()


def each(root: Path, *verbs: tuple[str, ...], options: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """Exit status and words of some verbs in one workspace."""
    return [command("--workspace", str(root), *options, *verb) for verb in verbs]


def let_see(root: Path, *, files: int = 0o644, folders: int = 0o755) -> None:
    """Give a whole workspace other permissions."""
    for path in [root, *root.rglob("*")]:
        path.chmod(folders if path.is_dir() else files)


@pytest.fixture
def stopped() -> Iterator[Workspace]:
    """A workspace with one killed job, in a folder that everybody can reach."""
    with open_folder() as root:
        with running(root, long_spec()) as (workspace, record):
            pass
        closed(workspace, record.job_id)
        each(root, *LOOKS)  # Whatever these import is there before another user cannot read it any more.
        yield workspace


@needs_root
def test_another_user_looks_at_everything_and_changes_nothing(stopped: Workspace) -> None:
    let_see(stopped.root)
    before = listing(stopped.root)

    told = as_nobody(lambda: [each(stopped.root, *LOOKS), each(stopped.root, *CHANGES)])

    assert [status for status, _ in told[0]] == [0] * len(LOOKS)
    assert "killed by" in told[0][0][1]
    for status, words in told[1]:
        assert status == 4, words
        assert "it belongs to root. Only root can; use a workspace of your own." in words
        assert len(words.splitlines()) == 1
    assert listing(stopped.root) == before


@needs_root
def test_another_user_is_told_of_a_workspace_that_is_private(stopped: Workspace) -> None:
    before = listing(stopped.root)

    told = as_nobody(lambda: [each(stopped.root, *LOOKS[:2]), each(stopped.root, CHANGES[0])])

    for status, words in told[0]:
        assert status == 1, words
        assert "The jobs cannot be read" in words
        assert "Permission denied" in words
    assert told[1][0][0] == 4
    assert "it belongs to root" in told[1][0][1]
    assert listing(stopped.root) == before


@needs_root
def test_root_does_not_change_what_belongs_to_another_user(stopped: Workspace) -> None:
    for path in [stopped.root, *stopped.root.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    before = listing(stopped.root)

    for status, words in each(stopped.root, *CHANGES):
        assert status == 4, words
        assert f"it belongs to {user_name(NOBODY)}" in words

    assert listing(stopped.root) == before


@pytest.mark.parametrize("options", [("--read-only",), ()])
def test_a_tree_without_the_right_to_write(stopped: Workspace, options: tuple[str, ...]) -> None:
    let_see(stopped.root, files=0o444, folders=0o555)
    if os.geteuid() == 0:
        for path in [stopped.root, *stopped.root.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
    before = listing(stopped.root)

    def use() -> list[list[tuple[int, str]]]:
        return [each(stopped.root, *verbs, options=options) for verbs in (LOOKS, CHANGES)]

    looked, changed = as_owner(use)

    let_see(stopped.root, files=0o600, folders=0o700)
    assert [status for status, _ in looked] == [0] * len(LOOKS)
    for status, words in changed:
        assert status == 4, words
        assert "it cannot be written. Give yourself the right" in words
    assert listing(stopped.root) == before


def as_owner(action: Callable[[], Any]) -> Any:
    """What `action` returns when nobody runs it who may write everything."""
    return as_nobody(action) if os.geteuid() == 0 else action()


def test_reading_only_shows_a_dead_job_as_such_and_records_nothing(stopped: Workspace) -> None:
    with running(stopped.root) as (_, record):
        kill(record, shim=True)
        kill(record)
        before = listing(stopped.root)

        status, words = command("--workspace", str(stopped.root), "--read-only", "status", record.job_id)

        assert status == 0
        assert "ERROR" in words
        assert "exit unknown: worker and guardian both died (not yet recorded: read-only)" in words
        assert listing(stopped.root) == before
