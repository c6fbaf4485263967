"""What a filter, a sort or a column may ask about a job beside its status file. Pure."""

from collections.abc import Callable, Collection, Mapping

from engine.observe.annotations import NONE, Annotation
from engine.observe.view import JobView


class Context:
    """What is known beside the jobs, and the words to search them by, remembered until a job changes.

    Args:
        annotations: What people added, by job id; read as it is whenever it is asked for.
        health: What ails a job, by job id.
        marked: Ids of the marked jobs.
        now_s: Unix time for what is so long ago.
        title_of: Returns what a job is called, by its id; an empty text for one that is not known.
    """

    def __init__(
        self,
        annotations: Mapping[str, Annotation] | None = None,
        health: Mapping[str, str] | None = None,
        marked: Collection[str] = (),
        now_s: float = 0.0,
        title_of: Callable[[str], str] = lambda job_id: "",
    ) -> None:
        self.annotations = annotations if annotations is not None else {}
        self.health = health if health is not None else {}
        self.marked = marked
        self.now_s = now_s
        self.title_of = title_of
        self._texts: dict[str, tuple[JobView, Annotation, str]] = {}

    def annotation(self, view: JobView) -> Annotation:
        """What people added to a job."""
        return self.annotations.get(view.job_id, NONE)

    def tags(self, view: JobView) -> list[str]:
        """Tags of a job as people see them."""
        return self.annotation(view).tags(view.record) if view.record is not None else []

    def text(self, view: JobView) -> str:
        """Everything that free words are looked for in, case folded."""
        annotation = self.annotations.get(view.job_id, NONE)
        known = self._texts.get(view.job_id)
        if known is not None and known[0] is view and known[1] is annotation:
            return known[2]
        text = _searchable(view, annotation).casefold()
        self._texts[view.job_id] = (view, annotation, text)
        return text

    def forget(self, job_ids: Collection[str]) -> None:
        """Let go of jobs that are gone."""
        for job_id in job_ids:
            self._texts.pop(job_id, None)


def _searchable(view: JobView, annotation: Annotation) -> str:
    record = view.record
    if record is None:
        return f"{view.job_id} unreadable {view.problem} {annotation.note}"
    words = [view.job_id, record.name, record.recipe, record.status, *annotation.tags(record), record.message]
    words += ["simulation"] if record.simulation else []
    words += [annotation.note] if annotation.note else []
    return " ".join(words)
