import pytest

from engine.observe.error_lines import error_line

TRACE = ("Traceback (most recent call last):", '  File "a.py", line 1, in <module>', "ValueError: bad")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((), None),
        (("all is well", "epoch 1"), None),
        (("one", *TRACE, "after"), 1),
        (("one", *TRACE, "went on", *TRACE), 5),
        (("Error: no such file", "two", "KeyError: 'x'", "three"), 2),
        (("[rank0]: Traceback (most recent call last):", "[rank0]: ValueError: x"), 0),
        (("terror: none", "errors were few"), None),
    ],
)
def test_where_the_error_begins(lines: tuple[str, ...], found: int | None) -> None:
    assert error_line(lines) == found


@pytest.mark.parametrize(
    "between",
    [
        "During handling of the above exception, another exception occurred:",
        "The above exception was the direct cause of the following exception:",
    ],
)
def test_a_chain_of_exceptions_is_read_from_its_first(between: str) -> None:
    chain = (*TRACE, "", between, "", *TRACE)

    assert error_line(("earlier", *TRACE, "went on", *chain, "", between, "", *TRACE)) == 5
