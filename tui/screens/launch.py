"""The launch form: everything that a job can be told, checked while it is typed."""

import importlib.util
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Button, Input, Static

from engine.control.remembered import remember
from engine.dataset import ColumnChoice, DatasetFacts, choose_columns, inspect
from engine.errors import BadInput, InvalidParams
from engine.job import JobRecord, JobSpec
from engine.params import Kind
from engine.paths import Workspace
from engine.text import clean, count_of
from engine.worker.recipes import recipe
from tui.draft import Draft, check, full_path, shown_path
from tui.launch_start import NO_TORCH, SIMULATED, Start, drop_draft, keep_draft, start_of
from tui.screens.choose_columns import ChooseColumnsScreen
from tui.screens.choose_file import ChooseFileScreen
from tui.widgets.dataset_preview import UNREADABLE, WAITING, DatasetPreview
from tui.widgets.dataset_text import short_lines
from tui.widgets.launch_form import LaunchForm
from tui.widgets.param_field import TITLE_WIDTH, ParamField

DEBOUNCE_S = 0.2
"""Pause in typing after which the data file is looked at: about as long as between two slow keystrokes."""

WIDE = 100
"""Columns of the terminal from which on the preview stands beside the form."""

KEYS = (("^s", "Launch"), ("esc", "Close"), ("^o", "Choose"), ("^r", "Reset"), ("↑↓", "Move"))
"""What the foot says."""


class LaunchScreen(Screen[JobSpec | None]):
    """Asks for everything that a launch needs; its result is a checked specification, or None.

    Args:
        workspace: Where the job will be.
        source: A job to fill the form in from; else the last launch does.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        Binding("ctrl+s,ctrl+enter,ctrl+j,f5", "launch", "Launch"),
        Binding("escape", "close", "Close"),
        Binding("ctrl+o", "choose", "Choose"),
        Binding("ctrl+r", "reset", "Reset to the defaults"),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
    ]
    DEFAULT_CSS = """
    LaunchScreen {
        layout: vertical;
        background: $background;
        #title { height: 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
        #body { height: 1fr; padding-top: 1; }
        DatasetPreview { display: none; width: 1fr; }
        LaunchForm { max-width: 100; }
        #below { height: auto; padding: 0 2; border-top: solid $foreground 15%; }
        #message { height: auto; text-style: bold; color: $primary; display: none; }
        #message.-error { color: $error; }
        #message.-warning { color: $warning; }
        #help { height: 2; color: $foreground 80%; }
        #foot { height: 1; background: $panel; padding: 0 1; }
        #foot Static { width: 1fr; color: $foreground 75%; text-wrap: nowrap; }
        #launch { min-width: 16; }
    }
    LaunchScreen.-wide {
        DatasetPreview { display: block; }
        LaunchForm { min-width: 64; max-width: 84; }
        #help { height: 1; }
    }
    """

    class Inspected(Message):
        """A data file was looked at."""

        def __init__(self, text: str, facts: DatasetFacts | None, problem: BadInput | None) -> None:
            super().__init__()
            self.text, self.facts, self.problem = text, facts, problem

    class Checked(Message):
        """The whole form was checked."""

        def __init__(self, spec: JobSpec | None, problems: tuple[BadInput, ...]) -> None:
            super().__init__()
            self.spec, self.problems = spec, problems

    def __init__(self, workspace: Workspace, *, source: JobRecord | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self._source = source
        self._directory = Path.cwd()
        self._start: Start = start_of(workspace, source, self._directory)
        self._form = LaunchForm(recipe(self._start.draft.recipe), self._start.draft)
        self._initial = self._form.draft()
        self._facts: DatasetFacts | None = None
        self._timer: Timer | None = None
        self._checking = False
        self._summary = ""
        self._has_torch = importlib.util.find_spec("torch") is not None

    def compose(self) -> ComposeResult:
        """Title, fields beside the preview, message, help, foot."""
        title = "New job" if self._source is None else f"Duplicate of {clean(self._source.title, 80)}"
        where = clean(str(self._workspace.root), 200)
        yield Static(Content.assemble((f" {title}", "bold"), (f"  {where}", "$foreground 55%")), id="title")
        with Horizontal(id="body"):
            yield self._form
            yield DatasetPreview()
        with Vertical(id="below"):
            yield Static(id="message")
            yield Static(id="help")
        with Horizontal(id="foot"):
            yield Static(Content("  ").join(Content.assemble((key, "bold $primary"), f" {what}") for key, what in KEYS))
            yield Button("Launch", id="launch", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Go to the first field that needs something."""
        rows = self._form.rows.values()
        needy = next((row for row in rows if row.field.required and not row.given), None)
        self._form.go_to(needy or next(row for row in rows if row.field.required))
        self._show_message()
        self._look_soon(0)

    def on_resize(self, event: events.Resize) -> None:
        """Beside or below."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self._show_facts()

    # The data file

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
        """Target and features as the file has them; what is wrong with them is shown at their fields."""
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
            return None

    def _show_facts(self) -> None:
        if not self.is_mounted or (row := self._data) is None:
            return
        choice = self._choice()
        message = UNREADABLE if row.error else WAITING
        self.query_one(DatasetPreview).show(self._facts, choice, message)
        narrow = self._facts is not None and not self.has_class("-wide")
        width = max(20, self.size.width - TITLE_WIDTH - 6)
        row.note = short_lines(self._facts, choice, width) if narrow and self._facts else Content("")
        name = self._form.rows["name"].editor
        if isinstance(name, Input):
            stem = clean(str(row.given).rpartition("/")[2].partition(".")[0], 60) if self._facts else ""
            name.placeholder = stem or "name of the data file"

    # What the user does

    @on(ParamField.Changed)
    async def changed(self, event: ParamField.Changed) -> None:
        """A field was edited."""
        kind, name = event.field.field.kind, event.field.field.name
        if name == "recipe":
            await self._form.rebuild(recipe(str(event.field.given)))
            self._form.go_to(self._form.rows["recipe"])
            self._look_soon(0)
        elif kind is Kind.DATASET:
            self._facts = None
            self._look_soon()
        elif kind in (Kind.COLUMN, Kind.COLUMNS):
            self._show_facts()
        self._summary = self._count_faults() if self._summary else ""
        self._show_message()

    @on(Input.Submitted)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    @on(events.DescendantFocus)
    def show_help(self) -> None:
        """Say what the focused field means."""
        row = self._focused_row()
        text = row.field.param.help if row else "Check everything and start the job."
        self.query_one("#help", Static).update(Content(text))

    def _focused_row(self) -> ParamField | None:
        if self.focused is None:
            return None
        return next((node for node in self.focused.ancestors_with_self if isinstance(node, ParamField)), None)

    def action_move(self, fields: int) -> None:
        """Go to another field."""
        for _ in range(abs(fields)):
            if fields > 0:
                self.focus_next()
            else:
                self.focus_previous()

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

    def action_reset(self) -> None:
        """Put the defaults back."""
        for row in self._form.rows.values():
            if row.field.name != "recipe":
                row.give("" if row.field.required else row.field.default)
                row.error = ""
        self._summary = ""
        self._start = Start(self._start.draft, "Every field is back to its default.")
        self._show_message()
        self._look_soon(0)

    # Launching

    @on(Button.Pressed, "#launch")
    def pressed(self) -> None:
        """The button does what the key does."""
        self.action_launch()

    def action_launch(self) -> None:
        """Check everything, then hand the specification over."""
        if self._checking:
            return
        self._checking = True
        button = self.query_one("#launch", Button)
        button.label = "Checking…"
        self._check(self._form.draft())

    @work(thread=True, group="check")
    def _check(self, draft: Draft) -> None:
        try:
            spec = check(draft, self._directory)
        except InvalidParams as invalid:
            self.post_message(self.Checked(None, invalid.problems))
        except Exception as error:
            self.log.error(error)
            self.post_message(self.Checked(None, (BadInput("The form cannot be checked.", clean(repr(error), 200)),)))
        else:
            remember(self._workspace, spec)
            self.post_message(self.Checked(spec, ()))

    @on(Checked)
    def checked(self, event: Checked) -> None:
        """Close with the specification, or show everything that is wrong."""
        if not self._checking:
            return
        self._checking = False
        if event.spec is not None:
            drop_draft(self._workspace, self._source)
            self.dismiss(event.spec)
            return
        self.query_one("#launch", Button).label = "Launch"
        elsewhere = self._form.show_problems(event.problems)
        self._summary = " ".join([self._count_faults(), *elsewhere]).strip()
        self._show_message()
        if faulty := self._form.faulty():
            self._form.go_to(faulty[0])

    def _count_faults(self) -> str:
        number = len(self._form.faulty())
        return f"{count_of(number, 'thing')} to correct" if number else ""

    def _show_message(self) -> None:
        line = self.query_one("#message", Static)
        simulate = self._form.rows["simulate"].given is True
        fact = SIMULATED if simulate else "" if self._has_torch else NO_TORCH
        text = self._summary or self._start.note or fact
        line.update(Content(text))
        line.display = bool(text)
        line.set_class(bool(self._summary), "-error")
        line.set_class(not self._summary and text == fact, "-warning")

    def action_close(self) -> None:
        """Close without launching; what was typed waits for the next time."""
        draft = self._form.draft()
        if draft != self._initial:
            keep_draft(self._workspace, self._source, draft)
            self.app.notify("What you typed is kept until you open the form again.", markup=False)
        self.dismiss(None)
