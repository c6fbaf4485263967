"""Colours and attributes of terminal text as plain values (SGR; ECMA-48 8.3.117, ITU-T T.416 for direct colours)."""

from typing import NamedTuple

DIRECT = 1 << 24
"""Added to a colour given by its red, green and blue; smaller values are numbers in the palette of 256."""


class Ink(NamedTuple):
    """How a character is drawn."""

    front: int | None = None
    """Colour of the text; None is the theme's."""
    back: int | None = None
    """Colour behind it."""
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False

    @property
    def is_seen_on_blanks(self) -> bool:
        """Whether a blank drawn so differs from nothing."""
        return self.back is not None or self.reverse or self.underline or self.strike


PLAIN = Ink()
"""As the theme draws."""

_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike", 21: "underline"}
_OFF = {23: "italic", 24: "underline", 27: "reverse", 29: "strike"}


def inked(ink: Ink, parameters: str) -> Ink:
    """Return the ink after a sequence `CSI parameters m`; what is not understood changes nothing."""
    codes = _codes(parameters)
    while codes:
        code = codes.pop(0)
        if code == 0:
            ink = PLAIN
        elif code in _ON:
            ink = ink._replace(**{_ON[code]: True})
        elif code in _OFF:
            ink = ink._replace(**{_OFF[code]: False})
        elif code == 22:
            ink = ink._replace(bold=False, dim=False)
        elif 30 <= code <= 37:
            ink = ink._replace(front=code - 30)
        elif 90 <= code <= 97:
            ink = ink._replace(front=code - 82)
        elif 40 <= code <= 47:
            ink = ink._replace(back=code - 40)
        elif 100 <= code <= 107:
            ink = ink._replace(back=code - 92)
        elif code == 39:
            ink = ink._replace(front=None)
        elif code == 49:
            ink = ink._replace(back=None)
        elif code in (38, 48, 58):
            colour = _colour(codes)
            if colour is not None and code == 38:
                ink = ink._replace(front=colour)
            elif colour is not None and code == 48:
                ink = ink._replace(back=colour)
    return ink


def _codes(parameters: str) -> list[int]:
    """The numbers of a sequence, colons resolved: `38:2::1:2:3` and `38;2;1;2;3` are the same."""
    codes: list[int] = []
    for part in parameters.split(";"):
        head, *subs = part.split(":")
        if head == "4" and subs:
            codes.append(24 if subs[0] == "0" else 4)  # 4:3 is a curly underline.
            continue
        if head in ("38", "48", "58") and len(subs) > 4 and subs[0] == "2":
            del subs[1]  # The colour space.
        codes += [_number(each) for each in (head, *subs)]
    return codes


def _number(text: str) -> int:
    return int(text[:4]) if text.isdecimal() and text.isascii() else 0 if not text else -1


def _colour(codes: list[int]) -> int | None:
    """Take the colour that follows a 38 or 48."""
    how = codes.pop(0) if codes else 0
    wanted = {5: 1, 2: 3}.get(how, 0)
    parts = codes[:wanted]
    del codes[: wanted if len(parts) == wanted else len(codes)]  # What is cut short says nothing about the rest.
    if len(parts) < wanted or not all(0 <= part <= 255 for part in parts):
        return None
    if how == 5:
        return parts[0]
    return DIRECT + (parts[0] << 16) + (parts[1] << 8) + parts[2] if how == 2 else None
