"""Notices on the screen, and reading them again."""

from pathlib import Path
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.widgets._toast import Toast, ToastHolder

from tests.tui.planted import plant_all, screen_text, shows, until
from tui.app import TraindeckApp
from tui.screens.notices import NoticesScreen, notice_lines, told_text
from tui.toasts import MOST_KEPT, MOST_SHOWN, PastNotice, Toasts

SIZE = (120, 36)


def show_all(toasts: Toasts, *texts: str) -> list[Notification]:
    shown: list[Notification] = []
    for text in texts:
        new, leaving = toasts.take(Notification(text), shown)
        shown = [each for each in shown if each not in leaving] + [new]
    return shown


def texts(pilot: Pilot[Any]) -> list[str]:
    return [toast._notification.message for toast in pilot.app.screen.query(Toast)]


@given(st.lists(st.sampled_from("abcdef"), max_size=30))
def test_few_are_shown_each_once_the_newest_last(told: list[str]) -> None:
    toasts = Toasts()
    shown = [each.message[0] for each in show_all(toasts, *told)]

    assert shown == [text for place, text in enumerate(told) if text not in told[place + 1 :]][-MOST_SHOWN:]
    assert sum(each.times for each in toasts.past) == len(told)


def test_only_so_many_are_kept_the_newest_first() -> None:
    toasts = Toasts()
    show_all(toasts, *map(str, range(MOST_KEPT + 5)))

    assert [each.message for each in toasts.past] == [str(number) for number in range(MOST_KEPT + 4, 4, -1)]


def test_a_notice_on_one_line_holds_no_markup_and_nothing_that_moves_the_cursor() -> None:
    assert told_text(PastNotice(message="[b]bold[/b]", markup=True)) == "bold"
    assert told_text(PastNotice(message="[b]\x1b[2Jname", title="2 ended", times=3)) == "2 ended: [b]name (x3)"
    assert told_text(PastNotice(message="one\ntwo", title="both")) == "both: one; two"


def test_severity_has_a_sign_besides_its_colour() -> None:
    severities: tuple[Literal["information", "warning", "error"], ...] = ("information", "warning", "error")
    lines = notice_lines([PastNotice(message="m", severity=each) for each in severities], 60, ascii=True)

    assert len({line.parts[1][0] for line in lines}) == len(severities)


async def test_equal_ones_become_one_and_the_oldest_goes(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        for text in ("one", "two", "two", "two", "three"):
            pilot.app.notify(text, timeout=60)
        await until(pilot, lambda: texts(pilot) == ["one", "two (x3)", "three"], "three toasts")
        pilot.app.notify("four", timeout=60)
        await until(pilot, lambda: texts(pilot) == ["two (x3)", "three", "four"], "the oldest gone")
        assert len(pilot.app.screen.query(ToastHolder)) == MOST_SHOWN
        await pilot.click(Toast)
        await until(pilot, lambda: len(texts(pilot)) == 2, "one closed")


async def test_notices_are_read_again(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("H")
        await shows(pilot, "Nothing has been told yet.")
        await pilot.press("escape")
        for number in range(60):
            pilot.app.notify(f"number {number:02} [/]", severity="warning", markup=False)
        await pilot.press("H")
        await shows(pilot, "number 59 [/]", "Notices")
        assert isinstance(pilot.app.screen, NoticesScreen)
        assert "number 00" not in screen_text(pilot)
        await pilot.press("G")
        await shows(pilot, "number 00")
        await pilot.press("q")
        await until(pilot, lambda: not isinstance(pilot.app.screen, NoticesScreen), "closed")
