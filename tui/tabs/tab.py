"""What every tab of a job's detail is."""

from collections.abc import Callable
from typing import ClassVar

import msgspec
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget

from engine.config.settings import Settings
from engine.curves.choices import CurveChoices
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.paths import Workspace
from tui.actions.keymap import Keymap


class Surroundings(msgspec.Struct, frozen=True):
    """What tabs are given."""

    workspace: Workspace
    """Where the jobs' files are."""
    store: JobStore
    """What is known of all jobs; to be read only."""
    ascii: bool = False
    """Whether to keep to ASCII."""
    settings: Settings = Settings()
    """What the user has set."""
    keymap: Keymap = msgspec.field(default_factory=Keymap)
    """Which keys do what, for texts that name one."""
    curves_left: Callable[[], CurveChoices | None] = lambda: None
    """How curves were looked at last; None where nobody has chosen anything."""


class Tab(Vertical):
    """One side of a job.

    A subclass composes its widgets and says in `bring_up_to_date` how to show `self.view`. It is told of a job only
    while it is in sight. An action of `tui.actions` with this tab's title is carried out by its method `action_<id>`.

    Args:
        surroundings: Workspace, store and the like.
    """

    DEFAULT_CSS = """
    Tab {
        height: 1fr;
        VerticalScroll { padding: 0 1; height: 1fr; scrollbar-size: 1 1; }
        VerticalScroll { scrollbar-color: $foreground 25%; scrollbar-background: $background; }
    }
    """

    class OfferChanged(Message):
        """What the tab can do now is not what it could before."""

    EVERY_SECOND: ClassVar[bool] = False
    """Whether a job that goes on is brought up to date each second, for what changes without its status file."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self.surroundings = surroundings
        self.workspace = surroundings.workspace
        self.view: JobView | None = None
        """The job shown."""

    def show(self, view: JobView | None) -> None:
        """Show a job, another one or the same one anew."""
        other = view is None or self.view is None or view.job_id != self.view.job_id
        self.view = view
        if other:
            self.turn_to_other()
        self.bring_up_to_date()

    def turn_to_other(self) -> None:
        """Forget what was known of the job before; `self.view` is another one now, or None."""

    def bring_up_to_date(self) -> None:
        """Read and draw what there is to know of `self.view`."""

    def back(self) -> bool:
        """Leave whatever the opened tab is in, a search say.

        Returns:
            Whether there was anything to leave; otherwise the detail is closed.
        """
        return False

    def offers(self, action_id: str) -> bool:
        """Whether the footer is to offer an action of this tab now."""
        return True

    def scrollable(self) -> Widget | None:
        """What arrows and page keys scroll, if anything."""
        for found in self.query(VerticalScroll):
            return found
        return None
