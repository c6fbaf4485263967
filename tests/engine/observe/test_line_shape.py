import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.line_shape import ENOUGH_LINES, LineShape, shape_of
from engine.observe.metric_batch import MetricBatch
from engine.observe.metrics import MetricsTail

NAMES = ("step", "time", "loss", "val_loss")

VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(1 << 70), 1 << 70),
    st.sampled_from(["NaN", "Infinity", "text", None, True, 5.0, [1], 1 << 60, -(1 << 60)]),
)

LINES = st.lists(st.dictionaries(st.sampled_from((*NAMES, "new")), VALUES, max_size=5), max_size=8)


def block(reports: list[dict[str, object]]) -> bytes:
    return b"".join(json.dumps(report).encode() + b"\n" for report in reports)


def spelled(batch: MetricBatch) -> dict[str, tuple[list[int], str]]:
    """What was reported, a NaN equal to a NaN and -0 to 0."""
    return {
        name: (list(steps), str([value + 0.0 for value in values])) for name, (steps, values) in batch.reported.items()
    }


@given(LINES)
def test_a_shape_makes_no_difference_to_what_is_read(reports: list[dict[str, object]]) -> None:
    with_it, without = MetricBatch(), MetricBatch()
    with_it.take(block(reports), LineShape(NAMES))
    without.take(block(reports))
    assert spelled(with_it) == spelled(without)
    assert with_it.skipped_lines == without.skipped_lines


def test_lines_of_the_shape_become_columns() -> None:
    found = LineShape(NAMES).columns(
        b'{"step":1,"time":7.5,"loss":1}\n{"step":2,"loss":0.5,"time":8,"val_loss":0.25}\n'
    )
    assert found is not None
    steps, columns = found
    assert list(steps) == [1, 2]
    assert {name: (list(at), list(values)) for name, (at, values) in columns.items()} == {
        "time": ([1, 2], [7.5, 8.0]),
        "loss": ([1, 2], [1.0, 0.5]),
        "val_loss": ([2], [0.25]),
    }


@pytest.mark.parametrize(
    "line",
    ['{"step":1,"loss":"NaN"}', '{"step":1,"other":1}', '{"loss":1}', '{"step":1.0}', "no", '{"step":1,"loss":true}'],
)
def test_any_other_line_is_for_another_decoder(line: str) -> None:
    assert LineShape(NAMES).columns(b'{"step":1,"loss":1}\n' + line.encode() + b"\n") is None


def test_many_lines_show_what_a_file_is_like() -> None:
    reports = [{"step": step, "loss": 1.0} for step in range(ENOUGH_LINES)]
    known = shape_of(reports, None)
    assert known is not None
    assert known.names == ("step", "loss")
    assert shape_of(reports, known) is known
    assert shape_of([{"step": 1, "other": 2.0}], known) is known  # Too few to tell.
    grown = shape_of([*reports, {"step": 1, "other": 2.0}], known)
    assert grown is not None
    assert grown.names == ("step", "loss", "other")


@pytest.mark.parametrize("name", ["a\nb", 'a"b', "\ud800"])
def test_a_name_that_no_decoder_can_be_made_for_is_none_of_a_shape(name: str) -> None:
    assert shape_of([{"step": 1, name: 1.0}] * ENOUGH_LINES, None) is None


def test_nor_is_a_name_that_changes_with_every_line() -> None:
    assert shape_of([{"step": step, f"m{step}": 1.0} for step in range(ENOUGH_LINES)], None) is None


def test_a_long_file_of_several_kinds_of_lines_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    lines = []
    for step in range(30_000):
        lines.append(f'{{"step":{step},"loss":{"NaN" if step == 20_000 else step / 7}}}\n')
        if step % 1000 == 0:
            lines.append(f'{{"step":{step},"val_loss":{step}}}\n')
    path.write_text("".join(lines))
    tail = MetricsTail(path)
    tail.poll()
    loss, val_loss = tail.history.series["loss"], tail.history.series["val_loss"]
    assert [point.step for point in loss] == [step for step in range(30_000) if step != 20_000]
    assert [point.value for point in loss] == [step / 7 for step in range(30_000) if step != 20_000]
    assert list(loss.non_finite_steps) == [20_000]
    assert [(point.step, point.value) for point in val_loss] == [(step, step) for step in range(0, 30_000, 1000)]
    assert tail.history.skipped_lines == 0
