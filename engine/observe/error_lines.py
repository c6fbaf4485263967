"""Where in a log the error stands that ended a job. Pure; panel and command line use it."""

import re
from collections.abc import Sequence

TRACEBACK = "Traceback (most recent call last)"
"""Begins what Python prints of an exception, its colon and perhaps a rank's number around it."""

CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
"""Stand between two tracebacks of one error: what comes first is nearer to its cause (PEP 3134)."""

ERROR = re.compile(rf"{re.escape(TRACEBACK)}|\b\w*(?:Error|Exception)\b(?=:|$)|\b(?:ERROR|CRITICAL|FATAL)\b")
"""A line that tells of an error, in whatever program's words."""


def error_line(lines: Sequence[str]) -> int | None:
    """Index of the line at which reading should begin: the start of the last traceback, or else the last error.

    Args:
        lines: The last lines of a log, oldest first.
    """
    starts = [index for index, line in enumerate(lines) if TRACEBACK in line]
    if not starts:
        return next((index for index in range(len(lines) - 1, -1, -1) if ERROR.search(lines[index])), None)
    begin = starts.pop()
    while starts and any(words in line for line in lines[starts[-1] : begin] for words in CHAINED):
        begin = starts.pop()
    return begin
