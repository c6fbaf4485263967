"""Whether the terminal shows more than ASCII, by the locale that the user has set.

Not by Python's own encodings: in the locales C and POSIX, and with PYTHONUTF8, they are UTF-8 whatever the terminal is.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python writes into LC_CTYPE where it finds the locale C (PEP 538)."""

PLAIN = ("dumb", "linux", "ansi", "vt", "cons")
"""Beginnings of TERM by which consoles and terminals of hardware are known."""


def is_ascii_terminal() -> bool:
    """Whether the terminal can be trusted with ASCII only."""
    return not _is_utf_8(getattr(sys.__stdout__, "encoding", None) or "utf-8") or is_ascii_locale(os.environ)


def is_ascii_locale(environment: Mapping[str, str], *, at_start: Path = Path("/proc/self/environ")) -> bool:
    """Whether variables ask for characters other than UTF-8.

    Where none of them is set, as in many containers, the terminal decides: emulators show UTF-8, while the console and
    terminals of hardware are spared it.

    Args:
        environment: The variables, in which Python may have changed LC_CTYPE.
        at_start: File of the variables with which the process was started.
    """
    kind = environment.get("LC_CTYPE", "")
    if kind in COERCED and not environment.get("LC_ALL"):
        kind = _at_start(at_start, kind)
    wanted = environment.get("LC_ALL") or kind or environment.get("LANG", "")
    if wanted:
        return not _is_utf_8(wanted)
    term = environment.get("TERM", "")
    return not term or term.startswith(PLAIN)


def _at_start(path: Path, otherwise: str) -> str:
    try:
        variables = path.read_bytes().split(b"\0")
    except OSError:
        return otherwise  # A system without /proc: what stands there now may well be the user's.
    return next((each[9:].decode("ascii", "replace") for each in variables if each.startswith(b"LC_CTYPE=")), "")


def _is_utf_8(name: str) -> bool:
    return "utf8" in name.lower().replace("-", "")
