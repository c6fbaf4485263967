"""What compared jobs are called: those with one title by what tells them apart. Pure."""

from collections import Counter
from collections.abc import Sequence

from engine.format import parameter
from engine.observe.compare.comparison import Comparison, Subject
from engine.observe.compare.parameters import MISSING, ParameterRow, identity
from engine.text import clean, count_of

TITLE_LIMIT = 40
"""Characters of a title."""

VALUE_LIMIT = 16
"""Characters of the value of a parameter that names a job."""

ID_DIGITS = 4
"""So much of the end of an id names a job that no parameter does."""


def job_names(comparison: Comparison) -> list[str]:
    """The title of each job; where several have the same, with a parameter that all of these differ in, or their id."""
    titles = [clean(job.title, TITLE_LIMIT) for job in comparison.jobs]
    names = list(titles)
    for title, count in Counter(titles).items():
        if count > 1:
            places = [place for place, each in enumerate(titles) if each == title]
            row = next((row for row in comparison.parameters if _tells_apart(row, places)), None)
            for place in places:
                told = _told(row, place) if row is not None else comparison.jobs[place].job_id[-ID_DIGITS:]
                names[place] = f"{title} {told}"
    return names


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
    """What the curve of each job is called: where it stands for a group of seeds, by a title of which there is one."""
    names = job_names(comparison)
    titles = Counter(comparison.jobs[subject.places[0]].title for subject in subjects)
    for first in (subject.places[0] for subject in subjects):
        title = comparison.jobs[first].title
        if titles[title] == 1:
            names[first] = clean(title, TITLE_LIMIT)
    return names


def _tells_apart(row: ParameterRow, places: Sequence[int]) -> bool:
    values = [row.values[place] for place in places]
    if any(value is MISSING or len(parameter(value)) > VALUE_LIMIT for value in values):
        return False
    return len({identity(value) for value in values}) == len(values)


def _told(row: ParameterRow, place: int) -> str:
    return f"{row.name.rpartition('.')[2]}={clean(parameter(row.values[place]), VALUE_LIMIT)}"
