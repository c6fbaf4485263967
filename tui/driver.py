"""The panel's hold on its terminal: how it is suspended and comes back, and what is let in.

It may be suspended by ctrl-z, or by a STOP and CONT that nobody announced. Textual's own driver starts a second reader
of keys and forgets the terminal's mode where a CONT comes without a TSTP before it: keys go to one reader or the other,
and the panel's end waits for the one that was forgotten. This one gives the terminal back before it takes it again, and
does both in the event loop, between two writes.
"""

import asyncio
import os
import signal
from collections.abc import Callable

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from engine.text import harmless


class PanelDriver(LinuxDriver):
    """Textual's driver for Linux, which may be stopped and continued at any moment, and given anything to paste."""

    _listens = False
    _stopped_itself = False
    """Whether the next CONT is the answer to a stop of its own, after which it has come back already."""
    _gave_back = False
    """Whether the terminal was given back and could not be taken again yet, because another job has it."""

    def start_application_mode(self) -> None:
        """Take the terminal, or leave it alone where this process is in the background."""
        start: Callable[[], None] = super().start_application_mode  # Textual leaves it untyped.
        start()
        if not self._listens:
            self._listens = True
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTSTP, self._suspend)
            loop.add_signal_handler(signal.SIGCONT, self._continue)

    def process_message(self, message: Message) -> None:
        """Pass an event on; what is pasted is made harmless, since any field would show it as it is."""
        if isinstance(message, events.Paste):
            message = events.Paste("\n".join(harmless(line) for line in message.text.splitlines()))
        super().process_message(message)

    def _suspend(self) -> None:
        """Give the terminal back, stop this process, and go on from here when somebody continues it."""
        if self._is_on():
            self._give_back()
        self._stopped_itself = True
        os.kill(os.getpid(), signal.SIGSTOP)
        if self._gave_back:  # Otherwise the panel was at its end already.
            self._come_back()

    def _continue(self) -> None:
        """Take the terminal again after a stop: by now its mode and its screen may be anybody's."""
        answers = self._stopped_itself and self._is_on()
        if answers:
            self._stopped_itself = False
        elif self._is_on():
            self._give_back()
        if self._gave_back:
            self._come_back()

    def _give_back(self) -> None:
        self.suspend_application_mode()
        self._gave_back = True

    def _come_back(self) -> None:
        self._must_signal_resume = True
        self.resume_application_mode()
        self._gave_back = not self._is_on()

    def _is_on(self) -> bool:
        """Whether somebody reads keys, and so the terminal is the panel's."""
        return self._key_thread is not None and self._key_thread.is_alive()
