import os
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.engine.observe.log_writing import append
from tests.tui.log_app import LogApp, wait


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


def story(lines: int) -> str:
    """A log of which every hundredth line is an epoch, and every thousandth warns."""
    return "".join(
        f"WARNING slow {n}\n" if n % 1000 == 500 else f"Epoch {n // 100}\n" if n % 100 == 0 else f"step {n}\n"
        for n in range(lines)
    )


async def search(pilot: Pilot[None], app: LogApp, words: str) -> None:
    app.pane.action_search()
    await pilot.press(*[{" ": "space", ":": "colon", "(": "left_parenthesis"}.get(letter, letter) for letter in words])
    await pilot.press("enter")


def marked(app: LogApp) -> list[str]:
    """What stands out as the current match, by more than colour."""
    return [
        segment.text
        for row in range(app.view.size.height)
        for segment in app.view.render_line(row)
        if segment.style and segment.style.reverse and segment.style.bold
    ]


def is_typing(app: LogApp) -> bool:
    return isinstance(app.focused, Input)


def underlined(app: LogApp) -> list[str]:
    return [
        segment.text
        for row in range(app.view.size.height)
        for segment in app.view.render_line(row)
        if segment.style and segment.style.underline
    ]


async def test_a_search_finds_counts_marks_and_goes_round(path: Path) -> None:
    append(path, story(20_000))
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        await wait(pilot, lambda: app.rows()[-1] == "step 19999", "the end in sight")
        await search(pilot, app, "epoch")
        await wait(pilot, lambda: "1 of 180  from the start" in app.pane.finding, "the first epoch")
        assert app.rows()[0] == "Epoch 0"
        assert marked(app) == ["Epoch"]
        assert not app.view.following
        app.pane.action_search_next()
        await wait(pilot, lambda: app.pane.finding == "“epoch”: 2 of 180", "the second epoch")
        assert "Epoch 1" in app.rows()
        for _ in range(5):
            app.pane.action_search_next()
        await wait(pilot, lambda: app.pane.finding == "“epoch”: 7 of 180", "five more steps, none of them lost")
        app.pane.action_search_previous()
        await wait(pilot, lambda: app.pane.finding == "“epoch”: 6 of 180", "one step back")
        app.view.scroll_home()
        app.pane.action_search_previous()
        await wait(pilot, lambda: app.pane.finding == "“epoch”: 1 of 180", "the one in sight")
        app.pane.action_search_previous()
        await wait(
            pilot, lambda: app.pane.finding.startswith("“epoch”: 180 of 180  from the end"), "round the other end"
        )
        assert app.pane.back()
        await wait(pilot, lambda: not marked(app) and not app.pane.is_searching, "the end of the search")
        assert not app.pane.back()


async def test_capitals_and_regular_expressions_and_mistakes(path: Path) -> None:
    append(path, story(2_000))
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        await search(pilot, app, "EPOCH")
        await wait(pilot, lambda: app.pane.finding == "“EPOCH” is not in this log", "nothing found")
        await search(pilot, app, "re:epoch 1.$")
        await wait(pilot, lambda: "of 9" in app.pane.finding, "nine epochs of two digits")
        await search(pilot, app, "re:(")
        await wait(pilot, lambda: any("no regular expression" in n.message for n in app._notifications), "one sentence")
        field = app.query_one(Input)
        assert is_typing(app)
        assert field.value == "re:("
        await pilot.press("escape")
        app.pane.back()
        assert not app.pane.has_class("typing")
        assert not is_typing(app)
        assert "re:epoch" in app.pane.finding


async def test_what_is_typed_is_marked_before_it_is_sought(path: Path) -> None:
    append(path, "alpha\nbeta\n")
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        await wait(pilot, lambda: app.rows()[0] == "alpha", "the log")
        app.pane.action_search()
        await pilot.press("b", "e")
        await wait(pilot, lambda: underlined(app) == ["be"], "the letters marked")
        await pilot.press("backspace", "backspace", "enter")
        await wait(pilot, lambda: not app.pane.is_searching and not underlined(app), "nothing sought")


async def test_matches_that_come_later_are_counted(path: Path) -> None:
    append(path, "hit\n")
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        await search(pilot, app, "hit")
        await wait(pilot, lambda: app.pane.finding == "“hit”: 1 of 1", "one match")
        append(path, "hit hit\n")
        await wait(pilot, lambda: app.pane.finding == "“hit”: 1 of 3", "two more matches")


async def test_another_search_calls_the_first_one_off(path: Path) -> None:
    append(path, story(50_000))
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        for words in ("step", "slow", "epoch 7"):
            app.pane.search_for(words)
        await wait(pilot, lambda: app.pane.finding.startswith("“epoch 7”: 1 of 10"), "the last search only")


async def test_a_match_of_another_log_is_not_shown(path: Path, tmp_path: Path) -> None:
    append(path, story(50_000))
    append(tmp_path / "other.log", "nothing here\n")
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.search_for("epoch")
        app.pane.open(tmp_path / "other.log")
        await wait(pilot, lambda: app.rows()[0] == "nothing here", "the other log")
        await wait(pilot, lambda: not app.workers._workers, "the threads to end")
        assert app.rows()[0] == "nothing here"
        assert app.pane.finding == ""


async def test_warnings_and_errors_are_gone_through_one_by_one(path: Path) -> None:
    append(path, story(3_000) + "ValueError: bad\n" + story(400))
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        app.view.scroll_home()
        for row in ("WARNING slow 500", "WARNING slow 1500", "WARNING slow 2500", "ValueError: bad"):
            app.pane.action_trouble_next()
            await wait(pilot, lambda row=row: row in app.rows(), row)  # type: ignore[misc]
        await wait(pilot, lambda: app.pane.finding == "warnings and errors: 4 of 4", "the last one")
        app.pane.action_trouble_previous()
        await wait(pilot, lambda: "WARNING slow 2500" in app.rows(), "the one before")


async def test_a_log_without_trouble_says_so(path: Path) -> None:
    append(path, "all is well\n" * 50)
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.action_trouble_next()
        await wait(pilot, lambda: app.pane.finding == "no warning and no error in this log", "that is said")


async def test_line_numbers_are_told(path: Path) -> None:
    append(path, story(20_000))
    app = LogApp(path)
    async with app.run_test(size=(80, 21)) as pilot:
        await wait(pilot, lambda: "lines 19,981–20,000 of 20,000" in app.pane.place, "the last lines")
        assert app.pane.place.endswith("following")
        app.view.scroll_home()
        await wait(pilot, lambda: "lines 1–20 of 20,000" in app.pane.place, "the first lines")
        assert app.pane.place.endswith("paused – f follows")


async def test_follow_goes_to_the_end_and_stays_and_stops(path: Path) -> None:
    append(path, story(1_000))
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        app.view.scroll_home()
        await wait(pilot, lambda: app.rows()[0] == "Epoch 0", "the start")
        app.pane.action_follow()
        await wait(pilot, lambda: app.rows()[-1] == "step 999", "the end")
        app.pane.action_follow()
        append(path, "new\n")
        await wait(pilot, lambda: "1,001" in app.pane.place, "the new line counted")
        assert app.rows()[-2] == "step 998"


async def test_copying_takes_what_is_in_sight_what_was_found_or_what_is_selected(path: Path) -> None:
    append(path, "first " + "x" * 90 + "\nsecond\nthird\n")
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        await wait(pilot, lambda: "third" in app.rows(), "the log")
        app.pane.action_copy()
        assert app.copied.pop() == "first " + "x" * 90 + "\nsecond\nthird"
        app.pane.search_for("sec")
        await wait(pilot, lambda: app.pane.finding == "“sec”: 1 of 1", "the match")
        app.pane.action_copy()
        assert app.copied.pop() == "second"
        await pilot.mouse_down(app.view, offset=(2, 2))
        await pilot.hover(app.view, offset=(3, 3))
        await pilot.mouse_up(app.view, offset=(3, 3))
        await wait(pilot, lambda: app.view.text_selection is not None, "the selection")
        app.pane.action_copy()
        assert app.copied.pop() == "cond\nthir"


async def test_a_pager_that_is_missing_is_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "no-such-pager --really")
    append(path, "x\n")
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.action_pager()
        await wait(pilot, lambda: any("no-such-pager" in n.message for n in app._notifications), "the sentence")
        os.unlink(path)
        app.pane.action_pager()
        await wait(pilot, lambda: any("no log to open" in n.message for n in app._notifications), "the other sentence")


async def test_the_jump_to_the_error_searches_the_whole_log(path: Path) -> None:
    append(path, "start\nTraceback (most recent call last):\n  File x\nKeyError: 1\n" + story(60_000))
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.action_error()
        await wait(pilot, lambda: app.rows()[0].startswith("Traceback"), "the traceback on top")
        assert not app.view.following


async def test_an_expression_that_takes_too_long_is_ended_and_told_while_the_panel_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.observe.log_query.BLOCK_LIMIT_S", 0.5)
    append(path, "a" * 3_000 + "!\nlast\n")
    app = LogApp(path)
    async with app.run_test(size=(80, 20)) as pilot:
        await wait(pilot, lambda: "last" in app.rows(), "the end in sight")
        app.pane.search_for("re:((a+))+$")
        await wait(pilot, lambda: "searching" in app.pane.finding, "the search under way")
        await wait(pilot, lambda: any("too long" in note.message for note in app._notifications), "the word of it")
        assert not app.pane.is_searching
        await search(pilot, app, "re:l.st")
        await wait(pilot, lambda: "1 of 1" in app.pane.finding, "another search")
        await wait(pilot, lambda: marked(app) == ["last"], "what it found")
