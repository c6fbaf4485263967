"""Entry of the `traindeck` command: the panel, or a verb of the command line."""

from engine.paths import Workspace


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
    return app.return_code or 0


if __name__ == "__main__":
    main()
