"""Where settings are kept. As platformdirs has it on Linux; importing that takes 7 ms, which every start would pay."""

import os
from pathlib import Path

APP = "traindeck"
PROJECT_FILE = "traindeck.toml"
"""In the root of a workspace."""


def user_file() -> Path:
    """The user's own file."""
    return _folder("XDG_CONFIG_HOME", ".config") / "config.toml"


def project_file(root: Path) -> Path:
    """The file that comes with a workspace."""
    return root / PROJECT_FILE


def remembered_file() -> Path:
    """What was chosen in the panel; written by the panel, not by people."""
    return _folder("XDG_STATE_HOME", ".local/state") / "panel.json"


def _folder(variable: str, below_home: str) -> Path:
    """A folder of the XDG Base Directory Specification; it has to be absolute to count."""
    given = os.environ.get(variable, "").strip()
    base = given if os.path.isabs(given) else os.path.join(os.path.expanduser("~"), below_home)
    return Path(base) / APP
