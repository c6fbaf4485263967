import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import REPLACEMENT, clean, clean_lines, clean_value, count_of

# Surrogates are not characters, but Python's strings can hold them.
anything = st.text(st.characters(blacklist_categories=[]))
sequences = st.lists(
    st.sampled_from(
        ["\x1b", "\x1b]52;c;", "\x1b[31m", "\x9b", "\x9d0;t\x07", "\x07", "\x1b\\", "\u202e", "a", "[/]", "\n"]
    )
).map("".join)


@given(st.one_of(anything, sequences), st.integers(1, 50))
def test_whatever_goes_in_what_comes_out_is_printable_and_bounded(text: str, limit: int) -> None:
    shown = clean(text, limit)

    assert shown.isprintable()
    assert len(shown) <= limit
    assert clean(shown, limit) == shown


@given(st.text(st.characters(whitelist_categories=["L", "N", "P", "S"]), max_size=30))
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x1b]52;c;ZXZpbA==\x07b", "ab"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("a\x1b]8;;http://x\x07link\x1b]8;;\x07b", "alinkb"),
        ("a\x1bP+q544e\x1b\\b", "ab"),
        ("\x1b[2J\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("a\x9d0;title\x9cb", f"a{REPLACEMENT}0;title{REPLACEMENT}b"),
        ("a\u202etxt.exe\u2069", f"a{REPLACEMENT}txt.exe{REPLACEMENT}"),
        ("zero\u200bwidth\ufeff", f"zero{REPLACEMENT}width{REPLACEMENT}"),
        ("lone\ud800", f"lone{REPLACEMENT}"),
        ("a\0b\x7f", f"a{REPLACEMENT}b{REPLACEMENT}"),
        ("one\r\ntwo\tthree", "one two three"),
        ("\x1b]52;c;never ends", ""),
        ("[/] [@click=app.quit]x", "[/] [@click=app.quit]x"),
    ],
)
def test_what_becomes_of_hostile_text(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert clean("x" * 11, 10) == "x" * 9 + "…"
    assert clean("x" * 10, 10) == "x" * 10


def test_lines() -> None:
    assert clean_lines("a\x1b[31mb\nc\u202e") == ["ab", f"c{REPLACEMENT}"]


def test_a_nested_value_is_cleaned_to_its_depth() -> None:
    deep: object = "end"
    for _ in range(20):
        deep = [deep]
    assert clean_value({"a\x1b[1m": ["\x00", 1, None, 2.5, True]}) == {"a": [REPLACEMENT, 1, None, 2.5, True]}
    assert "end" not in str(clean_value(deep))
    assert "…" in str(clean_value(deep))


def test_counting() -> None:
    assert [count_of(1, "job"), count_of(0, "job"), count_of(1200, "job")] == ["1 job", "0 jobs", "1,200 jobs"]
