import json
import math
import os
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.growing_file import BLOCK_BYTES
from engine.observe.metrics import LINE_LIMIT_BYTES, METRIC_LIMIT, MetricsTail, read_history


def append(path: Path, content: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(content.encode() if isinstance(content, str) else content)


def points(tail: MetricsTail, name: str) -> list[tuple[int, float]]:
    return [(step, value) for step, value in tail.history.series[name]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "metrics.jsonl"


def test_lines_become_series_with_their_epochs_and_times(path: Path) -> None:
    append(path, '{"step":5,"epoch":1,"time":1700000000.5,"loss":0.5,"lr":0.01}\n')
    append(path, '{"step":10,"epoch":1.5,"time":1700000001,"loss":0.4,"lr":1e-3}\n{"step":10,"val_loss":1}\n')
    tail = MetricsTail(path)
    assert tail.poll()
    assert list(tail.history.series) == ["loss", "lr", "val_loss"]
    assert points(tail, "loss") == [(5, 0.5), (10, 0.4)]
    assert points(tail, "val_loss") == [(10, 1.0)]
    assert [value for _, value in tail.history.epochs] == [1.0, 1.5]
    assert [value for _, value in tail.history.times] == [1700000000.5, 1700000001.0]
    assert not tail.poll()


def test_a_missing_file_is_no_fault_and_may_come_later(path: Path) -> None:
    tail = MetricsTail(path)
    assert not tail.poll()
    append(path, '{"step":1,"loss":1}\n')
    assert tail.poll()
    assert points(tail, "loss") == [(1, 1.0)]


def test_a_line_counts_only_when_it_is_complete(path: Path) -> None:
    tail = MetricsTail(path)
    append(path, '{"step":1,"loss":1')
    assert not tail.poll()
    append(path, '.5}\n{"st')
    assert tail.poll()
    append(path, 'ep":2,"loss":2}\n')
    assert tail.poll()
    assert points(tail, "loss") == [(1, 1.5), (2, 2.0)]
    assert tail.history.skipped_lines == 0


@pytest.mark.parametrize("spelling", ['"NaN"', '"Infinity"', '"-Infinity"', "NaN", "-Infinity", "1e400", "9" * 400])
def test_what_is_not_finite_is_a_gap_however_it_is_spelled(path: Path, spelling: str) -> None:
    append(path, f'{{"step":1,"loss":1}}\n{{"step":2,"loss":{spelling}}}\n{{"step":3,"loss":3}}\n')
    tail = MetricsTail(path)
    tail.poll()
    assert points(tail, "loss") == [(1, 1.0), (3, 3.0)]
    assert list(tail.history.series["loss"].non_finite_steps) == [2]


@pytest.mark.parametrize("how", ["truncated", "replaced", "refilled"])
def test_another_file_in_its_place_starts_over(path: Path, how: str) -> None:
    append(path, '{"step":1,"loss":1}\n{"step":2,"loss":2}\n')
    tail = MetricsTail(path)
    tail.poll()
    content = '{"step":7,"loss":7}\n' if how != "refilled" else '{"step":7,"loss":7}\n' * 9
    if how == "replaced":
        other = path.with_suffix(".new")
        other.write_text(content)
        os.rename(other, path)
    else:
        path.write_text(content)
    assert tail.poll()
    assert set(points(tail, "loss")) == {(7, 7.0)}


def test_broken_and_hostile_lines_are_skipped_and_counted(path: Path) -> None:
    bad: list[bytes] = [
        b"not json",
        b"\xff\xfe\x00",
        b"[1,2]",
        b'"text"',
        b'{"loss":1}',
        b'{"step":true,"loss":1}',
        b'{"step":"5","loss":1}',
        b'{"step":1.5,"loss":1}',
        b'{"step":' + b"9" * 30 + b',"loss":1}',
        b'{"step":' + b"9" * 5000 + b',"loss":1}',
        b'{"step":1e300,"loss":1}',
        b"[" * 20_000,
        b'{"step":1,"loss":' + b"[" * 20_000,
        b'{"step":1,"' + b"x" * (LINE_LIMIT_BYTES + BLOCK_BYTES) + b'":1}',
    ]
    good = b'{"step":4,"loss":4.0,"note":"text","flag":true,"none":null,"list":[1]}'
    for line in bad:
        path.unlink(missing_ok=True)
        append(path, line + b"\n" + good + b"\n")
        tail = MetricsTail(path)
        tail.poll()
        assert points(tail, "loss") == [(4, 4.0)], line[:40]
        assert list(tail.history.series) == ["loss"], line[:40]
        assert tail.history.skipped_lines == 1, line[:40]


def test_names_are_made_harmless_and_are_not_without_number(path: Path) -> None:
    append(path, json.dumps({"step": 1, "\x1b]52;c;x\x07lo\u202ess": 1.0, "n" * 500: 2.0}) + "\n")
    append(path, "".join(json.dumps({"step": 2, f"m{number}": 1.0}) + "\n" for number in range(3 * METRIC_LIMIT)))
    tail = MetricsTail(path)
    tail.poll()
    assert len(tail.history.series) == METRIC_LIMIT
    assert all(name.isprintable() and len(name) <= 80 for name in tail.history.series)


def test_an_endless_line_costs_bounded_memory(path: Path) -> None:
    tail = MetricsTail(path)
    for _ in range(20):
        append(path, b"x" * BLOCK_BYTES)
        tail.poll()
        assert len(tail._reader._rest) <= LINE_LIMIT_BYTES
    append(path, '\n{"step":1,"loss":1}\n')
    tail.poll()
    assert points(tail, "loss") == [(1, 1.0)]
    assert tail.history.skipped_lines == 1


def test_a_limited_look_says_that_it_is_behind(path: Path) -> None:
    line = '{"step":1,"loss":1}\n'
    append(path, line * 100)
    tail = MetricsTail(path)
    assert tail.poll(max_bytes=len(line) * 10)
    assert len(points(tail, "loss")) == 10
    assert tail.is_behind
    assert tail.poll()
    assert len(points(tail, "loss")) == 100
    assert not tail.is_behind


@given(cuts=st.lists(st.integers(1, 60), max_size=40))
def test_where_the_writes_are_cut_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    path = tmp_path_factory.mktemp("cuts") / "metrics.jsonl"
    lines = [f'{{"step":{step},"loss":{step / 7}}}\n' for step in range(20)] + [
        '{"step":20,"loss":"NaN"}\n',
        "rubbish\n",
    ]
    content = "".join(lines).encode()
    tail = MetricsTail(path)
    for size in [*cuts, len(content)]:
        append(path, content[:size])
        content = content[size:]
        tail.poll(max_bytes=37)
    while tail.is_behind:
        tail.poll()
    assert points(tail, "loss") == [(step, step / 7) for step in range(20)]
    assert list(tail.history.series["loss"].non_finite_steps) == [20]
    assert tail.history.skipped_lines == 1


def test_two_hundred_thousand_lines_are_read_in_well_under_a_second(path: Path) -> None:
    lines = (
        f'{{"step":{step},"epoch":{1 + step // 5000},"time":{1.7e9 + step},"loss":{1 / (1 + step)},"lr":0.001}}\n'
        for step in range(200_000)
    )
    append(path, "".join(lines))
    tail = MetricsTail(path)
    start = perf_counter()
    tail.poll(max_bytes=1 << 30)
    assert perf_counter() - start < 3.0  # 0.4 s alone on the machine; the bound leaves room for busy neighbours
    assert len(tail.history.series["loss"]) == 200_000
    assert not math.isnan(tail.history.series["loss"].columns(0, 200_000, 10)[-1].mean)


def test_times_that_no_calendar_knows_are_left_out(path: Path) -> None:
    for step, moment in enumerate(["1700000000", "1.7e18", "-5", '"NaN"', "1e300", "1700000009"]):
        append(path, f'{{"step":{step},"time":{moment},"loss":0.5}}\n')
    tail = MetricsTail(path)
    tail.poll()

    assert list(tail.history.times) == [(0, 1.7e9), (5, 1700000009.0)]
    assert len(tail.history.series["loss"]) == 6


def test_all_of_a_file_is_read_though_a_line_fills_several_slices(path: Path) -> None:
    append(path, '{"step":1,"loss":1}\n' + "x" * (36 << 20) + '\n{"step":2,"loss":2}\n')

    assert list(read_history(path).series["loss"]) == [(1, 1.0), (2, 2.0)]
    assert not read_history(path.with_name("none")).series
