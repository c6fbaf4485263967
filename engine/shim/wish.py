"""The wish to stop, as the shim sees it: a file that anybody may write, and the deadline that follows from it."""

import json
import math
import os
import time
from pathlib import Path
from typing import Any

from engine.files import UnreadableFile, read_bounded, write_atomic

NEVER = float("inf")
"""Deadline of a job that nobody wishes to stop."""


class StopWish:
    """Follows one job's stop file.

    Args:
        path: The stop file; it need not be there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self.wish: dict[str, Any] | None = None
        """`grace_s` in seconds and `by`, once somebody wishes it."""
        self.deadline_s = NEVER
        """When whatever is left is killed, by `time.monotonic`."""

    def look(self) -> bool:
        """Read the stop file if it is new, and say whether a stop is wished."""
        try:
            facts = os.stat(self._path)
            if self._seen == (seen := (facts.st_ino, facts.st_mtime_ns)):
                return True
            wish = json.loads(read_bounded(self._path))
            requested_at, grace_s = float(wish["requested_at"]), float(wish["grace_s"])
        except (OSError, UnreadableFile, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return self.wish is not None
        if not (math.isfinite(requested_at) and math.isfinite(grace_s)):
            return self.wish is not None
        self._seen = seen
        # The deadline counts from the request but never exceeds the grace, whatever the wall clock does.
        left_s = min(grace_s, max(0.0, requested_at + grace_s - time.time()))
        # Of several wishes the most urgent one holds, in whatever order they were written.
        self._take({"grace_s": grace_s, "by": wish.get("by")}, time.monotonic() + left_s)
        return True

    def make(self, by: str, grace_s: float) -> None:
        """Wish the stop durably, unless somebody does already; on a broken disk it holds for this process."""
        if self.wish is not None:
            return
        wish = {"requested_at": time.time(), "grace_s": grace_s, "by": by}
        try:
            write_atomic(self._path, json.dumps(wish).encode(), durable=True)
        except OSError:
            self._take(wish, time.monotonic() + grace_s)
        else:
            self.look()

    def _take(self, wish: dict[str, Any], deadline_s: float) -> None:
        if self.wish is None or deadline_s < self.deadline_s:
            self.wish, self.deadline_s = wish, deadline_s
