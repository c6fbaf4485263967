"""Which locales get ASCII, whatever Python makes of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.charset import is_ascii_locale

SHOW = "from engine.charset import is_ascii_terminal; print(is_ascii_terminal())"
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONCOERCECLOCALE")


@pytest.mark.parametrize("python", [{}, {"PYTHONUTF8": "1"}, {"PYTHONCOERCECLOCALE": "0"}])
@pytest.mark.parametrize(
    ("variables", "is_ascii"),
    [
        ({"LC_ALL": "C"}, True),
        ({"LC_ALL": "POSIX", "TERM": "vt100"}, True),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "", "LANG": "C"}, True),
        ({"LC_CTYPE": "POSIX"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "C", "LC_ALL": "C.utf8"}, False),
        ({}, False),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "", "TERM": "screen-256color"}, False),
        ({"TERM": "linux"}, True),
        ({"TERM": "vt220"}, True),
        ({"TERM": ""}, True),
    ],
)
def test_the_users_locale_decides_and_not_pythons(
    variables: dict[str, str], is_ascii: bool, python: dict[str, str]
) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in LOCALE}
    environment = {**kept, "TERM": "xterm-256color", **variables, **python}
    if python.get("PYTHONCOERCECLOCALE") == "0":
        environment["PYTHONIOENCODING"] = "utf-8"
    said = subprocess.check_output([sys.executable, "-c", SHOW], env=environment, text=True)
    assert said.strip() == str(is_ascii)


def test_output_that_is_no_utf_8_gets_ascii() -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "latin-1"}
    assert subprocess.check_output([sys.executable, "-c", SHOW], env=environment, text=True).strip() == "True"


def test_without_proc_what_stands_there_counts(tmp_path: Path) -> None:
    at_start = tmp_path / "none"
    assert not is_ascii_locale({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, at_start=at_start)
    at_start.write_bytes(b"PATH=/bin\0LANG=C\0")
    assert is_ascii_locale({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, at_start=at_start)
