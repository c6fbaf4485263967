from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.read import FileSettings, read_settings

RULES = {"spike", "plateau"}


def read(folder: Path, text: str | bytes, *, is_project: bool = False) -> FileSettings:
    path = folder / "config.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_settings(path, is_project=is_project, rules=RULES)


def test_what_is_set_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '[panel]\ntheme = "nord"\nascii = true\nbell = false\n[jobs]\ngrace = 90\n[curves]\nsmoothing = 0.6\n'
        '[health]\nspike = false\n[keys]\nstop = "s"\nnew = ["n", "insert"]\nkill = []\n',
    )

    assert found.problems == ()
    assert found.values == {
        "panel.theme": "nord", "panel.ascii": "yes", "panel.bell": False, "jobs.grace": 90.0, "curves.smoothing": 0.6,
    }  # fmt: skip
    assert found.health == {"spike": False}
    assert found.keys == {"stop": ("s",), "new": ("n", "insert"), "kill": ()}


FAULTS = [
    ('[panel]\n\ndensity = "dense"', ':3: panel.density is “dense”, but must be “comfortable” or “compact”; it '
     'is ignored.'),
    ("[panel]\ntheme = 3", ":2: panel.theme is 3, but must be a text in quotes; it is ignored."),
    ('[panel]\nbell = "no"', ":2: panel.bell is “no”, but must be true or false; it is ignored."),
    ("[curves]\nsmoothing = 1.5", ":2: curves.smoothing is 1.5, but must be a number from 0 to 0.999; it is ignored."),
    ("[jobs]\ngrace = nan", ":2: jobs.grace is nan, but must be a number from 0 to 86400 seconds; it is "
     "ignored."),
    ("jobs.grace = -1", ":1: jobs.grace is -1, but must be"),
    ('[panel]\nthme = "nord"', ":2: there is no setting panel.thme. Did you mean “theme”?"),
    ('[panel]\nzzzzz = "nord"', ":2: there is no setting panel.zzzzz. There are theme, density"),
    ("[pannel]\nx = 1", ":1: there is no table [pannel]; there are [panel], [jobs], [curves], [health], [keys]."),
    ("keys = 3", ":1: “keys” must be a table: write [keys] on a line of its own."),
    ("[health]\nspikes = false", ":2: there is no health rule spikes. Did you mean “spike”?"),
    ("[health]\nspike = 0", ":2: health.spike is 0, but must be true or false; it is ignored."),
    ("[keys]\nstop = 3", ':2: keys.stop is 3, but must be "key" or ["key", "key"]; it is ignored.'),
    ('[keys]\nstop = ["s", ""]', ":2: keys.stop is"),
    ("[panel]\ntheme = nord", ":2: is not TOML: Invalid value. Nothing in it is used."),
    ("[panel]\n[panel]", ":2: is not TOML: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_fault_names_file_line_and_setting_and_says_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    (problem,) = read(tmp_path, text).problems

    assert str(problem).startswith(f"{tmp_path}/config.toml{told}")


def test_a_fault_costs_only_the_field_that_has_it(tmp_path: Path) -> None:
    found = read(tmp_path, '[panel]\ntheme = 3\ndensity = "compact"\n[nonsense]\n[curves]\nx = "sideways"\n')

    assert found.values == {"panel.density": "compact"}
    assert [problem.line for problem in found.problems] == [2, 4, 6]


def test_a_workspace_cannot_say_which_workspace_is_meant(tmp_path: Path) -> None:
    text = '[panel]\nworkspace = "/elsewhere"'

    assert read(tmp_path, text).values == {"panel.workspace": "/elsewhere"}
    found = read(tmp_path, text, is_project=True)
    assert found.values == {}
    assert "belongs in your own file" in str(found.problems[0])


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "not a regular file" in str(read_settings(tmp_path / "folder", is_project=False).problems[0])
    assert "is not UTF-8" in str(read(tmp_path, b"[panel]\ntheme = '\xff'").problems[0])
    deep = read(tmp_path, "x = " + "[" * 100_000)
    assert "is not TOML" in str(deep.problems[0])


def test_a_link_to_the_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "kept.toml").write_text('[panel]\ntheme = "nord"')
    (tmp_path / "link.toml").symlink_to(tmp_path / "kept.toml")

    assert read_settings(tmp_path / "link.toml", is_project=False).values == {"panel.theme": "nord"}


@given(st.text(max_size=80) | st.lists(st.sampled_from(
    ["[panel]\n", "[keys]\n", "[[health]]\n", 'theme="a"\n', "a=1\n", "x={b=1}\n", "stop=[[]]\n", "\x1b", "\u202e"]
), max_size=8).map("".join))  # fmt: skip
def test_whatever_a_file_holds_nothing_is_raised_and_every_word_is_harmless(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), text.encode("utf-8", "surrogatepass"))

    assert all(str(problem).isprintable() for problem in found.problems)


def test_ids_of_keys_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\n"\\u001b]0;x\\u0007\\u202e" = "x"\n')

    assert all(name.isprintable() for name in read_settings(path, is_project=True).keys)
