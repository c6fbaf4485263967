"""From the engine's threads to the app's messages. Threads post and touch nothing else."""

import threading

from textual.app import App

from engine.observe.folder import Look
from engine.observe.meters.sample import Sample
from engine.observe.meters.sampler import Sampler
from engine.observe.meters.thread import MetersThread
from engine.observe.watch import Watcher
from engine.paths import Workspace
from tui.messages import JobsLooked, MetersRead


class Bridge:
    """Runs the watcher and the meters for as long as the panel is open.

    Args:
        app: Gets `JobsLooked` and `MetersRead`.
        workspace: Whose jobs to watch.
    """

    def __init__(self, app: App[None], workspace: Workspace) -> None:
        self._app = app
        self._watcher = Watcher(workspace, self._deliver)
        self._first: Look | None = None
        self._delivered = threading.Event()
        self.meters = MetersThread(Sampler(workspace.root), self._measured)

    def start(self, limit_s: float) -> Look | None:
        """Begin, and wait a little for the first look, so that it can be in the first paint.

        Args:
            limit_s: How long to wait.

        Returns:
            The first look if it came in time. It comes by message as well.
        """
        self._watcher.start()
        self.meters.start()
        self._delivered.wait(limit_s)
        return self._first

    def close(self) -> None:
        """End all threads."""
        self._watcher.close()
        self.meters.close()

    def _deliver(self, look: Look, note: str) -> None:
        self._app.post_message(JobsLooked(look, note))
        if self._first is None:
            self._first = look
            self._delivered.set()

    def _measured(self, sample: Sample) -> None:
        self._app.post_message(MetersRead(sample))
