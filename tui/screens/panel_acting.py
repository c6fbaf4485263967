"""Keys of the panel as a whole."""

from tui.screens.acting import ActingScreen


class PanelActing(ActingScreen):
    """Palette, help, theme, leaving."""

    def action_palette(self) -> None:
        """Find an action by its name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """Show every key."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._workspace))

    def action_theme(self) -> None:
        """Change from dark to light and back."""
        self.app.theme = "traindeck-light" if self.app.current_theme.dark else "traindeck-dark"

    def action_suspend(self) -> None:
        """Go back to the shell for a while."""
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        """Close the panel."""
        self.app.exit()
