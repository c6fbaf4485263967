"""Which jobs are the same experiment with another seed. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.job import JobRecord
from engine.observe.compare.parameters import flattened, identity

SEED_NAMES = frozenset({"seed", "random_seed", "rng_seed", "manual_seed", "random_state", "seeds"})
"""Last parts of the names of parameters that only choose the random numbers."""

PLACE_NAMES = frozenset(
    {"run_name", "job_name", "experiment", "output", "output_dir", "output_path", "out", "out_dir", "save_dir",
     "save_path", "log_dir", "log_path", "logdir", "checkpoint_dir", "checkpoint_path", "run_dir", "workdir"}
)  # fmt: skip
"""Last parts of the names of parameters that only say what something is called or where it goes."""

NAMED = frozenset({"name", "run.name", "job.name", "experiment.name", "output.name"})
"""Whole names of parameters of that kind: `model.name` may well choose the model."""


class SeedGroup(msgspec.Struct, frozen=True):
    """Jobs that differ in nothing that matters but the seed."""

    runs: tuple[tuple[int, ...], ...]
    """The places of the jobs among those compared. A job that was resumed and the one that goes on from it are one
    run, oldest first; there are at least two runs."""
    seeds: tuple[object, ...]
    """The seed of each run; None where a job has no parameter of that kind."""

    @property
    def members(self) -> tuple[int, ...]:
        """The places of all jobs in the group."""
        return tuple(sorted(place for run in self.runs for place in run))


def seed_groups(records: Sequence[JobRecord]) -> tuple[SeedGroup, ...]:
    """Groups of at least two runs, in the order of their first job; most jobs are in none."""
    alike: dict[object, list[int]] = {}
    for place, record in enumerate(records):
        alike.setdefault(_experiment(record), []).append(place)
    groups = []
    for places in alike.values():
        runs = _runs(records, places)
        if len(runs) > 1:
            seeds = tuple(seed_of(records[run[-1]].params) for run in runs)
            groups.append(SeedGroup(runs, seeds))
    return tuple(groups)


def seed_of(parameters: Mapping[str, object]) -> object:
    """The first parameter that is a seed."""
    return next((value for name, value in flattened(parameters).items() if _last_part(name) in SEED_NAMES), None)


def _experiment(record: JobRecord) -> object:
    """Equal for jobs that differ in the seed only."""
    asked = frozenset(
        (name, identity(value))
        for name, value in flattened(record.params).items()
        if _last_part(name) not in SEED_NAMES | PLACE_NAMES and name.lower() not in NAMED
    )
    return (record.recipe, record.simulation, asked)


def _last_part(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower().replace("-", "_")


def _runs(records: Sequence[JobRecord], places: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Join each job to the one that it goes on from, where both are compared."""
    place_of = {records[place].job_id: place for place in places}
    run_of: dict[int, list[int]] = {}
    runs: list[list[int]] = []
    for place in sorted(places, key=lambda place: (records[place].created_at or 0.0, place)):
        before = place_of.get(records[place].resumed_from or "")
        run = run_of.get(before) if before is not None else None
        if run is None:
            run = []
            runs.append(run)
        run.append(place)
        run_of[place] = run
    return tuple(tuple(run) for run in sorted(runs, key=lambda run: min(run)))
