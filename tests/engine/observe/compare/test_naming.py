from typing import Any

from engine.job import JobRecord
from engine.observe.compare.comparison import Comparison, compare
from engine.observe.compare.naming import curve_names, job_names, subject_names
from engine.state import JobState


def of(*jobs: tuple[str, dict[str, Any]]) -> Comparison:
    records = [
        JobRecord(job_id=f"job_{place}_0000000{place}", status=JobState.COMPLETED, name=name, params=params)
        for place, (name, params) in enumerate(jobs)
    ]
    return compare(records, [{} for _ in records])


def test_titles_of_which_there_is_one_are_names() -> None:
    assert job_names(of(("a", {"lr": 1}), ("b", {"lr": 2}))) == ["a", "b"]


def test_jobs_of_one_title_are_told_apart_by_a_parameter_that_differs_in_all_of_them() -> None:
    made = of(
        ("net", {"epochs": 3, "depth": {"wide": 1}, "seed": 0}),
        ("net", {"epochs": 3, "depth": {"wide": 2}, "seed": 0}),
        ("other", {"epochs": 9}),
        ("net", {"epochs": 5, "depth": {"wide": 3}, "seed": 1}),
    )
    assert job_names(made) == ["net wide=1", "net wide=2", "other", "net wide=3"]


def test_where_no_parameter_does_the_id_tells() -> None:
    long = "x" * 40
    made = of(("net", {"a": 1, "path": long + "1"}), ("net", {"a": 1, "path": long + "2"}), ("net", {"path": long}))
    assert job_names(made) == ["net 0000", "net 0001", "net 0002"]


def test_a_group_of_seeds_has_its_title_where_no_other_subject_has_it() -> None:
    made = of(("net", {"seed": 0, "lr": 1}), ("net", {"seed": 1, "lr": 1}), ("big", {"seed": 0}))
    assert subject_names(made, made.each) == ["net seed=0", "net seed=1", "big"]
    assert subject_names(made, made.grouped) == ["net +1 seed", "big"]
    assert curve_names(made, made.grouped)[0] == "net"
    two = of(("net", {"seed": 0, "lr": 1}), ("net", {"seed": 1, "lr": 1}), ("net", {"seed": 2, "lr": 3}))
    assert subject_names(two, two.grouped) == ["net lr=1 +1 seed", "net lr=3"]


def test_what_is_shown_tells_them_apart() -> None:
    close = of(("net", {"lr": 0.0010001, "seed": 0}), ("net", {"lr": 0.0010002, "seed": 1}))
    assert job_names(close) == ["net seed=0", "net seed=1"]
    assert job_names(of(("net", {"x": 1}), ("net", {"x": "1"}))) == ["net 0000", "net 0001"]
    clash = of(("net", {"lr": 1}), ("net", {"lr": 2}), ("net lr=1", {}))
    assert job_names(clash) == ["net 0000", "net lr=2", "net lr=1 0002"]
    long = of(("y" * 44 + "a", {}), ("y" * 44 + "b", {}))
    assert len(set(curve_names(long, long.each))) == 2
