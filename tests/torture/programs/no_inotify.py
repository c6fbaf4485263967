"""Watches a folder where no inotify instance is to be had. Needs a user namespace of its own.

Prints one JSON object: the seconds from a write to its delivery.
"""

import json
import sys
from pathlib import Path

from tests.torture.result import Result
from tests.torture.rows.folder_troubles import Scene, watch

LIMIT = Path("/proc/sys/user/max_inotify_instances")
"""The namespace's own limit."""


def main(root: Path) -> dict[str, float]:
    """Forbid inotify, and watch."""
    LIMIT.write_text("0\n")
    scene, result = Scene(root), Result()
    watch(scene, lambda _: None, result, "inotify exhausted")
    assert scene.watcher.events.note.startswith("polling"), (
        f"it does not say that it polls: {scene.watcher.events.note}"
    )
    return {"seconds": result.seconds[0]}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
