"""A question that names what it is about; unless others were chosen, `y` or enter agree, `n` or escape do not."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tui.actions.screens.confirm import CONFIRM
from tui.actions.screens.own import screen_bindings
from tui.own_keys import first_keys

SMALL = (50, 16)
"""Columns and lines below which the question does without frame and explanation."""


class ConfirmScreen(ModalScreen[bool]):
    """Asks before something happens to jobs.

    Args:
        question: One sentence.
        names: The jobs concerned, by title; external text.
        consequence: What will happen, one sentence.
        verb: On the button that agrees.
        dangerous: Whether something is lost.
    """

    BINDINGS: ClassVar[list[Binding]] = screen_bindings(CONFIRM)  # type: ignore[assignment]
    DEFAULT_CSS = """
    ConfirmScreen {
        align: center middle;
        background: $background 60%;
        #box {
            width: 64; max-width: 94%; height: auto; max-height: 90%;
            padding: 1 2; background: $surface; border: round $primary;
        }
        &.dangerous #box { border: round $error; }
        #buttons { height: 1; margin-top: 1; align-horizontal: right; }
        Button { margin-left: 2; min-width: 12; }
        #yes, #no {
            background: $panel; color: $foreground 75%; text-style: none;
            &:focus { background: $primary; color: auto; text-style: bold; background-tint: $foreground 0%; }
        }
        &.dangerous #yes:focus { background: $error; }
        &.small #box { padding: 0 1; border: none; max-width: 100%; max-height: 100%; }
        &.small #buttons { margin-top: 0; }
        &.small Button { min-width: 8; margin-left: 1; }
    }
    """

    def __init__(
        self, question: str, names: Sequence[str], consequence: str, verb: str, *, dangerous: bool = False
    ) -> None:
        super().__init__(classes="dangerous" if dangerous else "")
        self._question = question
        self._names = tuple(names)
        self._consequence = consequence
        self._verb = verb
        self._dangerous = dangerous

    def compose(self) -> ComposeResult:
        """The question, the jobs, what follows, and two buttons."""
        keys = first_keys(self, CONFIRM)
        with Vertical(id="box"):
            yield Static(id="text")
            with Horizontal(id="buttons"):
                agree = f"{self._verb} ({keys['confirm_yes']})"
                yield Button(agree, id="yes", compact=True, variant="error" if self._dangerous else "primary")
                yield Button(f"Cancel ({keys['confirm_no']})", id="no", compact=True)

    def on_resize(self) -> None:
        """In a small terminal what matters stays: the question, whom it is about, and how to answer."""
        small = self.size.height < SMALL[1] or self.size.width < SMALL[0]
        self.set_class(small, "small")
        self.query_one("#text", Static).update(self._text(small=small))

    def _text(self, *, small: bool) -> Content:
        most = max(1, self.size.height - 3) if small else 8
        shown = list(self._names[:most])
        if len(self._names) > most:
            shown[most - 1 :] = [f"and {len(self._names) - most + 1} more"]
        names = [(f"\n  {name}", "bold $primary") for name in shown]
        if small:
            return Content.assemble((self._question, "bold"), *names)
        return Content.assemble((self._question, "bold"), "\n", *names, "\n\n", (self._consequence, "$dim"))

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        self.dismiss(event.button.id == "yes")

    def action_press(self) -> None:
        """Press the button that has the focus."""
        if isinstance(self.focused, Button):
            self.focused.press()

    def action_answer(self, answer: bool) -> None:
        """Answer by key."""
        self.dismiss(answer)
