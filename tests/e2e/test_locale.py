"""The panel on terminals whose locale is not UTF-8."""

import sys
from pathlib import Path

import pytest

from engine.paths import Workspace
from tests.e2e.terminal import terminal
from tests.tui.planted import IDS, plant

TRAINDECK = str(Path(sys.executable).with_name("traindeck"))


@pytest.mark.parametrize(("name", "term"), [("C", "xterm-256color"), ("POSIX", "vt100"), ("C.UTF-8", "vt100")])
def test_nothing_but_ascii_where_the_locale_asks_for_it(tmp_path: Path, name: str, term: str) -> None:
    plant(Workspace(tmp_path), IDS[0], name="done", status="COMPLETED")
    with terminal([TRAINDECK, "-w", str(tmp_path)], environment={"LC_ALL": name, "TERM": term}) as panel:
        panel.wait_for("COMPLETED", "done")
        assert panel.text.isascii() == (name != "C.UTF-8")
        panel.press("q")
        assert panel.wait_end() == 0
