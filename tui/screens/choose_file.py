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
from tui.actions.screens.choosing import FILES
from tui.actions.screens.own import screen_bindings
from tui.own_keys import first_keys
from tui.widgets.path_suggester import is_data_file


class DataTree(DirectoryTree, inherit_bindings=False):
    """Folders and data files; hidden ones are left out. Its keys are the screen's."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "

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

    BINDINGS: ClassVar[list[Binding]] = screen_bindings(FILES)  # type: ignore[assignment]
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
        key = first_keys(self, FILES)
        told = f"{key['files_open']} opens, {key['files_above']} goes up, {key['files_close']} closes"
        box.border_subtitle = Content(told)
        with box:
            yield Static(Content(_shown(self._folder)), id="folder")
            tree = DataTree(self._folder)
            if self.app.has_class("ascii"):
                tree.ICON_NODE, tree.ICON_NODE_EXPANDED = "+ ", "- "
            tree.show_root = False
            tree.guide_depth = 2
            yield tree

    @on(DirectoryTree.FileSelected)
    def chosen(self, event: DirectoryTree.FileSelected) -> None:
        """A file was chosen."""
        self.dismiss(event.path)

    @property
    def _tree(self) -> DataTree:
        return self.query_one(DataTree)

    def action_open(self) -> None:
        """Choose the file under the cursor, or open the folder."""
        self._tree.action_select_cursor()

    def action_fold(self) -> None:
        """Open or close the folder under the cursor."""
        self._tree.action_toggle_node()

    def action_go(self, where: str) -> None:
        """Move the cursor."""
        tree = self._tree
        moves = {
            "down": tree.action_cursor_down,
            "up": tree.action_cursor_up,
            "page_down": tree.action_page_down,
            "page_up": tree.action_page_up,
            "first": tree.action_scroll_home,
            "last": tree.action_scroll_end,
        }
        moves[where]()  # fmt: skip

    def action_above(self) -> None:
        """Show the folder above."""
        self._folder = self._folder.parent
        self.query_one("#folder", Static).update(Content(_shown(self._folder)))
        self.query_one(DataTree).path = self._folder


def _shown(folder: Path) -> str:
    home = os.path.expanduser("~")
    text = os.fspath(folder)
    return clean("~" + text[len(home) :] if text == home or text.startswith(home + "/") else text, 300)
