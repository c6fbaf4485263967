"""`traindeck config`, the files behind it, and `traindeck open`, as a user's shell runs them."""

import json
import os
import shlex
import sys
from pathlib import Path

import pytest

from engine.paths import Workspace
from tests.e2e.command_line import TRAINDECK, CommandLine
from tests.e2e.terminal import terminal
from tests.engine.control.harness import closed
from tests.engine.worker.harness import DIABETES
from tests.tui.planted import IDS, plant_all, write_metrics

EDITOR = "import sys, pathlib; p = pathlib.Path(sys.argv[-1]); p.write_text(p.read_text() + {!r})"


@pytest.fixture
def user_file(nobodys_settings: Path) -> Path:
    file = nobodys_settings / "config" / "traindeck" / "config.toml"
    file.parent.mkdir(parents=True)
    return file


def _script(adds: str) -> str:
    """An editor that adds a text."""
    return shlex.join([sys.executable, "-c", EDITOR.format(adds)])


def test_show_names_the_origin_of_each_setting(traindeck: CommandLine, user_file: Path) -> None:
    user_file.write_text('[panel]\ntheme = "nord"\ndensity = "compact"\n[keys]\nstop = "s"\n')
    (traindeck.workspace.root / "traindeck.toml").write_text('[panel]\ntheme = "dracula"\n')

    shown = json.loads(traindeck.run("config", "show", "--json", environment={"TRAINDECK_SMOOTHING": "0.5"}).stdout)

    assert shown["panel.theme"] == {"value": "dracula", "origin": "project"}
    assert shown["panel.density"] == {"value": "compact", "origin": "user"}
    assert shown["curves.smoothing"] == {"value": 0.5, "origin": "environment"}
    assert shown["panel.bell"] == {"value": True, "origin": "default"}
    flagged = json.loads(traindeck.run("--theme", "monokai", "--ascii", "config", "show", "--json").stdout)
    assert flagged["panel.theme"] == {"value": "monokai", "origin": "flag"}
    assert flagged["panel.ascii"] == {"value": "yes", "origin": "flag"}
    lines = traindeck.run("config", "show").stdout.splitlines()
    keys = [line.split() for line in lines if line.startswith("keys.")]
    assert keys == [["keys.stop", '["s"]', str(user_file), "(see", "below)"]], "it is a key of another action as well"


def test_check_tells_every_fault_of_both_files_and_ends_with_status_2(traindeck: CommandLine, user_file: Path) -> None:
    user_file.write_text('[keys]\nstop = "n"\nkil = "F2"\n[panel]\ntheme = "nrd"\n')
    project = traindeck.workspace.root / "traindeck.toml"
    project.write_text("[curves]\nsmoothing = 2\n[health]\nspikes = true\n")

    told = traindeck.fails(2, "config", "check")

    assert sorted(told.splitlines()) == sorted([
        f"traindeck: {user_file}:2: “n” of stop is a key of new as well: give one of them another key.",
        f"traindeck: {user_file}:3: there is no action kil. Did you mean “kill”?",
        f"traindeck: {user_file}:5: there is no theme “nrd”. Did you mean “nord”?",
        f"traindeck: {project}:2: curves.smoothing is 2, but must be a number from 0 to 0.999; it is ignored.",
        f"traindeck: {project}:4: there is no health rule spikes. Did you mean “spike”?",
    ])  # fmt: skip


def test_check_is_content_with_sound_files_and_with_none(traindeck: CommandLine, user_file: Path) -> None:
    assert "all are defaults" in traindeck.run("config", "check").stderr
    user_file.write_text('[keys]\nnew = "x"\nstop = "n"\n')  # Two keys may be swapped.
    done = traindeck.run("config", "check")
    assert (done.returncode, done.stderr) == (0, f"Nothing is wrong in {user_file}.\n")


def test_edit_creates_a_file_that_explains_everything_and_checks_what_was_written(
    traindeck: CommandLine, nobodys_settings: Path
) -> None:
    done = traindeck.run("config", "edit", environment={"VISUAL": _script('\n[curves]\nx = "sideways"\n')})

    file = Path(traindeck.run("config", "path").stdout.strip())
    text = file.read_text()
    assert nobodys_settings in file.parents
    assert "# theme = " in text
    assert "# spike = true" in text
    assert '# stop = "x"' in text
    assert done.returncode == 2
    assert "is not TOML" in done.stderr  # A table stands there twice now.

    text = text.removesuffix('\n[curves]\nx = "sideways"\n')
    file.write_text(text)
    assert traindeck.run("config", "edit", environment={"VISUAL": "true --option"}).returncode == 0
    assert file.read_text() == text


def test_edit_of_the_workspaces_file(traindeck: CommandLine) -> None:
    file = traindeck.workspace.root / "traindeck.toml"

    assert traindeck.run("config", "edit", "--project", environment={"EDITOR": "true", "VISUAL": ""}).returncode == 0

    assert "for this workspace" in file.read_text()
    assert "# workspace" not in file.read_text()
    assert traindeck.run("config", "path", "--project").stdout.strip() == str(file)
    file.unlink()
    assert "--read-only" in traindeck.fails(4, "--read-only", "config", "edit", "--project")
    assert not file.exists()


def test_an_editor_that_cannot_be_started_is_told(traindeck: CommandLine) -> None:
    assert "needs a terminal" in traindeck.fails(2, "config", "edit", environment={"VISUAL": "", "EDITOR": ""})
    told = traindeck.fails(2, "config", "edit", environment={"VISUAL": "no-such-editor"})
    assert "The editor no-such-editor cannot be started" in told
    assert "status 1" in traindeck.fails(2, "config", "edit", environment={"VISUAL": "false"})


def test_the_workspace_may_be_set_by_the_users_file(traindeck: CommandLine, user_file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    plant_all(elsewhere)
    user_file.write_text(f'[panel]\nworkspace = "{elsewhere}"\n')

    assert "pretend" in traindeck.run("list").stdout
    assert "pretend" not in traindeck.run("-w", ".", "list").stdout
    user_file.write_text('[panel]\nworkspace = "/nowhere"\n')
    assert "/nowhere does not exist" in traindeck.fails(2, "list")


def test_the_grace_of_new_jobs_may_be_set(traindeck: CommandLine, user_file: Path) -> None:
    user_file.write_text("[jobs]\ngrace = 7\n")

    job_id = traindeck.run("launch", "regression", "--data", DIABETES, "--epochs", "1", "--simulate").stdout.strip()

    assert json.loads(traindeck.workspace.spec(job_id).read_text())["grace_s"] == 7
    closed(traindeck.workspace, job_id)


def test_open_needs_a_job_and_a_terminal(traindeck: CommandLine) -> None:
    assert "There is no job" in traindeck.fails(3, "open", "last")
    plant_all(traindeck.workspace.root)
    assert "needs a terminal" in traindeck.fails(2, "open", "halted")
    assert "There is no job" in traindeck.fails(3, "open", "nobody")


def test_open_shows_the_job_on_the_whole_screen(tmp_path: Path) -> None:
    workspace: Workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[2], [0.9, 0.5])
    with terminal([*TRAINDECK, "-w", str(tmp_path), "open", "halted"]) as screen:
        screen.wait_for("halted", "Curves", "step 40", gone=["pretend"])
        screen.press("\x1b")
        screen.wait_for("pretend", "reading")
        screen.press("q")
        assert screen.wait_end() == 0


def test_nothing_is_copied_but_what_the_user_copies(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[0], [0.9, 0.5])
    workspace.log(IDS[0]).write_text("\x1b]52;c;aGVsbG8=\x07 clipboard\n")
    with terminal([*TRAINDECK, "-w", str(tmp_path), "open", "done"]) as screen:
        screen.wait_for("done", "Curves")
        for keys, shown in (("l", "clipboard"), ("?", "Copy what is selected"), ("q", "clipboard"), ("t", "clipboard")):
            screen.press(keys)
            screen.wait_for(shown, gone=[] if keys == "?" else ["Copy what is selected"])
        assert b"\x1b]52" not in screen.received
        screen.press("\x1b")
        screen.wait_for("pretend")
        screen.press("y")
        screen.wait_for(f"Copied {IDS[0]}")
        assert screen.received.count(b"\x1b]52;c;") == 1
        screen.press("q")
        assert screen.wait_end() == 0


def test_a_broken_file_does_not_keep_the_panel_from_starting(tmp_path: Path, user_file: Path) -> None:
    plant_all(tmp_path)
    user_file.write_text('[panel]\ntheme = "traindeck-light\n')
    with terminal([*TRAINDECK, "-w", str(tmp_path)]) as screen:
        screen.wait_for("pretend", "is not TOML")
        screen.press("q")
        assert screen.wait_end() == 0


def test_ascii_by_flag(tmp_path: Path) -> None:
    plant_all(tmp_path)
    with terminal([*TRAINDECK, "-w", str(tmp_path), "--ascii"]) as screen:
        screen.wait_for("pretend", "> RUNNING", "#####")
        assert "▶" not in screen.text
        os.write(screen.descriptor, b"q")
        assert screen.wait_end() == 0
