"""What is said of a search of a log. Pure."""

from engine.observe.error_lines import TROUBLE
from engine.observe.log_search import Found, LogSearch
from engine.text import clean


def told(search: LogSearch, found: Found, size_bytes: int, direction: int, *, finding: bool) -> str:
    """What is said of a search: "“loss”: 3 of 1,204"."""
    sought = search.query is TROUBLE
    name = TROUBLE.words if sought else f"“{clean(search.query.words, 40)}”"
    counted = search.counted_bytes >= size_bytes
    if found.match is None and (finding or not (counted or search.total)):
        return f"{name}: searching …"
    if found.match is None and not search.total:
        return "no warning and no error in this log" if sought else f"{name} is not in this log"
    number = f"{found.number:,}" if found.number is not None else "–"
    so_far = "" if counted else f" so far ({search.counted_bytes / size_bytes:.0%} counted)"
    wrapped = "" if not found.wrapped else "  from the start" if direction > 0 else "  from the end"
    return f"{name}: {number} of {search.total:,}{so_far}{wrapped}"
