"""Making foreign text harmless: every string from a file, a log or another program passes through here.

Nothing that is not printable survives: C0 and C1 controls, escape sequences, bidirectional overrides, zero-width
characters and lone surrogates become a visible replacement, so no string can move the cursor, set the title, write to
the clipboard or reorder what stands beside it. What terminals measure differently (variation selectors, piles of
combining marks) is left out. Anyone may import this; standard library only.
"""

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for one character that may not be shown."""

LIMIT = 10_000
"""Characters kept of one string unless the caller says otherwise: more than any screen shows."""

_ESCAPE = (
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # OSC: title, clipboard, hyperlink
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\|$)"  # DCS, SOS, PM, APC
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x9b[0-?]*[ -/]*[@-~]"  # the 8-bit CSI
    r"|\x1b[ -/]*[0-~]"  # two-character escapes
)
"""Escape sequences as ECMA-48 delimits them: removed whole, since their tail would be noise. Patterns here
are compiled when they are first needed, which few texts do."""


_VARIATION = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
"""Variation selectors: terminals do not agree on how wide they make the character before, so columns would shift."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
_PILED = f"([{_MARKS}]{{2}})[{_MARKS}]+"
"""More than two combining marks on one character: they would be drawn over the lines above and below."""


def clean(text: str, limit: int = LIMIT) -> str:
    """Return `text` on one line, printable and at most `limit` characters long.

    Args:
        text: Anything, lone surrogates included.
        limit: Longest result in characters; a longer text ends in an ellipsis.
    """
    cut = len(text) > limit
    if cut:
        text = text[:limit]
    if not text.isascii():
        text = re.sub(_PILED, r"\1", re.sub(_VARIATION, "", text))
    if not text.isprintable():
        text = re.sub(_ESCAPE, "", text) if "\x1b" in text or "\x9b" in text else text
        text = re.sub(r"[\t\n\r\v\f]+", " ", text)
        text = harmless(text)
    return text[: limit - 1] + "…" if cut else text


def harmless(text: str) -> str:
    """Return `text` with each character that may not be shown replaced by one that may; places stay the same."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else REPLACEMENT for letter in text)


def clean_lines(text: str, limit: int = LIMIT) -> list[str]:
    """Return the lines of `text`, each made harmless by `clean`."""
    return [clean(line, limit) for line in text.splitlines()]


def clean_value(value: object, limit: int = LIMIT, depth: int = 8) -> object:
    """Return a JSON value in which every string, keys included, went through `clean`.

    Args:
        value: Decoded JSON.
        limit: Longest string kept.
        depth: Deepest nesting kept; what lies below is replaced by an ellipsis.
    """
    if isinstance(value, str):
        return clean(value, limit)
    if depth == 0 and isinstance(value, dict | list):
        return "…"
    if isinstance(value, dict):
        return {clean(str(key), 200): clean_value(item, limit, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_value(item, limit, depth - 1) for item in value]
    return value


def count_of(number: int, noun: str) -> str:
    """Return "1 job" or "2 jobs", thousands separated."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
