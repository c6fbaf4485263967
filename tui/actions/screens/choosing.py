"""What can be done where something is chosen from a list: a data file, its columns, those of the table."""

from functools import partial

from tui.actions.screens.own import moving, own, telling

_IN_FILES, _IN_FEATURES, _IN_COLUMNS = "the choice of a data file", "the choice of features", "the choice of columns"
_file, _feature, _column = partial(own, _IN_FILES), partial(own, _IN_FEATURES), partial(own, _IN_COLUMNS)

FILES = (
    _file("files_open", ("enter",), "open", "Open", "Choose the file, or open the folder.", footer=1),
    _file("files_above", ("backspace", "left", "h"), "above", "Go up", "Show the folder above.", footer=2),
    _file("files_find", ("slash",), "find", "Find", "Filter the names by words, or type a path.",
          footer=3),
    _file("files_hidden", ("full_stop",), "hidden", "Hidden files", "Show hidden files, or leave them out."),
    _file("files_home", ("tilde",), "home", "Home", "Go to your own folder."),
    _file("files_back", ("escape",), "back", "Back", "Leave the field, then close and choose nothing.", footer=4,
          typed=True),
    _file("files_close", ("q",), "dismiss(None)", "Close", "Choose nothing."),
    _file("files_fold", ("space",), "fold", "Fold", "Open or close the folder in the tree."),
    *moving(_IN_FILES, "files"),
    telling(_IN_FILES, "files"),
)  # fmt: skip
"""Of `ChooseFileScreen`."""

FEATURES = (
    _feature("features_mark", ("space",), "mark", "Mark", "Mark the column, or not.", footer=1),
    _feature("features_all", ("a",), "all", "All", "Mark every column of numbers.", footer=2),
    _feature("features_none", ("n",), "none", "None (default)", "Mark nothing: the default.", footer=3),
    _feature("features_done", ("enter",), "accept", "Done", "Take what is marked.", footer=4),
    _feature("features_close", ("escape", "q"), "dismiss(None)", "Back", "Leave the choice as it was.", footer=5),
    *moving(_IN_FEATURES, "features"),
    telling(_IN_FEATURES, "features"),
)
"""Of `ChooseColumnsScreen`."""

COLUMNS = (
    _column("columns_show", ("space",), "show", "Show", "Show the column, or hide it.", footer=1),
    _column("columns_later", ("J", "shift+j", "shift+down"), "move(1)", "Later", "Put it further right.", footer=2),
    _column("columns_earlier", ("K", "shift+k", "shift+up"), "move(-1)", "Earlier", "Put it further left.", footer=3),
    _column("columns_wider", ("plus", "equals_sign", "right"), "widen(1)", "Wider", "Make it wider.", footer=4),
    _column("columns_narrower", ("minus", "left"), "widen(-1)", "Narrower", "Make it narrower.", footer=5),
    _column("columns_automatic", ("0",), "automatic", "Width by itself", "Let it be as wide as there is room."),
    _column("columns_sort", ("s",), "sort", "Sort", "Sort by it.", footer=6),
    _column("columns_usual", ("u",), "usual", "Usual", "Go back to the usual columns.", footer=7),
    _column("columns_done", ("enter",), "accept", "Done", "Show what was chosen.", footer=8),
    _column("columns_find", ("slash",), "find", "Find", "Go to a column by a part of its name."),
    _column("columns_back", ("escape",), "back", "Back", "Leave the search, then the table as it was.", typed=True),
    _column("columns_close", ("q",), "dismiss(None)", "Close", "Leave the table as it was."),
    *moving(_IN_COLUMNS, "columns"),
    telling(_IN_COLUMNS, "columns"),
)
"""Of `TableColumnsScreen`."""
