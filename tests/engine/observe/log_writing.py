"""Logs on disk, and reading them whole."""

from pathlib import Path

from engine.observe.log_file import LogFile, Look
from engine.observe.log_records import LogRecord, LogRecords


def append(path: Path, content: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(content.encode() if isinstance(content, str) else content)


class Reading:
    """A log with its records, looked at again and again."""

    def __init__(self, path: Path, piece_bytes: int = 1 << 22) -> None:
        self.file = LogFile(path)
        self.records = LogRecords(self.file, piece_bytes)

    def look(self) -> Look:
        old = self.file.size_bytes
        look = self.file.look()
        if look is Look.RESTARTED:
            self.records.forget()
        elif look is Look.GREW:
            self.records.grown(old)
        return look

    def forward(self) -> list[LogRecord]:
        found = []
        record: LogRecord | None = self.records.at(0) if self.file.size_bytes else None
        while record is not None:
            found.append(record)
            record = self.records.after(record)
        return found

    def backward(self) -> list[LogRecord]:
        found = []
        record = self.records.last()
        while record is not None:
            found.append(record)
            record = self.records.before(record)
        return found[::-1]

    def lines(self) -> list[str]:
        return [line.text for record in self.forward() for line in record.lines]


def shown(path: Path, piece_bytes: int = 1 << 22) -> list[str]:
    reading = Reading(path, piece_bytes)
    reading.look()
    return reading.lines()
