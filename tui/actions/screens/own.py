"""How a table of a screen's own actions is written, and what Textual is told of it. Pure."""

from collections.abc import Iterable

from textual.binding import Binding

from tui.actions.action import Action, Group


def own(
    screen: str, id: str, keys: tuple[str, ...], does: str, label: str, help: str, *, footer: int = 0,
    typed: bool = False,
) -> Action:  # fmt: skip
    """One action of a screen.

    Args:
        screen: Which one, as in "in the launch form".
        id: What it is called in the configuration.
        keys: In Textual's spelling.
        does: The screen's action.
        label: One or two words.
        help: One sentence.
        footer: Rank in the last line; 0 keeps it out.
        typed: Whether it works while something is typed.
    """
    return Action(id=id, keys=keys, label=label, help=help, group=Group.SCREENS, footer=footer, palette=False,
                  screen=screen, does=does, typed=typed)  # fmt: skip


def moving(
    screen: str, prefix: str, *, down: tuple[str, ...] = ("j", "down"), up: tuple[str, ...] = ("k", "up"),
    page_down: tuple[str, ...] = ("ctrl+d", "pagedown"), page_up: tuple[str, ...] = ("ctrl+u", "pageup"),
    first: tuple[str, ...] = ("g", "home"), last: tuple[str, ...] = ("G", "shift+g", "end"),
) -> tuple[Action, ...]:  # fmt: skip
    """Going about in a list or a page, the same everywhere.

    Args:
        screen: Which one.
        prefix: What the ids begin with.
        down: Keys for one line down, and so on.
        up: See `down`.
        page_down: See `down`.
        page_up: See `down`.
        first: See `down`.
        last: See `down`.
    """
    return (
        own(screen, f"{prefix}_down", down, "go('down')", "Down", "Go down."),
        own(screen, f"{prefix}_up", up, "go('up')", "Up", "Go up."),
        own(screen, f"{prefix}_page_down", page_down, "go('page_down')", "Page down", "Go a page down."),
        own(screen, f"{prefix}_page_up", page_up, "go('page_up')", "Page up", "Go a page up."),
        own(screen, f"{prefix}_first", first, "go('first')", "First", "Go to the start."),
        own(screen, f"{prefix}_last", last, "go('last')", "Last", "Go to the end."),
    )


def telling(screen: str, prefix: str) -> Action:
    """What shows the keys of a screen."""
    return own(screen, f"{prefix}_help", ("question_mark", "f1"), "help", "Help", "Show every key.")


def screen_bindings(actions: Iterable[Action], *, priority: bool = True) -> list[Binding]:
    """Textual's bindings for a screen's own actions; the app's keymap finds them by their ids.

    Args:
        actions: All of them.
        priority: Whether they go before what the focused widget makes of a key.
    """
    return [
        Binding(",".join(each.keys), each.does, each.label, tooltip=each.help, id=each.id, priority=priority,
                show=bool(each.footer))
        for each in actions
    ]  # fmt: skip
