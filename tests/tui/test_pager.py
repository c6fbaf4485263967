import os
import signal
import stat
from pathlib import Path

import pytest

from tui.pager import NoPager, pager_command, run_pager


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "my pager"
    path.write_text('#!/bin/sh\nprintf \'%s\\n\' "$@" > "$(dirname "$0")/asked"\nkill -INT $PPID\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_arguments_are_split_and_no_shell_is_asked(tmp_path: Path, program: Path) -> None:
    log = tmp_path / "log; touch harm"
    command = pager_command({"PAGER": f"'{program}' -R '+G $HOME'", "PATH": os.environ["PATH"]}, log)
    assert command == [str(program), "-R", "+G $HOME", str(log)]
    before = signal.getsignal(signal.SIGINT)
    run_pager(command)  # It sends what ctrl-c would, and the panel lives on.
    assert (tmp_path / "asked").read_text().splitlines() == ["-R", "+G $HOME", str(log)]
    assert signal.getsignal(signal.SIGINT) is before


def test_without_a_wish_it_is_less_with_colours_at_the_end(tmp_path: Path) -> None:
    less = tmp_path / "less"
    less.write_text("#!/bin/sh\n")
    less.chmod(0o700)
    assert pager_command({"PATH": str(tmp_path)}, Path("/x/log")) == [str(less), "-R", "+G", "/x/log"]


@pytest.mark.parametrize("asked", ["no-such-pager -x", "less 'open quote"])
def test_what_cannot_be_run_is_one_sentence(asked: str) -> None:
    with pytest.raises(NoPager) as caught:
        pager_command({"PAGER": asked, "PATH": "/nowhere"}, Path("/x/log"))
    assert asked.split()[0] in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_pager_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o700)
    with pytest.raises(NoPager):
        run_pager([str(broken), "x"])
