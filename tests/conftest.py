"""Settings of all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about the machine's load than about the code: speed is the benchmarks' business.
settings.register_profile("traindeck", deadline=None)
settings.load_profile("traindeck")


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep out what the person at this machine has set, and keep what tests choose out of it. Returns the home."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("TRAINDECK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    return home
