import csv
import errno
import io
import json
import math
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.export import CurveExport, write_new
from engine.curves.metric_choice import cells_of
from engine.curves.points_csv import JobPoints, write_points
from engine.curves.shown import CurveSeries, Mark
from engine.curves.smoothing import Smoothing
from engine.curves.svg import Panel, svg_of
from engine.curves.viewport import Viewport
from engine.files import make_private
from engine.observe.abscissa import XAxis
from engine.observe.metrics import MetricHistory
from engine.paths import Workspace

JOB = "job_1"
SVG = "{http://www.w3.org/2000/svg}"


def history(reports: list[dict[str, float]]) -> MetricHistory:
    made = MetricHistory()
    made.add(reports)
    return made


def points(*jobs: JobPoints) -> list[list[str]]:
    text = io.StringIO()
    write_points(jobs, text)
    return list(csv.reader(io.StringIO(text.getvalue())))


def test_each_step_is_a_row_and_what_is_not_finite_is_spelled() -> None:
    made = history(
        [
            {"step": 5, "epoch": 0.5, "time": 1000.25, "loss": 0.5},
            {"step": 10, "epoch": 1, "time": 1001.0, "loss": math.nan},
            {"step": 10, "epoch": 1, "time": 1001.5, "val_loss": math.inf},
            {"step": 15, "loss": 0.25},
        ]
    )
    assert points(JobPoints("one", made, ("loss", "val_loss"))) == [
        ["step", "epoch", "time", "loss", "val_loss"],
        ["5", "0.5", "1000.25", "0.5", ""],
        ["10", "1", "1001", "nan", "inf"],
        ["15", "", "", "0.25", ""],
    ]


def test_several_jobs_say_whose_a_row_is_and_no_name_is_a_formula() -> None:
    one, two = history([{"step": 1, "loss": 1.0}]), history([{"step": 1, "=acc()": 2.0}])
    assert points(JobPoints("=one", one, ("loss",)), JobPoints("two", two, ("=acc()",))) == [
        ["job", "step", "epoch", "time", "loss", "'=acc()"],
        ["'=one", "1", "", "", "1", ""],
        ["two", "1", "", "", "", "2"],
    ]


@given(st.lists(st.tuples(st.integers(0, 20), st.floats()), max_size=60))
def test_every_point_is_written_once(reports: list[tuple[int, float]]) -> None:
    made = history([{"step": step, "loss": value} for step, value in reports])
    rows = points(JobPoints("one", made, ("loss",)))[1:]
    written = [(int(step), float(value)) for step, _, _, value in rows]
    kept = list(made.series["loss"].reports()) if "loss" in made.series else []
    assert sorted(map(repr, written)) == sorted(repr((step, value)) for step, value in kept)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    make_private(made.run(JOB))
    lines: list[dict[str, object]] = [
        {"step": step, "epoch": step / 100, "time": 1.7e9 + step, "loss": math.exp(-step / 300), "a<b&": -1.0}
        for step in range(5, 1000, 5)
    ]
    lines += [{"step": step, "loss": "NaN"} for step in (1000, 1005)]
    lines.append({"step": 1010, "loss": 0.1})
    made.metrics(JOB).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return made


def exported(workspace: Workspace, **fields: bool) -> CurveExport:
    marks = (Mark(500, "checkpoint", "saved & kept"), Mark(600, "health", "odd"))
    return CurveExport("job <1>", workspace, JOB, cells_of(["loss", "a<b&"]), marks=marks, **fields)


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("axis", list(XAxis))
@pytest.mark.parametrize("logarithmic", [False, True])
def test_the_picture_is_svg_with_axes_legend_lines_and_marks(
    workspace: Workspace, together: bool, axis: XAxis, logarithmic: bool
) -> None:
    view = Viewport()
    view.axis, view.logarithmic, view.weight = axis, logarithmic, 0.9
    export = exported(workspace, together=together)
    root = ElementTree.fromstring(export.svg(export.read(), view))
    texts = ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]
    lines = [each for each in root.iter(f"{SVG}path") if each.get("class") == "line"]
    assert root.tag == f"{SVG}svg"
    assert len(lines) == 2
    assert all(len(each.get("d") or "") > 500 for each in lines[:1])
    assert {"job <1>", "loss", "a<b&", axis.value, "0.1000"} <= set(texts)
    assert any(text.startswith("best 0.") for text in texts)
    assert any("◆" in text for text in texts)
    assert any("×" in text for text in texts)


def test_a_window_shows_its_part_only(workspace: Workspace) -> None:
    view, export = Viewport(), exported(workspace)
    whole = export.svg(export.read(), view)
    view.window = (100.0, 200.0)
    part = export.svg(export.read(), view)
    assert ">150<" in part
    assert ">150<" not in whole
    assert "×" not in part


def test_nothing_is_overwritten_and_a_name_is_made_clean(tmp_path: Path) -> None:
    paths = [write_new(tmp_path, "../od d/na\x1bme", ".csv", lambda file: file.write("x")) for _ in range(3)]
    assert [path.name for path in paths] == [
        "od-d-na-me-curves.csv",
        "od-d-na-me-curves-2.csv",
        "od-d-na-me-curves-3.csv",
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(path.name for path in paths)


def test_a_failed_export_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(file: object) -> None:
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        write_new(tmp_path, "job", ".csv", fail)
    assert list(tmp_path.iterdir()) == []


def test_without_links_nothing_is_overwritten_and_no_half_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    first = write_new(tmp_path, "job", ".csv", lambda file: file.write("a"))
    second = write_new(tmp_path, "job", ".csv", lambda file: file.write("b"))
    assert (first.read_text(), second.read_text()) == ("a", "b")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path, "job", ".csv", lambda file: file.write("c"))
    assert sorted(tmp_path.iterdir()) == sorted([first, second])


def test_long_names_in_the_legend_of_the_picture_are_cut_with_a_sign_and_differ() -> None:
    names = tuple(f"gradient_norm_of_the_layer_{each}" for each in (1, 2))
    made = history([{"step": step} | dict.fromkeys(names, 1.0) for step in range(3)])
    panel = Panel("", tuple(CurveSeries(name, made.series[name]) for name in names))
    root = ElementTree.fromstring(svg_of([panel], Viewport(), Smoothing()))
    cut = {text.text for text in root.iter(f"{SVG}text") if text.text and "…" in text.text}
    assert len(cut) == 2
