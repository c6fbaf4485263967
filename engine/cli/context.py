"""What every verb needs: the workspace, a way to open the panel, and the printing of data, words and errors."""

import json
import os
import sys
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NoReturn

import click
import msgspec

from engine.cli.panel import Panel
from engine.cli.place import WORKSPACE_VARIABLE, workspace_at
from engine.config.config import Config, load_config
from engine.control.closing import closed_record
from engine.control.cut_short import CutShort
from engine.control.lock import is_guarded
from engine.control.reconcile import Guard, finish, reconcile
from engine.control.trash_settling import settle
from engine.errors import InvalidParams, NoSuchJob, TraindeckError
from engine.files import UnreadableFile
from engine.job import JobRecord
from engine.observe.annotations import read_annotations
from engine.observe.context import Context
from engine.observe.find import find_job
from engine.observe.folder import read_all, read_view
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.text import clean

WITH_MINUS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Click's settings for verbs that take words which begin with a minus sign, so that -host is no -h."""


class Session:
    """State of one call of the command line.

    Args:
        workspace: Directory given by option or environment, or None for the current one.
        panel: The panel; the engine itself knows none.
        read_only: Whether nothing may be changed.
        flags: Settings given as options, by name.
    """

    def __init__(
        self,
        workspace: str | None,
        panel: Panel,
        *,
        read_only: bool = False,
        flags: Mapping[str, str] | None = None,
    ) -> None:
        self._workspace = workspace
        self._read_only = read_only
        self._flags = flags or {}
        self.panel = panel

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, which must be a directory.

        Raises:
            BadInput: It is not, or the current directory has been deleted.
        """
        return workspace_at(self._workspace, read_only=self._read_only)

    @cached_property
    def config(self) -> Config:
        """What the user has set, for this workspace; where that is none, without its file."""
        try:
            return load_config(self.workspace.root, self._flags)
        except TraindeckError:
            return load_config(None, self._flags)

    def forget_config(self) -> None:
        """Read it anew when it is asked for again: the files may be others now."""
        self.__dict__.pop("config", None)

    def open_panel(self, job_id: str | None = None, *, opened: bool = False) -> int:
        """Open the panel on the workspace and return its exit status."""
        return self.panel.open(self.workspace, self.config, job_id, opened=opened)

    def find(self, reference: str) -> JobRecord:
        """The job that a reference means, as it really stands. Raises `NoSuchJob`."""
        record = self.view(reference).record
        assert record is not None
        return record

    def view(self, reference: str) -> JobView:
        """The same with what its status file does not say; there is always a record. Raises `NoSuchJob`."""
        CutShort(self.workspace).close()
        return self._look(find_job(self.workspace, reference))

    def look_again(self, record: JobRecord) -> JobRecord:
        """The record after a look whether its job has died unnoticed.

        Raises:
            NoSuchJob: Its status file is gone for good.
        """
        return self._look(record).record or record

    def _look(self, record: JobRecord) -> JobView:
        guard = reconcile(self.workspace, record)
        if record.status.is_closed:
            finish(self.workspace, record)
        if guard is Guard.DEAD:
            return JobView(job_id=record.job_id, record=closed_record(self.workspace, record))
        view = read_view(self.workspace, record.job_id)
        if view is None and not is_guarded(self.workspace, record.job_id):
            raise NoSuchJob(f"The status file of {record.job_id} has been deleted.")
        if view is not None and view.record is None and guard is Guard.UNSUPERVISED:
            raise NoSuchJob(f"The status file of {record.job_id} cannot be read: {view.problem}.")
        if view is None or view.record is None:
            view = JobView(job_id=record.job_id, record=record)
        return msgspec.structs.replace(view, guard=str(guard) if view.is_active else "")

    def context(self) -> Context:
        """What is known beside the jobs: tags, notes, the present time."""
        try:
            return Context(read_annotations(self.workspace), now_s=time.time())
        except UnreadableFile as error:
            say(f"traindeck: tags and notes cannot be read: {self.workspace.annotations.name}: {error}.")
            return Context(now_s=time.time())

    def all_jobs(self) -> list[JobView]:
        """Every job, newest first, those that died unnoticed closed."""
        CutShort(self.workspace).close()
        settle(self.workspace)
        views = []
        for view in read_all(self.workspace):
            if view.is_active and view.record is not None:
                guard = reconcile(self.workspace, view.record)
                again = read_view(self.workspace, view.job_id) or view
                if guard is Guard.DEAD:
                    again = JobView(job_id=view.job_id, record=closed_record(self.workspace, view.record))
                views.append(msgspec.structs.replace(again, guard=str(guard)))
            else:
                views.append(view)
        return views


def is_terminal(stream: Any) -> bool:
    """Whether a person looks at `stream`."""
    return stream is not None and bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def put(text: str) -> None:
    """Print data."""
    click.echo(text)


def put_json(value: Any) -> None:
    """Print data as JSON."""
    indent = 2 if is_terminal(sys.stdout) else None
    # JSON is UTF-8 (RFC 8259); where the output is not, its own escapes are the way to stay readable.
    utf_8 = "utf" in getattr(sys.stdout, "encoding", "").lower()
    click.echo(json.dumps(value, ensure_ascii=not utf_8, indent=indent))


def say(text: str) -> None:
    """Print words for a person; whatever names of files and arguments hold, only what is printable."""
    click.echo("\n".join(clean(line) for line in text.split("\n")), err=True)


def fail(error: TraindeckError) -> NoReturn:
    """Tell a person what is wrong, one sentence for each fault, and end with the error's exit status."""
    faults = error.problems if isinstance(error, InvalidParams) else (error,)
    for fault in faults:
        say(f"traindeck: {clean(str(fault))}")
    sys.exit(error.exit_code)


def complete_jobs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Shell completion of job ids and names, each explained by its state."""
    from click.shell_completion import CompletionItem

    try:
        place = context.find_root().params.get("workspace") or os.environ.get(WORKSPACE_VARIABLE)
        views = read_all(workspace_at(place))
    except TraindeckError:
        return []  # Nothing to offer; what is wrong is told when the command runs.
    items = [CompletionItem("last", help="the job launched last")] if "last".startswith(incomplete) else []
    for view in views:
        told = f"{view.title} {view.state or 'unreadable'}"
        if view.job_id.startswith(incomplete):
            items.append(CompletionItem(view.job_id, help=told))
        if incomplete and view.record is not None and view.record.name.startswith(incomplete):
            items.append(CompletionItem(view.record.name, help=f"{view.job_id} {view.state}"))
    return items
