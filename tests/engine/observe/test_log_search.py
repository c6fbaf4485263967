from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expression.expression import NotYet, TookTooLong
from engine.observe.error_lines import TROUBLE, WINDOW_BYTES, last_error
from engine.observe.line_index import LineIndex
from engine.observe.log_query import BadSearch, parse_query
from engine.observe.log_search import LogSearch, Match
from tests.engine.observe.log_writing import append, shown

START = Match(0, -1)


def never() -> bool:
    return False


def read_of(content: bytes, start: int, length: int) -> bytes:
    return content[start : start + length]


def by_hand(words: str, content: bytes) -> list[Match]:
    """Every match, line by line."""
    query, found, start = parse_query(words), [], 0
    for line in content.split(b"\n"):
        spans = [match for match in query.pattern.finditer(line.decode()) if match[0]]
        found += [Match(start, nth) for nth in range(len(spans))]
        start += len(line) + 1
    return found


@pytest.mark.parametrize(
    ("words", "line", "spans"),
    [
        ("loss", "Loss and loss", [(0, 4), (9, 13)]),
        ("Loss", "Loss and loss", [(0, 4)]),
        ("größe", "GRÖSSE Größe", [(7, 12)]),
        ("[x]", "a [x] b", [(2, 5)]),
        (r"re:lo\w+", "Loss", [(0, 4)]),
        (r"re:Lo\w+", "loss", []),
        (r"re:\Soss", "LOSS", [(0, 4)]),
        ("/^e.*d$/", "Epoch end", [(0, 9)]),
        ("/", "a/b", [(1, 2)]),
        ("//", "a//b", [(1, 3)]),
    ],
)
def test_how_searches_are_meant(words: str, line: str, spans: list[tuple[int, int]]) -> None:
    assert shown_spans(words, line) == spans


@pytest.mark.parametrize("words", ["", "re:", "re:(", "/[/", "x" * 300, "re:a{99999999999}"])
def test_a_bad_search_is_one_sentence(words: str) -> None:
    with pytest.raises(BadSearch) as caught:
        parse_query(words)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_what_matches_nothing_is_not_found() -> None:
    for words, count in (("re:x*", 2), ("re:^", 0), ("re:loss|", 1)):
        assert parse_query(words).count(b"a xx b\n\nx loss\n") == count


def test_an_expression_that_takes_too_long_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.observe.log_query.BLOCK_LIMIT_S", 0.1)
    content = b"a" * 5_000 + b"!\n"
    search = LogSearch(parse_query("re:((a+))+$"))
    with pytest.raises(TookTooLong):
        search.count(partial(read_of, content), len(content), never)
    with pytest.raises(TookTooLong):
        search.next(partial(read_of, content), len(content), START, never)
    with pytest.raises(TookTooLong):
        parse_query("re:(a|aa)+$").spans("a" * 5_000 + "!")


def shown_spans(words: str, line: str) -> list[tuple[int, int]]:
    """Where a shown line matches, as soon as that can be told."""
    query = parse_query(words)
    while True:
        try:
            return query.spans(line)
        except NotYet:
            continue


def test_an_expression_is_called_off_within_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.observe.log_query.BLOCK_LIMIT_S", 600)
    content = b"a" * 5_000 + b"!\n"
    search, asked = LogSearch(parse_query("re:((a+))+$")), iter([False, False, True])
    assert not search.count(partial(read_of, content), len(content), lambda: next(asked))
    asked = iter([False, False, True])
    assert search.next(partial(read_of, content), len(content), START, lambda: next(asked)) is None


TEXTS = st.text(alphabet="aAb \n", max_size=200)


@given(text=TEXTS, words=st.sampled_from(["a", "A", "ab", "aa", "re:a+", "re:b.", r"re:\s+b", "re:[^A]+a", "b a"]))
def test_steps_and_counts_agree_with_a_look_at_every_line(text: str, words: str) -> None:
    content = text.encode()
    expected = by_hand(words, content)
    for block_bytes in (16, 64, 1 << 20):
        search = LogSearch(parse_query(words), block_bytes)
        read = partial(read_of, content)
        if block_bytes < 64 and max(map(len, content.split(b"\n"))) >= block_bytes:
            continue  # Lines longer than a block's slack are cut, which this does not model.
        for counted in (False, True):
            if counted:
                assert search.count(read, len(content), never)
                assert search.total == len(expected)
            match, there = START, []
            while (found := search.next(read, len(content), match, never)) and found.match and not found.wrapped:
                there.append(found.match)
                assert not counted or found.number == len(there)
                match = found.match
            assert there == expected
            match, back = Match(len(content) + 1, 0), []
            while (found := search.previous(read, len(content), match, never)) and found.match and not found.wrapped:
                back.append(found.match)
                match = found.match
            assert back[::-1] == expected
            for number, each in enumerate(expected):
                assert search.number_of(read, len(content), each) == (number + 1 if counted else None)


@given(parts=st.lists(TEXTS, max_size=8))
def test_a_count_goes_on_when_the_log_grows(parts: list[str]) -> None:
    search, content = LogSearch(parse_query("re:a+b?"), 32), b""
    for part in parts:
        content += part.encode()
        assert search.count(partial(read_of, content), len(content), never)
        again = LogSearch(parse_query("re:a+b?"), 32)
        again.count(partial(read_of, content), len(content), never)
        assert search.total == again.total
        assert search.counted_bytes == len(content)


def test_the_search_goes_on_at_the_other_end_and_says_so() -> None:
    content = b"x\nhit\ny\nhit\n"
    search, read = LogSearch(parse_query("hit")), partial(read_of, content)
    found = search.next(read, len(content), Match(8, 0), never)
    assert found is not None
    assert (found.match, found.wrapped) == (Match(2, 0), True)
    found = search.previous(read, len(content), Match(2, 0), never)
    assert found is not None
    assert (found.match, found.wrapped) == (Match(8, 0), True)
    nothing = LogSearch(parse_query("absent")).next(read, len(content), START, never)
    assert nothing is not None
    assert nothing.match is None


def test_only_what_can_be_seen_is_found() -> None:
    content = b"step 1\rstep 2\rstep 3\n\x1b[31mst\x1b[0mep 31\r\nnone\r\n"
    search = LogSearch(parse_query("step"))
    search.count(partial(read_of, content), len(content), never)
    assert search.total == 2
    found = search.next(partial(read_of, content), len(content), Match(0, 0), never)
    assert found is not None
    assert found.match == Match(21, 0)
    assert LogSearch(parse_query("31m")).next(partial(read_of, content), len(content), START, never) == (
        None,
        False,
        None,
    )


def test_a_search_is_stopped_between_blocks() -> None:
    content = b"line\n" * 1000
    search = LogSearch(parse_query("line"), 64)
    asked = iter([False] * 10 + [True] * 10)
    assert not search.count(partial(read_of, content), len(content), lambda: next(asked))
    assert 0 < search.counted_bytes < len(content)
    assert (
        LogSearch(parse_query("absent"), 64).next(partial(read_of, content), len(content), START, lambda: True) is None
    )


@given(text=st.text(alphabet="x\n", max_size=300), grows=st.integers(0, 300))
def test_line_numbers_are_those_of_the_file(text: str, grows: int) -> None:
    content = text.encode()
    index = LineIndex(block_bytes=16)
    read = partial(read_of, content)
    assert index.count(read, min(grows, len(content)), never)
    assert index.count(read, len(content), never)
    assert index.newlines == content.count(b"\n")
    for offset in range(len(content)):
        assert index.number_at(read, offset) == content[:offset].count(b"\n") + 1
    assert index.number_at(read, len(content) + 1) is None


def test_the_last_error_of_a_log_of_any_size_is_found(tmp_path: Path) -> None:
    filler = b"all is well, step after step, and nothing happens on this line\n"
    trace = b"Traceback (most recent call last):\n  File x\nValueError: a\n\nDuring handling of the above exception\n\n"
    content = b"ERROR early\n" + trace + trace.replace(b"ValueError", b"KeyError") + filler * 3
    start = content.index(b"Traceback")
    content += filler * (WINDOW_BYTES // len(filler))
    assert last_error(partial(read_of, content), len(content), never) == start
    content += b"\x1b[31mERROR\x1b[0m late\n"
    assert last_error(partial(read_of, content), len(content), never) == content.index(b"\x1b[31mERROR")
    assert last_error(partial(read_of, filler), len(filler), never) is None
    assert last_error(partial(read_of, content), len(content), lambda: True) is None


def test_troubles_are_warnings_and_errors() -> None:
    content = b"fine\nUserWarning: old\nfine\nWARNING disk\nValueError: no\nterrorError-free\n"
    search = LogSearch(TROUBLE)
    search.count(partial(read_of, content), len(content), never)
    assert search.total == 3


def test_a_searched_line_is_the_line_shown(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append(path, "a\x1b[1m loss\x1b[0m 1\n")
    assert parse_query("a loss").spans(shown(path)[0]) == [(0, 6)]
