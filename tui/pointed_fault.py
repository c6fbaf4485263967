"""A sentence on what is wrong with a line that is being typed, with a sign under the place. Pure."""

from rich.cells import cell_len

SIGN = "^"
"""Points upwards, also where only ASCII can be shown."""


def pointed(fault: str, offset: int, width: int) -> str:
    """The sentence beside the sign where there is room, else below it.

    Args:
        fault: The sentence.
        offset: Cells before the place; one that is out of sight gets no sign.
        width: Cells of the line.
    """
    if not 0 <= offset < width:
        return fault
    if offset + 2 + cell_len(fault) <= width:
        return f"{' ' * offset}{SIGN} {fault}"
    if cell_len(fault) + 1 <= offset:
        return f"{' ' * (offset - cell_len(fault) - 1)}{fault} {SIGN}"
    return f"{' ' * offset}{SIGN}\n{fault}" if cell_len(fault) <= width else fault
