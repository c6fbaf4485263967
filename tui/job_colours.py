"""Which colour a job has, everywhere: its mark in the table, its curve and its column in a comparison. Pure.

The colour follows from the job's id, so that it is the same whenever the panel is opened. Only where two jobs stand
beside each other and want the same one, the later gets the next that is free, and keeps it while the panel is open.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import count

import msgspec

from tui.hues import HUES

DISTINCT = 4
"""So many hues, the first ones, nobody takes for each other; the others serve when these are taken."""

SIGNS = ("●◼✚◐○□◉▣", "o#AV@%&$")
"""Signs in Unicode and in ASCII, those at the ends of the curves in their order, so that nothing depends on colour."""


class JobLook(msgspec.Struct, frozen=True):
    """Colour and sign of a job: no two jobs beside each other have the same of both."""

    hue: int
    """Index into `HUES`."""
    round: int = 0
    """How many jobs beside it had the hue before: chooses the sign."""

    @property
    def colour(self) -> str:
        """The colour in Textual's markup."""
        return HUES[self.hue]

    @property
    def sign_index(self) -> int:
        """Index into the signs: another one for each hue, and for each job of one hue."""
        return (self.hue + self.round * len(HUES)) % len(SIGNS[0])

    def sign(self, *, ascii: bool = False) -> str:
        """One character."""
        return SIGNS[1 if ascii else 0][self.sign_index]


class JobColours:
    """The colours of a workspace's jobs for as long as the panel is open."""

    def __init__(self) -> None:
        self._looks: dict[str, JobLook] = {}

    def beside_each_other(self, job_ids: Iterable[str]) -> dict[str, JobLook]:
        """The look of each of these jobs, all different.

        A job that has been given one keeps it, unless an older job beside it has the same.
        """
        looks: dict[str, JobLook] = {}
        taken: set[JobLook] = set()
        # The time of launch is part of an id, so this is the order of age; those with a colour choose first.
        for job_id in sorted(job_ids, key=lambda job_id: (job_id not in self._looks, job_id)):
            look = self._looks.get(job_id)
            if look is None or look in taken:
                look = next(each for each in _wishes(job_id) if each not in taken)
            taken.add(look)
            looks[job_id] = self._looks[job_id] = look
        return looks


def _wishes(job_id: str) -> Iterator[JobLook]:
    """The looks of a job, dearest first."""
    first = zlib.crc32(job_id.encode("utf-8", "surrogateescape")) % DISTINCT
    order = [(first + place) % DISTINCT for place in range(DISTINCT)] + list(range(DISTINCT, len(HUES)))
    for round in count():
        for hue in order:
            yield JobLook(hue, round)
