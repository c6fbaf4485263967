import pytest

from engine.job import Best
from engine.observe.direction import Direction, direction_of
from engine.observe.series import Series


@pytest.mark.parametrize(
    "name",
    ["loss", "val_loss", "train/loss", "valLoss", "error_rate", "rmse", "perplexity", "accuracy_loss", "unheard-of"],
)
def test_less_is_better(name: str) -> None:
    assert direction_of(name) is Direction.LOWER


@pytest.mark.parametrize(
    "name",
    ["accuracy", "val/acc", "valAccuracy", "f1", "roc_auc", "R2", "test/r2", "f1_score", "top1", "loss/accuracy",
     "samples_per_second", "tokens/s", "hit_rate"],
)  # fmt: skip
def test_more_is_better(name: str) -> None:
    assert direction_of(name) is Direction.HIGHER


@pytest.mark.parametrize("name", ["lr", "learning_rate", "train/lr", "grad_norm", "epoch_time", "memory_bytes"])
def test_what_describes_a_training_judges_nothing(name: str) -> None:
    assert direction_of(name) is Direction.NEITHER


def series_of(*values: float) -> Series:
    series = Series()
    series.extend(range(len(values)), values)
    return series


def test_for_a_name_that_says_nothing_the_job_itself_may() -> None:
    history = series_of(1.0, 5.0, 3.0)

    assert direction_of("wisdom", best=Best(metric="wisdom", value=5.0, step=1), series=history) is Direction.HIGHER
    assert direction_of("wisdom", best=Best(metric="wisdom", value=1.0, step=0), series=history) is Direction.LOWER
    assert direction_of("wisdom", best=Best(metric="folly", value=5.0, step=1), series=history) is Direction.LOWER
    assert direction_of("wisdom", best=Best(metric="wisdom", value=5.0, step=1)) is Direction.LOWER


def test_the_name_goes_before_what_the_job_says() -> None:
    told = Best(metric="loss", value=5.0, step=1)

    assert direction_of("loss", best=told, series=series_of(1.0, 5.0)) is Direction.LOWER
