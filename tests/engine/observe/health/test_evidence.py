import pytest

from engine.observe.health.evidence import is_validation


@pytest.mark.parametrize(
    "name", ["val_loss", "loss/val", "validation.loss", "valLoss", "test_loss", "eval/loss", "val2_loss"]
)
def test_what_is_measured_on_data_held_back(name: str) -> None:
    assert is_validation(name)


@pytest.mark.parametrize("name", ["loss", "loss_value", "interval_loss", "latest_loss", "device_loss"])
def test_words_that_only_hold_such_a_word_are_none(name: str) -> None:
    assert not is_validation(name)
