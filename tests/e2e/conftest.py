from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine


@pytest.fixture
def traindeck(tmp_path: Path) -> Iterator[CommandLine]:
    """The command in an empty workspace."""
    command_line = CommandLine(tmp_path)
    yield command_line
    command_line.end_all()
