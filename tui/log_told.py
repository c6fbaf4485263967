"""What is said of a search of a log. Pure."""

from engine.observe.log_search import Found, LogSearch
from engine.text import clean


def told(search: LogSearch, found: Found, size_bytes: int, direction: int, *, finding: bool) -> str:
    """What is said of a search: "“loss”: 3 of 1,204"."""
    words = clean(search.query.words, 40)
    counted = search.counted_bytes >= size_bytes
    if finding and found.match is None:
        return f"“{words}”: searching …"
    if found.match is None and not search.total:
        return f"“{words}” is not in this log" if counted else f"“{words}”: searching …"
    number = f"{found.number:,}" if found.number is not None else "–"
    so_far = "" if counted else f" so far ({search.counted_bytes / size_bytes:.0%} counted)"
    wrapped = "" if not found.wrapped else "  from the start" if direction > 0 else "  from the end"
    return f"“{words}”: {number} of {search.total:,}{so_far}{wrapped}"
