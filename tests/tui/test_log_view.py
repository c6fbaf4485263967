import os
import random
from pathlib import Path

import pytest
from rich.style import Style
from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot

from tests.engine.observe.log_writing import append
from tests.tui.log_app import LogApp, wait
from tui.widgets.log_view import LogView


def numbered(start: int, end: int) -> str:
    return "".join(f"line {number}\n" for number in range(start, end))


async def wheel(pilot: Pilot[None], event: type[MouseScrollUp] | type[MouseScrollDown]) -> None:
    await pilot._post_mouse_events([event], LogView, offset=(3, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


async def test_an_empty_log_says_so_until_something_is_written(path: Path) -> None:
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[0] == "nothing has been written yet", "the word that there is nothing")
        append(path, "first\n")
        await wait(pilot, lambda: app.rows()[0] == "first", "the first line")


async def test_it_follows_the_end_until_somebody_scrolls_up(path: Path) -> None:
    append(path, numbered(0, 100))
    app = LogApp(path, opened=False)
    async with app.run_test(size=(60, 10)) as pilot:
        await wait(pilot, lambda: app.rows()[-1] == "line 99", "the end in sight")
        append(path, numbered(100, 120))
        await wait(pilot, lambda: app.rows()[-1] == "line 119", "the new end in sight")
        app.view.focus()
        await pilot.press("pageup")
        await wait(pilot, lambda: not app.view.following, "paused")
        rows = app.rows()
        assert rows[0] == "line 100"
        assert rows[-1].endswith("paused – f follows")
        append(path, numbered(120, 150))
        await wait(pilot, lambda: "of 150" in app.pane.place, "the new lines counted")
        assert app.rows() == rows
        await pilot.press("end")
        await wait(pilot, lambda: app.rows()[-1] == "line 149", "the end in sight again")
        assert app.view.following


async def test_the_wheel_goes_up_and_down_and_down_to_the_end_follows(path: Path) -> None:
    append(path, numbered(0, 15))
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[-1] == "line 14", "the end in sight")
        await wheel(pilot, MouseScrollUp)
        await wait(pilot, lambda: app.rows()[0] == "line 3", "two lines up")
        assert not app.view.following
        await wheel(pilot, MouseScrollDown)
        await wait(pilot, lambda: app.view.following, "following")


async def test_every_row_of_a_long_log_can_be_reached_one_by_one(path: Path) -> None:
    append(path, numbered(0, 5_000))
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[-1] == "line 4999", "the end in sight")
        app.view.focus()
        await pilot.press("home")
        await wait(pilot, lambda: app.rows()[0] == "line 0", "the start in sight")
        assert app.view.scroll_y == 0
        for number in range(1, 40):
            await pilot.press("down")
            assert app.rows()[0] == f"line {number}"
        for number in range(38, -1, -1):
            await pilot.press("up")
            assert app.rows()[0] == f"line {number}"
        await pilot.press("pagedown")
        assert app.rows()[0] == "line 10"


async def test_the_scroll_bar_goes_anywhere(path: Path) -> None:
    append(path, "".join(f"line {number:06}\n" for number in range(100_000)))
    app = LogApp(path)
    async with app.run_test(size=(60, 21)) as pilot:
        await wait(pilot, lambda: app.rows()[-1] == "line 099999", "the end in sight")
        await pilot.mouse_down(app.view, offset=(59, 19))
        await pilot.hover(app.view, offset=(59, 10))
        await pilot.mouse_up(app.view, offset=(59, 10))
        await wait(pilot, lambda: 30_000 < int(app.rows()[0][5:]) < 70_000, "the middle in sight")
        assert not app.view.following


async def test_another_log_in_its_place_is_shown_and_told(path: Path) -> None:
    append(path, numbered(0, 100))
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[-1] == "line 99", "the end in sight")
        app.view.scroll_home()
        other = path.with_suffix(".new")
        other.write_text("another log\n")
        os.rename(other, path)
        await wait(pilot, lambda: app.rows()[:1] == ["another log"], "the other log")
        await wait(pilot, lambda: any("replaced" in note.message for note in app._notifications), "the word of it")


async def test_nothing_of_the_log_before_is_drawn_while_another_one_has_no_size_yet(path: Path) -> None:
    append(path, "é" * 3_000 + "\n")
    other = path.with_name("other.log")
    append(other, "another log\n")
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[0].startswith("é"), "the end of the long line in sight")
        app.pane.display = False
        await wait(pilot, lambda: not app.view.size.height, "no room for the log")
        app.view.open(other)
        assert "é" not in app.view.render_line(0).text
        app.pane.display = True
        await wait(pilot, lambda: app.rows()[:1] == ["another log"], "the other log")


async def test_whatever_becomes_of_the_file_or_the_width_drawing_goes_on(path: Path) -> None:
    contents = [
        b"x" * 5_000 + b"\n", b"one\n" * 50, b"", "日".encode() * 900,
        b"a\rb\n\x1b[A\rover", b"\x1b[A" * 40 + b"\n" * 9,
        b"y" * 70_000, b"\xff\xfe\n" * 30, numbered(0, 4_000).encode(),
    ]  # fmt: skip
    chance = random.Random(1)
    append(path, contents[0])
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: bool(app.rows()[0]), "the first rows")
        for step in range(60):
            with path.open("r+b") as file:
                file.truncate(chance.choice([0, 7, path.stat().st_size]))
                file.seek(0, os.SEEK_END)
                file.write(chance.choice(contents))
            if step % 3:
                app.view.look()
            if step % 5 == 0:
                app.view.wrap = not app.view.wrap
            app.view.scroll_relative(y=chance.randint(-30, 30), animate=False)
            assert app.view.window is not None
            app.view.window.shape(chance.choice([None, 1, 7, 60]), chance.randint(1, 12))
            for row in range(app.view.size.height):
                assert app.view.render_line(row).cell_length == app.view.size.width
            app.view.text_in_sight()
            if step % 10 == 0:
                await pilot.pause()


@pytest.mark.parametrize("width", [1, 2, 3, 7, 40])
async def test_wide_characters_and_hostile_text_break_nothing(path: Path, width: int) -> None:
    hostile = (
        "日本語テキスト" * 10,
        "a\u0301" * 30,
        "[/] [@click=app.quit]x[/]",
        "\x1b]52;c;AAAA\x07 [bold] \x9b31m\x85\u202e",
        "👩‍👩‍👧 family",
        "\x1b[31mred\x1b[0m " * 20,
        "",
    )
    append(path, "\n".join(hostile * 3))
    app = LogApp(path)
    async with app.run_test(size=(width, 6)) as pilot:
        for wrap in (True, False):
            app.view.wrap = wrap
            for step in range(30):
                await pilot.pause()
                for row in range(app.view.size.height):
                    strip = app.view.render_line(row)
                    assert strip.cell_length == app.view.size.width
                    assert strip.text.isprintable()
                app.view.scroll_relative(y=-2, x=1, animate=False)
                assert step or app.view.window is not None


async def test_long_lines_are_wrapped_at_wide_characters_or_scrolled_to_the_side(path: Path) -> None:
    append(path, "[b]" + "日" * 15 + "\nend\n")
    app = LogApp(path)
    async with app.run_test(size=(21, 9)) as pilot:
        await wait(pilot, lambda: "end" in app.rows(), "the lines in sight")
        assert app.rows()[:3] == ["[b]" + "日" * 8, "日" * 7, "end"]
        app.pane.action_wrap()
        await wait(pilot, lambda: app.rows()[1] == "end", "one row for each line")
        app.pane.action_right()
        await wait(pilot, lambda: app.rows()[1] == "", "the end of the line in sight")
        assert app.rows()[0].strip().startswith("日")
        app.pane.action_left()
        await wait(pilot, lambda: app.rows()[0].startswith("[b]日"), "the start of the line again")


async def test_errors_warnings_and_simulation_stand_out(path: Path) -> None:
    append(path, "plain\nValueError: no\nWARNING disk\nSIMULATION of a training\nterrorError-free\n")
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[0] == "plain", "the lines in sight")
        colours = [next(iter(app.view.render_line(row))).style for row in range(5)]
        plain = [Style(color=style.color, italic=style.italic) for style in colours if style]
        assert len({str(style) for style in plain}) == 4
        assert plain[0] == plain[4]


async def test_the_program_s_own_colours_are_kept(path: Path) -> None:
    append(path, "a \x1b[31mred\x1b[0m \x1b[1;48;5;17mbold\x1b[0m\n")
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[0] == "a red bold", "the line in sight")
        styles = {segment.text: segment.style for segment in app.view.render_line(0) if segment.style}
        assert styles["red"].color != styles["a "].color
        assert styles["bold"].bold
        assert styles["bold"].bgcolor is not None
        assert styles["bold"].bgcolor.get_truecolor() == (0, 0, 95)


async def test_a_progress_bar_that_grows_stays_one_row(path: Path) -> None:
    append(path, "epoch 1\n")
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[0] == "epoch 1", "the first line")
        for percent in (10, 55, 100):
            append(path, f"\r{percent:3}%|{'#' * (percent // 10):<10}| {percent}/100")
            shown = f"{percent:3}%|{'#' * (percent // 10):<10}| {percent}/100"
            await wait(pilot, lambda shown=shown: app.rows()[1] == shown, shown)  # type: ignore[misc]
            assert app.rows()[2] == ""
        append(path, "\nouter\n\rinner 1\x1b[A\n\rinner 2\x1b[A\router 2")
        await wait(pilot, lambda: app.rows()[2:5] == ["outer 2", "inner 2", ""], "bars below one another")


async def test_a_smaller_screen_keeps_the_end_or_the_place_in_sight(path: Path) -> None:
    append(path, "".join("word " * 20 + f"{number}\n" for number in range(500)))
    app = LogApp(path)
    async with app.run_test(size=(60, 20)) as pilot:
        await wait(pilot, lambda: app.rows()[-1].endswith("499"), "the end in sight")
        await pilot.resize_terminal(30, 9)
        await wait(pilot, lambda: app.rows()[-1].endswith("499"), "the end in sight after the resize")
        assert app.view.following
        app.view.scroll_relative(y=-100, animate=False)
        place = app.view.first_in_sight
        await pilot.resize_terminal(80, 20)
        await wait(pilot, lambda: app.view.size.width == 80, "the wider screen")
        assert app.view.first_in_sight == place


async def test_times_are_shown_of_what_came_while_it_was_shown(path: Path) -> None:
    append(path, numbered(0, 3))
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        await wait(pilot, lambda: app.rows()[2] == "line 2", "the lines in sight")
        append(path, "later\n")
        os.utime(path, (1_700_000_000.0, 1_700_000_000.0))
        await wait(pilot, lambda: app.rows()[3] == "later", "the new line in sight")
        app.pane.action_times()
        await wait(pilot, lambda: app.rows()[3].endswith(":20 later"), "the time of the new line")
        assert app.rows()[0] == "         line 0"


async def test_times_are_shown_as_the_guardian_noted_them(path: Path) -> None:
    append(path, numbered(0, 3))
    noted = path.with_name("output.times")
    noted.write_text("7 1700000001.00\n14 1700000002.00\n")
    app = LogApp(path)
    async with app.run_test(size=(60, 11)) as pilot:
        app.pane.open(path, times=noted)
        app.pane.action_times()
        await wait(pilot, lambda: app.rows()[1].endswith(":22 line 1"), "the time of the second line")
        assert app.rows()[0].endswith(":21 line 0")
        assert app.rows()[2] == "         line 2"
        app.pane.action_times()
        await wait(pilot, lambda: app.rows()[0] == "line 0", "no times")
