"""From the engine's threads to the app's messages. Threads post and touch nothing else."""

import threading
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

from textual.app import App

from engine.observe.finding import Finding
from engine.observe.folder import Look
from engine.observe.watch import Watcher
from engine.paths import Workspace
from tui.layout import Layout, read_layout
from tui.messages import ArrangementRead, HealthFound, JobsLooked, MetersRead

if TYPE_CHECKING:
    from engine.observe.health.thread import HealthThread
    from engine.observe.meters.sample import Sample
    from engine.observe.meters.thread import MetersThread


class Bridge:
    """Runs the watcher, the meters and the rules of health for as long as the panel is open.

    Args:
        app: Gets `JobsLooked`, `MetersRead` and `HealthFound`.
        workspace: Whose jobs to watch.
        disabled_rules: Names of rules of health that are switched off.
    """

    def __init__(self, app: App[None], workspace: Workspace, disabled_rules: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._workspace = workspace
        self._disabled_rules = disabled_rules
        self._health: HealthThread | None = None
        self._noted: deque[Look] = deque()
        """Looks that came before the rules of health."""
        self._lock = threading.Lock()
        self._watcher = Watcher(workspace, self._deliver)
        self._first: Look | None = None
        self._delivered = threading.Event()
        self.arrangement: Layout | None = None
        """How the table was left, as soon as that was read."""

    def start(self, limit_s: float) -> Look | None:
        """Begin, and wait a little for the first look, so that it can be in the first paint.

        Args:
            limit_s: How long to wait.

        Returns:
            The first look if it came in time. It comes by message as well.
        """
        reader = threading.Thread(target=self._read_arrangement, name="traindeck-layout", daemon=True)
        reader.start()
        self._watcher.start()
        reader.join(limit_s)
        self._delivered.wait(limit_s)
        return self._first

    @cached_property
    def meters(self) -> "MetersThread":
        """Measures the machine."""
        from engine.observe.meters.thread import MetersThread

        return MetersThread(self._workspace.root, self._measured)

    def measure(self) -> None:
        """Begin to measure, once the first paint is done: it shows nothing of that."""
        self.meters.start()

    def examine(self) -> None:
        """Begin to examine the jobs, once the first paint is done: it needs none of the rules."""
        from engine.observe.health.thread import HealthThread

        self._health = HealthThread(self._workspace, self._found, self._disabled_rules)
        self._note()
        self._health.start()

    def _read_arrangement(self) -> None:
        arrangement, problem = read_layout(self._workspace)
        self.arrangement = arrangement
        self._app.post_message(ArrangementRead(arrangement, problem))

    def disable_rules(self, names: frozenset[str]) -> None:
        """Switch these rules of health off, and all others on."""
        self._disabled_rules = names
        if self._health is not None:
            self._health.disable(names)

    def close(self) -> None:
        """End all threads."""
        if self._health is not None:
            self._health.close()
        self._watcher.close()
        self.meters.close()

    def _deliver(self, look: Look, note: str) -> None:
        self._app.post_message(JobsLooked(look, note))
        self._noted.append(look)
        self._note()
        if self._first is None:
            self._first = look
            self._delivered.set()

    def _note(self) -> None:
        """Pass looks on to the rules of health, those that came too early as well."""
        with self._lock:
            while self._health is not None and self._noted:
                self._health.note(self._noted.popleft())

    def _measured(self, sample: "Sample") -> None:
        self._app.post_message(MetersRead(sample))
        if self._health is not None:
            self._health.measured(sample)

    def _found(self, findings: dict[str, tuple[Finding, ...]]) -> None:
        self._app.post_message(HealthFound(findings))
