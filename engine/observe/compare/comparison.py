"""Several jobs beside each other, everything that can be said of them at one moment. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.job import JobRecord
from engine.observe.compare.parameters import ParameterRow, parameter_rows
from engine.observe.compare.results import ResultRow, result_rows
from engine.observe.compare.seeds import SeedGroup, seed_groups
from engine.observe.series import Series


class Subject(msgspec.Struct, frozen=True):
    """What one column of a comparison is about: one job, or several that differ only in the seed."""

    places: tuple[int, ...]
    """Places of the jobs; of a run that was resumed, the latest job only."""

    @property
    def is_group(self) -> bool:
        """Whether its results are means."""
        return len(self.places) > 1


class Comparison(msgspec.Struct, frozen=True):
    """Jobs, what was asked of them and what came of it."""

    jobs: tuple[JobRecord, ...]
    parameters: tuple[ParameterRow, ...]
    results: tuple[ResultRow, ...]
    groups: tuple[SeedGroup, ...]

    @property
    def each(self) -> tuple[Subject, ...]:
        """Every job by itself."""
        return tuple(Subject((place,)) for place in range(len(self.jobs)))

    @property
    def grouped(self) -> tuple[Subject, ...]:
        """Groups of seeds as one, and the other jobs, in the order of the first job of each."""
        inside = {place for group in self.groups for place in group.members}
        subjects = [(group.members[0], Subject(tuple(run[-1] for run in group.runs))) for group in self.groups]
        subjects += [(place, Subject((place,))) for place in range(len(self.jobs)) if place not in inside]
        return tuple(subject for _, subject in sorted(subjects, key=lambda each: each[0]))


def compare(records: Sequence[JobRecord], histories: Sequence[Mapping[str, Series]]) -> Comparison:
    """Compare jobs.

    Args:
        records: Their status, in the order in which they are to be shown.
        histories: Their metrics, in the same order; an empty one where nothing has been read.
    """
    return Comparison(
        tuple(records),
        parameter_rows([record.params for record in records]),
        result_rows(records, histories),
        seed_groups(records),
    )
