from pathlib import Path

import pytest

from engine.observe.folder import read_all
from engine.observe.view import JobView
from tests.tui.planted import IDS, plant_all
from tui.order import ORDERS, ordered


@pytest.fixture
def views(tmp_path: Path) -> list[JobView]:
    return read_all(plant_all(tmp_path))


def names(views: list[JobView]) -> list[str]:
    return [view.record.name if view.record is not None else "?" for view in views]


def test_newest_first_and_reversed(views: list[JobView]) -> None:
    assert [view.job_id for view in ordered(views, "newest")] == list(reversed(IDS))
    assert [view.job_id for view in ordered(views, "newest", reverse=True)] == list(IDS)


def test_what_needs_attention_comes_first(views: list[JobView]) -> None:
    assert names(ordered(views, "state")) == ["pretend", "reading", "broke", "halted", "done", "?"]


def test_the_best_loss_comes_first_and_nan_last_whichever_way_round(views: list[JobView]) -> None:
    assert names(ordered(views, "loss"))[0] == "done"
    assert set(names(ordered(views, "loss"))[-2:]) == {"broke", "?"}
    assert set(names(ordered(views, "loss", reverse=True))[-2:]) == {"broke", "?"}


@pytest.mark.parametrize("order", ORDERS)
def test_no_order_loses_a_job(views: list[JobView], order: str) -> None:
    assert len(ordered(views, order)) == len(views) == len(IDS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", 6),
        ("DONE", 1),
        ("regression running", 1),
        ("simulation", 1),
        ("unreadable", 1),
        ("corpus", 1),
        ("nothing like it", 0),
    ],
)
def test_the_filter_wants_every_word(views: list[JobView], words: str, expected: int) -> None:
    assert len(ordered(views, "newest", words=words)) == expected
