"""What may endanger a job here, found before it is at risk, in plain words and with what to do."""

from collections.abc import Callable, Iterator

from engine.control.preflight.display import display
from engine.control.preflight.events import events
from engine.control.preflight.finding import Finding, Level
from engine.control.preflight.logout import logout
from engine.control.preflight.pytorch import pytorch
from engine.control.preflight.storage import file_system, free_space, owner
from engine.paths import Workspace

__all__ = ["Finding", "Level", "check_all", "dangers", "summary"]


def check_all(workspace: Workspace) -> Iterator[Finding]:
    """Everything there is to know, the slow import of PyTorch last."""
    checks: tuple[Callable[[], Finding], ...] = (
        logout,
        lambda: owner(workspace),
        lambda: file_system(workspace),
        lambda: free_space(workspace),
        events,
        display,
        pytorch,
    )
    for check in checks:
        yield check()


def summary(workspace: Workspace) -> list[Finding]:
    """Everything that is found quickly: all but PyTorch."""
    found = [logout(), owner(workspace), file_system(workspace), free_space(workspace), events(), display()]
    return sorted(found, key=lambda each: -each.level)


def dangers(workspace: Workspace) -> list[Finding]:
    """What endangers a job that is launched here; takes milliseconds, and one call over the bus at most."""
    found = [logout(), file_system(workspace), free_space(workspace)]
    return sorted((each for each in found if each.level >= Level.WARNING), key=lambda each: -each.level)
