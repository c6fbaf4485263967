"""Tells users of jobs that have ended or turned unhealthy: a toast, the bell, the desktop, the terminal's title."""

from typing import TYPE_CHECKING

import msgspec

from engine.observe.store import Diff
from tui.notices import Notices
from tui.terminal_words import BEGIN, END, notification_sequence, title_sequence

if TYPE_CHECKING:
    from tui.app import TraindeckApp

GATHER_S = 0.4
"""How long news are gathered, so that several at once become one notice."""


class Announce(msgspec.Struct, frozen=True, kw_only=True):
    """How users are told."""

    bell: bool = True
    """Whether the terminal's bell rings."""
    desktop: bool = False
    """Whether the terminal is asked for a notification on the desktop."""


class Announcer:
    """Keeps what was told, and tells what is new.

    Args:
        app: Shows it; its terminal is written to by its driver, between two frames.
        announce: How to tell.
        ascii: Whether to keep to ASCII.
    """

    def __init__(self, app: "TraindeckApp", announce: Announce, *, ascii: bool = False) -> None:
        self.announce = announce
        self._app = app
        self._notices = Notices(ascii=ascii)
        self._title = ""
        self._gathering = False

    def begin(self) -> None:
        """Let the terminal remember its title; only where there is one."""
        self._write(BEGIN)
        self._write_title()

    def end(self) -> None:
        """Give the terminal its title back."""
        if self._title:
            self._title = ""
            self._write(END)

    def look(self, diff: Diff) -> None:
        """Take note of what has changed in the store."""
        self._notices.look(self._app.store, diff.added | diff.changed | diff.removed)
        if self._title:
            self._write_title()
        if self._notices.waiting and not self._gathering:
            self._gathering = True
            self._app.set_timer(GATHER_S, self._tell)

    def _tell(self) -> None:
        self._gathering = False
        notice = self._notices.take()
        if notice is None:
            return
        self._app.notify("\n".join(notice.lines), title=notice.title, severity=notice.level.value, markup=False)
        self._app.log(notice.summary)
        if self.announce.bell:
            self._app.bell()
        if self.announce.desktop:
            self._write(notification_sequence(notice.summary))

    def _write_title(self) -> None:
        title = self._notices.title_text(self._app.store)
        if title != self._title:
            self._title = title
            self._write(title_sequence(title))

    def _write(self, sequence: str) -> None:
        driver = self._app._driver
        if driver is not None and not driver.is_headless:
            driver.write(sequence)
