"""What works while the Curves tab shows."""

from tui.actions.action import Action, Group


def _action(
    id: str,
    keys: tuple[str, ...],
    label: str,
    help: str,
    *,
    footer: int = 0,
    opened: bool = False,
    palette: bool = True,
) -> Action:
    return Action(id=id, keys=keys, label=label, help=help, group=Group.CURVES, tab="Curves", footer=footer,
                  opened=opened, palette=palette)  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    _action("arrange", ("a",), "Grid", "All metrics in small plots, then those of one scale in one plot, then one.",
            footer=1),
    _action("next_metric", ("full_stop",), "Next metric", "Draw the next metric, or focus it among small plots.",
            footer=2),
    _action("previous_metric", ("comma",), "Previous metric", "Draw the metric before."),
    _action("smoother", ("greater_than_sign",), "Smoother", "Smooth the curves more.", footer=3),
    _action("rougher", ("less_than_sign",), "Rougher", "Smooth the curves less."),
    _action("x_axis", ("v",), "X axis", "Draw over the next of step, epoch, time since the start, time of day.",
            footer=4),
    _action("log_scale", ("L", "shift+l"), "Log scale",
            "Draw the curves on a logarithmic axis, or a linear one again."),
    _action("cut_outliers", ("O", "shift+o"), "Outliers",
            "Leave outliers out of a linear axis, marked at its edge, or draw everything again."),
    _action("cursor_right", ("right",), "Cursor", "Put a cursor on the curves and move it right: it reads all of them.",
            footer=5, palette=False),
    _action("cursor_left", ("left",), "Cursor left", "Move the cursor left.", palette=False),
    _action("cursor_off", ("backspace",), "Cursor off", "Take the cursor away."),
    _action("zoom_in", ("plus", "equals_sign"), "Zoom in", "See less of the run, larger; about the cursor.", footer=6),
    _action("zoom_out", ("minus",), "Zoom out", "See more of the run."),
    _action("pan_left", ("shift+left",), "Pan left", "Move what is seen to the left."),
    _action("pan_right", ("shift+right",), "Pan right", "Move what is seen to the right."),
    _action("fit_curve", ("0",), "Fit", "See all of the run."),
    _action("follow_tail", ("f",), "Follow", "Stay at the newest reports, or look where you are.", footer=7),
    _action("export_curves", ("E", "shift+e"), "Export",
            "Write what is shown as an SVG picture, and all its points as CSV, into the workspace."),
    _action("filter_metrics", ("slash",), "Metrics", "Show only metrics whose name holds a text or fits an expression.",
            footer=8, opened=True),
    _action("pin_metric", ("P", "shift+p"), "Pin metric", "Let a metric come first, or no longer.", opened=True),
    _action("enlarge", ("space",), "Enlarge", "Give the small plot in focus all the room, or go back to all of them.",
            opened=True),
    _action("fold_metrics", ("z",), "Fold", "Fold the group of small plots in focus away, or show it again.",
            opened=True),
    _action("grid_down", ("down",), "Below", "Focus the small plot below.", opened=True, palette=False),
    _action("grid_up", ("up",), "Above", "Focus the small plot above.", opened=True, palette=False),
)  # fmt: skip
"""In the order of the help screen."""
