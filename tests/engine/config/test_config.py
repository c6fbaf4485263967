import re
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from engine.config.config import Config, Origin, load_config
from engine.config.paths import remembered_file, user_file
from engine.config.read import read_settings
from engine.config.remembered import remember_choice
from engine.config.settings import Settings, places
from engine.config.template import Switch, template


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_without_files_all_is_default(tmp_path: Path) -> None:
    config = load_config(tmp_path)

    assert config.settings == Settings()
    assert config.origin("panel.theme") is Origin.DEFAULT
    assert config.problems == ()


def test_without_files_nothing_is_imported_for_them(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom engine.config.config import load_config\nfrom pathlib import Path\nload_config(Path('.'))\n"
        "print([name for name in ('tomllib', 'platformdirs', 'engine.config.layers') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, text=True) == "[]\n"


def test_each_source_goes_before_the_one_below(tmp_path: Path) -> None:
    seen = []
    environment: dict[str, str] = {}
    flags: dict[str, str] = {}

    def look() -> None:
        config = load_config(tmp_path, flags, environment=environment)
        seen.append((config.settings.panel.theme, config.origin("panel.theme")))

    look()
    remember_choice("panel.theme", "one")
    look()
    write(user_file(), '[panel]\ntheme = "two"')
    look()
    write(tmp_path / "traindeck.toml", '[panel]\ntheme = "three"')
    look()
    environment["TRAINDECK_THEME"] = "four"
    look()
    flags["panel.theme"] = "five"
    look()

    assert seen == [
        ("traindeck-dark", Origin.DEFAULT), ("one", Origin.REMEMBERED), ("two", Origin.USER),
        ("three", Origin.PROJECT), ("four", Origin.VARIABLE), ("five", Origin.FLAG),
    ]  # fmt: skip


def test_switches_and_keys_of_both_files_are_joined(tmp_path: Path) -> None:
    write(user_file(), '[health]\nspike = false\nplateau = false\n[keys]\nstop = "a"\nnew = "b"')
    write(tmp_path / "traindeck.toml", '[health]\nspike = true\n[keys]\nstop = "c"')

    config = load_config(tmp_path, rules={"spike", "plateau"})

    assert config.settings.disabled_rules == {"plateau"}
    assert config.settings.keys == {"stop": ("c",), "new": ("b",)}
    assert config.origin("keys.stop") is Origin.PROJECT
    assert config.source("keys.new") == str(user_file())


def test_a_variable_that_cannot_be_used_is_told_and_ignored(tmp_path: Path) -> None:
    write(user_file(), '[panel]\nascii = "yes"')

    config = load_config(tmp_path, {"panel.density": "thick"}, environment={"TRAINDECK_ASCII": "perhaps"})

    assert config.settings.panel.ascii == "yes"
    assert [str(problem) for problem in config.problems] == [
        "TRAINDECK_ASCII: “perhaps” must be “auto”, “yes” or “no”; it is ignored.",
        "--density: “thick” must be “comfortable” or “compact”; it is ignored.",
    ]


def test_variables_are_read_by_the_kind_of_their_setting(tmp_path: Path) -> None:
    environment = {"TRAINDECK_BELL": "off", "TRAINDECK_SMOOTHING": "0.9", "TRAINDECK_GRACE": "x"}

    config = load_config(tmp_path, environment=environment)

    assert config.settings.panel.bell is False
    assert config.settings.curves.smoothing == 0.9
    assert "must be a number from 0 to 86400 seconds" in str(config.problems[0])


def test_what_the_panel_remembers_and_cannot_use_is_forgotten(tmp_path: Path) -> None:
    remember_choice("panel.density", "compact")
    remember_choice("panel.bell", "loud")
    config = load_config(tmp_path)
    assert (config.settings.panel.density, config.settings.panel.bell) == ("compact", True)
    assert config.problems == ()

    remembered_file().write_text("[1, 2")
    assert load_config(tmp_path).settings == Settings()


def test_a_problem_that_only_the_panel_sees_has_its_line(tmp_path: Path) -> None:
    write(tmp_path / "traindeck.toml", '[keys]\n\nstop = "n"')
    config = load_config(tmp_path)

    assert str(config.problem("keys.stop", "told")) == f"{tmp_path}/traindeck.toml:3: told"


def test_a_workspace_at_the_users_own_folder_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(user_file(), "[panel]\nbell = 1")
    (tmp_path / "traindeck.toml").symlink_to(user_file())

    assert len(load_config(tmp_path).problems) == 1


@pytest.mark.parametrize("home", [None, "", "relative/folder", "/somewhere"])
def test_paths_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if home is None:
            monkeypatch.delenv(variable)
        else:
            monkeypatch.setenv(variable, home)

    assert user_file() == platformdirs.user_config_path("traindeck") / "config.toml"
    assert remembered_file() == platformdirs.user_state_path("traindeck") / "panel.json"


@pytest.mark.parametrize("is_project", [False, True])
def test_the_template_is_a_file_in_which_every_setting_is_explained_and_sound(tmp_path: Path, is_project: bool) -> None:
    rules = [Switch("spike", "true", "A loss that stands out.")]
    text = template(is_project=is_project, rules=rules, actions=[Switch("stop", '"x"', "Stop jobs.")])
    path = tmp_path / "traindeck.toml"

    path.write_text(text)
    assert read_settings(path, is_project=is_project, rules={"spike"}).values == {}
    lines = [re.sub(r"^# (?=[\w-]+ = )", "", line) for line in text.splitlines()]
    path.write_text("\n".join(lines))
    found = read_settings(path, is_project=is_project, rules={"spike"})
    assert found.problems == ()
    expected = {name: place.default for name, place in places().items()}
    if is_project:
        del expected["panel.workspace"]
    assert found.values == expected
    assert found.health == {"spike": True}
    assert found.keys == {"stop": ("x",)}
    assert max(map(len, text.splitlines())) <= 104


def test_a_config_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Config().settings.panel.theme = "other"  # type: ignore[misc]
