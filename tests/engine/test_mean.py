import statistics
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.format import sparkline
from engine.mean import mean

LARGEST = sys.float_info.max


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=9))
def test_the_mean_is_that_of_exact_arithmetic_and_lies_between_the_values(values: list[float]) -> None:
    found = mean(values)
    scale = max(map(abs, values)) or 1.0
    assert min(values) <= found <= max(values)
    assert found / scale == pytest.approx(float(statistics.mean(map(Fraction, values)) / Fraction(scale)), abs=1e-9)


@pytest.mark.parametrize("count", range(1, 50))
def test_the_largest_numbers_have_a_mean(count: int) -> None:
    assert mean([LARGEST] * count) == LARGEST
    assert mean([-LARGEST] * count) == -LARGEST


def test_a_trend_of_the_largest_numbers_is_drawn() -> None:
    assert sparkline([LARGEST] * 9, 3) == "▁▁▁"
