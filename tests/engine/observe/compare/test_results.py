import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.job import Best, JobRecord
from engine.observe.compare.results import Kind, ResultRow, metric_names, result_rows, winners
from engine.observe.direction import Direction
from engine.observe.series import Series
from engine.state import JobState


def job(**fields: Any) -> JobRecord:
    return JobRecord(**({"job_id": "job_1_00000000", "status": JobState.COMPLETED} | fields))


def series_of(*values: float) -> Series:
    series = Series()
    series.extend([5 * (place + 1) for place in range(len(values))], values)
    return series


def row(rows: tuple[ResultRow, ...], name: str, kind: Kind) -> ResultRow:
    return next(each for each in rows if (each.name, each.kind) == (name, kind))


def test_last_and_best_value_with_the_winner_of_each() -> None:
    rows = result_rows([job(), job()], [{"loss": series_of(3.0, 1.0, 2.0)}, {"loss": series_of(3.0, 1.5, 1.5)}])

    final, best = row(rows, "loss", Kind.FINAL), row(rows, "loss", Kind.BEST)
    assert final.values == (2.0, 1.5)
    assert final.winners == {1}
    assert best.values == (1.0, 1.5)
    assert best.steps == (10, 10)
    assert best.winners == {0}


def test_of_an_accuracy_more_wins() -> None:
    rows = result_rows([job(), job()], [{"val/acc": series_of(0.2, 0.9)}, {"val/acc": series_of(0.95, 0.7)}])

    assert row(rows, "val/acc", Kind.FINAL).winners == {0}
    assert row(rows, "val/acc", Kind.BEST).winners == {1}


def test_a_job_that_ends_in_nan_does_not_win_and_its_best_stays() -> None:
    rows = result_rows([job(), job()], [{"loss": series_of(0.5, math.nan)}, {"loss": series_of(0.9, 0.8)}])

    final = row(rows, "loss", Kind.FINAL)
    assert math.isnan(final.values[0] or 0.0)
    assert final.steps == (10, 10)
    assert final.winners == {1}
    assert row(rows, "loss", Kind.BEST).winners == {0}


def test_a_learning_rate_has_no_winner_and_no_best() -> None:
    rows = result_rows([job(), job()], [{"lr": series_of(0.1)}, {"lr": series_of(0.2)}])

    assert [each.kind for each in rows if each.name == "lr"] == [Kind.FINAL]
    assert row(rows, "lr", Kind.FINAL).winners == frozenset()


def test_without_a_history_the_status_counts() -> None:
    told = job(metrics={"loss": 0.4}, best=Best(metric="loss", value=0.3, step=7))

    rows = result_rows([told, job()], [{}, {"loss": series_of(0.5)}])

    assert row(rows, "loss", Kind.FINAL).values == (0.4, 0.5)
    assert row(rows, "loss", Kind.BEST).values == (0.3, 0.5)
    assert row(rows, "loss", Kind.BEST).steps == (7, 5)


def test_only_complete_jobs_can_have_been_faster() -> None:
    quick_failure = job(status=JobState.ERROR, started_at=0.0, finished_at=1.0)
    slow, slower = (job(started_at=0.0, finished_at=end) for end in (50.0, 60.0))

    duration = row(result_rows([quick_failure, slow, slower], [{}, {}, {}]), "duration", Kind.DURATION)

    assert duration.values == (1.0, 50.0, 60.0)
    assert duration.winners == {1}


def test_what_judges_stands_before_what_describes() -> None:
    assert metric_names([job()], [{"lr": Series(), "acc": Series(), "loss": Series()}])[0] == "loss"


def test_ties_are_shared_and_a_draw_of_all_is_none() -> None:
    assert winners([1.0, 1.0, 2.0], Direction.LOWER) == {0, 1}
    assert winners([1.0, 1.0], Direction.LOWER) == frozenset()
    assert winners([1.0, None], Direction.LOWER) == frozenset()
    assert winners([math.inf, math.nan], Direction.LOWER) == frozenset()


@given(st.lists(st.none() | st.floats(), max_size=8), st.sampled_from(Direction))
def test_a_winner_is_a_number_and_none_is_better(values: list[float | None], direction: Direction) -> None:
    won = winners(values, direction)
    for place in won:
        value = values[place]
        assert value is not None
        assert not math.isnan(value)
        for other in values:
            if other is not None and not math.isnan(other):
                assert other >= value if direction is Direction.LOWER else other <= value
    assert len(won) < max(1, sum(value is not None for value in values))
    if direction is Direction.NEITHER:
        assert not won


def test_a_simulation_wins_among_its_own_kind_only() -> None:
    reported = [{"loss": series_of(value)} for value in (0.5, 0.001, 0.7)]

    mixed = result_rows([job(), job(simulation=True, steps_per_second=1e6), job(steps_per_second=10.0)], reported)
    assert row(mixed, "loss", Kind.FINAL).winners == row(mixed, "loss", Kind.BEST).winners == {0}
    assert row(mixed, "speed", Kind.SPEED).winners == frozenset()
    alone = result_rows([job(), job(simulation=True)], reported[:2])
    assert row(alone, "loss", Kind.FINAL).winners == frozenset()
    pretended = result_rows([job(simulation=True)] * 3, reported)
    assert row(pretended, "loss", Kind.FINAL).winners == {1}
