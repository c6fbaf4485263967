from typing import Any

from engine.job import JobRecord
from engine.observe.compare.seeds import seed_groups
from engine.state import JobState


def job(number: int, resumed_from: int | None = None, recipe: str = "regression", **params: Any) -> JobRecord:
    parent = f"job_{resumed_from}_00000000" if resumed_from is not None else None
    return JobRecord(
        job_id=f"job_{number}_00000000",
        status=JobState.COMPLETED,
        recipe=recipe,
        params=params,
        created_at=float(number),
        resumed_from=parent,
    )


def test_jobs_that_differ_only_in_the_seed_are_a_group() -> None:
    jobs = [job(1, lr=0.1, seed=0), job(2, lr=0.2, seed=0), job(3, lr=0.1, seed=1), job(4, lr=0.1, seed=2)]

    (group,) = seed_groups(jobs)

    assert group.runs == ((0,), (2,), (3,))
    assert group.seeds == (0, 1, 2)
    assert group.members == (0, 2, 3)


def test_names_and_places_of_output_do_not_matter_but_data_does() -> None:
    first, second = job(1, seed=0, output_dir="a", run={"name": "x"}), job(2, seed=1, output_dir="b", run={"name": "y"})
    assert len(seed_groups([first, second])) == 1
    assert seed_groups([job(1, seed=0, model={"name": "x"}), job(2, seed=1, model={"name": "y"})]) == ()
    assert seed_groups([job(1, seed=0, data="a.csv"), job(2, seed=1, data="b.csv")]) == ()


def test_another_recipe_or_a_simulation_is_another_experiment() -> None:
    assert seed_groups([job(1, seed=0), job(2, recipe="other", seed=1)]) == ()


def test_a_nested_seed_is_one_too() -> None:
    (group,) = seed_groups([job(1, train={"seed": 3, "lr": 1}), job(2, train={"seed": 4, "lr": 1.0})])

    assert group.seeds == (3, 4)


def test_a_resumed_job_and_the_one_that_goes_on_are_one_run() -> None:
    jobs = [job(1, seed=0), job(2, seed=1), job(3, resumed_from=1, seed=0)]

    (group,) = seed_groups(jobs)

    assert group.runs == ((0, 2), (1,))
    assert seed_groups([jobs[0], jobs[2]]) == ()
