"""The one-line editors of a form: a text, a choice, a switch. None of them knows what it edits."""

import contextlib
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from rich.text import Text
from textual.binding import Binding
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Checkbox, Select
from textual.widgets.select import NoSelection

from engine.text import harmless
from tui.widgets.line_input import LineInput

DEFAULT_CHOICE = ""
"""Value of the choice that leaves a field empty."""


class TextEditor(LineInput):
    """A line of text, without a frame."""

    DEFAULT_CSS = """
    TextEditor, TextEditor.-textual-compact {
        height: 1; padding: 0 1; background: $surface;
        &:focus { background: $panel; background-tint: $foreground 0%; }
        &.-invalid, &.-invalid:focus { background-tint: $error 12%; }
    }
    """

    @property
    def _value(self) -> Text:
        # As Textual draws it, but for what a terminal would obey: a chosen file may have any name.
        return Text(harmless(super()._value.plain), no_wrap=True, overflow="ignore", end="")


class ChoiceEditor(Select[str], inherit_bindings=False):
    """One of several words; up and down are left to the form, so enter or space opens the list."""

    BINDINGS: ClassVar = [Binding("enter,space", "show_overlay", "Show choices", show=False)]
    DEFAULT_CSS = """
    ChoiceEditor.-textual-compact {
        height: 1;
        & > SelectCurrent { height: 1; padding: 0 1; background: $surface; }
        &:focus > SelectCurrent { background: $panel; background-tint: $foreground 0%; }
        &:focus > SelectCurrent Static#label { color: $primary; text-style: bold; }
        & > SelectOverlay { border: none; background: $panel; padding: 0; scrollbar-size: 1 1; text-style: none; }
        & > SelectOverlay:focus { border: none; background-tint: $foreground 4%; }
        & > SelectOverlay > .option-list--option { padding: 0 1; }
    }
    """

    _wanted: tuple[Sequence[tuple[str, str]], str] | None = None
    """What was to be offered last."""

    def _watch_value(self, value: str | NoSelection) -> None:
        # A form that is closed while it is still being built takes the parts of its fields away before they are there.
        with contextlib.suppress(NoMatches):
            super()._watch_value(value)

    def _offer_wanted(self) -> None:
        """Offer what was wanted last, which may have come since."""
        if self._wanted is not None:
            self.offer(*self._wanted)

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer `choices` (label, value) and choose one of them."""
        self._wanted = (choices, chosen)
        if not self.query("SelectOverlay"):  # A form may be reset before its fields are built.
            self.call_after_refresh(self._offer_wanted)
            return
        self.set_options([(Content(label), value) for label, value in choices])
        self.value = chosen
        # The label of the choice may be another, though the choice is the same.
        self.mutate_reactive(cast(Any, ChoiceEditor).value)


class SwitchEditor(Checkbox):
    """Yes or no."""

    BUTTON_LEFT = "["
    BUTTON_INNER = "x"
    BUTTON_RIGHT = "]"
    DEFAULT_CSS = """
    SwitchEditor, SwitchEditor.-textual-compact {
        height: 1; padding: 0 1; background: $surface; border: none !important;
        &:focus { background: $panel; background-tint: $foreground 0%; border: none; }
        & > .toggle--label { color: $foreground; background: transparent; }
        &:focus > .toggle--label { color: $primary; background: transparent; text-style: bold; }
    }
    """

    @property
    def _button(self) -> Content:
        inner = ("x", "bold $primary") if self.value else (" ", "")
        return Content.assemble(("[", "$dim"), inner, ("]", "$dim"))
