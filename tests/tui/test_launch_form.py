"""The launch form: fields from declarations, checks while typing, and what comes out."""

from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Button

from engine.control.remembered import recall, remember
from engine.files import make_private
from engine.job import JobRecord, JobSpec
from engine.params import Kind, fields
from engine.paths import Workspace
from engine.record import write_record
from engine.request import make_spec
from engine.state import JobState
from engine.worker.recipes import recipe
from tests.engine.worker.harness import DIABETES, SAMPLE
from tests.tui.form_app import Form, FormApp
from tui.draft import JobOptions
from tui.screens.choose_columns import ChooseColumnsScreen
from tui.screens.choose_file import ChooseFileScreen
from tui.widgets.editors import TextEditor

EDITORS = {Kind.SWITCH: "SwitchEditor", Kind.CHOICE: "ChoiceEditor", Kind.COLUMN: "ChoiceEditor"}


async def test_every_declared_parameter_has_its_field(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(120, 50)) as pilot:
        form = Form(pilot)
        declared = fields(recipe("regression").params)
        assert set(form.rows) == {"recipe"} | {field.name for field in (*declared, *fields(JobOptions))}
        for field in declared:
            row = form.rows[field.name]
            await form.until(lambda row=row: row.size.height == 1, "one line for each")  # type: ignore[misc]
            assert type(row.editor).__name__ == EDITORS.get(field.kind, "TextEditor")
            assert row.given == (field.default is True if field.kind is Kind.SWITCH else field.text_of(field.default))
        headings = [str(heading.render()) for heading in form.screen.query(".section")]
        assert headings == ["Job", "Data", "Model", "Training", "Run"]
        assert form.focused == "data"
        await form.until(lambda: "CSV" in form.text("#help"), "the help of the focused field")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("epochs", "0", "Epochs must be at least 1, not 0."),
        ("epochs", "-1", "Epochs must be at least 1"),
        ("epochs", "1e12", "Epochs must be at most 1000000"),
        ("epochs", "many [/]", "Epochs must be a whole number, not “many [/]”."),
        ("epochs", "", "Epochs is needed."),
        ("learning_rate", "0", "Learning rate must be more than 0"),
        ("learning_rate", "nan", "Learning rate must be a number"),
        ("hidden", "8, x", "Hidden layers must be whole numbers"),
        ("device", "gpu", "Device must be auto, cpu, mps, cuda or cuda:N"),
        ("tags", "two words", "Tags must be words of at most 30 characters"),
        ("name", "x" * 61, "Name must be at most 60 characters long"),
        ("grace_s", "-3", "Grace period must be at least 0"),
    ],
)
async def test_a_wrong_value_is_told_below_its_field_while_typing(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    async with FormApp(tmp_path).run_test(size=(120, 50)) as pilot:
        form = Form(pilot)
        good = str(form.rows[name].given)
        await form.type(name, text)
        await form.until(lambda: form.below(name).startswith(message), message)
        await form.type(name, good)
        await form.until(lambda: not form.below(name), "the complaint is gone")
        assert not form.errors()


async def test_all_errors_come_at_once_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await form.type("data", str(tmp_path / "nowhere.csv"))
        await form.type("epochs", "0")
        await form.type("grace_s", "soon")
        await pilot.press("ctrl+s")
        await form.until(lambda: form.text("#message") == "3 things to correct", "the summary")
        assert set(form.errors()) == {"data", "epochs", "grace_s"}
        await form.until(lambda: form.focused == "data", "the first fault has the focus")
        assert form.rows["epochs"].given == "0"
        assert not form.app.results
        await form.type("epochs", "3")
        await form.until(lambda: form.text("#message") == "2 things to correct", "one less")
        await form.type("data", str(SAMPLE))
        await form.type("grace_s", "5")
        await form.until(lambda: not form.errors(), "no errors")
        await pilot.press("ctrl+s")
        await form.until(lambda: bool(form.app.results), "launched")


@pytest.mark.parametrize("key", ["ctrl+s", "f5", "ctrl+j", "ctrl+enter", "button"])
async def test_launching_returns_the_specification(tmp_path: Path, key: str) -> None:
    async with FormApp(tmp_path).run_test(size=(120, 36)) as pilot:
        form = Form(pilot)
        await form.type("data", str(SAMPLE))
        await form.type("epochs", "7")
        await form.type("hidden", "")
        await form.type("tags", "a, b")
        if key == "button":
            assert await pilot.click("#launch")
        else:
            await pilot.press(key)
        await form.until(lambda: bool(form.app.results), "a result")
        spec = form.app.results[0]
        assert spec is not None
        assert (spec.recipe, spec.name, spec.tags, spec.simulate) == ("regression", "sample_dataset", ["a", "b"], False)
        assert spec.params["epochs"] == 7
        assert spec.params["hidden"] == ()
        assert spec.params["data"] == str(SAMPLE)
        assert recall(Workspace(tmp_path)) is not None


async def test_a_second_press_while_checking_does_nothing(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await form.type("data", str(SAMPLE))
        form.screen.action_launch()
        assert str(form.screen.query_one("#launch", Button).label) == "Checking…"
        form.screen.action_launch()
        await form.until(lambda: bool(form.app.results), "a result")
        await pilot.pause(0.1)
        assert len(form.app.results) == 1


async def test_keys_just_before_the_launch_count(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await form.type("data", str(SAMPLE))
        await form.type("epochs", "1")
        await pilot.press("end")
        for key, character in (("2", "2"), ("3", "3"), ("ctrl+s", None)):
            form.app.post_message(Key(key, character))
        await form.until(lambda: bool(form.app.results), "a result")
        spec = form.app.results[0]
        assert spec is not None
        assert spec.params["epochs"] == 123


async def test_by_keyboard_alone_at_80x24(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.csv").write_bytes(Path(SAMPLE).read_bytes())
    monkeypatch.chdir(tmp_path)
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await pilot.press("s", "o")
        await form.until(lambda: getattr(form.rows["data"].editor, "_suggestion", "") == "some.csv", "a suggestion")
        await pilot.press("right", "down")
        assert form.rows["data"].given == "some.csv"
        order = list(form.rows)
        assert form.focused == "target"
        for name in order[order.index("target") + 1 :]:
            await pilot.press("down")
            assert form.focused == name
        await form.until(lambda: form.screen.query_one("LaunchForm").scroll_y > 0, "scrolled")
        for name in order[order.index("simulate") : -1][::-1]:
            await pilot.press("up")
            assert form.focused == name
        await pilot.press("space")
        await form.until(lambda: "SIMULATION" in form.text("#message"), "the warning")
        await pilot.press("enter", "enter", "ctrl+s")
        await form.until(lambda: bool(form.app.results), "a result")


async def test_the_last_launch_fills_the_next_form_but_for_its_name_and_tags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(SAMPLE).parent)
    params = {"data": str(SAMPLE), "epochs": 9, "optimizer": "sgd", "target": "y", "features": ["x"], "unknown": 1}
    spec = JobSpec(job_id="", recipe="regression", params=params, name="old", tags=["t"], simulate=True, grace_s=3.0)
    remember(Workspace(tmp_path), spec)
    async with FormApp(tmp_path).run_test(size=(120, 50)) as pilot:
        form = Form(pilot)
        given = {name: row.given for name, row in form.rows.items()}
        assert given["data"] == Path(SAMPLE).name
        assert (given["epochs"], given["optimizer"], given["target"], given["features"]) == ("9", "sgd", "y", ("x",))
        assert (given["name"], given["tags"], given["simulate"], given["grace_s"]) == ("", "", True, "3")
        await pilot.press("ctrl+r")
        assert form.rows["epochs"].given == "20"
        assert form.rows["data"].given == ""
        assert form.text("#message") == "Every field is back to its default; ^r takes that back."
        await pilot.press("ctrl+r")
        assert {name: row.given for name, row in form.rows.items()} == given
        await pilot.press("ctrl+r")
        await form.type("epochs", "7")
        await form.until(lambda: "back to its default" not in form.text("#message"), "an old note is gone")
        await pilot.press("ctrl+r", "ctrl+r")
        await form.until(lambda: form.rows["epochs"].given == "7", "what was typed since")


async def test_a_duplicate_starts_from_its_source(tmp_path: Path) -> None:
    params = {"data": str(SAMPLE), "epochs": 4, "optimizer": "nonsense"}
    source = JobRecord(job_id="a", status=JobState.ERROR, name="first [/]", recipe="regression", params=params)
    async with FormApp(tmp_path, source).run_test(size=(120, 36)) as pilot:
        form = Form(pilot)
        assert "Duplicate of first [/]" in form.text("#title")
        assert form.rows["name"].given == "first [/]"
        assert form.rows["epochs"].given == "4"
        await pilot.press("ctrl+s")
        await form.until(lambda: "optimizer" in form.errors(), "the unknown choice is told")


async def test_a_duplicate_takes_over_what_its_status_does_not_hold(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.run("a"))
    spec = make_spec("regression", {"data": str(SAMPLE)}, simulate=True, grace_s=7.0, time_limit_s=5400.0, tags=("t",))
    write_record(workspace.spec("a"), spec, durable=False)
    source = JobRecord(job_id="a", status=JobState.ERROR, name="first", recipe="regression", params=spec.params)
    async with FormApp(tmp_path, source).run_test(size=(120, 36)) as pilot:
        rows = Form(pilot).rows
        given = [rows[name].given for name in ("name", "tags", "simulate", "grace_s", "time_limit")]
        assert given == ["first", ("t",), True, "7", "1h30m"]


async def test_a_file_of_any_name_is_shown_harmlessly_and_kept_as_it_is(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(120, 36)) as pilot:
        editor = Form(pilot).rows["data"].query_one(TextEditor)
        editor.value = "a\x9b31m\x1b.csv"
        await pilot.pause()
        shown = "".join(segment.text for segment in editor.render_line(0))
        assert "a\N{REPLACEMENT CHARACTER}31m\N{REPLACEMENT CHARACTER}.csv" in shown
        assert editor.value == "a\x9b31m\x1b.csv"


async def test_an_unknown_recipe_is_one_sentence(tmp_path: Path) -> None:
    source = JobRecord(job_id="a", status=JobState.ERROR, recipe="alchemy", params={"epochs": 4})
    async with FormApp(tmp_path, source).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        assert form.text("#message") == "There is no recipe “alchemy”. This is regression."
        assert form.rows["epochs"].given == "4"


async def test_escape_keeps_what_was_typed(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await form.type("epochs", "abc")
        await pilot.press("escape")
        await form.until(lambda: form.app.results == [None], "closed")
        form.app.open()
        await form.until(lambda: bool(form.screen.query("#message")), "open again")
        await form.until(lambda: form.rows["epochs"].given == "abc", "the draft is back")
        assert "back" in form.text("#message")


async def test_a_form_closed_while_it_is_being_built_does_no_harm(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(160, 45)) as pilot:
        form = Form(pilot)
        for turn in range(1, 9):
            form.app.simulate_key("escape")
            await form.until(lambda turn=turn: len(form.app.results) >= turn, "closed")  # type: ignore[misc]
            form.app.open()
        await form.until(lambda: bool(form.screen.query("#message")), "open at last")
        await form.until(lambda: form.rows["epochs"].is_mounted, "filled in")


async def test_choosing_a_file_and_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(Path(DIABETES).read_bytes())
    (tmp_path / "evil\x1b[2J.csv").write_text("x,y\n1,2\n")
    (tmp_path / "picture.png").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await pilot.press("ctrl+o")
        await form.until(lambda: isinstance(form.screen, ChooseFileScreen), "the tree")
        tree = form.screen.query_one("DataTree")
        await form.until(lambda: len(tree.root.children) == 2, "two files")
        assert [str(node.label) for node in tree.root.children] == ["a.csv", "evil.csv"]
        tree.move_cursor(tree.root.children[0])
        await pilot.press("enter")
        await form.until(lambda: not isinstance(form.screen, ChooseFileScreen), "closed")
        assert form.rows["data"].given == "a.csv"
        await form.until(lambda: "442 rows" in form.below("data"), "the facts")
        form.rows["features"].editor.focus()
        await form.until(lambda: form.focused == "features", "features")
        await pilot.press("ctrl+o")
        await form.until(lambda: isinstance(form.screen, ChooseColumnsScreen), "the columns")
        await pilot.press("space", "down", "down", "space", "enter")
        await form.until(lambda: not isinstance(form.screen, ChooseColumnsScreen), "closed")
        assert form.rows["features"].given == ("age", "bmi")


async def test_what_is_typed_right_after_an_arrow_goes_where_the_arrow_led(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(120, 36)) as pilot:
        form = Form(pilot)
        await form.until(lambda: bool(form.screen.query("#message")) and form.focused == "data", "open")
        await pilot.press("down")
        await form.until(lambda: form.focused == "target", "the target")
        for key in ("up", *"semi"):
            form.app.simulate_key(key)
        await form.until(lambda: form.rows["data"].given == "semi", "typed into the data file")
