"""The Checkpoints tab: what can be resumed from."""

import time
from collections.abc import Sequence

from engine.format import NOTHING, bytes_, duration, number
from engine.observe.checkpoints import Checkpoint, list_checkpoints
from engine.observe.view import JobView
from tui.messages import ResumeJob
from tui.tabs.list_tab import ListTab
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, text_line, wrapped_lines

COLUMNS = (
    TextColumn(heading="Checkpoint", narrowest=14, widest=44),
    TextColumn(heading="Step", right=True, narrowest=6),
    TextColumn(heading="Epoch", right=True, priority=3),
    TextColumn(heading="Value", narrowest=16, widest=44, priority=2),
    TextColumn(heading="Size", right=True, narrowest=8),
    TextColumn(heading="Saved", right=True, narrowest=9, priority=1),
    TextColumn(narrowest=12, widest=40),
)
"""The last one says what a checkpoint is good for."""

NONE_YET = "No checkpoint yet: one is saved each half minute, or as checkpoint_every says, and at a stop."
"""Said of a job that has not saved anything so far."""

NONE = "This job saved no checkpoint."
"""Said of one that has ended."""


class CheckpointsTab(ListTab):
    """Lists the checkpoints of a job; one of them can be chosen to go on from."""

    _listed: tuple[Checkpoint, ...] = ()

    def gather(self, view: JobView) -> tuple[Checkpoint, ...]:
        """Look into the folder."""
        return list_checkpoints(self.workspace, view.record) if view.record is not None else ()

    def taken(self, view: JobView, gathered: tuple[Checkpoint, ...]) -> None:
        """Remember what is listed, for the keys."""
        self._listed = gathered
        super().taken(view, gathered)

    def turn_to_other(self) -> None:
        """Forget what was listed."""
        self._listed = ()
        super().turn_to_other()

    def lay_out(self, view: JobView, gathered: tuple[Checkpoint, ...], width: int) -> Sequence[Line]:
        """A row for each."""
        key, ascii = self.surroundings.keymap.key, self.surroundings.ascii
        told = f"{key('resume_from')} goes on from the one chosen   {key('copy_checkpoint')} copies its path"
        return checkpoint_lines(gathered, width, time.time(), told, ascii=ascii, active=view.is_active)

    @property
    def chosen(self) -> Checkpoint | None:
        """The one under the cursor."""
        return next((each for each in self._listed if each.path == self.rows.cursor), None)

    def action_next_checkpoint(self) -> None:
        """Go to the next one."""
        self.rows.move(1)

    def action_previous_checkpoint(self) -> None:
        """Go to the one before."""
        self.rows.move(-1)

    def action_resume_from(self) -> None:
        """Go on from the one under the cursor, in a new job."""
        view, chosen = self.view, self.chosen
        if self.workspace.locked:
            self.notify(f"Nothing can be changed here: {self.workspace.locked}.", severity="warning", markup=False)
        elif view is None or view.record is None or chosen is None:
            self.notify("There is no checkpoint to go on from.")
        elif not chosen.resumable:
            why = "a final model" if "final model" in chosen.roles else "weights only"
            self.notify(f"{chosen.name} is {why}: no job can go on from it.", severity="warning", markup=False)
        else:
            self.post_message(ResumeJob(view.record, chosen.name))

    def action_copy_checkpoint(self) -> None:
        """Copy the path of the one under the cursor."""
        if self.chosen is not None:
            path = str(self.workspace.root / self.chosen.path)
            self.app.copy_to_clipboard(path)
            self.notify(f"Copied {path}", markup=False)


def checkpoint_lines(
    listed: Sequence[Checkpoint], width: int, now_s: float, told: str, *, ascii: bool = False, active: bool = True
) -> list[Line]:
    """The checkpoints, newest first; `told` says what can be done with them, `active` whether more may come."""
    if not listed:
        return wrapped_lines(NONE_YET if active else NONE, width)
    twins = _twins(listed)
    rows = [_row(each, twins.get(each.path, ""), now_s, ascii=ascii) for each in listed]
    return [*lay_out(COLUMNS, rows, width), text_line(), *wrapped_lines(f"{_legend(listed)}   {told}", width)]


def _legend(listed: Sequence[Checkpoint]) -> str:
    folders = sorted({each.path.rpartition("/")[0] for each in listed}, key=len, reverse=True)
    return f"in {' and '.join(f'{folder}/' for folder in folders)}"


def _row(each: Checkpoint, twin: str, now_s: float, *, ascii: bool) -> TextRow:
    values = ", ".join(f"{name} {number(value)}" for name, value in each.metrics.items())
    star = "*" if ascii else "★"
    roles = [f"{star} best" if role == "best" else role for role in each.roles]
    roles += [f"same as {twin}"] if twin else []
    return TextRow(
        key=each.path,
        cells=(
            (each.name, "bold $foreground" if each.resumable else "$foreground"),
            (f"{each.step:,}" if each.step is not None else "", ""),
            (f"{each.epoch:,}" if each.epoch else "", DIM),
            (values, ""),
            (bytes_(each.size_bytes), ""),
            (f"{duration(max(0.0, now_s - each.saved_at))} ago" if each.saved_at else NOTHING, DIM),
            (", ".join(roles), "$success"),
        ),
    )


def _twins(listed: Sequence[Checkpoint]) -> dict[str, str]:
    """Of files with two names, the name of the other one by path."""
    by_inode: dict[int, list[Checkpoint]] = {}
    for each in listed:
        by_inode.setdefault(each.inode, []).append(each)
    return {one.path: other.name for same in by_inode.values() for one in same[:1] for other in same[1:] if one.inode}
