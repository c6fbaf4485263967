"""Facts that travel from threads and widgets to whoever owns the state. All are idempotent: none says "one more"."""

from textual.message import Message

from engine.observe.folder import Look


class JobsLooked(Message):
    """The watcher looked and found something new."""

    def __init__(self, look: Look, note: str) -> None:
        super().__init__()
        self.look = look
        self.note = note
        """How the watching goes, or empty when all is well."""


class MetersRead(Message):
    """The machine's load was measured."""

    def __init__(self, cpu_percent: float, used_bytes: int, total_bytes: int) -> None:
        super().__init__()
        self.cpu_percent = cpu_percent
        self.used_bytes = used_bytes
        self.total_bytes = total_bytes


class ActionDone(Message):
    """An action that ran in the background has ended; `severity` is Textual's."""

    def __init__(self, text: str, *, severity: str = "information", select: str | None = None) -> None:
        super().__init__()
        self.text = text
        self.severity = severity
        self.select = select
        """Id of a job that the cursor should go to, if any."""
