import json
from pathlib import Path
from threading import Thread

import pytest

from engine.observe import histories
from engine.observe.histories import HeldHistory, Histories
from engine.observe.metric_batch import MetricBatch
from engine.observe.metrics import SLICE_BYTES


def write(path: Path, steps: range) -> None:
    with path.open("a") as file:
        file.writelines(json.dumps({"step": step, "epoch": step / 10, "loss": step / 7}) + "\n" for step in steps)


def read_all(held: HeldHistory) -> None:
    done = 0.0
    while done < 1:
        held.take(*(taken := held.read()))
        done = taken[1]


def test_a_thread_reads_and_another_one_adds(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    write(path, range(40_000))
    held = HeldHistory(path)
    batches: list[tuple[MetricBatch, float]] = []

    def read() -> None:
        while not batches or batches[-1][1] < 1:
            batches.append(held.read())

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert len(batches) > path.stat().st_size // SLICE_BYTES >= 1
    for batch, done in batches:
        assert not held.is_complete
        assert held.take(batch, done)
    assert held.is_complete
    assert [point.step for point in held.history.series["loss"]] == list(range(40_000))
    assert not held.take(*held.read())
    write(path, range(40_000, 40_005))
    assert held.take(*held.read())
    assert held.history.series["loss"].last == (40_004, 40_004 / 7)


@pytest.mark.parametrize("summarises", [True, False])
def test_summaries_are_made_as_points_come_in_for_whoever_asks_about_all_metrics(
    tmp_path: Path, summarises: bool
) -> None:
    path = tmp_path / "metrics.jsonl"
    held = HeldHistory(path, summarises=summarises)
    for first in (0, 100, 200):
        write(path, range(first, first + 100))
        read_all(held)
        assert held.history.series["loss"].pyramid.is_summarised is summarises


def test_a_file_in_its_place_begins_another_history(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    write(path, range(10))
    held = HeldHistory(path)
    read_all(held)
    before = held.history
    path.unlink()
    write(path, range(3))
    read_all(held)
    assert held.history is not before
    assert len(held.history.series["loss"]) == 3


def test_a_job_looked_at_before_is_there_and_the_oldest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "MOST_POINTS", 50)
    paths = [tmp_path / f"{number}.jsonl" for number in range(4)]
    kept = Histories()
    helds = []
    for path in paths:
        write(path, range(10))
        helds.append(kept.of(path))
        read_all(helds[-1])
    assert helds[3].points == 20
    assert kept.of(paths[3]) is helds[3]
    assert kept.of(paths[2]) is helds[2]
    assert kept.of(paths[0]) is not helds[0]
    assert kept.of(paths[2]) is helds[2]
