"""Sign and style of each state of a job, for whatever shows one. Pure."""

from engine.state import JobState

GLYPHS: dict[JobState | None, tuple[str, str]] = {
    JobState.QUEUED: ("·", "."),
    JobState.STARTING: ("◌", "o"),
    JobState.LOADING: ("◌", "o"),
    JobState.RUNNING: ("▶", ">"),
    JobState.COMPLETED: ("✔", "+"),
    JobState.ERROR: ("✖", "x"),
    JobState.STOPPED: ("■", "#"),
    None: ("?", "?"),
}
"""Sign of each state in Unicode and in ASCII, so that nothing depends on colour alone; None is an unreadable file."""

STYLES = {
    JobState.QUEUED: "queued", JobState.STARTING: "loading", JobState.LOADING: "loading", JobState.RUNNING: "running",
    JobState.COMPLETED: "completed", JobState.ERROR: "error", JobState.STOPPED: "stopped", None: "error",
}  # fmt: skip
"""Name of the style of each state."""


def glyph(state: JobState | None, *, ascii: bool = False) -> str:
    """The sign of a state."""
    return GLYPHS[state][1 if ascii else 0]
