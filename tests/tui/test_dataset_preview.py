"""What the form says of data files, good, bad and hostile."""

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from engine.dataset import choose_columns, inspect
from tests.engine.worker.harness import DIABETES, SAMPLE, SAMPLES
from tests.tui.form_app import Form, FormApp
from tui.screens.choose_columns import ChooseColumnsScreen
from tui.widgets.dataset_preview import DatasetPreview
from tui.widgets.dataset_text import full_lines, short_lines
from tui.widgets.editors import ChoiceEditor
from tui.widgets.path_suggester import complete_path

HOSTILE = "[/],[@click=app.quit]x,\x1b]0;title\x07a\x1b[2J,b\u202ec,表 表,y\n1,2,3,4,5,6\n[/],2,[red]3,\x9b2J,5,6\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"x,y\n", "holds column names but no rows"),
        (b"\x7fELF\x02\x01\0\0\0\0", "is a binary file"),
        ("x,y\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"x,y\n1,2\n3,4,5\n", "Line 3 of some.csv has 3 cells, but there are 2 columns"),
        (b"1,2\n3,4\n", "Line 1 of some.csv holds numbers where the column names should stand"),
        (b"x,y\n" + b"1" * (2 << 20), "longer than 1 MiB"),
        (None, "There is no data file"),
        (os.sep.encode(), "is a directory"),
    ],
    ids=["empty", "header only", "binary", "utf-16", "ragged", "no header", "long line", "missing", "directory"],
)
async def test_a_bad_file_is_told_below_its_field(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "some.csv"
    if content == os.sep.encode():
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    async with FormApp(tmp_path / "workspace").run_test(size=(120, 36)) as pilot:
        form = Form(pilot)
        await form.type("data", str(path))
        await form.until(lambda: message in form.below("data"), message)
        await pilot.press("ctrl+s")
        await form.until(lambda: form.text("#message") == "1 thing to correct", "refused")
        assert not form.app.results
        await form.type("data", str(SAMPLE))
        await form.until(lambda: not form.errors(), "a good file heals it")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b'{"x": 1, "y": 2}\n{"x": \n', "data", "Line 2 of some.jsonl"),
        (b"word\nada\n", "data", "There is no column of numbers to predict"),
    ],
)
async def test_faults_inside_a_file(tmp_path: Path, content: bytes, name: str, message: str) -> None:
    path = tmp_path / ("some.jsonl" if content.startswith(b"{") else "some.csv")
    path.write_bytes(content)
    async with FormApp(tmp_path / "workspace").run_test(size=(80, 24)) as pilot:
        form = Form(pilot)
        await form.type("data", str(path))
        await form.until(lambda: message in form.below(name), message)


async def test_the_target_offers_the_columns_of_numbers(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("name,a,b\nada,1,2\nbob,3,4\n")
    async with FormApp(tmp_path / "workspace").run_test(size=(120, 36)) as pilot:
        form = Form(pilot)
        target = form.rows["target"].editor
        assert isinstance(target, ChoiceEditor)
        await form.type("data", str(path))
        await form.until(lambda: len(target._options) == 3, "three choices")
        assert [str(label) for label, _ in target._options] == ["b (default)", "a", "b"]
        await form.type("target", "a")
        target.value = "b"
        form.rows["target"].offer(("a", "b"), "b (default)")
        assert form.rows["target"].given == "b", "chosen a moment before the columns came"
        await form.type("target", "a")
        await form.type("features", "bb")
        await form.until(lambda: "There is no column “bb”. Did you mean b?" in form.below("features"), "the fault")
        await form.type("features", "b")
        await form.until(lambda: not form.errors(), "healed")
        await form.type("data", str(DIABETES))
        await form.until(lambda: "There is no column “a”" in form.below("target"), "the new file has no such column")
        assert form.rows["target"].given == "a"


async def test_an_unknown_feature_is_told_however_often_it_is_looked_at(tmp_path: Path) -> None:
    async with FormApp(tmp_path / "workspace").run_test(size=(120, 50)) as pilot:
        form = Form(pilot)
        await form.type("data", str(DIABETES))
        await form.until(lambda: form.screen._facts is not None, "facts")
        form.rows["features"].editor.focus()
        await pilot.press(*"age,nope", "ctrl+s")
        told = "There is no column “nope”. The file has: age, sex, bmi"
        await form.until(lambda: form.text("#message") == "1 thing to correct", "refused")
        await pilot.pause()
        assert form.below("features").startswith(told)
        await form.until(lambda: told[:26] in shown(form), "the sentence on the screen")
        lines = str(form.screen.query_one(DatasetPreview).render()).split("\n")
        marks = {line.split()[0]: line.split()[-1] for line in lines if line.endswith(("feature", "target"))}
        assert marks == {"age": "feature", "y": "target"}
        await form.type("target", "bmi")
        await pilot.pause()
        assert form.below("features").startswith(told)
        await pilot.resize_terminal(80, 50)
        await pilot.pause()
        assert form.below("features").startswith(told)
        await form.type("features", "age")
        await form.until(lambda: not form.below("features"), "healed")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_hostile_header_is_only_text(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "some.csv"
    path.write_text(HOSTILE)
    async with FormApp(tmp_path / "workspace").run_test(size=size) as pilot:
        form = Form(pilot)
        await form.type("data", str(path))
        await form.until(lambda: form.screen._facts is not None, "facts")
        seen = shown(form)
        form.rows["target"].editor.focus()
        await pilot.press("enter")
        seen += shown(form)
        await pilot.press("escape")
        form.rows["features"].editor.focus()
        await pilot.press("ctrl+o")
        await form.until(lambda: isinstance(form.screen, ChooseColumnsScreen), "the columns")
        seen += shown(form)
        assert seen.count("[@click=app.quit]x") >= 2
        assert not any(letter in seen for letter in "\x1b\x07\x9b\u202e")


def shown(form: Form) -> str:
    """Everything on the screen."""
    return "".join(segment.text for strip in form.screen._compositor.render_strips() for segment in strip)


async def test_the_preview_stands_beside_or_below(tmp_path: Path) -> None:
    async with FormApp(tmp_path).run_test(size=(120, 36)) as pilot:
        form = Form(pilot)
        preview = form.screen.query_one(DatasetPreview)
        await form.type("data", str(DIABETES))
        await form.until(lambda: "442 rows, 11 columns" in str(preview.render()), "the preview")
        assert preview.display
        assert not form.below("data")
        await pilot.resize_terminal(80, 24)
        await form.until(lambda: "442 rows, 11 columns" in form.below("data"), "the short form")
        assert not preview.display


@pytest.mark.parametrize("width", [32, 54, 90])
@pytest.mark.parametrize("height", [6, 20, 40])
def test_the_preview_fits(tmp_path: Path, width: int, height: int) -> None:
    hostile = tmp_path / "hostile.csv"
    hostile.write_text(HOSTILE)
    for path in (hostile, *SAMPLES.glob("*.csv")):
        facts = inspect(path)
        choice = choose_columns(facts, None, ())
        lines = full_lines(facts, choice, width, height)
        assert len(lines) <= height
        assert max(cell_len(line.plain) for line in lines) <= width
        assert all(cell_len(line) <= width for line in short_lines(facts, choice, width).plain.split("\n")[:1])


def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.csv").touch()
    (tmp_path / "folder" / "a.png").touch()
    assert complete_path(f"{tmp_path}/fo") == f"{tmp_path}/folder/"
    assert complete_path(f"{tmp_path}/folder/") == f"{tmp_path}/folder/b.csv"
    assert complete_path(f"{tmp_path}/nothing/x") is None
    assert complete_path("a\0b") is None
