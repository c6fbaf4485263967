"""Reading and writing records as JSON, strictly on the way out and forgivingly on the way in.

A file of an older Traindeck or of another program still shows: what is missing gets its default, what is unknown is
ignored, and a field with a wrong type is dropped and named. Only a file without a usable id and state is unreadable.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.files import UnreadableFile, read_bounded, write_atomic
from engine.job import JobRecord, JobSpec, StopIntent
from engine.paths import job_id_of
from engine.state import JobState
from engine.text import clean, clean_value

TIME_FIELDS = ("created_at", "started_at", "loading_at", "running_at", "updated_at", "finished_at")
"""Fields in which other programs write ISO 8601 instead of Unix seconds."""

LATEST_S = 253_402_300_800.0
"""The year 10,000 in Unix seconds: no calendar here goes further."""

ASKER_LIMIT = 60
"""Longest text, in characters, of who asked for a stop."""

_DECODER = msgspec.json.Decoder(JobRecord, strict=False)
_T = TypeVar("_T", JobSpec, StopIntent)


def spell_non_finite(value: object) -> object:
    """Return a JSON value in which NaN and the infinities are strings, since JSON has no such numbers."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: spell_non_finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [spell_non_finite(item) for item in value]
    return value


def to_object(record: msgspec.Struct) -> dict[str, Any]:
    """Return a record, specification or intent as the JSON object that its file holds."""
    plain = spell_non_finite(msgspec.to_builtins(record))
    assert isinstance(plain, dict)
    return plain


def encode(record: msgspec.Struct) -> bytes:
    """Return the bytes of a record's file: one line of JSON."""
    return dumps(to_object(record)) + b"\n"


def dumps(plain: object, *, indent: int | None = None) -> bytes:
    """Return JSON without a line end after it.

    A path that is not UTF-8 holds lone surrogates in Python (PEP 383). They are written as JSON's own escapes, which
    Python reads back as they were.

    Args:
        plain: What `json` can write, finite numbers only.
        indent: Spaces a level; None writes everything on one line.
    """
    try:
        content = msgspec.json.encode(plain)
    except UnicodeEncodeError:
        import json  # The panel's start needs none of it.

        separators = (",", ":") if indent is None else None
        return json.dumps(plain, indent=indent, separators=separators).encode("ascii")
    return content if indent is None else msgspec.json.format(content, indent=indent)


def write_record(path: Path, record: msgspec.Struct, *, durable: bool) -> None:
    """Replace the file at `path` by `record`, all or nothing. Raises `OSError`."""
    write_atomic(path, encode(record), durable=durable)


def read_status(path: Path) -> tuple[JobRecord, tuple[str, ...]]:
    """Read a status file.

    Returns:
        The record, harmless to show, and a sentence for each field that had to be dropped.

    Raises:
        FileNotFoundError: There is no such file.
        UnreadableFile: The file has no usable id and state; the message says what is wrong.
    """
    record, problems = decode_status(read_bounded(path))
    expected = job_id_of(path.name)
    if record.job_id != expected:
        raise UnreadableFile(f"it says it is about job {clean(record.job_id, 80)}")
    return record, problems


def decode_status(content: bytes) -> tuple[JobRecord, tuple[str, ...]]:
    """Decode the content of a status file; see `read_status`."""
    # A file in which nothing is escaped and all is ASCII cannot hold a harmful character.
    harmless = content.isascii() and b"\\" not in content and content.find(b"\x7f") < 0
    if harmless:
        try:
            return _sound(_DECODER.decode(content), ())
        except (msgspec.DecodeError, RecursionError):
            pass
    return _decode_field_by_field(content)


def _decode_field_by_field(content: bytes) -> tuple[JobRecord, tuple[str, ...]]:
    try:
        plain = loads(content)
    except RecursionError as error:
        raise UnreadableFile("it is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = "it is empty" if not content.strip() else f"it is not JSON ({clean(str(error), 100)})"
        raise UnreadableFile(reason) from error
    if not isinstance(plain, dict):
        raise UnreadableFile("it does not hold a JSON object")
    cleaned = clean_value(plain)
    assert isinstance(cleaned, dict)
    return _convert(cleaned)


def loads(content: bytes) -> Any:
    """Decode JSON, and what Python's own writer makes of a NaN or a lone surrogate, which strictly is none."""
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        import json

        try:
            return json.loads(content, parse_constant=str)
        except (ValueError, RecursionError):
            pass
        raise


def _convert(plain: Mapping[str, Any]) -> tuple[JobRecord, tuple[str, ...]]:
    values: dict[str, Any] = {}
    problems = []
    for field in msgspec.structs.fields(JobRecord):
        if field.name not in plain or (plain[field.name] is None and not field.required):
            continue
        value = plain[field.name]
        if field.name == "status" and isinstance(value, str):
            value = value.upper()
        if field.name in TIME_FIELDS and isinstance(value, str):
            value = _unix_seconds(value)
        try:
            values[field.name] = msgspec.convert(value, field.type, strict=False)
        except (msgspec.ValidationError, RecursionError):
            if field.required:
                raise UnreadableFile(_field_fault(field.name, value)) from None
            problems.append(_field_fault(field.name, value))
    for name in ("job_id", "status"):
        if name not in values:
            raise UnreadableFile(f"the field {name} is missing")
    return _sound(JobRecord(**values), tuple(problems))


def _sound(record: JobRecord, problems: tuple[str, ...]) -> tuple[JobRecord, tuple[str, ...]]:
    """Drop numbers that no clock and no training could have written: they would break whoever shows them."""
    faulty = [name for name in TIME_FIELDS if not _is_time(getattr(record, name))]
    faulty += [name for name in ("steps_per_second", "eta_seconds") if not _is_finite(getattr(record, name))]
    if not (math.isfinite(record.progress) and 0 <= record.progress <= 100):
        faulty.append("progress")
    if not faulty:
        return record, problems
    defaults = {name: 0.0 if name == "progress" else None for name in faulty}
    faults = tuple(_field_fault(name, getattr(record, name)) for name in faulty)
    return msgspec.structs.replace(record, **defaults), (*problems, *faults)


def _is_finite(number: float | None) -> bool:
    return number is None or math.isfinite(number)


def _is_time(unix_s: float | None) -> bool:
    return unix_s is None or 0 <= unix_s < LATEST_S  # False for NaN, too.


def _field_fault(name: str, value: object) -> str:
    if name == "status":
        return f"the field status is {clean(repr(value), 40)}, not one of {', '.join(JobState)}"
    return f"the field {name} has an unusable value"


def _unix_seconds(text: str) -> object:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return text


def read_spec(path: Path) -> JobSpec:
    """Read `spec.json`. Raises `FileNotFoundError` or `UnreadableFile`."""
    return _read(path, JobSpec)


def read_stop(path: Path) -> StopIntent | None:
    """Read the wish to stop, harmless to show, or None when nobody asked. Raises `UnreadableFile`."""
    try:
        wish = _read(path, StopIntent)
    except FileNotFoundError:
        return None
    if not (_is_time(wish.requested_at) and 0 <= wish.grace_s < LATEST_S):
        raise UnreadableFile(f"{path.name}: there is no such time")
    return msgspec.structs.replace(wish, by=clean(wish.by, ASKER_LIMIT))


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(loads(read_bounded(path)), kind, strict=False)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name}: {clean(str(error), 200)}") from error


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the status file."""
    schema = _with_spelled_numbers(msgspec.json.schema(JobRecord))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Traindeck status file", **schema}


def _with_spelled_numbers(schema: Any) -> Any:
    """The schema in which a number may also be one of the strings of `spell_non_finite`."""
    if isinstance(schema, list):
        return [_with_spelled_numbers(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "number":
        rest = {key: part for key, part in schema.items() if key != "type"}
        return {**rest, "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}
    return {key: _with_spelled_numbers(part) for key, part in schema.items()}
