"""Can changes be watched? inotify's limits are per user, and other programs use them up too (inotify(7))."""

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path

from engine.control.preflight.finding import Finding, Level

NAME = "inotify"


def open_inotify() -> int:
    """Take one inotify instance. Raises `OSError`."""
    descriptor = ctypes.CDLL(None, use_errno=True).inotify_init1(os.O_CLOEXEC)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(descriptor)


def events(root: Path = Path("/"), take: Callable[[], int] = open_inotify) -> Finding:
    """Say whether the panel can be told of changes.

    Args:
        root: Where the system's files are.
        take: Takes an inotify instance.
    """
    instances, watches = (_limit(root, name) for name in ("max_user_instances", "max_user_watches"))
    try:
        os.close(take())
    except OSError as error:
        why = f"{error.strerror}"
        if error.errno in (errno.EMFILE, errno.ENFILE):
            why = f"all {instances} instances of this user are taken"
        told = f"Changes are not announced ({why}), so the panel looks once a second."
        return Finding(NAME, Level.NOTE, told, "Ask for a larger fs.inotify.max_user_instances (sysctl).")
    return Finding(
        NAME, Level.FINE, f"Changes are announced at once (limits: {instances} instances, {watches} watches)."
    )


def _limit(root: Path, name: str) -> str:
    try:
        return f"{int((root / 'proc/sys/fs/inotify' / name).read_text()):,}"
    except (OSError, ValueError):
        return "?"
