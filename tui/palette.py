"""What the command palette finds: actions, jobs, themes and settings. Imported when it is opened."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Provider, SearchIcon
from textual.content import Content
from textual.markup import escape
from textual.screen import Screen
from textual.style import Style
from textual.system_commands import SystemCommandsProvider

from engine.config.settings import Place, places
from engine.text import clean
from tui.actions.action import Action, Group, shown_keys
from tui.messages import SettingChosen
from tui.themes import ours_first

if TYPE_CHECKING:
    from tui.app import TraindeckApp

MOST_JOBS = 30
"""Jobs shown for one search, the newest ones: a list of hundreds helps nobody."""

WEIGHTS = (0.0, 0.6, 0.9, 0.97, 0.99)
"""Weights of smoothing on offer; a file may name any other."""

Choice = tuple[str, str, bool | float | str]
"""Title of a command, name of a setting, and what it is to be."""


class Palette(CommandPalette):
    """Textual's palette, with a sign that every terminal draws as wide as Textual thinks."""

    DEFAULT_CSS = "Palette SearchIcon { color: $primary; }"

    def on_mount(self) -> None:
        """Replace the sign."""
        for icon in self.query(SearchIcon):
            icon.icon = ">"

    def _action_command_list(self, action: str) -> None:
        """Move in the list; one that is not laid out yet has no page to move by, and Textual does not look."""
        with contextlib.suppress(KeyError):
            super()._action_command_list(action)


class PanelCommands(Provider):
    """Everything, in an order that Textual keeps only within one provider: actions before jobs before settings.

    Args:
        screen: Where the palette was opened.
        match_style: Style of the letters that match.
    """

    def __init__(self, screen: Screen[Any], match_style: Style | None = None) -> None:
        super().__init__(screen, match_style)
        self._parts = [part(screen, match_style) for part in (SystemCommandsProvider, JobCommands, SettingCommands)]

    async def search(self, query: str) -> AsyncIterator[Hit]:
        """What matches, of each part."""
        for part in self._parts:
            async for hit in part.search(query):
                yield cast("Hit", hit)

    async def discover(self) -> AsyncIterator[DiscoveryHit]:
        """What is there before anything is typed, of each part."""
        for part in self._parts:
            async for hit in part.discover():
                yield cast("DiscoveryHit", hit)


class JobCommands(Provider):
    """Finds jobs by parts of their names, ids or tags, and goes to them."""

    async def search(self, query: str) -> AsyncIterator[Hit]:
        """The newest jobs that hold all the words."""
        panel = cast("TraindeckApp", self.app)
        words = query.casefold().split()
        found = 0
        for view in sorted(panel.store, key=lambda view: view.age_key, reverse=True):
            tags = " ".join(view.record.tags) if view.record is not None else ""
            text = f"{view.title} {view.job_id} {tags}".casefold()
            if words and all(word in text for word in words):
                title = f"Job: {clean(view.title, 60)}"
                # A name that begins with the words stands above actions that hold their letters somewhere.
                score = 1.0 if view.title.casefold().startswith(words[0]) else 0.5
                # The help is read as markup by Textual; an id and a state hold none.
                told = f"Go to it. {view.job_id}, {(view.state or 'unreadable').lower()}."
                yield Hit(score, Content(title), partial(panel.go_to_job, view.job_id), text=title, help=told)
                found += 1
                if found == MOST_JOBS:
                    return


class SettingCommands(Provider):
    """Offers every theme, and every setting with each value that it may have."""

    async def search(self, query: str) -> AsyncIterator[Hit]:
        """Those whose titles match."""
        matcher = self.matcher(query)
        for title, name, value in self._choices():
            score = matcher.match(title)
            if score > 0:
                shown = matcher.highlight(title)
                yield Hit(score, shown, partial(self._choose, name, value), text=title, help=self._help(name, value))

    async def discover(self) -> AsyncIterator[DiscoveryHit]:
        """All of them, before anything is typed."""
        for title, name, value in self._choices():
            yield DiscoveryHit(title, partial(self._choose, name, value), help=self._help(name, value))

    def _choices(self) -> Iterator[Choice]:
        for theme in ours_first(self.app.available_themes):
            yield f"Theme: {theme}", "panel.theme", theme
        for place in places().values():
            if place.setting.palette:
                yield from _values(place)

    def _help(self, name: str, value: bool | float | str) -> str:
        config = cast("TraindeckApp", self.app).config
        told = "Colours of the panel." if name == "panel.theme" else places()[name].setting.help
        return f"{told} Now in force." if config.value(name) == value else told

    def _choose(self, name: str, value: bool | float | str) -> None:
        self.app.post_message(SettingChosen(name, value))


def titled(each: Action) -> str:
    """What an action is called where others stand around it: the curves and the log both have something to follow."""
    return f"{each.group}: {each.label}" if each.group in (Group.CURVES, Group.LOG) else each.label


def told_with_key(each: Action) -> str:
    """What an action does and its first key, as markup: who finds it by its name learns the shorter way."""
    keys = shown_keys(each)
    return escape(f"{each.help} Key: {keys[0]}" if keys else each.help)


def _values(place: Place) -> Iterator[Choice]:
    """What a setting may be, as titles of commands: "Density: compact", "Bell: on"."""
    title = f"{place.table.capitalize()}: x" if place.field == "x" else place.field.capitalize()
    if place.kind is bool:
        for value in (True, False):
            yield f"{title}: {'on' if value else 'off'}", place.name, value
    elif place.kind is float:
        for weight in WEIGHTS:
            yield f"{title}: {weight:g}", place.name, weight
    else:
        for choice in place.setting.choices:
            yield f"{title}: {choice}", place.name, choice
