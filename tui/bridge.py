"""From the engine's threads to the app's messages. Threads post and touch nothing else."""

import threading

from textual.app import App

from engine.observe.folder import Look
from engine.observe.watch import Watcher
from engine.paths import Workspace
from tui.messages import JobsLooked, MetersRead

METERS_EVERY_S = 2.0
"""How often the machine's load is measured: a mean over two seconds is steady enough to read."""


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
        self._closed = threading.Event()
        self._meters = threading.Thread(target=self._measure, name="traindeck-meters", daemon=True)

    def start(self, limit_s: float) -> Look | None:
        """Begin, and wait a little for the first look, so that it can be in the first paint.

        Args:
            limit_s: How long to wait.

        Returns:
            The first look if it came in time. It comes by message as well.
        """
        self._watcher.start()
        self._meters.start()
        self._delivered.wait(limit_s)
        return self._first

    def close(self) -> None:
        """End all threads."""
        self._closed.set()
        self._watcher.close()
        if self._meters.ident is not None:
            self._meters.join()

    def _deliver(self, look: Look, note: str) -> None:
        self._app.post_message(JobsLooked(look, note))
        if self._first is None:
            self._first = look
            self._delivered.set()

    def _measure(self) -> None:
        if self._closed.wait(0.2):  # The first paint comes first.
            return
        import psutil

        psutil.cpu_percent()
        while not self._closed.wait(METERS_EVERY_S):
            memory = psutil.virtual_memory()
            self._app.post_message(MetersRead(psutil.cpu_percent(), memory.total - memory.available, memory.total))
