"""What only the panel knows of a configuration: its themes and its actions with their keys. Pure."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.config.config import Config
from tui.actions.keymap import Keymap

if TYPE_CHECKING:
    from engine.config.problem import Problem


def panel_problems(config: Config, keymap: Keymap, themes: Collection[str]) -> "list[Problem]":
    """What is wrong besides what the engine sees.

    Args:
        config: The settings in force.
        keymap: Made from them.
        themes: Names of the themes there are.
    """
    problems = [config.problem(f"keys.{fault.action_id}", fault.message) for fault in keymap.faults]
    theme = config.settings.panel.theme
    if theme not in themes:
        from engine.config.checked import similar
        from tui.themes import ours_first

        advice = similar(theme, themes) or f"There are {', '.join(ours_first(themes))}."
        problems.append(config.problem("panel.theme", f"there is no theme “{theme}”. {advice}"))
    return problems
