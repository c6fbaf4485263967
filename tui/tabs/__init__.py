"""The tabs of a job's detail. A tab is a file with a subclass of `Tab`, and an entry here; it imports no screen."""

from typing import NamedTuple


class TabEntry(NamedTuple):
    """One tab. Its module is imported when it is shown for the first time: the first paint waits for none."""

    title: str
    """Stands in the tab bar; `Action.tab` names it."""
    module: str
    class_name: str
    short: str = ""
    """Stands there instead where room is short and another tab shows."""


TABS: tuple[TabEntry, ...] = (
    TabEntry("Curves", "tui.tabs.curves", "CurvesTab"),
    TabEntry("Log", "tui.tabs.log", "LogTab"),
    TabEntry("Parameters", "tui.tabs.parameters", "ParametersTab", "Params"),
    TabEntry("Checkpoints", "tui.tabs.checkpoints", "CheckpointsTab", "Ckpts"),
    TabEntry("Files", "tui.tabs.files", "FilesTab"),
    TabEntry("Process", "tui.tabs.process", "ProcessTab", "Proc"),
    TabEntry("Timeline", "tui.tabs.timeline", "TimelineTab", "Time"),
)
"""Left to right."""

TITLES: tuple[str, ...] = tuple(entry.title for entry in TABS)
"""Their titles."""

SHORT_TITLES: tuple[str, ...] = tuple(entry.short or entry.title for entry in TABS)
"""The same for a narrow screen."""
