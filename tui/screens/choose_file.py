"""A tree of folders and data files to choose one from."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text, TextType
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import DirectoryTree, Static

from engine.text import clean
from tui.widgets.path_suggester import is_data_file


class DataTree(DirectoryTree):
    """Folders and data files; hidden ones are left out."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "
    BINDINGS: ClassVar = [Binding("j", "cursor_down", show=False), Binding("k", "cursor_up", show=False)]

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Keep folders and what is named like a data file."""
        return [
            path for path in paths if not path.name.startswith(".") and (is_data_file(path.name) or _is_folder(path))
        ]

    def process_label(self, label: TextType) -> Text:
        """Names are foreign text."""
        return Text(clean(str(label), 200) or "/", no_wrap=True)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


class ChooseFileScreen(ModalScreen[Path | None]):
    """Asks for a data file.

    Args:
        folder: Where to begin.
    """

    BINDINGS: ClassVar = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("backspace,left,h", "up", "Up"),
    ]
    DEFAULT_CSS = """
    ChooseFileScreen {
        align: center middle; background: $background 60%;
        #box {
            width: 80; max-width: 94%; height: 80%; padding: 0 1; background: $surface; border: round $primary;
            border-title-color: $primary; border-subtitle-color: $text-muted;
        }
        #folder { height: 1; margin-bottom: 1; color: $text-muted; }
        DataTree { background: $surface; padding: 0; scrollbar-size: 1 1; height: 1fr; }
        DataTree:focus { background-tint: $foreground 0%; }
    }
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def compose(self) -> ComposeResult:
        """The folder's name and its tree."""
        box = Vertical(id="box")
        box.border_title = "Choose a data file"
        box.border_subtitle = "enter opens, backspace goes up, esc closes"
        with box:
            yield Static(Content(_shown(self._folder)), id="folder")
            tree = DataTree(self._folder)
            tree.show_root = False
            tree.guide_depth = 2
            yield tree

    @on(DirectoryTree.FileSelected)
    def chosen(self, event: DirectoryTree.FileSelected) -> None:
        """A file was chosen."""
        self.dismiss(event.path)

    def action_up(self) -> None:
        """Show the folder above."""
        self._folder = self._folder.parent
        self.query_one("#folder", Static).update(Content(_shown(self._folder)))
        self.query_one(DataTree).path = self._folder


def _shown(folder: Path) -> str:
    home = os.path.expanduser("~")
    text = os.fspath(folder)
    return clean("~" + text[len(home) :] if text == home or text.startswith(home + "/") else text, 300)
