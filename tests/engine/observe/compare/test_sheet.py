import csv
import io
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.job import JobRecord
from engine.observe.compare.comparison import Comparison, Subject, compare
from engine.observe.compare.sheet import ABSENT, Line, Section, sheet
from engine.observe.compare.writing import as_csv, as_text
from engine.observe.series import Series
from engine.state import JobState

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def job(number: int, **params: Any) -> JobRecord:
    return JobRecord(job_id=f"job_{number}_00000000", name=f"job-{number}", status=JobState.COMPLETED, params=params)


def losses(*values: float) -> dict[str, Series]:
    series = Series()
    series.extend([5 * (place + 1) for place in range(len(values))], values)
    return {"loss": series}


def line(lines: tuple[Line, ...], label: str) -> Line:
    return next(each for each in lines if each.label == label)


def texts(each: Line) -> list[str]:
    return [cell.text for cell in each.cells]


def seeds() -> Comparison:
    records = [job(1, lr=0.1, seed=0), job(2, lr=0.1, seed=1), job(3, lr=0.2, seed=0)]
    return compare(records, [losses(1.0), losses(3.0), losses(2.5)])


def test_values_that_differ_are_written_with_as_many_digits_as_it_takes() -> None:
    found = compare([job(1, lr=0.12345678), job(2, lr=0.12345679)], [losses(0.50001), losses(0.50002)])

    lines = sheet(found, found.each)

    assert texts(line(lines, "lr")) == ["0.12345678", "0.12345679"]
    assert texts(line(lines, "loss")) == ["0.50001", "0.50002"]
    assert [cell.wins for cell in line(lines, "loss").cells] == [True, False]


def test_a_number_and_a_text_that_look_alike_are_told_apart() -> None:
    found = compare([job(1, layers=1, deep=None), job(2, layers="1")], [{}, {}])

    lines = sheet(found, found.each)

    assert texts(line(lines, "layers")) == ["1", '"1"']
    assert texts(line(lines, "deep")) == ["–", ABSENT]


def test_the_best_value_tells_its_step_and_which_way_is_better() -> None:
    found = compare([job(1), job(2)], [losses(3.0, 1.0, 2.0), losses(2.0, math.nan)])

    lines = sheet(found, found.each)

    assert texts(line(lines, "loss best ↓")) == ["1.000 @10", "2.000 @5"]
    assert texts(line(lines, "loss")) == ["2.000", "nan"]
    assert line(lines, "loss").cells[1].is_faulty


def test_a_group_of_seeds_shows_mean_and_deviation_and_competes_as_one() -> None:
    found = seeds()
    assert [subject.places for subject in found.grouped] == [(0, 1), (2,)]

    lines = sheet(found, found.grouped)

    assert texts(line(lines, "seed")) == ["0, 1", "0"]
    assert texts(line(lines, "loss")) == ["2.000 ±1.4", "2.500"]
    assert [cell.wins for cell in line(lines, "loss").cells] == [True, False]


def test_a_seed_that_ended_in_nan_makes_the_mean_none() -> None:
    found = compare([job(1, seed=0), job(2, seed=1)], [losses(1.0), losses(math.nan)])

    assert texts(line(sheet(found, found.grouped), "loss")) == ["nan"]


def test_the_text_is_aligned_and_stars_the_winner() -> None:
    found = seeds()

    written = as_text(sheet(found, found.each), ["one", "two", "three"])

    assert written[0].split() == ["one", "two", "three"]
    assert any(each.split() == ["loss", "*1.000", "3.000", "2.500"] for each in written)
    ends = {len(each) for each in written if each.startswith("  l")}
    assert len(ends) == 1


def test_csv_has_numbers_in_full_and_names_the_winner() -> None:
    found = compare([job(1, lr=1 / 3, layers=[64, 32]), job(2, lr=0.5)], [losses(1 / 3), losses(2.0)])

    rows = list(csv.reader(io.StringIO(as_csv(sheet(found, found.each), ["a", "=b"]))))

    assert rows[0] == ["section", "row", "a", "'=b", "winner"]
    assert ["Parameters", "lr", repr(1 / 3), "0.5", ""] in rows
    assert ["Parameters", "layers", "[64, 32]", "", ""] in rows
    assert ["Results", "loss", repr(1 / 3), "2.0", "a"] in rows


def test_csv_gives_the_deviation_of_a_mean_a_column_of_its_own() -> None:
    found = seeds()

    rows = list(csv.reader(io.StringIO(as_csv(sheet(found, found.grouped), ["both", "third"]))))

    assert rows[0] == ["section", "row", "both", "both, deviation", "third", "winner"]
    assert ["Results", "loss", "2.0", repr(math.sqrt(2)), "2.5", "both"] in rows


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans() | NUMBERS | st.text(), max_size=3),
                min_size=2, max_size=4))  # fmt: skip
def test_what_differs_is_written_differently_and_is_printable(parameters: list[dict[str, Any]]) -> None:
    found = compare([job(number, **each) for number, each in enumerate(parameters)], [{} for _ in parameters])
    for row, each in zip(found.parameters, sheet(found, found.each), strict=False):
        assert each.section is Section.PARAMETERS
        assert all(text.isprintable() for text in texts(each))
        if row.differs and not any(isinstance(value, str) for value in row.values):
            assert len(set(texts(each))) > 1


def test_subjects_of_one_job_are_no_groups() -> None:
    assert not Subject((0,)).is_group
    assert Subject((0, 1)).is_group


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_a_table_for_a_terminal_loses_no_number_and_no_job(width: int) -> None:
    numbers = range(6)
    names = [f"a-rather-long-name-of-job-{number}" for number in numbers]
    rates = [round(0.00123 * (number + 1), 5) for number in numbers]
    jobs = [job(number, lr=rates[number], data=f"/a/long/way/to/file-{number}.csv") for number in numbers]
    found = compare(jobs, [losses(1.0, 0.5 + number / 100) for number in numbers])

    written = as_text(sheet(found, found.each), names, width)

    assert all(len(line) <= width for line in written)
    words = " ".join(written).split()
    for number in numbers:
        assert str(rates[number]) in words
        assert f"{0.5 + number / 100:.4f}" in [word.lstrip("*") for word in words]
        assert any(word.endswith(f"-{number}.csv") for word in words)
        assert any(word.endswith(f"-job-{number}") for word in words)
    assert "…" in "".join(written)
    assert "…" not in "".join(as_text(sheet(found, found.each), names))


def test_simulations_are_called_so_and_win_nothing_beside_what_was_trained() -> None:
    def simulated(number: int, seed: int) -> JobRecord:
        return msgspec.structs.replace(job(number, lr=0.1, seed=seed), simulation=True)

    found = compare(
        [simulated(1, 0), simulated(2, 1), job(3, lr=0.2, seed=0), job(4, lr=0.3, seed=0)],
        [losses(0.1), losses(0.2), losses(2.0), losses(3.0)],
    )
    for subjects in (found.each, found.grouped):
        won = [cell.wins for cell in line(sheet(found, subjects), "loss").cells]
        assert won == [False] * (len(subjects) - 2) + [True, False]

    alike = compare([simulated(1, 0), simulated(2, 0)], [losses(0.1), losses(0.2)])
    state = line(sheet(alike, alike.each), "state")
    assert state.differs
    assert texts(state) == ["COMPLETED SIMULATION"] * 2


@pytest.mark.parametrize(
    ("lengths", "wins"),
    [
        ((1.04, 1.01, 1.12), (True, True, False)),
        ((1.04, 1.01, 0.99), (False, False, False)),
        ((5.0, 1.0), (False, True)),
    ],
)
def test_nobody_wins_by_a_time_that_is_not_seen(lengths: tuple[float, ...], wins: tuple[bool, ...]) -> None:
    records = [
        msgspec.structs.replace(job(number), started_at=100.0, finished_at=100.0 + seconds)
        for number, seconds in enumerate(lengths)
    ]
    made = compare(records, [losses(1.0) for _ in records])
    assert tuple(cell.wins for cell in line(sheet(made, made.each), "duration").cells) == wins
