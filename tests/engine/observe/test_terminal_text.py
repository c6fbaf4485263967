import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.ink import DIRECT, Ink
from engine.observe.terminal_text import LINE_LIMIT_CHARACTERS, ROWS, Span, TextLine, fold

PIECES = st.sampled_from(
    ["\r", "\b", "\t", "\n", "\x1b[A", "\x1b[2A", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[5C", "\x1b[3D",
     "\x1b[99999999999C", "\x1b[G", "\x1b[31m", "\x1b[0m", "\x1b[38;2;1;2;3m", "\x1b]0;title\x07",
     "\x1b]52;c;AAAA\x1b\\",
     "\x1bP+q\x1b\\", "\x9b31m", "\x85", "\u202e", "\u200b", "日本", "e\u0301\u0301\u0301\u0301", "x" * 50, "100%|###|"]
)  # fmt: skip


def final(raw: str | bytes) -> str:
    return "\n".join(line.text for line in fold(raw.encode() if isinstance(raw, str) else raw))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("", ""),
        (" 10%|#   |\r 50%|##  |\r100%|####|", "100%|####|"),
        ("longer text\rshort", "shortr text"),
        ("longer text\r\x1b[Kshort", "short"),
        ("longer text\x1b[2K\rshort", "short"),
        ("long text\r\x1b[4C\x1b[1K", "     text"),
        ("windows\r", "windows"),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07plain", "red and plain"),
        ("a\tb", "a       b"),
        ("wait  \b\b. done", "wait. done"),
        ("12\b\b\b\b\b3", "32"),
        ("bidi \u202e and bell \x07", "bidi \ufffd and bell \ufffd"),
        (b"broken \xff utf-8", "broken \ufffd utf-8"),
        ("[/] [@click=app.quit]x[/]", "[/] [@click=app.quit]x[/]"),
        ("outer 1\ninner 1\x1b[A\router 2\ninner 2\x1b[A\router 3", "outer 3\ninner 2"),
        ("one\ntwo\nthree\x1b[2A\r\x1b[Jend", "end"),
        ("one\ntwo\x1b[1F\x1b[2Ktop\x1b[Enew", "top\nnew"),
        ("up\x1b[9A at the top", "up at the top"),
        ("half a sequence\x1b[3", "half a sequence"),
        ("half a title\x1b]0;tit", "half a title"),
        ("blanks stay \x1b[m ", "blanks stay  "),
        ("bar over\rbar     ", "bar"),
        ("8-bit \x9b31mred", "8-bit red"),
        ("home\x1b[Hstays", "homestays"),
        ("screen\x1b[?1049h\x1b[2;3r\x1bcon", "screenon"),
    ],
)
def test_what_is_left_on_the_terminal(raw: str | bytes, shown: str) -> None:
    assert final(raw) == shown


def test_colours_are_kept_and_drawn_over_like_letters() -> None:
    (line,) = fold(b"a \x1b[1;31mred\x1b[0m b\r\x1b[32mA")
    assert line == TextLine("A red b", (Span(0, 1, Ink(front=2)), Span(2, 5, Ink(front=1, bold=True))))


@pytest.mark.parametrize(
    ("parameters", "ink"),
    [
        ("1;3;4;9", Ink(bold=True, italic=True, underline=True, strike=True)),
        ("2;7", Ink(dim=True, reverse=True)),
        ("1;2;22;3;23;4;24;7;27;9;29", Ink()),
        ("91;104", Ink(front=9, back=12)),
        ("31;42;39;49", Ink()),
        ("38;5;208", Ink(front=208)),
        ("38;2;1;2;3", Ink(front=DIRECT + 0x010203)),
        ("38:2::1:2:3", Ink(front=DIRECT + 0x010203)),
        ("38:2:1:2:3", Ink(front=DIRECT + 0x010203)),
        ("48:5:17", Ink(back=17)),
        ("4:3", Ink(underline=True)),
        ("4:0", Ink()),
        ("58;2;9;9;9;1", Ink(bold=True)),
        ("31;", Ink()),
        ("38;5;999", Ink()),
        ("38;2;1", Ink()),
        ("38", Ink()),
        ("31;77;1", Ink(front=1, bold=True)),
        ("31;?5", Ink(front=1)),
    ],
)
def test_every_way_to_write_a_colour(parameters: str, ink: Ink) -> None:
    (line,) = fold(f"\x1b[{parameters}mx".encode())
    assert line.spans == ((Span(0, 1, ink),) if ink != Ink() else ())


def test_blanks_with_a_background_stay_and_others_go() -> None:
    assert fold(b"a\x1b[41m  \x1b[0m  \r")[0].text == "a  "


def test_a_character_of_which_a_part_is_written_is_left_out_until_it_is_whole() -> None:
    euro = "1 €".encode()
    assert fold(euro[:-1], finished=False)[0].text == "1 "
    assert fold(euro, finished=False)[0].text == "1 €"
    assert fold(euro[:-1])[0].text == "1 \ufffd"
    assert fold(b"\x80\x80\x80\x80\x80", finished=False)[0].text == "\ufffd" * 5


def test_lines_and_rows_have_a_limit() -> None:
    (line,) = fold(b"\x1b[1m" + b"x" * 100_000)
    assert len(line.text) == LINE_LIMIT_CHARACTERS
    assert line.text.endswith("…")
    (far,) = fold(b"\x1b[999999999C\x1b[Kx")
    assert len(far.text) <= LINE_LIMIT_CHARACTERS
    assert len(fold(b"\x1b[9999Bx\n" * 50)) <= ROWS


@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_whatever_comes_in_only_printable_text_comes_out(content: bytes) -> None:
    for finished in (True, False):
        for line in fold(content, finished=finished):
            assert line.text.isprintable()
            assert len(line.text) <= LINE_LIMIT_CHARACTERS
            ends = [place for span in line.spans for place in (span.start, span.end)]
            assert ends == sorted(ends)
            assert not ends or ends[-1] <= len(line.text)
