"""inotify's word that a status file changed, through watchdog: hints that hurry, never the truth.

Where events cannot be had (network file systems, exhausted instances) there are none, and a note says so.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.paths import job_id_of


class Events:
    """Tells which jobs changed, as long as `keep` is called now and then.

    Args:
        folder: The folder of the status files; it need not be there, and may be replaced at any time.
        hint: Is given the id of a job to look at; called on watchdog's thread, and must not raise.
    """

    def __init__(self, folder: Path, hint: Callable[[str], None]) -> None:
        self._folder = folder
        self._hint = hint
        self.observer: Any = None
        """watchdog's observer, while there is one."""
        self.watched: tuple[int, int] | None = None
        """Device and inode of the folder that is watched."""
        self.note = ""
        """Why there are no events, or empty."""

    def keep(self) -> None:
        """Watch the folder anew if it was replaced, if watchdog's thread died, or if it was not there before."""
        try:
            facts = os.stat(self._folder)
        except OSError:
            self.close()
            return
        now = (facts.st_dev, facts.st_ino)
        emitters = self.observer.emitters if self.observer is not None else ()
        if now == self.watched and emitters and all(emitter.is_alive() for emitter in emitters):
            return
        self.close()
        from engine.filesystem import filesystem_of  # After a first paint, as watchdog.

        system = filesystem_of(self._folder)
        if system.is_network:
            self.note = f"polling: {system.kind}"
        else:
            self._watch(now)

    def close(self) -> None:
        """End watchdog's threads."""
        if self.observer is not None:
            self.observer.stop()
            self.observer.join()
        self.observer, self.watched = None, None

    def _watch(self, folder: tuple[int, int]) -> None:
        from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileMovedEvent, FileSystemEventHandler
        from watchdog.observers.inotify import InotifyEmitter, InotifyObserver
        from watchdog.observers.inotify_c import InotifyConstants, Mask

        hint = self._hint

        class Hints(FileSystemEventHandler):
            """Notes which jobs to look at; must never raise, since that would end watchdog's thread."""

            def on_any_event(self, event: Any) -> None:
                for path in (event.src_path, event.dest_path):
                    job_id = job_id_of(os.path.basename(os.fsdecode(path)))
                    if job_id is not None:
                        hint(job_id)

        class Arrivals(InotifyEmitter):
            """Asks the kernel for new names and lost ones only.

            Reading a file must not be an event, or every look would cause the next one. Nor must what becomes of a
            temporary file before it has its name, two thirds of all there is; watchdog would also wait half a second
            for the other half of such a move. A program that writes in place or moves a file away is seen by the scan.
            """

            def get_event_mask_from_filter(self) -> Mask:
                kinds = InotifyConstants.IN_MOVED_TO | InotifyConstants.IN_DELETE | InotifyConstants.IN_DELETE_SELF
                return Mask(kinds)

        observer = None
        try:
            observer = InotifyObserver()
            observer._emitter_class = Arrivals
            # A name that came from nowhere is told as a file that was created.
            wanted = [FileCreatedEvent, FileDeletedEvent, FileMovedEvent]
            observer.schedule(Hints(), os.fspath(self._folder), event_filter=wanted)
            observer.start()
        except OSError as error:
            self.note = f"polling: {error.strerror or error}"
            if observer is not None:
                observer.stop()  # One that never started still has a thread of its own that reads events.
            return
        self.observer, self.watched, self.note = observer, folder, ""
