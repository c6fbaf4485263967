"""The fields of the launch form, made from the declarations of a recipe, by section."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.errors import BadInput
from engine.params import REQUIRED, Field, Kind, Param, fields
from engine.worker.recipes import Recipe, all_recipes
from tui.draft import Draft, JobOptions
from tui.widgets.param_field import ParamField

FIRST_WIDGETS = 14
"""Rows and headings that are there at the first paint: mounting all of them takes twice as long."""

_WIDE = frozenset({Kind.DATASET, Kind.COLUMN, Kind.COLUMNS})


def recipe_field(chosen: Recipe) -> Field:
    """The choice of the recipe, as a field like any other."""
    names = tuple(each.name for each in all_recipes())
    param = Param(title="Recipe", help=chosen.summary, section="Job", choices=names)
    return Field(name="recipe", kind=Kind.CHOICE, optional=False, default=chosen.name, param=param)


class LaunchForm(VerticalScroll, can_focus=False, inherit_bindings=False):
    """All fields of one recipe and of the job around it.

    Args:
        recipe: Whose parameters to edit.
        draft: What to fill the fields in with; what it does not name keeps its default, what nobody knows is left out.
    """

    DEFAULT_CSS = """
    LaunchForm {
        width: 1fr; height: 1fr; padding: 0 0 0 1; scrollbar-size: 1 1;
        scrollbar-background: $background; scrollbar-color: $foreground 20%;
        .section { height: 1; margin-top: 1; color: $text-muted; text-style: bold; }
        .section.first { margin-top: 0; }
    }
    """

    def __init__(self, recipe: Recipe, draft: Draft) -> None:
        super().__init__()
        self.recipe = recipe
        self.rows = self._make_rows(draft)

    def _make_rows(self, draft: Draft) -> dict[str, ParamField]:
        given = {**draft.values, **draft.options}
        options = fields(JobOptions)
        job = [recipe_field(self.recipe), *(field for field in options if field.param.section == "Job")]
        rest = [field for field in options if field.param.section != "Job"]
        own = fields(self.recipe.params)
        # Sections stand where their first field was declared; sorting keeps the order within each.
        sections = list(dict.fromkeys(field.param.section for field in (*job, *own, *rest)))
        ordered = sorted((*job, *own, *rest), key=lambda field: sections.index(field.param.section))
        rows = {}
        for field in ordered:
            wide = field.kind in _WIDE or field.param.section == "Job"
            rows[field.name] = ParamField(field, wide=wide, given=given.get(field.name, REQUIRED))
        return rows

    def compose(self) -> ComposeResult:
        """What the first screenful needs; the rest follows at once, but after the first paint."""
        yield from self._widgets()[:FIRST_WIDGETS]

    def on_mount(self) -> None:
        """Let the screen be painted first."""
        self.call_after_refresh(self._mount_rest)

    async def _mount_rest(self) -> None:
        await self.mount_all([widget for widget in self._widgets()[FIRST_WIDGETS:] if not widget.is_attached])

    def _widgets(self) -> list[Widget]:
        widgets: list[Widget] = []
        section = ""
        for row in self.rows.values():
            if row.field.param.section != section:
                section = row.field.param.section
                widgets.append(Static(Content(section), classes="section" if widgets else "section first"))
            widgets.append(row)
        return widgets

    async def rebuild(self, recipe: Recipe) -> None:
        """Show the fields of another recipe; what both have is kept."""
        before = self.draft()
        self.recipe = recipe
        self.rows = self._make_rows(before)
        await self.remove_children()
        await self.mount_all(self._widgets())

    def draft(self) -> Draft:
        """Everything that stands in the form."""
        options = {field.name for field in fields(JobOptions)}
        given = {name: row.given for name, row in self.rows.items() if name != "recipe"}
        return Draft(
            recipe=self.recipe.name,
            values={name: value for name, value in given.items() if name not in options},
            options={name: value for name, value in given.items() if name in options},
        )

    def of_kind(self, kind: Kind) -> ParamField | None:
        """The first field of that kind."""
        return next((row for row in self.rows.values() if row.field.kind is kind), None)

    def show_problems(self, problems: Sequence[BadInput]) -> list[str]:
        """Show each problem at its field, all others as right.

        Returns:
            Problems that belong to no field.
        """
        by_field: dict[str, BadInput] = {}
        elsewhere = []
        for problem in problems:
            if problem.field in self.rows:
                by_field.setdefault(problem.field, problem)
            else:
                elsewhere.append(str(problem))
        for name, row in self.rows.items():
            row.error = str(by_field[name]) if name in by_field else ""
        return elsewhere

    def faulty(self) -> list[ParamField]:
        """Fields with something to correct, top to bottom."""
        return [row for row in self.rows.values() if row.error]

    def go_to(self, row: ParamField) -> None:
        """Focus a field and bring it into sight, complaint included."""
        row.editor.focus(scroll_visible=False)
        self.call_after_refresh(self.scroll_to_widget, row, animate=False)
