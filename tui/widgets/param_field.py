"""One row of a form, made from the declaration of one parameter: title, editor, hint, and below it what is wrong."""

from collections.abc import Sequence
from typing import Any, cast

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select, Static

from engine.errors import BadInput
from engine.params import REQUIRED, Field, Kind
from engine.text import clean
from tui.actions.screens.form import FORM
from tui.own_keys import first_keys
from tui.widgets.editors import DEFAULT_CHOICE, ChoiceEditor, SwitchEditor, TextEditor
from tui.widgets.path_suggester import PathSuggester

TITLE_WIDTH = 21
"""Cells left of the editors; the longest title of a parameter has 16."""

EDITOR_WIDTH = 22
"""Cells of an editor of numbers and words; editors of paths and lists of names take all there is."""

BUTTONS = {Kind.DATASET: "browse", Kind.COLUMNS: "choose"}
"""What can be clicked at the right of a field, by kind."""

BUTTON_WIDTH = 11
"""Cells of it; a key that is too long to stand before the word is left to the last line."""

EMPTY = {Kind.COLUMNS: "default", Kind.INTEGERS: "none", Kind.NAMES: "none"}
"""What is shown in an empty field that may be empty, by kind."""

Given = str | bool | tuple[Any, ...]
"""What a field holds: a text to be parsed, or a value that needs no parsing."""


class ParamField(Widget):
    """Edits one parameter and checks it with every change.

    Args:
        field: The declaration.
        wide: Whether the editor takes all the room there is.
        given: What the field holds at first; by default the parameter's default.
    """

    DEFAULT_CSS = f"""
    ParamField {{
        height: auto; layout: vertical; color: $foreground 80%;
        &:focus-within {{ color: $primary; }}
        &.-error {{ color: $error; }}
        TextEditor, ChoiceEditor, SwitchEditor {{ margin-left: {TITLE_WIDTH}; width: {EDITOR_WIDTH}; }}
        &.-wide TextEditor, &.-wide ChoiceEditor {{ width: 1fr; margin: 0 12 0 {TITLE_WIDTH}; }}
        .complaint, .note {{ margin: 0 2 0 {TITLE_WIDTH + 1}; width: 1fr; height: auto; }}
        .complaint {{ color: $error; }}
        .note {{ color: $dim; }}
    }}
    """

    error: reactive[str] = reactive("")
    """What is wrong, one sentence, or empty."""
    note: reactive[Content] = reactive(Content(""))
    """What is known of the value, shown while nothing is wrong."""

    class Changed(Message):
        """The user changed the value."""

        def __init__(self, field: "ParamField") -> None:
            super().__init__()
            self.field = field

    class ChooserWanted(Message):
        """The user clicked "browse" or "choose"."""

        def __init__(self, field: "ParamField") -> None:
            super().__init__()
            self.field = field

    def __init__(self, field: Field, *, wide: bool = False, given: Any = REQUIRED) -> None:
        super().__init__(classes="-wide" if wide else "")
        self.field = field
        self.default_label = "default"
        """How the choice that leaves the field empty is called."""
        self._choices: tuple[str, ...] = field.param.choices
        self._exact: tuple[str, tuple[Any, ...]] | None = None
        self._seen: Given = ""
        self._take(field.default if given is REQUIRED else given)
        self.editor = self._editor()

    def _editor(self) -> TextEditor | ChoiceEditor | SwitchEditor:
        seen = self._seen
        match self.field.kind:
            case Kind.SWITCH:
                return SwitchEditor("yes" if seen else "no", value=bool(seen), compact=True)
            case Kind.CHOICE | Kind.COLUMN:
                options = [(Content(label), value) for label, value in self._offered(str(seen))]
                return ChoiceEditor(options, value=str(seen), allow_blank=False, compact=True)
            case kind:
                suggester = PathSuggester() if kind is Kind.DATASET else None
                empty = EMPTY.get(kind, "")
                return TextEditor(str(seen), compact=True, suggester=suggester, select_on_focus=True, placeholder=empty)

    def compose(self) -> ComposeResult:
        """The editor; complaint and note come when there is one."""
        yield self.editor

    def render(self) -> Content:
        """Title on the left, hint on the right of the first line; the editor covers what lies between."""
        sign = ">" if self.app.has_class("ascii") else "▌"
        title = (sign if self.has_focus_within else " ") + f" {self.field.param.title}"
        hint = self.hint()
        start = self.size.width - BUTTON_WIDTH if self.has_class("-wide") else TITLE_WIDTH + EDITOR_WIDTH + 1
        gap = " " * max(1, start - cell_len(title))
        room = max(0, self.size.width - start)
        if cell_len(hint) > room:  # The unit is known; what is not the default is news.
            hint = hint.rpartition(", ")[2]
        return Content.assemble(
            (title, "bold" if self.has_focus_within else ""), gap, (clean(hint, max(room, 2)), "$dim")
        )

    def hint(self) -> str:
        """Unit, and the default where the value differs from it."""
        if self.field.kind in BUTTONS:
            word = BUTTONS[self.field.kind]
            told = f"{first_keys(self.screen, FORM)['form_choose']} {word}"
            return told if len(told) <= BUTTON_WIDTH else word
        default = self.field.text_of(self.field.default)
        given = "yes" if self._seen is True else "no" if self._seen is False else self._seen
        parts = [self.field.param.unit]
        if default and given != default:
            parts.append(f"default {default}")
        return ", ".join(part for part in parts if part)

    @property
    def given(self) -> Given:
        """What the user gave, up to the last key, whose message may still be on its way."""
        held: Any = self.editor.value if self.editor.is_mounted else self._seen
        if not isinstance(held, str | bool):
            held = self._seen
        if self._exact is not None and self._exact[0] == held:
            return self._exact[1]
        return cast(Given, held)

    def give(self, value: Any) -> None:
        """Fill the field in.

        Args:
            value: What another form's `given` told, or a typed value.
        """
        self._take(value)
        editor = self.editor
        if isinstance(editor, SwitchEditor):
            editor.value = self._seen is True
            editor.label = "yes" if self._seen else "no"
        elif isinstance(editor, ChoiceEditor):
            editor.offer(self._offered(str(self._seen)), str(self._seen))
        else:
            editor.value = str(self._seen)
            editor.cursor_position = len(editor.value)
        self.refresh()

    def _take(self, value: Any) -> None:
        text = value if isinstance(value, str) else self.field.text_of(value)
        # Names may hold commas: as long as nobody edits the text, the names themselves count.
        names = isinstance(value, list | tuple) and value and self.field.kind is not Kind.INTEGERS
        self._exact = (text, tuple(value)) if names else None
        self._seen = text in ("yes", "true") if self.field.kind is Kind.SWITCH else text

    def offer(self, names: Sequence[str], default_label: str) -> None:
        """Offer the columns of a file; what is chosen now stays, even where the file has no such column."""
        if isinstance(self.editor, ChoiceEditor):
            self._choices, self.default_label = tuple(names), default_label
            chosen = str(self.given)  # Word of the latest choice may still be on its way.
            self.editor.offer(self._offered(chosen), chosen)

    def _offered(self, chosen: str) -> list[tuple[str, str]]:
        offered = [(name, name) for name in self._choices]
        if chosen and chosen not in self._choices:
            offered.append((chosen, chosen))
        if self.field.optional or not offered:
            offered.insert(0, (self.default_label, DEFAULT_CHOICE))
        return offered

    def check(self) -> bool:
        """Show what is wrong with the value by itself, or that nothing is."""
        try:
            given = self.given
            if isinstance(given, str):
                self.field.parse(given)
            else:
                self.field.check(given)
        except BadInput as problem:
            self.error = str(problem)
        else:
            self.error = ""
        return not self.error

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def edited(self, event: Input.Changed | Select.Changed | Checkbox.Changed) -> None:
        """An editor changed; what `give` put there is no news."""
        event.stop()
        value: Any = event.value
        if value == self._seen or not isinstance(value, str | bool):
            return
        self._seen = value
        if isinstance(self.editor, SwitchEditor):
            self.editor.label = "yes" if value else "no"
        self.check()
        self.refresh()
        self.post_message(self.Changed(self))

    def watch_error(self, error: str) -> None:
        """Show or remove the complaint."""
        self.set_class(bool(error), "-error")
        self.editor.set_class(bool(error), "-invalid")
        self._show_below()

    def watch_note(self) -> None:
        """Show or remove the note."""
        self._show_below()

    def _show_below(self) -> None:
        if not self.is_mounted:
            return
        text = Content(clean(self.error, 500)) if self.error else self.note
        if (line := next(iter(self.query(".complaint, .note").results(Static)), None)) is None:
            if text.plain:
                self.mount(Static(text, classes="complaint" if self.error else "note"))
            return
        # It stays, as what is being removed can still be found, and would take the next complaint along.
        line.set_class(bool(self.error), "complaint")
        line.set_class(not self.error, "note")
        line.update(text)
        line.display = bool(text.plain)

    def on_mount(self) -> None:
        """Show what was set before."""
        self._show_below()

    def on_descendant_focus(self) -> None:
        """The mark beside the title appears."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """The mark beside the title goes."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Open the chooser, or go to the editor."""
        if event.widget is not self:
            return
        self.editor.focus()
        if self.field.kind in BUTTONS and event.y == 0 and event.x >= self.size.width - 12:
            self.post_message(self.ChooserWanted(self))
