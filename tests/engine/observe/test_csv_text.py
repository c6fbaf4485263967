import pytest

from engine.observe.csv_text import no_formula


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@x", " =1+1", "\ufeff=1", "\n=1", "\t1"])
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    assert no_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "x=1", "name", " x"])
def test_other_texts_are_kept(text: str) -> None:
    assert no_formula(text) == text
