"""How somebody has arranged the table, and remembering that for each workspace."""

import contextlib

import msgspec

from engine.curves.choices import CurveChoices
from engine.files import UnreadableFile, make_private, read_bounded, write_atomic
from engine.paths import Workspace
from engine.record import dumps, loads
from engine.text import clean, clean_value
from tui.grouping import GROUPS

MOST_COLUMNS = 200
"""More are no table of somebody's: each has to be laid out at every change of size."""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Filter, order, columns and groups."""

    filter: str = ""
    sort: str = "newest"
    """Key of a column, or "newest"."""
    reverse: bool = False
    columns: tuple[str, ...] = ()
    """Keys from the left; none means the usual ones."""
    widths: dict[str, int] = {}
    """In cells, of the columns whose width somebody chose."""
    group: str = ""
    """One of `tui.grouping.GROUPS`."""
    curves: CurveChoices | None = None
    """How curves are looked at; None until somebody has chosen something, so that the configuration counts."""


def read_layout(workspace: Workspace) -> tuple[Layout, str]:
    """What was remembered, or the default, and a sentence if it cannot be read."""
    try:
        layout = msgspec.convert(clean_value(loads(read_bounded(workspace.layout))), Layout, strict=False)
    except FileNotFoundError:
        return Layout(), ""
    except (UnreadableFile, msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        fault = clean(str(error), 120)
        return Layout(), f"How the table was left cannot be read ({workspace.layout.name}: {fault}); it starts afresh."
    group = layout.group if layout.group in GROUPS else ""
    return msgspec.structs.replace(layout, group=group, columns=layout.columns[:MOST_COLUMNS]), ""


def write_layout(workspace: Workspace, layout: Layout) -> None:
    """Remember it; where nothing can be written, the next panel merely starts from the default."""
    if workspace.locked:
        return
    with contextlib.suppress(OSError):
        make_private(workspace.artifacts)
        write_atomic(workspace.layout, dumps(msgspec.to_builtins(layout), indent=1) + b"\n", durable=False)
