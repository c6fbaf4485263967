"""What travels between threads, screens and the app: facts from below, wishes from the screens.

Facts are idempotent: none says "one more".
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from engine.curves.choices import CurveChoices
from engine.job import JobRecord, ProcessIdentity
from engine.observe.annotations import Annotation
from engine.observe.finding import Finding
from engine.observe.folder import Look
from engine.observe.view import JobView
from tui.layout import Layout

if TYPE_CHECKING:
    from engine.observe.meters.sample import Sample


class JobsLooked(Message):
    """The watcher looked and found something new."""

    def __init__(self, look: Look, note: str) -> None:
        super().__init__()
        self.look = look
        self.note = note
        """How the watching goes, or empty when all is well."""


class ArrangementRead(Message):
    """How the table was left was read; `problem` is a sentence if it could not be."""

    def __init__(self, arrangement: Layout, problem: str) -> None:
        super().__init__()
        self.arrangement = arrangement
        self.problem = problem


class MetersRead(Message):
    """The machine was measured."""

    def __init__(self, sample: "Sample") -> None:
        super().__init__()
        self.sample = sample


class HealthFound(Message):
    """The rules of health find other things than before."""

    def __init__(self, findings: dict[str, tuple[Finding, ...]]) -> None:
        super().__init__()
        self.findings = findings
        """By job id; empty for a job that is well again."""


class OpenMeters(Message):
    """Show the machine on the whole screen."""


class OpenNotices(Message):
    """Show what was told of late."""


class MetersWanted(Message):
    """The processes of these jobs are to be measured as well, and all of it at a faster pace; None: no more."""

    def __init__(self, workers: dict[str, ProcessIdentity | int] | None) -> None:
        super().__init__()
        self.workers = workers
        """Worker of each job, by job id."""


class SettingChosen(Message):
    """A setting is to be another from now on, and in the panels to come."""

    def __init__(self, name: str, value: bool | float | str) -> None:
        super().__init__()
        self.name = name
        """As in the configuration: "panel.theme"."""
        self.value = value


class CurvesChosen(Message):
    """Curves are looked at otherwise from now on, and in the panels to come."""

    def __init__(self, choices: CurveChoices) -> None:
        super().__init__()
        self.choices = choices


class ActionDone(Message):
    """An action that ran in the background has ended; `severity` is Textual's."""

    def __init__(self, text: str, *, severity: str = "information", select: str | None = None) -> None:
        super().__init__()
        self.text = text
        self.severity = severity
        self.select = select
        """Id of a job that the cursor should go to, if any."""


class StopJobs(Message):
    """Stop these jobs, or kill them at once."""

    def __init__(self, job_ids: list[str], *, now: bool) -> None:
        super().__init__()
        self.job_ids = job_ids
        self.now = now


class ResumeJob(Message):
    """Go on from a job's last checkpoint in a new job, or from the one of that name."""

    def __init__(self, record: JobRecord, checkpoint: str | None = None) -> None:
        super().__init__()
        self.record = record
        self.checkpoint = checkpoint


class OpenForm(Message):
    """Open the launch form, filled in from a job if one is given."""

    def __init__(self, source: JobRecord | None) -> None:
        super().__init__()
        self.source = source


class Undoable(NamedTuple):
    """What can be taken back; without a word it is the last deletion of whatever panel."""

    what: str = ""
    """"archive" or "delete"."""
    job_ids: tuple[str, ...] = ()
    archived: bool = False
    """Whether they were put away, or taken back from the archive."""


class Annotated(Message):
    """What people added to all jobs was changed and read again."""

    def __init__(
        self, annotations: dict[str, Annotation], undoable: Undoable | None = None, undone: Undoable | None = None
    ) -> None:
        super().__init__()
        self.annotations = annotations
        self.undoable = undoable
        """What can be taken back now, before what could be; None: nothing more than that."""
        self.undone = undone
        """What this took back, if anything."""


class TrashChanged(Message):
    """Jobs were deleted or restored."""

    def __init__(self, undoable: Undoable | None, undone: Undoable | None = None) -> None:
        super().__init__()
        self.undoable, self.undone = undoable, undone
        """As in `Annotated`."""


class JobsWeighed(Message):
    """It is known what jobs that somebody wants to delete take on the disk."""

    def __init__(self, views: Sequence[JobView], living: int, size_bytes: int) -> None:
        super().__init__()
        self.views = views
        self.living = living
        """How many jobs more were meant that have not ended."""
        self.size_bytes = size_bytes
