"""The Files tab: everything that a job has on disk."""

import re
import time
from collections.abc import Sequence
from pathlib import Path

from engine.format import bytes_, duration
from engine.observe.run_files import RunFile, run_files, total_bytes
from engine.observe.view import JobView
from engine.text import count_of
from tui.tabs.list_tab import ListTab
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, text_line, wrapped_lines

COLUMNS = (
    TextColumn(heading="File", narrowest=24, widest=90, keep_end=True),
    TextColumn(heading="What it is", narrowest=14, widest=34, priority=2),
    TextColumn(heading="Size", right=True, narrowest=8),
    TextColumn(heading="Changed", right=True, narrowest=9, priority=1),
)

NARROW = 110
"""Below this width the id of the job, which stands in most paths, is left out of them."""

JOB_FOLDER = re.compile(r"/job_[0-9]+_[0-9a-f]+/")
"""A folder that is named for a job."""


class FilesTab(ListTab):
    """Lists the files of a job, those that it does not have dimmed."""

    _listed: tuple[RunFile, ...] = ()

    def gather(self, view: JobView) -> tuple[RunFile, ...]:
        """Look at each."""
        return run_files(self.workspace, view.record) if view.record is not None else ()

    def taken(self, view: JobView, gathered: tuple[RunFile, ...]) -> None:
        """Remember what is listed, for the keys."""
        self._listed = gathered
        super().taken(view, gathered)

    def turn_to_other(self) -> None:
        """Forget what was listed."""
        self._listed = ()
        super().turn_to_other()

    def lay_out(self, view: JobView, gathered: tuple[RunFile, ...], width: int) -> Sequence[Line]:
        """A row for each."""
        key = self.surroundings.keymap.key
        told = f"{key('open_file')} opens a text   {key('copy_path')} copies the path"
        return file_lines(gathered, width, time.time(), str(self.workspace.root), told)

    @property
    def chosen(self) -> RunFile | None:
        """The one under the cursor."""
        return next((each for each in self._listed if each.path == self.rows.cursor), None)

    def action_next_file(self) -> None:
        """Go to the next file."""
        self.rows.move(1)

    def action_previous_file(self) -> None:
        """Go to the file before."""
        self.rows.move(-1)

    def action_copy_path(self) -> None:
        """Copy the path of the file under the cursor."""
        if self.chosen is not None:
            path = str(self._path(self.chosen))
            self.app.copy_to_clipboard(path)
            self.notify(f"Copied {path}", markup=False)

    def action_open_file(self) -> None:
        """Read the file under the cursor in the pager."""
        chosen = self.chosen
        if chosen is None or chosen.size_bytes is None:
            self.notify("There is no such file.")
        elif not chosen.readable:
            self.notify(f"{chosen.path} is no text.", severity="warning", markup=False)
        else:
            from tui.paging import read_in_pager

            read_in_pager(self, self._path(chosen))

    def on_row_list_opened(self) -> None:
        """A file was clicked twice."""
        self.action_open_file()

    def _path(self, file: RunFile) -> Path:
        return self.workspace.root / file.path


def file_lines(files: Sequence[RunFile], width: int, now_s: float, root: str, told: str) -> list[Line]:
    """The files and what they take together; `told` says what can be done with them."""
    if not files:
        return wrapped_lines("The status file cannot be read, so the files of this job are not known.", width)
    present = [file for file in files if file.size_bytes is not None]
    lines = lay_out(COLUMNS, [_row(file, now_s, narrow=width < NARROW) for file in files], width)
    total = f"{count_of(len(present), 'file')}, {bytes_(total_bytes(files))} on disk   {told}"
    return [*lines, text_line(), *wrapped_lines(total, width), *wrapped_lines(f"below {root}/", width)]


def _row(file: RunFile, now_s: float, *, narrow: bool) -> TextRow:
    there = file.size_bytes is not None
    age = f"{duration(max(0.0, now_s - file.modified_at))} ago" if file.modified_at is not None else ""
    look = "$foreground" if there else "$foreground 40%"
    size = bytes_(file.size_bytes) if there else "none"
    return TextRow(
        key=file.path,
        cells=(
            (JOB_FOLDER.sub("/…/", file.path) if narrow else file.path, look),
            (file.purpose, DIM),
            (size, look),
            (age, DIM),
        ),
    )
