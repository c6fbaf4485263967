"""Watching the folder of status files: inotify hurries, a scan every second tells the truth.

Two threads besides watchdog's own are avoided: watchdog's handler only notes which job a hint is about, and one thread
of ours looks, reconciles and delivers. A first change is delivered at once; while changes keep coming they are
gathered, so that twenty busy jobs cost three looks in two seconds and not eighty.
"""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable

import msgspec

from engine.control.closing import closed_record
from engine.control.cut_short import CutShort
from engine.control.identity import Life, life_of
from engine.control.lock import is_guarded
from engine.control.reconcile import Guard, finish, reconcile
from engine.observe.annotations import Annotation
from engine.observe.events import Events
from engine.observe.folder import JobFolder, Look, read_view
from engine.observe.view import JobView
from engine.paths import Workspace

SCAN_EVERY_S = 1.0
"""Longest time between a change that no event announced and its delivery."""

GATHER_S = 0.1
"""Shortest time between two deliveries while changes keep coming: ten redraws a second look live."""

GATHER_MANY_S = 0.7
"""The same while many jobs change: nobody reads more than a few rows at once, and each redraw of many costs some 20 ms
of a slow core; at 0.5 a panel that is only left open took more than a twentieth of it."""

FIRST_JOBS = 500
"""In a large workspace so many of the newest jobs are delivered before the rest is read: they fill any screen."""

MANY = 3
"""How many jobs change between two deliveries before longer gathering is worth it."""

HEAD_START_S = 0.3
"""How long whoever got the first look has for showing it: importing watchdog would take its time from a first paint.
Nothing is missed, since a scan follows."""

MISSING = "its status file is missing"
"""Problem of a living job whose status file somebody deleted."""

_log = logging.getLogger(__name__)

Deliver = Callable[[Look, str], None]
"""Takes what a look found and a note on how the watching goes (empty: by events). Called on the watcher's thread."""


class Watcher:
    """Delivers every change of a workspace's jobs until it is closed.

    Args:
        workspace: Whose jobs to watch.
        deliver: Called from the watcher's thread; must not block.
    """

    def __init__(self, workspace: Workspace, deliver: Deliver) -> None:
        self.workspace = workspace
        self._deliver = deliver
        self._folder = JobFolder(workspace)
        self._cut_short = CutShort(workspace)
        self._active: dict[str, JobView] = {}
        self._ending: dict[str, JobView] = {}
        """Jobs that have closed and may have left something behind."""
        self._hints: deque[str] = deque()
        self._hinted = threading.Event()
        self._closed = threading.Event()
        self._told = ("", "", "", "")
        self._disk = ""
        self._note = ""
        self._failed = False
        self._owed_changed: dict[str, JobView] = {}
        self._owed_removed: set[str] = set()
        self._owed_annotations: dict[str, Annotation] | None = None
        self.events = Events(workspace.jobs, self._take_hint)
        self._thread = threading.Thread(target=self._run, name="traindeck-watch", daemon=True)

    def start(self) -> None:
        """Begin; the first delivery holds every job there is, and comes even if there is none."""
        self._thread.start()

    def close(self) -> None:
        """End both threads. Nothing is delivered afterwards."""
        self._closed.set()
        self._hinted.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        newest = self._folder.newest(FIRST_JOBS)
        if newest is not None:
            self._look(set(newest), first=True)
        self._look(None, first=newest is None)
        self._closed.wait(HEAD_START_S)
        self._settle_trash()
        last_scan_s = float("-inf")  # Look again as soon as events come, for what happened in between.
        try:
            while not self._closed.is_set():
                if self._failed:  # Soon, but not at once: what fails may fail again.
                    self._failed = False
                    self._pause(GATHER_MANY_S)
                    last_scan_s = float("-inf")
                due_s = last_scan_s + SCAN_EVERY_S - time.monotonic()
                is_hinted = due_s > 0 and self._hinted.wait(due_s)
                if self._closed.is_set():
                    break
                self._hinted.clear()
                hints = self._take_hints()  # A scan answers them as well.
                if is_hinted:
                    self._look(hints)
                else:
                    self._keep_events()
                    self._look(None)
                    last_scan_s = time.monotonic()
                if hints:
                    self._pause(GATHER_S if len(hints) < MANY else GATHER_MANY_S)
        finally:
            self.events.close()

    def _keep_events(self) -> None:
        try:
            self.events.keep()
        except Exception:
            # As in `_look`: whatever becomes of the events, the scans go on.
            _log.exception("watching %s failed", self.workspace.jobs)
            self.events.note = "polling: events failed"

    def _settle_trash(self) -> None:
        from engine.control.trash_settling import settle  # After the first paint, which needs none of it.

        try:
            settle(self.workspace)
        except Exception:
            _log.exception("settling the trash of %s failed", self.workspace.root)

    def _take_hints(self) -> set[str]:
        taken = set()
        with contextlib.suppress(IndexError):
            while True:
                taken.add(self._hints.popleft())
        return taken

    def _pause(self, seconds: float) -> None:
        """Let further hints gather; a single change has already been delivered without any wait."""
        self._closed.wait(seconds)

    def _look(self, hints: set[str] | None, *, first: bool = False) -> None:
        try:
            if hints is None:
                self._cut_short.close()
            look = self._folder.look(hints, with_annotations=first)
            changed = {view.job_id: self._with_guard(view) for view in look.changed}
            removed = {job_id for job_id in look.removed if not self._keep_without_file(job_id, changed)}
            self._sort_out(changed, removed)
            if hints is None:
                self._reconcile(changed, removed)
                self._sort_out(changed, removed)
            # Whoever failed to take a delivery gets it again with the next one.
            self._owed_removed = (self._owed_removed - changed.keys()) | removed
            self._owed_changed = {
                job_id: view
                for job_id, view in {**self._owed_changed, **changed}.items()
                if job_id not in self._owed_removed
            }
            self._disk = look.disk if hints is None else self._disk
            self._note = look.note if hints is None or first else self._note
            self._owed_annotations = look.annotations if look.annotations is not None else self._owed_annotations
            told = (look.trouble, self._disk, self.events.note, self._note)
            owes = self._owed_changed or self._owed_removed or self._owed_annotations is not None
            if first or owes or told != self._told:
                self._deliver(self._owed(look.trouble), self.events.note)
                self._told, self._owed_changed, self._owed_removed = told, {}, set()
                self._owed_annotations = None
            if hints is None:
                self._finish()
        except Exception:
            # The edge of a thread: a fault must not end the watching, and the next scan starts afresh.
            _log.exception("looking at %s failed", self.workspace.jobs)
            self._failed = True

    def _owed(self, trouble: str) -> Look:
        """Everything that has not been delivered yet."""
        return Look(
            tuple(self._owed_changed.values()), tuple(self._owed_removed), trouble, self._disk,
            self._owed_annotations, self._note,
        )  # fmt: skip

    def _sort_out(self, changed: dict[str, JobView], removed: set[str]) -> None:
        """Know which jobs are active and which have just ended: nobody asks again who guards one that has."""
        self._active.update({job_id: view for job_id, view in changed.items() if view.is_active})
        closed = {job_id: view for job_id, view in changed.items() if _has_closed(view)}
        for job_id in [*removed, *closed]:
            self._active.pop(job_id, None)
        self._ending.update(closed)

    def _keep_without_file(self, job_id: str, changed: dict[str, JobView]) -> bool:
        """Whether a job whose status file is gone is still there: its worker writes the file anew."""
        view = self._active.get(job_id)
        if view is None or not self._lives(view):
            return False
        changed[job_id] = msgspec.structs.replace(view, problem=MISSING)
        return True

    def _lives(self, view: JobView) -> bool:
        """Whether a job of which no status file tells is there all the same."""
        worker = view.record.worker if view.record is not None else None
        return is_guarded(self.workspace, view.job_id) or life_of(worker) is Life.ALIVE

    def _with_guard(self, view: JobView) -> JobView:
        """A status file does not say who guards the job: what the last scan found still holds."""
        known = self._active.get(view.job_id)
        if view.guard or known is None or not view.is_active or known.guard == Guard.DEAD:
            return view
        return msgspec.structs.replace(view, guard=known.guard)

    def _reconcile(self, changed: dict[str, JobView], removed: set[str]) -> None:
        """Ask who guards each active job, and read again those that turned out to have ended."""
        for job_id, view in list(self._active.items()):
            assert view.record is not None
            guard = reconcile(self.workspace, view.record)
            if guard is Guard.DEAD:
                if view.guard != guard:  # It stays here, to be recorded as soon as that can be.
                    self._active[job_id] = msgspec.structs.replace(view, guard=str(guard))
                    record = closed_record(self.workspace, view.record)
                    changed[job_id] = JobView(job_id=job_id, record=record, guard=str(guard))
            elif guard is Guard.CLOSED:
                found = read_view(self.workspace, job_id)
                if found is not None:
                    changed[job_id] = found
            elif view.problem == MISSING and not self._lives(view):
                removed.add(job_id)
            elif guard not in (view.guard, Guard.UNKNOWN):
                changed[job_id] = self._active[job_id] = msgspec.structs.replace(view, guard=str(guard))

    def _finish(self) -> None:
        """See to it that nothing is left of jobs that have closed."""
        for job_id, view in list(self._ending.items()):
            if view.record is None or finish(self.workspace, view.record):
                del self._ending[job_id]

    def _take_hint(self, job_id: str) -> None:
        self._hints.append(job_id)
        self._hinted.set()


def _has_closed(view: JobView) -> bool:
    """Whether a job is over on disk, too: one that only looks dead may have to be looked at again."""
    return not view.is_active and view.guard != Guard.DEAD
