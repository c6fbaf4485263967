import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.distinct_names import distinct_names

NAMES = st.lists(st.text("abc-_12界", max_size=30), max_size=6)


@pytest.mark.parametrize(
    ("names", "shortened"),
    [
        (["short", "names"], ["short", "names"]),
        (["churn-mlp-lr-0.01", "churn-mlp-lr-0.001"], ["…0.01", "…0.001"]),
        (["/data/churn/train-2019.csv", "/data/churn/train-2020.csv"], ["…2019.csv", "…2020.csv"]),
        (["a-very-long-beginning-x", "b"], ["a-ver…ng-x", "b"]),
    ],
)
def test_what_tells_them_apart_is_kept(names: list[str], shortened: list[str]) -> None:
    assert distinct_names(names, 10) == shortened


def test_in_ascii_the_cut_is_ascii() -> None:
    assert all(name.isascii() for name in distinct_names(["x" * 30, "y" * 30], 10, ascii=True))


@given(NAMES, st.integers(0, 30))
def test_every_name_fits_and_equal_ones_stay_equal(names: list[str], width: int) -> None:
    shortened = distinct_names(names, width)

    assert len(shortened) == len(names)
    assert all(cell_len(name) <= width for name in shortened)
    for name, short in zip(names, shortened, strict=True):
        assert shortened[names.index(name)] == short
    if all(cell_len(name) <= width for name in names):
        assert shortened == names
