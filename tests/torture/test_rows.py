"""Every row at a size that fits into each run of the suite."""

from pathlib import Path

import pytest

from tests.torture.__main__ import row, row_names


@pytest.mark.parametrize("name", row_names())
def test_row(name: str, tmp_path: Path) -> None:
    module = row(name)

    result = module.torture(module.CI, tmp_path)

    assert not result.failures, "\n".join(result.failures)
    assert result.rounds >= module.CI
