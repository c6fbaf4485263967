"""What the threads of a log tell. Each names what it was asked for: by then something else may be wanted."""

from textual.message import Message

from engine.observe.arrivals import Noted
from engine.observe.log_search import Found, LogSearch, Match


class MatchFound(Message):
    """A step from match to match came to its end."""

    def __init__(self, search: LogSearch, found: Found) -> None:
        super().__init__()
        self.search = search
        self.found = found


class SearchFailed(Message):
    """A search cannot be carried out on this log."""

    def __init__(self, search: LogSearch, reason: str) -> None:
        super().__init__()
        self.search = search
        self.reason = reason


class Counted(Message):
    """All matches are counted, and which of them one is."""

    def __init__(self, search: LogSearch, match: Match | None, number: int | None) -> None:
        super().__init__()
        self.search = search
        self.match = match
        self.number = number


class ErrorSought(Message):
    """The log was looked through for an error; None where there is none."""

    def __init__(self, log: int, offset: int | None) -> None:
        super().__init__()
        self.log = log
        self.offset = offset


class TimesRead(Message):
    """What a guardian noted of a log was read."""

    def __init__(self, log: int, noted: Noted) -> None:
        super().__init__()
        self.log = log
        self.noted = noted
