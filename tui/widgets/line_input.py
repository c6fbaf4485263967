"""A line to type into that does things in the order in which they were typed."""

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """Textual's field, with keys that edit at their place among letters.

    Textual's own takes a letter at once, while a key such as ctrl+u first climbs to the app: of what comes in one burst
    (a slow line, a macro) the letters behind such a key were deleted by it.
    """

    async def _on_key(self, event: events.Key) -> None:
        """Do now what a key means here or above; letters are taken by Textual's own method after this."""
        if not event.is_printable and await self.app._check_bindings(event.key):
            event.stop()
            event.prevent_default()
