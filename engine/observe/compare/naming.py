"""What compared jobs are called: those with one title by what tells them apart. Pure."""

from collections import Counter
from collections.abc import Sequence

from engine.format import parameter
from engine.observe.compare.comparison import Comparison, Subject
from engine.observe.compare.parameters import MISSING, ParameterRow
from engine.text import clean, count_of

TITLE_LIMIT = 40
"""Characters of a title."""

VALUE_LIMIT = 16
"""Characters of the value of a parameter that names a job."""

ID_DIGITS = 4
"""So much of the end of an id names a job that no parameter does."""


def job_names(comparison: Comparison) -> list[str]:
    """The title of each job; where several have the same, with a parameter that all of these differ in, or their id."""
    return list(_names(comparison, range(len(comparison.jobs))).values())


def subject_names(comparison: Comparison, subjects: Sequence[Subject]) -> list[str]:
    """What the columns of a comparison are called: a group of seeds by its title and how many more there are."""
    names = curve_names(comparison, subjects)
    return [
        f"{names[subject.places[0]]} +{count_of(len(subject.places) - 1, 'seed')}"
        if subject.is_group
        else names[subject.places[0]]
        for subject in subjects
    ]


def curve_names(comparison: Comparison, subjects: Sequence[Subject]) -> list[str]:
    """What the curve of each job is called: the first of a group of seeds stands for all of it."""
    names = job_names(comparison)
    for place, name in _names(comparison, [subject.places[0] for subject in subjects]).items():
        names[place] = name
    return names


def _names(comparison: Comparison, places: Sequence[int]) -> dict[int, str]:
    """What some of the jobs are called beside each other."""
    titles = {place: clean(comparison.jobs[place].title, TITLE_LIMIT) for place in places}
    # That only the seed differs says less than anything else.
    rows = sorted(comparison.parameters, key=lambda row: row.name.rpartition(".")[2] == "seed")
    names = dict(titles)
    for title, count in Counter(titles.values()).items():
        if count > 1:
            alike = [place for place, each in titles.items() if each == title]
            row = next((row for row in rows if _tells_apart(row, alike)), None)
            names |= {place: f"{title} {_told(row, place)}" for place in alike if row is not None}
    taken = Counter(names.values())
    return {
        place: name if taken[name] == 1 else f"{titles[place]} {comparison.jobs[place].job_id[-ID_DIGITS:]}"
        for place, name in names.items()
    }


def _tells_apart(row: ParameterRow, places: Sequence[int]) -> bool:
    values = [row.values[place] for place in places]
    if any(value is MISSING or len(parameter(value)) > VALUE_LIMIT for value in values):
        return False
    return len({_told(row, place) for place in places}) == len(places)  # As they are shown.


def _told(row: ParameterRow, place: int) -> str:
    return f"{row.name.rpartition('.')[2]}={clean(parameter(row.values[place]), VALUE_LIMIT)}"
