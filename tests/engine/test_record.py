import json
import math
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.files import UnreadableFile, make_private
from engine.job import Best, JobError, JobRecord, JobSpec, ProcessIdentity, StopIntent
from engine.paths import Workspace
from engine.record import (
    decode_status,
    encode,
    json_schema,
    read_spec,
    read_status,
    read_stop,
    spell_non_finite,
    write_record,
)
from engine.state import JobState
from engine.text import clean_value

FIXTURES = Path(__file__).parents[1] / "fixtures"
OLD, FOREIGN = "job_1690000000000_0ldc1a55", "foreign-42"

plain_texts = st.text(st.characters(blacklist_categories=["C", "Z"]), max_size=20)
# Encoded by float64, so a subnormal that parses back differently would be a fault of ours.
numbers = st.floats(allow_nan=False)
records = st.builds(
    JobRecord,
    job_id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True),
    status=st.sampled_from(JobState),
    name=plain_texts,
    params=st.dictionaries(plain_texts, st.one_of(st.none(), st.booleans(), st.integers(-9, 9), plain_texts)),
    tags=st.lists(plain_texts, max_size=3),
    step=st.integers(0, 2**53),
    loss=st.one_of(st.none(), numbers),
    metrics=st.dictionaries(plain_texts, st.one_of(st.none(), numbers), max_size=4),
    best=st.one_of(st.none(), st.builds(Best, metric=plain_texts, value=numbers, step=st.integers(0, 99))),
    trend=st.lists(st.one_of(st.none(), numbers), max_size=5),
    error=st.one_of(st.none(), st.builds(JobError, kind=plain_texts, message=plain_texts)),
    worker=st.one_of(st.none(), st.builds(ProcessIdentity, pid=st.integers(2, 2**31), start_ticks=st.integers(0, 9))),
    created_at=st.one_of(st.none(), st.floats(0, 4e9)),
    simulation=st.booleans(),
)


@given(records)
def test_what_is_written_is_read_back(record: JobRecord) -> None:
    seen, problems = decode_status(encode(record))

    assert (seen, problems) == (msgspec.convert(clean_value(msgspec.to_builtins(record)), JobRecord), ())


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_spelled(value: float) -> None:
    record = JobRecord(job_id="a", status=JobState.RUNNING, loss=value, metrics={"m": value}, trend=[value, None])

    content = encode(record)
    again, problems = decode_status(content)

    # A strict reader of JSON accepts it, and nothing is lost.
    plain = json.loads(content, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert plain["loss"] == plain["metrics"]["m"] == plain["trend"][0] == spell_non_finite(value)
    assert problems == ()
    assert repr([again.loss, again.metrics["m"], again.trend[0]]) == repr([value] * 3)


def test_an_old_status_file_with_only_the_classic_fields_loads_for_ever() -> None:
    record, problems = read_status(FIXTURES / f"{OLD}.json")

    assert problems == ()
    assert (record.status, record.progress, record.epoch, record.step) == (JobState.COMPLETED, 100.0, 3, 6)
    assert (record.loss, record.message) == (0.0731, "Training completed")
    assert record.finished_at is not None
    assert record.created_at is not None
    assert record.finished_at - record.created_at == 4.5
    assert record.title == OLD


def test_a_foreign_status_file_with_unusable_fields_loads_for_ever() -> None:
    record, problems = read_status(FIXTURES / f"{FOREIGN}.json")

    assert (record.status, record.progress, record.created_at) == (JobState.RUNNING, 37.5, 1690000000.0)
    assert record.message.isprintable()
    assert "52;c" not in record.message
    assert record.step == 0
    assert record.checkpoint is None
    dropped = " ".join(problems)
    for name in ("step", "loss", "checkpoint", "metrics", "tags"):
        assert f"the field {name} has an unusable value" in dropped


ID = '"job_id":"a","status":"RUNNING"'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"{",
        b"null",
        b"[]",
        b'"RUNNING"',
        b"\xff\xfe\x00",
        b"{}",
        b'{"job_id":"a"}',
        b'{"status":"RUNNING"}',
        b'{"job_id":"a","status":"GONE"}',
        b'{"job_id":"a","status":["RUNNING"]}',
        b'{"job_id":"a","status":null}',
        b"\0" * 4096,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        f"{{{ID},".encode(),
        f'{{{ID},"name":"\xff"}}'.encode("latin-1"),
    ],
)
def test_a_broken_status_file_is_one_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as problem:
        decode_status(content)
    assert str(problem.value).isprintable()
    assert len(str(problem.value)) < 300


def test_what_only_pythons_writer_calls_json_is_read() -> None:
    record, problems = decode_status(f'{{{ID},"loss":NaN,"name":"a\\ud800b"}}'.encode())

    assert math.isnan(record.loss or 0.0)
    assert (record.name, problems) == ("a\N{REPLACEMENT CHARACTER}b", ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", "9" * 5000),
        ("progress", "9" * 5000),
        ("loss", "1e999"),
        ("params", "[" * 200 + "]" * 200),
        ("pid", "true"),
        ("pid", "1.5"),
        ("worker", '{"pid":"x"}'),
        ("worker", '{"pid":' + "9" * 5000 + "}"),
        ("created_at", '"0000-99-99"'),
        ("created_at", '"0001-01-01T00:00:00+23:59"'),
        ("trend", '{"a":1}'),
    ],
)
def test_a_hostile_field_never_hurts(field: str, value: str) -> None:
    try:
        record, _ = decode_status(f'{{{ID},"{field}":{value}}}'.encode())
    except UnreadableFile:
        return
    assert record.job_id == "a"


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_unreadable(content: bytes) -> None:
    try:
        decode_status(content)
    except UnreadableFile:
        return


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(JobRecord.__struct_fields__), json_values))
def test_no_object_raises_and_what_is_shown_is_printable(fields: dict[str, Any]) -> None:
    content = json.dumps(spell_non_finite({"job_id": "a", "status": "RUNNING"} | fields)).encode()
    try:
        record, problems = decode_status(content)
    except UnreadableFile:
        return
    for text in (record.name, record.message, record.host, record.checkpoint or "", *record.tags, *problems):
        assert text.isprintable()
    encode(record)


@pytest.mark.parametrize(
    "text", ["\x1b]52;c;aGk=\x07x", "\x1b]0;title\x1b\\x", "\x9b31mx", "a\u202eb", "a\rb", "\x7f", "\u2066"]
)
def test_hostile_text_is_harmless_wherever_it_stands(text: str) -> None:
    plain = {
        "job_id": "a",
        "status": "ERROR",
        "name": text,
        "params": {text: [text]},
        "tags": [text],
        "error": {"kind": text, "message": text, "hint": text},
    }

    record, _ = decode_status(json.dumps(plain).encode())

    assert record.error is not None
    key, value = next(iter(record.params.items()))
    for shown in (record.name, key, value[0], record.tags[0], record.error.message, record.error.hint):
        assert shown.isprintable()
        assert "52;c" not in shown


def test_files_that_are_no_status_files(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    huge = workspace.status("huge")
    with huge.open("wb") as file:
        file.truncate(100 << 20)
    os.mkfifo(workspace.status("fifo"))
    workspace.status("folder").mkdir()
    workspace.status("link").symlink_to("/etc/passwd")
    write_record(workspace.status("other"), JobRecord(job_id="a", status=JobState.QUEUED), durable=False)

    for job_id in ("huge", "fifo", "folder", "link", "other"):
        with pytest.raises(UnreadableFile):
            read_status(workspace.status(job_id))
    with pytest.raises(FileNotFoundError):
        read_status(workspace.status("gone"))


def test_specification_and_wish(tmp_path: Path) -> None:
    spec = JobSpec(job_id="a", recipe="regression", params={"epochs": 3, "features": []}, tags=["x"])
    wish = StopIntent(requested_at=1.5, grace_s=60, by="panel")
    write_record(tmp_path / "spec.json", spec, durable=True)
    write_record(tmp_path / "stop", wish, durable=True)

    assert read_spec(tmp_path / "spec.json") == spec
    assert read_stop(tmp_path / "stop") == wish
    assert wish.deadline == 61.5
    assert read_stop(tmp_path / "none") is None
    (tmp_path / "stop").write_bytes(b'{"requested_at":')
    with pytest.raises(UnreadableFile):
        read_stop(tmp_path / "stop")


def conforms(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Whether a JSON value conforms to as much of JSON Schema as msgspec writes."""
    if "$ref" in schema:
        return conforms(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return any(conforms(value, option, definitions) for option in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    types: dict[str, tuple[type, ...]] = {
        "null": (type(None),), "string": (str,), "number": (int, float), "integer": (int,), "array": (list,),
        "object": (dict,), "boolean": (bool,),
    }  # fmt: skip
    if "type" in schema and not isinstance(value, types[schema["type"]]):
        return False
    if isinstance(value, list):
        return all(conforms(item, schema.get("items", {}), definitions) for item in value)
    if isinstance(value, dict):
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", {})
        rest = rest if isinstance(rest, dict) else {}
        return set(schema.get("required", [])) <= value.keys() and all(
            conforms(item, known.get(name, rest), definitions) for name, item in value.items()
        )
    return True


@given(records)
def test_the_schema_describes_what_is_written(record: JobRecord) -> None:
    schema = json_schema()
    content = msgspec.json.decode(encode(record))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert conforms(content, schema, schema["$defs"])
    assert not conforms({**content, "status": "GONE"}, schema, schema["$defs"])


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_the_schema_allows_a_spelled_number(value: float) -> None:
    schema = json_schema()
    record = JobRecord(job_id="a", status=JobState.ERROR, loss=value, metrics={"loss": value}, trend=[value])

    assert conforms(msgspec.json.decode(encode(record)), schema, schema["$defs"])
    assert not conforms({"job_id": "a", "status": "ERROR", "loss": "low"}, schema, schema["$defs"])
