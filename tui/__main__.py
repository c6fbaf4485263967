"""Entry of the `traindeck` command: the panel, or a verb of the command line."""

import contextlib
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.paths import Workspace


def main() -> None:
    """Run `traindeck`. The command line's library is imported only where there is something to parse or to explain."""
    # An interrupt ends a program that has hardly begun like any other, without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from engine.cli.place import COMPLETE_VARIABLE, WORKSPACE_VARIABLE, workspace_at
    from engine.errors import BadInput

    if len(sys.argv) == 1 and COMPLETE_VARIABLE not in os.environ:
        with contextlib.suppress(BadInput):  # The command line tells what is wrong, as it does for every other verb.
            sys.exit(open_panel(workspace_at(os.environ.get(WORKSPACE_VARIABLE)), None))
    from engine.cli.main import run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run(open_panel)


def open_panel(workspace: "Workspace", job_id: str | None) -> int:
    """Open the panel and return its exit status.

    Args:
        workspace: Whose jobs to show.
        job_id: The job to select first.

    Raises:
        BadInput: There is no terminal to show it on.
    """
    from engine.errors import BadInput
    from engine.text import count_of

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInput("The panel needs a terminal.", "Without one, use “traindeck list” or “traindeck logs -f JOB”.")
    # What is imported and built now stays: looking through it for garbage delays the first paint by a tenth. The app
    # turns the collector on again when it has painted.
    gc.disable()
    # Until the panel takes the signals over, an interrupt ends it like any other program, without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from tui.app import TraindeckApp

    app = TraindeckApp(workspace, select=job_id)
    app.run()
    going_on = app.going_on()
    if going_on:
        with contextlib.suppress(OSError):  # The terminal may be gone.
            print(
                f"{count_of(going_on, 'job')} {'goes' if going_on == 1 else 'go'} on. Look again with: traindeck",
                file=sys.stderr,
            )
    return app.return_code or 0


if __name__ == "__main__":
    main()
