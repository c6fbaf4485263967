"""What is wrong with a setting: one sentence that says where, what, and what to do."""

from pathlib import Path

import msgspec

from engine.text import clean


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One fault in a file or a variable."""

    source: str
    """Path of the file, or name of the variable or option."""
    line: int | None = None
    """From 1, where it is known."""
    name: str = ""
    """The setting: "panel.theme"."""
    message: str
    """What is wrong and what to do, without the place."""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line is not None else self.source
        return clean(f"{place}: {self.message}", 400)


def line_of(text: str, table: str, field: str = "") -> int | None:
    """The line on which a table, or a field of it, stands in a TOML text, from 1; None if it is written otherwise.

    A search for what people write: `[table]` and, below it, `field =`; or `table.field =` above all tables.
    """
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("[") and not bare.startswith("[["):
            current = bare.strip("[] \t").partition("]")[0].strip(" \"'")
            if current == table and not field:
                return number
        elif "=" in bare and not bare.startswith("#"):
            key = ".".join(part.strip(" \"'") for part in bare.partition("=")[0].split("."))
            whole = f"{current}.{key}" if current else key
            if whole == (f"{table}.{field}" if field else table):
                return number
    return None


def short(path: Path) -> str:
    """A path for people, the home folder as a tilde."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
