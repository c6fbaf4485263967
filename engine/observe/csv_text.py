"""Jobs as CSV, raw values and not what tables make of them. Pure; panel and command line use it."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.observe.context import Context
from engine.observe.predicate import plain, value_of
from engine.observe.query_fields import FIELDS, Kind
from engine.observe.view import JobView

Value = Callable[[JobView, Context], Any]
"""Returns what stands in one column of a job."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula (OWASP, CSV Injection)."""

_SKIPPED = " \n\ufeff"
"""What spreadsheets skip before they look at that."""


def as_csv(columns: Sequence[tuple[str, Value]], views: Iterable[JobView], context: Context) -> str:
    """One heading line and a line for each job (RFC 4180, but for plain line ends).

    Args:
        columns: Heading and value of each.
        views: The jobs, from the top.
        context: What is known beside them.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_cell(heading) for heading, _ in columns)
    for view in views:
        writer.writerow(_cell(value(view, context)) for _, value in columns)
    return text.getvalue()


def all_as_csv(views: Sequence[JobView], context: Context) -> str:
    """Every field, every parameter and every metric of jobs."""
    columns: list[tuple[str, Value]] = [
        (name, field.ask) for name, field in FIELDS.items() if field.kind not in (Kind.WHEN, Kind.FLAG)
    ]
    columns[1:1] = [("job_id", FIELDS["id"].ask)]
    columns = [each for each in columns if each[0] != "id"]
    columns += [(name, _moment(name)) for name in ("created_at", "started_at", "finished_at")]
    for kind in ("params", "metrics"):
        names: dict[str, None] = {}
        for view in views:
            names.update(dict.fromkeys(getattr(view.record, kind, ())))
        columns += [(f"{kind}.{name}", _named(f"{kind}.{name}")) for name in names]
    return as_csv(columns, views, context)


def _named(name: str) -> Value:
    ask = value_of(name)
    return lambda view, context: ask(view)


def _moment(name: str) -> Value:
    def ask(view: JobView, context: Context) -> str | None:
        return iso(getattr(view.record, name, None))

    return ask


def iso(unix_s: float | None) -> str | None:
    """A moment as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if unix_s is not None else None


def _cell(value: object) -> str:
    """A value as it stands in the file; a text that a spreadsheet would calculate is kept from it."""
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(value)
    text = plain(value)
    return no_formula(text)


def no_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip(_SKIPPED).startswith(_FORMULA) else text
