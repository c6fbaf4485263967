from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from engine.observe.log_tail import LogLines
from tui.widgets.log_view import PAUSED, LogView


class LogApp(App[None]):
    def compose(self) -> ComposeResult:
        yield LogView()


async def until(pilot: Pilot[None], condition: Callable[[], bool], what: str) -> None:
    for _ in range(200):
        if condition():
            return
        await pilot.pause(0.01)
    pytest.fail(f"never: {what}")


def rows(view: LogView) -> list[str]:
    return [view.render_line(row).text.rstrip() for row in range(view.size.height)]


def numbered(start: int, end: int, dropped: int = 0) -> LogLines:
    return LogLines(tuple(f"line {number}" for number in range(start, end)), dropped)


async def test_an_empty_log_says_so() -> None:
    async with LogApp().run_test(size=(60, 10)) as pilot:
        assert rows(pilot.app.query_one(LogView))[0] == "nothing has been written yet"


async def test_it_follows_the_end_until_somebody_scrolls_up() -> None:
    async with LogApp().run_test(size=(60, 10)) as pilot:
        view = pilot.app.query_one(LogView)
        view.focus()
        view.show(numbered(0, 100))
        await until(pilot, lambda: view.show_vertical_scrollbar and rows(view)[-1] == "line 99", "the end in sight")
        view.show(numbered(0, 120))
        await until(pilot, lambda: rows(view)[-1] == "line 119", "the new end in sight")
        await pilot.press("pageup")
        await until(pilot, lambda: not view.following, "paused")
        await until(pilot, lambda: view.scroll_y == view.scroll_target_y, "the scrolling to end")
        top = rows(view)[0]
        assert rows(view)[-1].endswith(PAUSED.rstrip())
        view.show(numbered(0, 150))
        await pilot.pause()
        assert rows(view)[0] == top
        await pilot.press("end")
        await until(pilot, lambda: rows(view)[-1] == "line 149", "the end in sight again")
        assert view.following


async def test_scrolling_down_to_the_end_follows_again() -> None:
    async with LogApp().run_test(size=(60, 10)) as pilot:
        view = pilot.app.query_one(LogView)
        view.focus()
        view.show(numbered(0, 15))
        await until(pilot, lambda: view.show_vertical_scrollbar and rows(view)[-1] == "line 14", "the end in sight")
        await pilot.press("up")
        await until(pilot, lambda: not view.following, "paused")
        await pilot.press("down")
        await until(pilot, lambda: view.following, "following")


async def test_what_is_in_sight_stays_when_old_lines_are_given_up() -> None:
    async with LogApp().run_test(size=(60, 10)) as pilot:
        view = pilot.app.query_one(LogView)
        view.show(numbered(0, 100))
        await until(pilot, lambda: view.show_vertical_scrollbar and rows(view)[-1] == "line 99", "the end in sight")
        view.scroll_to(y=50, animate=False, immediate=True)
        await until(pilot, lambda: rows(view)[0] == "line 50", "the middle in sight")
        view.show(numbered(30, 130, dropped=30))
        await until(pilot, lambda: rows(view)[0] == "line 50", "the middle in sight again")
        view.show(numbered(500, 600, dropped=500))
        await until(pilot, lambda: rows(view)[0] == "line 500", "the oldest line that is left")


@pytest.mark.parametrize("width", [1, 2, 3, 7, 40])
async def test_wide_characters_and_hostile_text_break_nothing(width: int) -> None:
    hostile = (
        "日本語テキスト" * 10,
        "a\u0301" * 30,
        "[/] [@click=app.quit]x[/]",
        "\x1b]52;c;AAAA\x07 [bold]",
        "👩‍👩‍👧 family",
        "",
    )
    async with LogApp().run_test(size=(width, 6)) as pilot:
        view = pilot.app.query_one(LogView)
        for wrap in (True, False):
            view.wrap = wrap
            view.show(LogLines(hostile * 3))
            await pilot.pause()
            for row in range(view.size.height):
                strip = view.render_line(row)
                assert strip.cell_length == view.size.width
                assert strip.text.isprintable()


async def test_long_lines_are_wrapped_and_nothing_is_parsed() -> None:
    async with LogApp().run_test(size=(21, 8)) as pilot:
        view = pilot.app.query_one(LogView)
        view.show(LogLines(("[b]" + "x" * 30, "end")))
        await until(pilot, lambda: "end" in rows(view), "the lines in sight")
        assert "".join(rows(view)) == "[b]" + "x" * 30 + "end"


async def test_errors_and_simulation_stand_out() -> None:
    lines = ("plain", "ValueError: no", "WARNING disk", "SIMULATION of a training", "terrorError-free")
    async with LogApp().run_test(size=(60, 10)) as pilot:
        view = pilot.app.query_one(LogView)
        view.show(LogLines(lines))
        await until(pilot, lambda: rows(view)[0] == "plain", "the lines in sight")
        colours = [next(iter(view.render_line(row))).style for row in range(5)]
        assert len({str(style) for style in colours}) == 4
        assert colours[0] == colours[4]


async def test_a_smaller_screen_keeps_the_end_in_sight() -> None:
    async with LogApp().run_test(size=(60, 20)) as pilot:
        view = pilot.app.query_one(LogView)
        view.show(LogLines(tuple("word " * 20 + str(number) for number in range(50))))
        await until(pilot, lambda: rows(view)[-1].endswith("49"), "the end in sight")
        await pilot.resize_terminal(30, 8)
        await until(
            pilot, lambda: any(row.endswith("49") for row in rows(view)[-2:]), "the end in sight after the resize"
        )
        assert view.following
