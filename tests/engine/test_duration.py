import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.duration import LONGEST_S, parse_duration, spell_duration
from engine.errors import BadInput


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("1.5s", 1.5), ("15m", 900), ("1h30m", 5400), (" 2 D ", 172_800), ("1d12h", 129_600), ("1m5", 65)],
)
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert parse_duration(text, "limit", "Limit") == seconds


@pytest.mark.parametrize("text", ["", "0", "-3", "soon", "5x", "1.5h", "30m1h", "1h1h", "nan", "9" * 30, "9999d", "٣"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Limit must be a length of time, such as 90m") as caught:
        parse_duration(text, "limit", "Limit")
    assert caught.value.field == "limit"


@given(st.integers(1, int(LONGEST_S)) | st.integers(1, 10_000_000).map(lambda ms: ms / 1000))
def test_what_is_spelled_is_read_back(seconds: float) -> None:
    assert parse_duration(spell_duration(seconds), "limit", "Limit") == pytest.approx(seconds)
