"""The launch form: everything that a job can be told, checked while it is typed."""

import importlib.util
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static

from engine.control.remembered import remember
from engine.errors import BadInput, InvalidParams
from engine.job import DEFAULT_GRACE_S, JobRecord, JobSpec
from engine.params import Kind
from engine.paths import Workspace
from engine.text import clean, count_of
from engine.worker.recipes import recipe
from tui.actions.screens.form import FIELDS, FORM
from tui.actions.screens.own import screen_bindings
from tui.draft import Draft, check
from tui.launch_start import KEPT, NO_TORCH, SIMULATED, Start, drop_draft, keep_draft, start_of
from tui.own_keys import first_keys
from tui.screens.launch_data import DataFileScreen
from tui.screens.telling_keys import tell_keys
from tui.widgets.dataset_preview import DatasetPreview
from tui.widgets.launch_form import LaunchForm
from tui.widgets.param_field import ParamField

WIDE = 100
"""Columns of the terminal from which on the preview stands beside the form."""


class LaunchScreen(DataFileScreen):
    """Asks for everything that a launch needs; its result is a checked specification, or None.

    Args:
        workspace: Where the job will be.
        source: A job to fill the form in from; else the last launch does.
        grace_s: The grace where neither says one.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        *screen_bindings(FORM, priority=False),  # What was typed right before them counts.
        *screen_bindings(FIELDS),  # What is typed right after them goes into the field they lead to.
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
        #danger { height: auto; max-height: 3; color: $warning; display: none; }
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

    class Endangered(Message):
        """What endangers a job here was looked for."""

        def __init__(self, dangers: tuple[str, ...]) -> None:
            super().__init__()
            self.dangers = dangers
            """A sentence each, with what to do."""

    class Checked(Message):
        """The whole form was checked."""

        def __init__(self, spec: JobSpec | None, problems: tuple[BadInput, ...]) -> None:
            super().__init__()
            self.spec, self.problems = spec, problems

    def __init__(
        self, workspace: Workspace, *, source: JobRecord | None = None, grace_s: float = DEFAULT_GRACE_S
    ) -> None:
        directory = Path.cwd()
        self._start: Start = start_of(workspace, source, directory, grace_s)
        super().__init__(LaunchForm(recipe(self._start.draft.recipe), self._start.draft), directory)
        self._workspace = workspace
        self._source = source
        self._initial = self._form.draft()
        self._noted = self._initial
        """What stood in the form when the note was said: once that changes, the note is old."""
        self._before_reset: dict[str, Any] | None = None
        self._checking = False
        self._summary = ""
        self._has_torch = importlib.util.find_spec("torch") is not None

    def action_help(self) -> None:
        """Show every key of the form."""
        tell_keys(self, "the launch form", (*FORM, *FIELDS))

    def compose(self) -> ComposeResult:
        """Title, fields beside the preview, message, help, foot."""
        title = "New job" if self._source is None else f"Duplicate of {clean(self._source.title, 80)}"
        where = clean(str(self._workspace.root), 200)
        yield Static(Content.assemble((f" {title}", "bold"), (f"  {where}", "$dim")), id="title")
        with Horizontal(id="body"):
            yield self._form
            yield DatasetPreview()
        with Vertical(id="below"):
            yield Static(id="danger")
            yield Static(id="message")
            yield Static(id="help")
        with Horizontal(id="foot"):
            yield Static(self._foot())
            yield Button("Launch", id="launch", compact=True, variant="primary")

    def _told_at_start(self) -> str:
        note = self._start.note
        return note.format(reset=first_keys(self, FORM)["form_reset"]) if note == KEPT else note

    def _foot(self) -> Content:
        key = first_keys(self, (*FORM, *FIELDS))
        both = key["form_previous"], key["form_next"]
        told = [(key[each.id], each.label) for each in FORM if each.footer]
        told.append(("".join(both) if both == ("↑", "↓") else " ".join(both), "Move"))
        return Content("  ").join(Content.assemble((name, "bold $primary"), f" {what}") for name, what in told)

    def on_mount(self) -> None:
        """Go to the first field that needs something."""
        if not self.query("#message"):
            return  # Closed in the same breath, before there was anything in it.
        rows = self._form.rows.values()
        needy = next((row for row in rows if row.field.required and not row.given), None)
        self._form.go_to(needy or next(row for row in rows if row.field.required))
        self._show_message()
        self._look_soon(0)
        if self.app.has_class("ascii"):
            self.call_after_refresh(self._keep_to_ascii)
        self._look_for_dangers()

    def _keep_to_ascii(self) -> None:
        """Textual's own choices have arrows of their own."""
        for name, sign in ((".down-arrow", "v"), (".up-arrow", "^")):
            for arrow in self.query(name).results(Static):
                arrow.update(sign)

    def on_resize(self, event: events.Resize) -> None:
        """Beside or below."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self._show_facts()

    @work(thread=True, group="dangers")
    def _look_for_dangers(self) -> None:
        from engine.control.preflight import dangers

        self.post_message(self.Endangered(tuple(f"{found.told} {found.advice}" for found in dangers(self._workspace))))

    @on(Endangered)
    def warn(self, event: Endangered) -> None:
        """Say what endangers a job here; it can be launched all the same."""
        line = self.query_one("#danger", Static)
        sign = "!" if self.app.has_class("ascii") else "⚠"
        line.update(Content("\n").join(Content(f"{sign} {clean(text, 400)}") for text in event.dangers))
        line.display = bool(event.dangers)

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
        if self._start.note and self._form.draft() != self._noted:
            self._start = Start(self._start.draft, "")
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an open list of choices, up and down belong to the list."""
        return action != "move" or not isinstance(self.focused, OptionList)

    def action_move(self, fields: int) -> None:
        """Go to another field."""
        for _ in range(abs(fields)):
            if fields > 0:
                self.focus_next()
            else:
                self.focus_previous()

    def action_reset(self) -> None:
        """Put the defaults back, or what stood there before that."""
        rows = [row for row in self._form.rows.values() if row.field.name != "recipe"]
        before, self._before_reset = self._before_reset, None
        if before is None or self._form.draft() != self._noted:
            self._before_reset = {row.field.name: row.given for row in rows}
            before = {row.field.name: "" if row.field.required else row.field.default for row in rows}
            key = first_keys(self, FORM)["form_reset"]
            note = f"Every field is back to its default; {key} takes that back."
        else:
            note = "Everything is as it was before."
        for row in rows:
            row.give(before[row.field.name])
            row.error = ""
        self._summary = ""
        self._start, self._noted = Start(self._start.draft, note), self._form.draft()
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
        text = self._summary or self._told_at_start() or fact
        line.update(Content(text))
        line.display = bool(text)
        line.set_class(bool(self._summary), "-error")
        line.set_class(not self._summary and text == fact, "-warning")

    def action_close(self) -> None:
        """Close without launching; what was typed waits for the next time."""
        draft = self._form.draft()
        if draft != self._initial:
            keep_draft(self._workspace, self._source, draft)
            self.app.notify("What you typed is kept for the next time you open the form.", markup=False)
        self.dismiss(None)
