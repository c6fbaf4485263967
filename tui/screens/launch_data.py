"""The half of the launch form that knows the data file: it looks, shows what is in it, and lets the user choose."""

from pathlib import Path

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from engine.dataset import ColumnChoice, DatasetFacts, choose_columns, inspect, usable_part
from engine.errors import BadInput, InvalidParams
from engine.job import JobSpec
from engine.params import Kind
from engine.text import clean
from tui.draft import full_path, shown_path
from tui.screens.choose_columns import ChooseColumnsScreen
from tui.screens.choose_file import ChooseFileScreen
from tui.widgets.dataset_preview import UNREADABLE, WAITING, DatasetPreview
from tui.widgets.dataset_text import in_ascii, short_lines
from tui.widgets.launch_form import LaunchForm
from tui.widgets.param_field import TITLE_WIDTH, ParamField

DEBOUNCE_S = 0.2
"""Pause in typing after which the data file is looked at: about as long as between two slow keystrokes."""


class DataFileScreen(Screen[JobSpec | None]):
    """Looks at the data file that a form names whenever it changes.

    Args:
        form: The form; it has a field for a data file, or there is nothing to do.
        directory: What relative paths are relative to.
    """

    class Inspected(Message):
        """A data file was looked at."""

        def __init__(self, text: str, facts: DatasetFacts | None, problem: BadInput | None) -> None:
            super().__init__()
            self.text, self.facts, self.problem = text, facts, problem

    def __init__(self, form: LaunchForm, directory: Path) -> None:
        super().__init__()
        self._form = form
        self._directory = directory
        self._facts: DatasetFacts | None = None
        self._timer: Timer | None = None

    @property
    def _data(self) -> ParamField | None:
        return self._form.of_kind(Kind.DATASET)

    def _look_soon(self, delay_s: float = DEBOUNCE_S) -> None:
        if self._timer is not None:
            self._timer.stop()
        row = self._data
        if row is None:
            return
        if not str(row.given).strip():
            self._facts = None
            if target := self._form.of_kind(Kind.COLUMN):
                target.offer((), "default")
            self._show_facts()
        elif delay_s:
            self._timer = self.set_timer(delay_s, lambda: self._look(str(row.given)))
        else:
            self._look(str(row.given))

    @work(thread=True, exclusive=True, group="inspect")
    def _look(self, text: str) -> None:
        facts, problem = None, None
        try:
            facts = inspect(full_path(text, self._directory))
        except BadInput as error:
            problem = error
        except Exception as error:
            self.log.error(error)
            problem = BadInput("The data file cannot be looked at.", clean(repr(error), 200), field="data")
        self.post_message(self.Inspected(text, facts, problem))

    @on(Inspected)
    def inspected(self, event: Inspected) -> None:
        """Show what was found, unless something else has been typed meanwhile."""
        row = self._data
        if row is None or row.given != event.text:
            return
        self._facts = event.facts
        row.error = str(event.problem) if event.problem else ""
        target = self._form.of_kind(Kind.COLUMN)
        if target is not None:
            default = self._default_target()
            target.offer(event.facts.numeric if event.facts else (), f"{default} (default)" if default else "default")
        self._show_facts()

    def _default_target(self) -> str:
        try:
            return choose_columns(self._facts, None, ()).target if self._facts and self._facts.columns else ""
        except BadInput:
            return ""

    def _choice(self) -> ColumnChoice | None:
        """Target and features as the file has them; what is wrong is shown at its field, the rest still chosen."""
        target, features = (self._form.of_kind(kind) for kind in (Kind.COLUMN, Kind.COLUMNS))
        if self._facts is None or not self._facts.columns or target is None or features is None:
            return None
        if not (target.check() and features.check()):
            return None
        names = features.given if isinstance(features.given, tuple) else features.field.parse(str(features.given))
        try:
            return choose_columns(self._facts, str(target.given) or None, names)
        except BadInput as error:
            for problem in error.problems if isinstance(error, InvalidParams) else (error,):
                at = self._form.rows.get(problem.field)
                if at is not None and not at.error:
                    at.error = str(problem)
            return usable_part(self._facts, str(target.given) or None, names)

    def _show_facts(self) -> None:
        if not self.query(DatasetPreview) or (row := self._data) is None:
            return
        choice = self._choice()
        message = UNREADABLE if row.error else WAITING
        self.query_one(DatasetPreview).show(self._facts, choice, message)
        narrow = self._facts is not None and not self.has_class("-wide")
        width = max(20, self.size.width - TITLE_WIDTH - 6)
        note = short_lines(self._facts, choice, width) if narrow and self._facts else Content("")
        row.note = in_ascii(note) if self.app.has_class("ascii") else note
        name = self._form.rows["name"].editor
        if isinstance(name, Input):
            stem = clean(str(row.given).rpartition("/")[2].partition(".")[0], 60) if self._facts else ""
            name.placeholder = stem or "name of the data file"

    def _focused_row(self) -> ParamField | None:
        if self.focused is None:
            return None
        return next((node for node in self.focused.ancestors_with_self if isinstance(node, ParamField)), None)

    def action_choose(self) -> None:
        """Choose instead of typing: columns where columns are asked for, else the data file."""
        row = self._focused_row()
        if row is not None and row.field.kind is Kind.COLUMNS:
            self._choose_columns(row)
        elif (data := self._data) is not None:
            self._choose_file(data)

    @on(ParamField.ChooserWanted)
    def chooser_clicked(self, event: ParamField.ChooserWanted) -> None:
        """The mouse did."""
        if event.field.field.kind is Kind.COLUMNS:
            self._choose_columns(event.field)
        else:
            self._choose_file(event.field)

    def _choose_file(self, row: ParamField) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                row.give(shown_path(str(path), self._directory))
                row.check()
                self._look_soon(0)

        text = str(row.given).strip()
        folder = full_path(text, self._directory).parent if text else self._directory
        self.app.push_screen(ChooseFileScreen(folder if folder.is_dir() else self._directory), chosen)

    def _choose_columns(self, row: ParamField) -> None:
        if self._facts is None or not self._facts.columns:
            self.notify("Name a data file first: its columns are not known yet.")
            return

        def chosen(names: tuple[str, ...] | None) -> None:
            if names is not None:
                row.give(names)
                self._show_facts()

        target = self._form.of_kind(Kind.COLUMN)
        given = row.given if isinstance(row.given, tuple) else row.field.parse(str(row.given))
        excluded = (str(target.given) if target else "") or self._default_target()
        self.app.push_screen(ChooseColumnsScreen(self._facts, excluded, given), chosen)
