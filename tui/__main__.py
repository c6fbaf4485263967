"""Entry of the `traindeck` command: the panel, or a verb of the command line."""

import contextlib
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config.config import Config
    from engine.config.problem import Problem
    from engine.config.template import Switch
    from engine.paths import Workspace


def main() -> None:
    """Run `traindeck`. The command line's library is imported only where there is something to parse or to explain."""
    # An interrupt ends a program that has hardly begun like any other, without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from engine.cli.place import COMPLETE_VARIABLE, WORKSPACE_VARIABLE, workspace_at
    from engine.config.config import load_config
    from engine.errors import BadInput

    panel = Panel()
    if len(sys.argv) == 1 and COMPLETE_VARIABLE not in os.environ:
        with contextlib.suppress(BadInput):  # The command line tells what is wrong, as it does for every other verb.
            workspace = workspace_at(os.environ.get(WORKSPACE_VARIABLE))
            sys.exit(panel.open(workspace, load_config(workspace.root)))
    from engine.cli.main import run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run(panel)


class Panel:
    """What the command line knows of the panel; see `engine.cli.panel`."""

    def open(self, workspace: "Workspace", config: "Config", job_id: str | None = None, *, opened: bool = False) -> int:
        """Open it and return its exit status.

        Args:
            workspace: Whose jobs to show.
            config: What the user has set.
            job_id: The job to select first.
            opened: Whether that job's detail has the whole screen.

        Raises:
            BadInput: There is no terminal to show it on.
        """
        from engine.errors import BadInput
        from engine.text import count_of

        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise BadInput(
                "The panel needs a terminal.", "Without one, use “traindeck list” or “traindeck logs -f JOB”."
            )
        # What is imported and built now stays: looking through it for garbage delays the first paint by a tenth. The
        # app turns the collector on again when it has painted.
        gc.disable()
        # Until the panel takes the signals over, an interrupt ends it like any other program, without a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        from tui.app import TraindeckApp

        app = TraindeckApp(workspace, select=job_id, opened=opened, config=config)
        app.run()
        going_on = app.going_on()
        if going_on:
            with contextlib.suppress(OSError):  # The terminal may be gone.
                print(
                    f"{count_of(going_on, 'job')} {'goes' if going_on == 1 else 'go'} on. Look again with: traindeck",
                    file=sys.stderr,
                )
        return app.return_code or 0

    def problems(self, config: "Config") -> "Sequence[Problem]":
        """What is wrong with themes and keys."""
        from textual.theme import BUILTIN_THEMES

        from tui.actions.keymap import Keymap
        from tui.panel_config import panel_problems
        from tui.themes import THEMES

        themes = {*BUILTIN_THEMES, *(theme.name for theme in THEMES)}
        return panel_problems(config, Keymap(config.settings.keys), themes)

    def actions(self) -> "Sequence[Switch]":
        """The actions and their keys."""
        from tui.actions.switches import action_switches

        return action_switches()


if __name__ == "__main__":
    main()
