"""Where in a log the error stands that ended a job, and which lines tell of trouble. Panel and command line use it."""

import re
from collections.abc import Callable, Sequence

from engine.observe.log_query import LogQuery, visible
from engine.observe.log_search import Read

TRACEBACK = "Traceback (most recent call last)"
"""Begins what Python prints of an exception, its colon and perhaps a rank's number around it."""

CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
"""Stand between two tracebacks of one error: what comes first is nearer to its cause (PEP 3134)."""

ERROR = re.compile(rf"{re.escape(TRACEBACK)}|\b\w*(?:Error|Exception)\b(?=:|$)|\b(?:ERROR|CRITICAL|FATAL)\b")
"""A line that tells of an error, in whatever program's words."""

WARNING = re.compile(r"\bWARN(?:ING)?\b|\b\w*Warning:")
"""A line that warns."""

TROUBLE = LogQuery("warnings and errors", False, None, re.compile(f"{ERROR.pattern}|{WARNING.pattern}", re.MULTILINE))
"""Searches for both."""

WINDOW_BYTES = 1 << 22
"""How much of a log is looked at as one: in the last 4 MiB a traceback counts for more than a later word of error."""

_WORDS = tuple(word.encode() for word in ("Traceback", "Error", "Exception", "ERROR", "CRITICAL", "FATAL"))


def error_line(lines: Sequence[str]) -> int | None:
    """Index of the line at which reading should begin: the start of the last traceback, or else the last error.

    Args:
        lines: Some lines of a log, oldest first.
    """
    starts = [index for index, line in enumerate(lines) if TRACEBACK in line]
    if not starts:
        return next((index for index in range(len(lines) - 1, -1, -1) if ERROR.search(lines[index])), None)
    begin = starts.pop()
    while starts and any(words in line for line in lines[starts[-1] : begin] for words in CHAINED):
        begin = starts.pop()
    return begin


def last_error(read: Read, size_bytes: int, stopped: Callable[[], bool]) -> int | None:
    """Offset of the line at which reading should begin, sought from the end of a log of any size.

    Args:
        read: The log.
        size_bytes: How long it is.
        stopped: Asked before every window.

    Returns:
        None where nothing tells of an error, or when stopped.
    """
    end = size_bytes
    while end > 0 and not stopped():
        start, content = _window(read, end)
        if any(word in content for word in _WORDS):
            index = error_line(visible(content).decode("utf-8", "replace").split("\n"))
            if index is not None:
                place = 0
                for _ in range(index):
                    place = content.find(b"\n", place) + 1
                return start + place
        end = start
    return None


def _window(read: Read, end: int) -> tuple[int, bytes]:
    """The lines before `end`, as many as a window holds."""
    start = max(0, end - WINDOW_BYTES)
    content = read(start, end - start)
    if start == 0:
        return 0, content
    newline = content.find(b"\n", 0, len(content) - 1)
    return start + newline + 1, content[newline + 1 :]
