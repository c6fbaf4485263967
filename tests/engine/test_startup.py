"""What starting imports: torch and its like cost seconds, and must not be needed to look at jobs."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "polars", "numpy", "textual", "rich", "watchdog", "psutil")

LATER = (
    "csv", "ctypes", "json", "pwd", "tomllib", "psutil", "watchdog", "pynvml",
    "engine.config.layers", "engine.config.problem", "engine.control.launch", "engine.control.trash",
    "engine.filesystem", "engine.observe.health", "engine.observe.meters", "engine.observe.metrics",
    "engine.observe.query_hints", "tui.meter_parts",
    "tui.palette", "tui.screens.compare", "tui.screens.launch", "tui.screens.meters", "tui.tabs.curves",
    "tui.tabs.deck", "tui.tabs.log", "tui.widgets.empty_page",
)  # fmt: skip
"""What the first paint of the panel does not need."""

SHOW = f"import sys; print([name for name in {HEAVY} if name in sys.modules])"


def imported(code: str, folder: Path) -> str:
    return subprocess.check_output([sys.executable, "-P", "-c", code], cwd=folder, text=True).splitlines()[-1]


def test_the_command_line_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported(f"import tui.__main__, engine.cli.main\n{SHOW}", tmp_path) == "[]"


@pytest.mark.parametrize(
    "verb", [["list"], ["list", "--json"], ["recipes"], ["schema"], ["--help"], ["launch", "--help"]]
)
def test_a_verb_that_looks_imports_nothing_heavy(tmp_path: Path, verb: list[str]) -> None:
    code = (
        f"import atexit, sys\natexit.register(lambda: exec({SHOW!r}))\n"
        f"sys.argv = ['traindeck', *{verb!r}]\nfrom tui.__main__ import main\nmain()"
    )
    assert imported(code, tmp_path) == "[]"


def test_the_panels_modules_do_not_import_torch(tmp_path: Path) -> None:
    code = (
        "import sys, tui.app, engine.control.launch, engine.observe.watch, engine.request\n"
        "print([name for name in ('torch', 'polars', 'numpy') if name in sys.modules])"
    )
    assert imported(code, tmp_path) == "[]"


def test_the_first_paint_waits_for_nothing_that_comes_later(tmp_path: Path) -> None:
    code = (
        "from engine.cli.place import workspace_at\nfrom engine.config.config import load_config\n"
        f"import sys, tui.__main__, tui.app\n"
        f"print([name for name in {LATER} if name in sys.modules])"
    )
    assert imported(code, tmp_path) == "[]"


def test_the_shim_needs_the_standard_library_only(tmp_path: Path) -> None:
    code = (
        "import sys, engine.shim.__main__\n"
        "names = {name.partition('.')[0] for name in sys.modules if getattr(sys.modules[name], '__file__', None)}\n"
        "print(sorted(name for name in names - sys.stdlib_module_names - {'engine'} if not name.startswith('_')))"
    )
    # Without site: a virtual environment may load modules of its own before any program.
    root = Path(__file__).parents[2]
    found = subprocess.check_output(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{code}"], cwd=tmp_path, text=True
    )
    assert found == "[]\n"


def test_a_folder_named_engine_does_not_shadow_ours(tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text("raise SystemExit('the wrong engine')")

    found = subprocess.run(
        [sys.executable, "-P", "-m", "tui", "list"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert found.stdout.startswith("No jobs yet")
