"""Notices on the screen: equal ones become one, there are never many, and what was told can be read again. Pure."""

from collections.abc import Iterable
from dataclasses import replace

import msgspec
from textual.notifications import Notification, SeverityLevel

MOST_SHOWN = 3
"""Notices on the screen at the same time; more would cover what people work with."""

MOST_KEPT = 100
"""Notices that can be read again."""


class PastNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What was told, and when last."""

    message: str
    title: str = ""
    severity: SeverityLevel = "information"
    markup: bool = False
    at_s: float = 0.0
    """Unix time."""
    times: int = 1
    """How often it was told while it could be read on the screen."""


class Toasts:
    """Knows what was told, and what of it is to be seen."""

    def __init__(self) -> None:
        self._kept: dict[str, PastNotice] = {}

    @property
    def past(self) -> tuple[PastNotice, ...]:
        """What was told, the newest first."""
        return tuple(reversed(self._kept.values()))

    def take(self, new: Notification, shown: Iterable[Notification]) -> tuple[Notification, list[Notification]]:
        """Take note of something to tell.

        Args:
            new: What somebody wants told.
            shown: What is on the screen, oldest first.

        Returns:
            What to show for it, and what has to leave the screen.
        """
        told = PastNotice(message=new.message, title=new.title, severity=new.severity, markup=new.markup,
                          at_s=new.raised_at)  # fmt: skip
        shown = list(shown)
        equal = next((each for each in shown if self._says(each, told)), None)
        leaving = [] if equal is None else [equal]
        if equal is not None:
            told = msgspec.structs.replace(told, times=self._kept.pop(equal.identity).times + 1)
            new = _counted(new, told.times)
        self._kept[new.identity] = told
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        staying = [each for each in shown if each is not equal]
        return new, leaving + staying[: max(0, len(staying) - MOST_SHOWN + 1)]

    def _says(self, shown: Notification, told: PastNotice) -> bool:
        """Whether a notice on the screen says just that."""
        kept = self._kept.get(shown.identity)
        return kept is not None and msgspec.structs.replace(kept, at_s=told.at_s, times=told.times) == told


def _counted(notice: Notification, times: int) -> Notification:
    """A notice with how often it was told behind its title, or else its text."""
    if notice.title:
        return replace(notice, title=f"{notice.title} (x{times})")
    return replace(notice, message=f"{notice.message} (x{times})")
