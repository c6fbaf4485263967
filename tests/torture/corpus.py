"""Texts that have hurt terminals, and one detector of what must never reach one."""

import re
import unicodedata

CORPUS: tuple[str, ...] = (
    "\x1b]52;c;bWFya2Vy\x07", "\x1b]52;c;bWFya2Vy\x1b\\", "\x1b]0;marker-title\x07", "\x1b]2;marker-title",
    "\x1b]8;;http://marker.example\x1b\\link\x1b]8;;\x1b\\", "\x1bP+q6d61726b6572\x1b\\", "\x1b_Gmarker\x1b\\",
    "\x1b^marker\x1b\\", "\x1bXmarker\x1b\\", "\x1b[2J\x1b[999;999H", "\x1b[31;5mred", "\x1b[?1049l\x1b[?25l\x1bc",
    "\x1b[6n\x1b[c\x1b[>c", "\x1b[20t\x1b[21t", "\x1b", "tail\x1b", "\x1b[", "\x1b]", "\x1b\x1b\x1b[m",
    "\x9b31m\x9b2J", "\x9d0;marker\x9c", "\x90marker\x9c", "\x85\x84\x8d", "".join(map(chr, range(0x80, 0xA0))),
    "".join(map(chr, range(0x20))), "\x7f\x7f\x7f", "\x00NUL\x00", "a\rb\rc", "one\ntwo\nthree",
    "tab\tTAB\t", "\f\v\b\b\b",
    "\u202egnp.exe\u202c", "\u2066iso\u2069\u2067\u2068", "\u200e\u200f\u061c", "\u200b\u200c\u200d\u2060\ufeff",
    "[/]", "[@click=app.quit]marker[/]", "[bold", "[[[[", "]]", "[/red][link=http://marker.example]x",
    "[$error]x[/$error]",
    "\\[", "[not a tag] $primary {curly} %s %(x)s", "\ud800", "x\udfffy\ud83d", "e\u0301" * 3000, "a" + "\u0300" * 5000,
    "שלום עולם العربية", "日本語" * 40, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u2764\ufe0f\u2764\ufe0e",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0010ffff\ufffe\uffff", "\ufff9\ufffa\ufffb", "\u2028\u2029",
    "'; rm -rf / #", "$(reboot)", "../../etc/passwd", "-rf", "--now", "\N{FULLWIDTH LATIN SMALL LETTER A}" * 300,
    "A" * 20_000, "9" * 5_000, "\U0001f600" * 2_000, " " * 500, "\x1b]52;c;" + "QUFB" * 5_000,
)  # fmt: skip
"""Each appears in every field."""

ESCAPE = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|\x1b"
)
"""Escape sequences as ECMA-48 delimits them, unfinished ones included."""

OUR_TITLE = re.compile(r"\x1b\]2;(?:[▶✖!>x][0-9]+ )*Traindeck\x07")
"""The title of the terminal counts jobs, and nothing of theirs stands in it."""

HARMLESS_CONTROLS = frozenset("\r\n\x08")
"""Controls that a program of ours may send besides escape sequences."""

UNSEEN = frozenset(
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters that change what stands beside them, or hide."""


def sequences(received: bytes) -> set[str]:
    """The kinds of escape sequences in what a terminal was sent: numbers and what they colour left out."""
    text = received.decode("utf-8", "surrogateescape")
    return {_kind(match[0]) for match in ESCAPE.finditer(text)}


def _kind(sequence: str) -> str:
    if OUR_TITLE.fullmatch(sequence):
        return "our title"
    if sequence.startswith("\x1b]"):
        return sequence[:24]
    return re.sub(r"[0-9;:]+", "#", sequence)


def injected(received: bytes) -> set[str]:
    """Characters in what a terminal was sent that none of ours would send, named."""
    text = ESCAPE.sub("", received.decode("utf-8", "surrogateescape"))
    return {
        f"U+{ord(letter):04X}"
        for letter in set(text)
        if (unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") and letter not in HARMLESS_CONTROLS)
        or letter in UNSEEN
    }
