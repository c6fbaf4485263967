"""Rules that look at the curves: not finite, spike, diverging, plateau."""

import math

import pytest

from engine.job import Best
from engine.observe.finding import Severity
from engine.state import JobState
from tests.engine.observe.health.histories import NOW_S, found, history_of, noisy, record_of

NAN = math.nan


def falling(step: int) -> float:
    return math.exp(-step / 100) + 0.1


def test_a_loss_that_has_become_nan_is_an_alarm_from_the_step_on_at_which_it_did() -> None:
    finding = found(history_of(loss=[0.5] * 39 + [NAN] * 3))["non-finite"]

    assert finding.severity is Severity.ALARM
    assert "loss is not a finite number since step 40" in finding.text
    assert (finding.step, finding.at) == (40, NOW_S + 40)


def test_a_loss_that_was_never_finite_is_told_from_its_first_report() -> None:
    assert found(history_of(loss=[math.inf, NAN]))["non-finite"].step == 1


def test_a_loss_that_came_back_is_a_warning() -> None:
    finding = found(history_of(loss=[0.5, NAN, NAN, 0.4]))["non-finite"]

    assert finding.severity is Severity.WARNING
    assert "2 reports, last at step 3" in finding.text


def test_without_a_history_the_status_file_tells() -> None:
    record = record_of(step=7, loss=NAN)
    assert found(record=record)["non-finite"].text.startswith("loss is nan at step 7")
    assert "val_loss is inf" in found(record=record_of(step=7, metrics={"val_loss": math.inf}))["non-finite"].text


def test_another_metric_may_be_nan() -> None:
    assert not found(history_of(loss=[0.5, 0.4], grad_norm=[NAN, NAN]))


def test_a_jump_far_above_the_noise_is_a_spike() -> None:
    values = noisy(lambda step: 0.2, 200)
    values[149] = 3.0

    finding = found(history_of(loss=values))["spike"]

    assert finding.step == 150
    assert "jumped to 3.000 at step 150" in finding.text
    assert "around 0.2" in finding.text


@pytest.mark.parametrize("spread", [0.0, 0.05, 0.3])
def test_noise_is_no_spike(spread: float) -> None:
    for seed in range(20):
        assert "spike" not in found(history_of(loss=[abs(v) for v in noisy(falling, 400, spread, seed)]))


def test_the_long_tail_of_small_batches_is_no_spike() -> None:
    for seed in range(20):
        squared = [value * value for value in noisy(lambda step: 1.0, 400, 1.0, seed)]
        assert "spike" not in found(history_of(loss=squared))


def test_a_loss_that_jumps_and_stays_up_jumps_once() -> None:
    values = noisy(lambda step: 0.1 if step <= 100 else 0.9, 200, 0.02)
    steps = {found(history_of(loss=values[:count])).get("spike") for count in range(101, 200)}
    assert {finding.step for finding in steps if finding is not None} == {101}


def test_a_slow_rise_is_no_spike() -> None:
    assert "spike" not in found(history_of(loss=noisy(lambda step: 0.1 + step / 100, 300)))


def test_a_loss_below_zero_may_spike_too() -> None:
    values = noisy(lambda step: -2.0, 100)
    values[90] = 5.0
    assert found(history_of(loss=values))["spike"].step == 91


def test_an_old_spike_of_a_running_job_is_forgotten_and_one_of_an_ended_job_is_not() -> None:
    values = noisy(lambda step: 0.2, 600)
    values[99] = 5.0
    history = history_of(loss=values)

    assert "spike" not in found(history)
    assert found(history, record=record_of(history, status=JobState.COMPLETED))["spike"].step == 100


def test_validation_that_rises_while_training_falls_diverges() -> None:
    validation = [NAN] * 200
    for place in range(20):
        validation[place * 10 + 9] = 0.3 + 0.02 * abs(place - 5)
    history = history_of(loss=noisy(falling, 200), val_loss=[0.5])
    history.series.pop("val_loss")
    history.add({"step": step, "val_loss": value} for step, value in enumerate(validation, 1) if value == value)

    finding = found(history)["diverging"]

    assert finding.step == 50
    assert "val_loss rose from 0.3200 to 0.5600 in the 15 validations since step 50, while loss fell" in finding.text


@pytest.mark.parametrize(
    ("loss", "val_loss"),
    [
        (noisy(falling, 200), noisy(falling, 200)),  # Both fall.
        (noisy(falling, 200), noisy(lambda step: 0.4, 200, 0.2)),  # Validation is nothing but noise.
        (noisy(lambda step: 0.1 + step / 100, 200), noisy(lambda step: 0.1 + step / 100, 200)),  # Both rise.
        (noisy(falling, 200), [0.4, 0.3, 0.35, 0.4]),  # Too few to tell.
        ([0.5] * 200, [0.5] * 200),
    ],
)
def test_other_courses_do_not_diverge(loss: list[float], val_loss: list[float]) -> None:
    assert "diverging" not in found(history_of(loss=loss, val_loss=val_loss))


def test_validation_of_mere_noise_never_diverges() -> None:
    for seed in range(50):
        for count in (8, 30, 200):
            noise = noisy(lambda step: 0.4, count, 0.2, seed)
            assert "diverging" not in found(history_of(loss=noisy(falling, count), val_loss=noise))


def test_a_wobble_long_after_the_best_is_none() -> None:
    history = history_of(loss=noisy(falling, 60), val_loss=[0.75 + 0.002 * step for step in range(60)])
    assert "diverging" in found(history)
    long_ago = Best(metric="val_loss", value=0.3, step=0)
    assert "diverging" not in found(history, record=record_of(history, best=long_ago))


def test_a_single_lucky_validation_is_no_best() -> None:
    values = noisy(lambda step: 0.8, 60, 0.02)
    values[30] = 0.4
    assert "diverging" not in found(history_of(loss=noisy(falling, 60), val_loss=values))


def test_validation_that_rose_and_stays_up_still_diverges() -> None:
    risen = [0.5 + 0.4 * min(1.0, step / 60) for step in range(200)]
    values = noisy(lambda step: risen[step - 1], 200, 0.03)
    assert "diverging" in found(history_of(loss=noisy(falling, 200), val_loss=values))


def test_a_best_that_is_most_of_the_run_ago_is_a_plateau() -> None:
    best = Best(metric="val_loss", value=0.119, step=1200)
    finding = found(record=record_of(step=3000, total_steps=4000, best=best))["plateau"]

    assert finding.text == "best val_loss 0.1190 at step 1,200, 60 % of the run ago"
    assert finding.step == 1200


@pytest.mark.parametrize(
    ("step", "total", "best"),
    [
        (3000, 4000, 1600),  # Less than half of the run so far.
        (300, 100_000, 100),  # It has only begun.
        (12, 12, 4),  # Too few reports.
        (0, 0, 0),
    ],
)
def test_a_best_that_is_fresh_or_a_run_that_is_young_is_none(step: int, total: int, best: int) -> None:
    record = record_of(step=step, total_steps=total, best=Best(metric="loss", value=1.0, step=best))
    assert "plateau" not in found(record=record)


@pytest.mark.parametrize(
    ("step", "begun_at", "told"),
    [
        (1500, 1500, ""),  # It has only gone on.
        (1500, None, ""),  # Not even that.
        (1700, 1500, ""),
        (4000, 3890, ""),  # What is left of the run says little.
        (2200, 1500, "best loss 0.1190 at step 400, not since it was resumed at step 1,500"),
        (2200, 300, "best loss 0.1190 at step 400, 94 % of its run since step 300 ago"),
    ],
)
def test_a_resumed_job_is_given_a_chance_of_its_own(step: int, begun_at: int | None, told: str) -> None:
    record = record_of(step=step, total_steps=4000, best=Best(metric="loss", value=0.119, step=400), resumed_from="x")
    finding = found(record=record, begun_at=begun_at).get("plateau")
    assert (finding.text if finding is not None else "") == told


def test_improving_curves_are_well() -> None:
    assert not found(history_of(loss=[falling(step) for step in range(1, 300)]))
    assert not found(history_of(loss=noisy(falling, 150), val_loss=[falling(step) for step in range(1, 151)]))


def test_a_rule_that_is_switched_off_finds_nothing() -> None:
    history = history_of(loss=[0.5, NAN])
    assert "non-finite" in found(history)
    assert not found(history, disabled=["non-finite"])
