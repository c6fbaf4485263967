"""What an action is, and how its keys are written. Pure."""

from enum import StrEnum

import msgspec


class Group(StrEnum):
    """Heading of an action in the help screen."""

    JOBS = "Jobs"
    MOVE = "Moving about"
    TABLE = "Table"
    DETAIL = "Detail"
    CURVES = "Curves"
    LOG = "Log"
    FACTS = "Parameters, checkpoints, files"
    COMPARE = "Comparing"
    PANEL = "Panel"
    SCREENS = "Other screens"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Something a user can do.

    On the jobs screen its method is `action_<id>` of the screen, or of the tab it belongs to.
    """

    id: str
    keys: tuple[str, ...]
    """In Textual's spelling; the first one is shown."""
    label: str
    """One or two words for the footer."""
    help: str
    """One sentence for help and palette."""
    group: Group
    footer: int = 0
    """Rank in the footer, 1 first; 0 keeps it out."""
    changes: bool = False
    """Whether it changes anything on disk or signals anybody."""
    palette: bool = True
    """Whether the palette offers it; moving the cursor makes no sense there."""
    needs_job: bool = False
    """Whether it makes no sense in an empty workspace."""
    tab: str = ""
    """Title of the tab to which it belongs: it works while that one shows. Empty: it is the screen's."""
    opened: bool = False
    """Whether it works only while the detail has the whole screen, so that its keys mean something else elsewhere."""
    screen: str = ""
    """Which other screen it belongs to, as in "in the launch form". Empty: that of the jobs, or the comparison."""
    does: str = ""
    """What that screen is asked to run."""
    typed: bool = False
    """Whether it works while something is typed, so that no key that edits a text can be its key."""

    @property
    def call(self) -> str:
        """What the screen is asked to run, as Textual writes it."""
        return f"in_tab('{self.id}')" if self.tab else self.id

    @property
    def rank(self) -> int:
        """Which of several actions on one key is asked first: 0 before 1."""
        return 2 - bool(self.tab) - self.opened


KEY_NAMES = {
    "slash": "/", "colon": ":", "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]",
    "less_than_sign": "<", "greater_than_sign": ">", "comma": ",", "full_stop": ".", "plus": "+", "minus": "-",
    "equals_sign": "=", "asterisk": "*", "exclamation_mark": "!", "tilde": "~",
    "escape": "esc", "shift+tab": "shift-tab", "shift+left": "shift-←", "shift+right": "shift-→",
    "pagedown": "pgdn", "pageup": "pgup", "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip
"""How keys are written for people; all others are written as they are."""

ARROWS = {
    "up": ("↑", "up"), "down": ("↓", "down"), "left": ("←", "left"), "right": ("→", "right"),
    "shift+left": ("shift-←", "shift-left"), "shift+right": ("shift-→", "shift-right"),
}  # fmt: skip
"""How the arrows are written, and how in ASCII."""


def write_arrows(*, ascii: bool) -> None:
    """Write the arrows as signs, or as words in a terminal that keeps to ASCII."""
    KEY_NAMES.update({key: names[ascii] for key, names in ARROWS.items()})


def key_name(key: str) -> str:
    """A key as the panel writes it: "/" for "slash", "^x" for "ctrl+x"."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return f"^{key[-1]}"
    return KEY_NAMES.get(key, key)


def key_in_config(key: str) -> str:
    """A key as people write it in the configuration: "/" for "slash", but "ctrl+x" as it is."""
    return KEY_NAMES.get(key, key)


def shown_keys(each: Action) -> tuple[str, ...]:
    """The keys of an action as people write them, without the second spelling of a capital letter."""
    capitals = {f"shift+{key.lower()}" for key in each.keys if len(key) == 1 and key.isupper()}
    return tuple(key_name(key) for key in each.keys if key not in capitals)
