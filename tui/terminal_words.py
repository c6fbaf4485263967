"""What the panel asks of the terminal itself: its title, its bell, a notification on the desktop. Pure.

Sequences are those of xterm (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), OSC 9 is iTerm's, which many
other terminals know. Nothing but printable characters gets into them.
"""

from engine.text import clean

BEGIN = "\x1b[22;2t"
"""Lets the terminal remember its title."""

END = "\x1b[23;2t"
"""Gives it back the one that it remembers."""

TEXT_LIMIT = 200
"""Longest text, in characters."""


def title_sequence(text: str) -> str:
    """Sets the title of the window."""
    return f"\x1b]2;{clean(text, TEXT_LIMIT)}\x07"


def notification_sequence(text: str) -> str:
    """Asks for a notification on the desktop; the name before it keeps the text from being taken for a number."""
    return f"\x1b]9;Traindeck: {clean(text, TEXT_LIMIT)}\x07"
