"""The process in which a user's expression runs. It is started as a file by itself and needs the standard library only.

A question is a header and a text of one or more lines, the answer a number and so many starts and ends of matches, in
characters of the text. The process says first that it is there. The first question is the expression itself and has no
answer. Each later one has a time limit: the system's alarm ends the process, whatever `re` is doing, and whether or not
anybody is left to wait for it.
"""

import re
import signal
import struct
import sys
from array import array

HEADER = struct.Struct("=dBI")
"""Seconds that the answer may take, or for an expression its flags; what is asked; how many bytes of text follow."""

EVERY, FIRST = 0, 1
"""All matches that hold a character; or the first match of each line, also an empty one."""

READY = b"!"
"""Sent once, before the answers."""

LONGEST_LINE = 16_000
"""Characters of a line that are looked at; equals `terminal_text.LINE_LIMIT_CHARACTERS`, the longest line shown."""


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    pattern: re.Pattern[str] | None = None
    while len(header := questions.read(HEADER.size)) == HEADER.size:
        limit_s, asked, length = HEADER.unpack(header)
        text = questions.read(length).decode("utf-8", "surrogatepass")
        if pattern is None:
            pattern = re.compile(text, int(limit_s))
            continue
        signal.setitimer(signal.ITIMER_REAL, limit_s)
        found = matches(pattern, text, only_first=asked == FIRST)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(len(found).to_bytes(8, sys.byteorder) + found.tobytes())
        answers.flush()


def matches(pattern: re.Pattern[str], text: str, *, only_first: bool) -> "array[int]":
    """Starts and ends by turns, line by line: no expression runs over the end of one.

    Args:
        pattern: What to search for.
        text: Lines.
        only_first: Whether the first match of each line is enough; that may be empty.
    """
    found = array("I")
    start = 0
    for line in text.split("\n"):
        looked_at = line[:LONGEST_LINE]
        if only_first:
            if (match := pattern.search(looked_at)) is not None:
                found.extend((start + match.start(), start + match.end()))
        else:
            for match in pattern.finditer(looked_at):
                if match.end() > match.start():
                    found.extend((start + match.start(), start + match.end()))
        start += len(line) + 1
    return found


if __name__ == "__main__":
    main()
