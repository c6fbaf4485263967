"""How the panel ends when a signal tells it to or its terminal is gone: clean, at once, and without its jobs.

Jobs are no children of the panel and not in its session, so nothing has to be done for them.
"""

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""Those that end the panel. Ctrl-C is a key there and no signal."""

PATIENCE_S = 1.5
"""How long a tidy end may take: one that writes to a terminal that takes nothing would never come."""


class Departure:
    """Ends the panel when a signal asks for it or the terminal hangs up.

    Args:
        leave: Ends the panel tidily with an exit status; called in the event loop.
    """

    def __init__(self, leave: Callable[[int], None]) -> None:
        self._leave = leave
        self._leaving = False

    def listen(self) -> None:
        """Take the signals over; called in the running event loop of the main thread."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.depart, 128 + number)

    def look(self) -> None:
        """Leave if the terminal is gone; a hang-up that sends no signal is noticed in this way."""
        terminal = select.poll()
        terminal.register(0, 0)  # POLLHUP and POLLERR need not be asked for.
        if any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in terminal.poll(0)):
            self.depart(128 + signal.SIGHUP)

    def depart(self, status: int) -> None:
        """Leave with this exit status, tidily if that can be done in time."""
        if self._leaving:
            return
        self._leaving = True
        alarm = threading.Timer(PATIENCE_S, os._exit, [status])
        alarm.daemon = True
        alarm.start()
        self._leave(status)
