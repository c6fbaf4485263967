"""Keys of the panel as a whole."""

from tui.messages import OpenMeters, OpenNotices, SettingChosen
from tui.screens.acting import Acting
from tui.themes import counterpart


class PanelActing(Acting):
    """Palette, help, theme, leaving."""

    def action_palette(self) -> None:
        """Find an action by its name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """Show every key, those that work here first."""
        from tui.key_groups import action_groups
        from tui.screens.help import HelpScreen

        groups = action_groups(self.keymap.actions, self.means, self.detail.title, opened=self.is_opened)
        self.app.push_screen(HelpScreen(self._workspace, groups, ascii=self._ascii))

    def action_meters(self) -> None:
        """Show the machine on the whole screen."""
        self.post_message(OpenMeters())

    def action_notices(self) -> None:
        """Read again what was told of late."""
        self.post_message(OpenNotices())

    def action_theme(self) -> None:
        """Change from dark to light and back."""
        theme = counterpart(self.app.theme, dark=self.app.current_theme.dark)
        self.post_message(SettingChosen("panel.theme", theme))

    def action_suspend(self) -> None:
        """Go back to the shell for a while."""
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        """Close the panel."""
        self.app.exit()
