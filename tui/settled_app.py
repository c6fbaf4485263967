"""The half of the application that knows what the user has set, and carries out what is set in the panel."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.notifications import Notify
from textual.scrollbar import ScrollBar, ScrollBarRender

from engine.charset import is_ascii_terminal
from engine.config.config import Config, Origin
from engine.text import count_of
from tui.actions.action import write_arrows
from tui.actions.keymap import Keymap
from tui.driver import PanelDriver
from tui.messages import SettingChosen
from tui.panel_config import panel_problems
from tui.themes import DARK, THEMES, known_theme, variables_of
from tui.toasts import Toasts

if TYPE_CHECKING:
    from textual.command import Provider

FAULTS_FOR_S = 20.0
"""How long faults of the configuration are shown: a sentence has to be read."""

COMPACT_CSS = """
Tab VerticalScroll, #standing, Curve, LogView { padding: 0; margin: 0; }
LaunchScreen #body { padding: 0; }
ConfirmScreen #box, HelpScreen #box { padding: 0 1; }
ConfirmScreen #buttons { margin: 0; }
CommandPalette > Vertical { margin-top: 0; }
Toast { padding: 0 1; margin-top: 0; }
"""
"""Takes the room between things."""

ASCII_CSS = """
ModalScreen > Vertical, ModalScreen > VerticalScroll { border: ascii $primary; }
#below, #processes { border-top: ascii $foreground 20%; }
TwoLogsScreen.wide #second { border-left: ascii $foreground 20%; }
Static { text-overflow: clip; }
Toast, Toast.-information, Toast.-warning, Toast.-error { border-left: ascii $foreground; }
CommandPalette #--input { border: ascii $primary; }
CommandPalette #--input.--list-visible { border-bottom: none; }
CommandPalette CommandList, CommandPalette LoadingIndicator { border-bottom: ascii $primary; }
"""
"""Draws the lines around things with ASCII."""


class AsciiScrollBar(ScrollBarRender):
    """A scroll bar whose ends are whole cells: parts of one are no ASCII."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def _commands() -> "type[Provider]":
    from tui.palette import PanelCommands

    return PanelCommands


class SettledApp(App[None]):
    """Themes, density, ASCII, and choices that are kept.

    Args:
        config: What the user has set, and where.
        ascii: Whether to keep to ASCII; None asks the settings, and these the terminal's locale.
    """

    def __init__(self, config: Config, *, ascii: bool | None) -> None:
        super().__init__(driver_class=PanelDriver)
        self.config = config
        self.toasts = Toasts()
        """What was told."""
        self.ascii = self._is_ascii() if ascii is None else ascii
        for theme in THEMES:
            self.register_theme(theme)
        wanted = known_theme(config.settings.panel.theme, self.available_themes)
        if wanted == DARK.name:
            # Only its colours differ from those of the dark theme with which Textual begins. A watcher would parse each
            # stylesheet a second time before the first paint.
            self.set_reactive(App.theme, wanted)
            self.stylesheet.set_variables(self.get_css_variables())
        else:
            self.theme = wanted

    COMMANDS: ClassVar = {_commands}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """A `$dim` for themes that have none, and the colours of curves and jobs."""
        return variables_of(self.current_theme)

    def on_notify(self, event: Notify) -> None:
        """Show a notice in the place of an equal one, and few at a time."""
        event.prevent_default()
        notice, leaving = self.toasts.take(event.notification, list(self._notifications))
        for each in leaving:
            self._unnotify(each, refresh=False)
            # With what holds it: Textual would leave that behind, empty.
            self.screen.query(f"#--textual-toast-{each.identity}").remove()
        self._notifications.add(notice)
        self._refresh_notifications()

    def action_command_palette(self) -> None:
        """Find an action, a job, a theme or a setting by its name."""
        from tui.palette import Palette

        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette", placeholder="Search for commands ..."))

    def on_mount(self) -> None:
        """Take the room between things, and lines that are no ASCII, if that is set."""
        if self.config.settings.panel.density == "compact" or self.ascii or ScrollBar.renderer is not ScrollBarRender:
            self._dress()

    def tell_faults(self, keymap: Keymap) -> None:
        """Say what is wrong with the configuration; the panel goes on with what is right."""
        faults = [*self.config.problems, *panel_problems(self.config, keymap, self.available_themes)]
        if faults:
            rest = (
                f" And {count_of(len(faults) - 1, 'more fault')}: see “traindeck config check”." if faults[1:] else ""
            )
            self.notify(f"{faults[0]}{rest}", severity="warning", timeout=FAULTS_FOR_S, markup=False)

    async def on_setting_chosen(self, message: SettingChosen) -> None:
        """Apply a setting at once, and keep it for the next panel unless a file or a flag says what it is."""
        name, value = message.name, message.value
        origin, source = self.config.origin(name), self.config.source(name)
        self.config = self.config.changed(name, value)
        if name == "panel.theme":
            self.theme = str(value)
        elif name == "panel.density":
            self._dress()
        else:
            if name == "panel.ascii":
                self.ascii = self._is_ascii()
                self._dress()
            await self.draw_anew()
        if origin not in (Origin.DEFAULT, Origin.REMEMBERED):
            self.notify(f"Until you quit: then {name} is again what {source} says.", markup=False)
        elif self.keeps_choices():
            self.keep_choice(name, value)

    async def draw_anew(self) -> None:
        """Build again what is built from settings."""

    def keeps_choices(self) -> bool:
        """Whether what is chosen here is kept for the next panel."""
        return True

    @work(thread=True, group="settings")
    def keep_choice(self, name: str, value: Any) -> None:
        """Remember a choice."""
        from engine.config.remembered import remember_choice

        remember_choice(name, value)

    def _dress(self) -> None:
        """Put on the sheets of the settings in force, and take off the others."""
        is_compact = self.config.settings.panel.density == "compact"
        for name, css, wanted in (("compact", COMPACT_CSS, is_compact), ("ascii", ASCII_CSS, self.ascii)):
            place = (__file__, name)
            if wanted:
                self.stylesheet.add_source(css, read_from=place)
            else:
                self.stylesheet.source.pop(place, None)
        ScrollBar.renderer = AsciiScrollBar if self.ascii else ScrollBarRender
        write_arrows(ascii=self.ascii)
        self.set_class(self.ascii, "ascii")
        self.stylesheet.reparse()
        self.refresh_css(animate=False)

    def _is_ascii(self) -> bool:
        setting = self.config.settings.panel.ascii
        return is_ascii_terminal() if setting == "auto" else setting == "yes"
