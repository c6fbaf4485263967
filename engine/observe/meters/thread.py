"""The thread that measures, from the panel's start to its end."""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.job import ProcessIdentity
from engine.observe.meters.sample import Sample

_log = logging.getLogger(__name__)

CALM_EVERY_S = 2.0
"""Pace while only the header shows: a mean over two seconds is steady enough to read."""

CLOSE_EVERY_S = 1.0
"""Pace while somebody looks at the meters themselves."""

BEGIN_AFTER_S = 0.2
"""The first paint comes first."""

PATIENCE_S = 0.5
"""How long the end waits for a measurement: a driver or a disk that does not answer must not hold the panel."""


class MetersThread:
    """Measures again and again.

    Args:
        folder: The workspace.
        deliver: Gets each sample, in the thread.
        begin_after_s: How long to wait before the first one.
    """

    def __init__(self, folder: Path, deliver: Callable[[Sample], None], begin_after_s: float = BEGIN_AFTER_S) -> None:
        self._folder = folder
        self._deliver = deliver
        self._begin_after_s = begin_after_s
        self._workers: Mapping[str, ProcessIdentity | int] | None = None
        self._stirred = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="traindeck-meters", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def look_closely(self, workers: Mapping[str, ProcessIdentity | int] | None) -> None:
        """Measure the processes of these jobs as well, at once and at a faster pace; None goes back to calm."""
        is_new = workers is not None and (self._workers is None or workers.keys() != self._workers.keys())
        self._workers = workers
        if is_new:
            self._stirred.set()

    def close(self) -> None:
        """End."""
        self._closed = True
        self._stirred.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        self._stirred.wait(self._begin_after_s)
        # What measures is imported here, after the first paint.
        from engine.observe.meters.sampler import Sampler

        sampler = Sampler(self._folder)
        pause_s = 0.0
        while True:
            self._stirred.wait(pause_s)
            self._stirred.clear()
            if self._closed:
                sampler.close()
                return
            try:
                self._deliver(sampler.sample(self._workers))
            except Exception:
                # The edge of the thread: one odd figure must not stop the meters for good.
                _log.exception("The machine could not be measured.")
            pause_s = CALM_EVERY_S if self._workers is None else CLOSE_EVERY_S
