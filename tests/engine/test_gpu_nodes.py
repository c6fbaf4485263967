import sys
from pathlib import Path

import pytest

from engine.gpu_nodes import can_have_gpu


@pytest.mark.parametrize("node", ["nvidia0", "nvidia12", "dxg", "kfd", "nvhost-gpu"])
def test_a_device_file_of_a_driver_means_that_there_can_be_one(tmp_path: Path, node: str) -> None:
    (tmp_path / node).touch()
    assert can_have_gpu(tmp_path)


def test_without_one_there_is_none_where_that_is_certain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nvidiactl").touch()
    (tmp_path / "null").touch()
    assert not can_have_gpu(tmp_path)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert can_have_gpu(tmp_path)
