"""A question that names what it is about; `y` or enter agree, `n` or escape do not."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class ConfirmScreen(ModalScreen[bool]):
    """Asks before something happens to jobs.

    Args:
        question: One sentence.
        names: The jobs concerned, by title; external text.
        consequence: What will happen, one sentence.
        verb: On the button that agrees.
        dangerous: Whether something is lost.
    """

    BINDINGS: ClassVar = [
        Binding("y,Y", "answer(True)", "Yes"),
        Binding("n,N,escape,q", "answer(False)", "No"),
        Binding("left,right,h,l", "app.focus_next", show=False),
    ]
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
        shown = [*self._names[:8], *([f"and {len(self._names) - 8} more"] if len(self._names) > 8 else [])]
        with Vertical(id="box"):
            yield Static(
                Content.assemble(
                    (self._question, "bold"), "\n\n",
                    *((f"  {name}\n", "bold $primary") for name in shown), "\n",
                    (self._consequence, "$foreground 60%"),
                )
            )  # fmt: skip
            with Horizontal(id="buttons"):
                yield Button(
                    f"{self._verb} (y)", id="yes", compact=True, variant="error" if self._dangerous else "primary"
                )
                yield Button("Cancel (n)", id="no", compact=True)

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer by key."""
        self.dismiss(answer)
