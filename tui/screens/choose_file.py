"""A tree of folders and data files to choose one from."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text, TextType
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import DirectoryTree, Input, Static
from textual.widgets._directory_tree import DirEntry
from textual.widgets.tree import TreeNode

from engine.text import clean
from tui.actions.screens.choosing import FILES
from tui.actions.screens.own import screen_bindings
from tui.own_keys import first_keys
from tui.screens.telling_keys import tell_keys
from tui.widgets.line_input import LineInput
from tui.widgets.path_suggester import is_data_file


class DataTree(DirectoryTree, inherit_bindings=False):
    """Folders and data files. Its keys are the screen's."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "

    words: tuple[str, ...] = ()
    """What all names shown hold, in small letters."""
    shows_hidden = False
    """Whether names that begin with a dot are shown."""

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Keep folders and what is named like a data file, as far as somebody wants to see them."""
        return [path for path in paths if self._is_wanted(path.name) and (is_data_file(path.name) or _is_folder(path))]

    def _is_wanted(self, name: str) -> bool:
        held = name.casefold()
        return (self.shows_hidden or not name.startswith(".")) and all(word in held for word in self.words)

    def _populate_node(self, node: TreeNode[DirEntry], content: Iterable[Path]) -> None:
        """Show what a folder holds, and of the first one where the cursor is."""
        super()._populate_node(node, content)
        if node is self.root and self.cursor_line < 0:
            self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self.cursor_line < 0 and self.root.children:
            self.cursor_line = 0

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

    AUTO_FOCUS = "DataTree"
    # Without priority: what is typed into the field stays letters.
    BINDINGS: ClassVar[list[Binding]] = screen_bindings(FILES, priority=False)  # type: ignore[assignment]
    DEFAULT_CSS = """
    ChooseFileScreen {
        align: center middle; background: $background 60%;
        #box {
            width: 80; max-width: 94%; height: 80%; padding: 0 1; background: $surface; border: round $primary;
            border-title-color: $primary; border-subtitle-color: $text-muted;
        }
        #folder { height: 1; color: $text-muted; }
        Input { background: $panel; margin-bottom: 1; }
        #fault { height: auto; color: $text-error; display: none; margin-bottom: 1; }
        &.wrong #fault { display: block; }
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
        told = (
            f"{key['files_open']} opens, {key['files_above']} goes up, {key['files_find']} finds, "
            f"{key['files_hidden']} hidden, {key['files_home']} home, {key['files_back']} closes"
        )
        box.border_subtitle = Content(told)
        with box:
            yield Static(Content(_shown(self._folder)), id="folder")
            yield LineInput(placeholder=f"{key['files_find']} filters names, or takes a path", compact=True)
            yield Static(id="fault")
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

    def action_help(self) -> None:
        """Show every key."""
        tell_keys(self, "choosing a data file", FILES)

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
        self._show_folder(self._folder.parent)

    def action_home(self) -> None:
        """Show the user's own folder."""
        self._show_folder(Path.home())

    def action_hidden(self) -> None:
        """Show hidden files, or leave them out."""
        self._tree.shows_hidden = not self._tree.shows_hidden
        self._tree.reload()

    def action_find(self) -> None:
        """Filter the names, or take a path."""
        self.query_one(Input).focus()

    def action_back(self) -> None:
        """Leave the field and what it filters, then the screen."""
        field = self.query_one(Input)
        if not field.has_focus and not field.value:
            self.dismiss(None)
            return
        field.value = ""
        self._tree.focus()

    @on(Input.Changed)
    def filter_names(self, event: Input.Changed) -> None:
        """Show only names that hold the words; a path is no words."""
        self.remove_class("wrong")
        words = () if _is_path(event.value) else tuple(event.value.casefold().split())
        if words != self._tree.words:
            self._tree.words = words
            self._tree.reload()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Take a path, or go to the names that were filtered."""
        if _is_path(event.value):
            self._examine(self._folder / os.path.expanduser(event.value.strip()))
            return
        self._tree.focus()
        if self._tree.cursor_line < 0:
            self._tree.cursor_line = 0

    @work(thread=True, exclusive=True)
    def _examine(self, path: Path) -> None:
        """See what stands at a path: that may be a slow disk."""
        fault, is_folder = "", False
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
            if is_folder:
                os.scandir(path).close()  # Whether it may be read at all.
        except FileNotFoundError:
            fault = f"There is no file or folder {_shown(path)}."
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no path"
            fault = f"{_shown(path)} cannot be opened: {why}."
        self.app.call_later(self._found, path, fault, is_folder)

    def _found(self, path: Path, fault: str, is_folder: bool) -> None:
        if not self.is_current:  # Somebody has chosen or closed in the meantime.
            return
        if fault:
            self.query_one("#fault", Static).update(Content(fault))
            self.add_class("wrong")
        elif is_folder:
            self.query_one(Input).value = ""
            self._show_folder(Path(os.path.normpath(path)))
            self._tree.focus()
        else:
            self.dismiss(path)

    def _show_folder(self, folder: Path) -> None:
        self._folder = folder
        self.query_one("#folder", Static).update(Content(_shown(folder)))
        self._tree.path = folder


def _is_path(text: str) -> bool:
    """Whether somebody means a place and not words of a name."""
    return "/" in text or text.strip() in ("~", "..")


def _shown(folder: Path) -> str:
    home = os.path.expanduser("~")
    text = os.fspath(folder)
    return clean("~" + text[len(home) :] if text == home or text.startswith(home + "/") else text, 300)
