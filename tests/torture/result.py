"""What a row of torture found."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Result:
    """Counts rounds and failures, and keeps how long each round took to come right."""

    rounds: int = 0
    failures: list[str] = field(default_factory=list)
    """One sentence for each thing that was not as promised."""
    seconds: list[float] = field(default_factory=list)
    """From the blow to the right state, where a round measures that."""
    notes: list[str] = field(default_factory=list)
    """What the line says besides: what was counted or could not be tried here."""

    def expect(self, holds: bool, otherwise: str) -> None:
        """Count a failure unless `holds`."""
        if not holds:
            self.failures.append(f"round {self.rounds}: {otherwise}")

    @contextmanager
    def round(self) -> Iterator[None]:
        """One round: whatever it raises is a failure, and the next round goes on."""
        self.rounds += 1
        try:
            yield
        except Exception as error:
            self.failures.append(f"round {self.rounds}: {type(error).__name__}: {error}")

    def took(self, since_s: float, limit_s: float, what: str) -> None:
        """Keep the time since `since_s` (of `time.monotonic`); beyond the limit it is a failure."""
        seconds = time.monotonic() - since_s
        self.seconds.append(seconds)
        self.expect(seconds <= limit_s, f"{what} took {seconds:.2f} s, more than {limit_s:g} s")

    def line(self, title: str) -> str:
        """The row as `make torture` prints it."""
        told = f"{title}: {self.rounds:,} rounds, {len(self.failures)} failures"
        if self.seconds:
            ordered = sorted(self.seconds)
            p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
            told += f", p50 {statistics.median(ordered):.3f} s, p99 {p99:.3f} s, slowest {ordered[-1]:.3f} s"
        return "; ".join([told, *self.notes])
