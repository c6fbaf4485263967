import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.query_hints import choices, completed

VALUES = {"recipe": {"regression", "classification"}, "tag": {"v2"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("st", "state:"),
        ("loss<1 -na", "loss<1 -name:"),
        ("state:ru", "state:running"),
        ("state:running|er", "state:running|error"),
        ("is:pi", "is:pinned"),
        ("recipe:re", "recipe:regression"),
        ("tag:v", "tag:v2"),
        ("state:running|na", None),
        ("state:running|name:x|is:pi", "state:running|name:x|is:pinned"),
        ("loss<1 | -(st", "loss<1 | -(state:"),
        ("a|st", "a|state:"),
        ("val", "val/loss"),
        ("learn", "learning_rate"),
        ("", None),
        ("st ", None),
        ("state:", None),
        ("zzz", None),
        ('"st', None),
    ],
)
def test_how_a_word_may_go_on(text: str, expected: str | None) -> None:
    assert completed(text, {"val/loss", "learning_rate"}, VALUES) == expected


@given(st.text(max_size=20))
def test_whatever_is_offered_begins_with_what_was_typed(text: str) -> None:
    offered = completed(text, {"val/loss"}, VALUES)
    assert offered is None or (offered.startswith(text) and len(offered) > len(text))


def test_the_words_after_a_colon_are_offered_all_or_those_that_begin_so() -> None:
    assert {"active", "marked"} <= set(choices("loss<1 is:", VALUES))
    assert choices("-(state:running|s", VALUES) == ["starting", "stopped"]
    assert choices("tag:", VALUES) == ["v2"]
    assert not choices("is", VALUES)
    assert not choices("is:active ", VALUES)
    assert not choices("is:zzz", VALUES)
