"""Entry of the `traindeck` command: the panel, or a verb of the command line."""

import sys

from engine.paths import Workspace
from engine.text import count_of


def main() -> None:
    """Run `traindeck`. The command line's library is imported only where there is something to parse."""
    from engine.cli.main import run

    run(open_panel)


def open_panel(workspace: Workspace, job_id: str | None) -> int:
    """Open the panel and return its exit status.

    Args:
        workspace: Whose jobs to show.
        job_id: The job to select first.
    """
    from tui.app import TraindeckApp

    app = TraindeckApp(workspace, select=job_id)
    app.run()
    going_on = app.going_on()
    if going_on:
        print(
            f"{count_of(going_on, 'job')} {'goes' if going_on == 1 else 'go'} on. Look again with: traindeck",
            file=sys.stderr,
        )
    return app.return_code or 0


if __name__ == "__main__":
    main()
