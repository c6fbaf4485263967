"""The fields of the launch form, made from the declarations of a recipe, by section."""

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.errors import BadInput
from engine.params import Field, Kind, Param, fields
from engine.worker.recipes import Recipe, all_recipes
from tui.draft import Draft, JobOptions
from tui.widgets.param_field import ParamField

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
    """

    DEFAULT_CSS = """
    LaunchForm {
        width: 1fr; height: 1fr; padding: 0 0 0 1; scrollbar-size: 1 1;
        scrollbar-background: $background; scrollbar-color: $foreground 20%;
        .section { height: 1; margin-top: 1; color: $text-muted; text-style: bold; }
        .section.first { margin-top: 0; }
    }
    """

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.recipe = recipe
        self.rows = self._make_rows()

    def _make_rows(self) -> dict[str, ParamField]:
        options = fields(JobOptions)
        job = [recipe_field(self.recipe), *(field for field in options if field.param.section == "Job")]
        rest = [field for field in options if field.param.section != "Job"]
        own = fields(self.recipe.params)
        # Sections stand where their first field was declared; sorting keeps the order within each.
        sections = list(dict.fromkeys(field.param.section for field in (*job, *own, *rest)))
        ordered = sorted((*job, *own, *rest), key=lambda field: sections.index(field.param.section))
        return {f.name: ParamField(f, wide=f.kind in _WIDE or f.param.section == "Job") for f in ordered}

    def compose(self) -> ComposeResult:
        """A heading for each section, then its fields."""
        yield from self._widgets()

    def _widgets(self) -> Iterable[Widget]:
        section = ""
        for row in self.rows.values():
            if row.field.param.section != section:
                first = "" if section else " first"
                section = row.field.param.section
                yield Static(Content(section), classes=f"section{first}")
            yield row

    async def rebuild(self, recipe: Recipe) -> None:
        """Show the fields of another recipe; what both have is kept."""
        before = self.draft()
        self.recipe = recipe
        self.rows = self._make_rows()
        await self.remove_children()
        await self.mount_all(self._widgets())
        self.fill(before)

    def draft(self) -> Draft:
        """Everything that stands in the form."""
        options = {field.name for field in fields(JobOptions)}
        given = {name: row.given for name, row in self.rows.items() if name != "recipe"}
        return Draft(
            recipe=self.recipe.name,
            values={name: value for name, value in given.items() if name not in options},
            options={name: value for name, value in given.items() if name in options},
        )

    def fill(self, draft: Draft) -> None:
        """Put a draft into the fields; what it does not name keeps its value, what nobody knows is left out."""
        filled: dict[str, Any] = {**draft.values, **draft.options}
        for name, value in filled.items():
            if name in self.rows and name != "recipe":
                self.rows[name].give(value)

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
