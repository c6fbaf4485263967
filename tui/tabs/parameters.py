"""The Parameters tab: what was asked, beside the defaults and beside the job that this one goes on from."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.job import JobRecord
from engine.observe.annotations import NONE, Annotation
from engine.observe.compare.parameters import MISSING
from engine.observe.param_diff import ParamRow, param_rows
from engine.observe.view import JobView
from engine.text import clean
from tui.job_facts import fact_lines, value_text
from tui.tabs.list_tab import ListTab
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, text_line, wrapped_lines

COLUMNS = (
    TextColumn(narrowest=1, widest=1),
    TextColumn(heading="Parameter", narrowest=10, widest=30),
    TextColumn(heading="Value", narrowest=12, keep_end=True),
    TextColumn(heading="Default", narrowest=8, widest=30, priority=2, keep_end=True),
    TextColumn(heading="Parent", narrowest=8, widest=40, priority=1, keep_end=True),
)
"""The sign says what differs, so that nothing depends on colour alone."""


class Compared(NamedTuple):
    """What is compared."""

    rows: tuple[ParamRow, ...]
    parent: str
    """Title of the job that this one goes on from; empty without one."""
    parent_known: bool
    """Whether its parameters are."""


class ParametersTab(ListTab):
    """Lists parameters, those that differ marked, and the facts around them."""

    EVERY_SECOND = False

    _only_differing = False

    def gather(self, view: JobView) -> Compared:
        """Ask the recipe for its defaults and the store for the parent."""
        record = view.record
        if record is None:
            return Compared((), "", False)
        parent = self._parent_of(record)
        before = parent.params if parent is not None else None
        title = parent.title if parent is not None else record.resumed_from or ""
        return Compared(param_rows(record.params, defaults_of(record.recipe), before), title, parent is not None)

    def lay_out(self, view: JobView, gathered: Compared, width: int) -> Sequence[Line]:
        """The parameters, then the facts."""
        key, ascii = self.surroundings.keymap.key("only_differing"), self.surroundings.ascii
        lines = parameter_lines(gathered, width, key, only_differing=self._only_differing, ascii=ascii)
        return [*lines, text_line(), *fact_lines(view, width, self._own(view))]

    def _own(self, view: JobView) -> Annotation:
        """The user's own tags and note."""
        return self.surroundings.store.annotations.get(view.job_id, NONE)

    def action_only_differing(self) -> None:
        """Show only what differs, or everything again."""
        self._only_differing = not self._only_differing
        self.bring_up_to_date()
        self.rows.scroll_home(animate=False)

    def _parent_of(self, record: JobRecord) -> JobRecord | None:
        view = self.surroundings.store.get(record.resumed_from)
        return view.record if view is not None else None


def defaults_of(name: str) -> Mapping[str, Any]:
    """Defaults of a recipe's parameters; empty for a recipe that is not known here."""
    from engine.errors import TraindeckError
    from engine.params import REQUIRED, fields
    from engine.worker.recipes import recipe

    try:
        declared = fields(recipe(name).params)
    except TraindeckError:
        return {}
    return {field.name: MISSING if field.default is REQUIRED else field.default for field in declared}


def parameter_lines(compared: Compared, width: int, key: str, *, only_differing: bool, ascii: bool) -> list[Line]:
    """The table of parameters, with a line that says what its signs mean and which key shows more or less."""
    rows = [row for row in compared.rows if row.remarkable or not only_differing]
    if not compared.rows:
        return []
    against = "the defaults" + (f" and {compared.parent}" if compared.parent_known else "")
    hidden = len(compared.rows) - len(rows)
    if not rows:
        return [text_line(f"All {hidden} parameters are as in {against}.   {key} shows them")]
    lines = lay_out(COLUMNS, [_row(row, ascii=ascii) for row in rows], width)
    signs = f"{_changed(ascii)} not the default"
    if compared.parent:
        signs += "   ! not as in " + compared.parent if compared.parent_known else f"   {compared.parent} is gone"
    toggle = f"{key} shows all ({hidden} more)" if only_differing else f"{key} shows only these"
    return [*lines, *wrapped_lines(f"{signs}   {toggle}", width)]


def _row(row: ParamRow, *, ascii: bool) -> TextRow:
    sign, look = (
        ("!", "bold $warning") if row.differs else (_changed(ascii), "bold $primary") if row.changed else ("", "")
    )
    strong = look or "$foreground"
    name = (clean(row.name, 80), "$foreground" if row.remarkable else DIM)
    return TextRow(
        cells=((sign, look), name, (_text(row.value), strong), (_text(row.default), DIM), (_text(row.parent), DIM))
    )


def _changed(ascii: bool) -> str:
    return "*" if ascii else "●"


def _text(value: object) -> str:
    return "" if value is MISSING else clean(value_text(value), 400)
