"""What somebody who types a filter may want to type next. Pure."""

from collections.abc import Collection, Iterable, Mapping

from engine.observe.query_fields import FIELDS, FLAGS, STATES, Kind

WITH_COLON = (Kind.TEXT, Kind.STATE, Kind.FLAG, Kind.WHEN)
"""Kinds of fields that are mostly followed by a colon."""


def completed(text: str, names: Collection[str], values: Mapping[str, Collection[str]]) -> str | None:
    """The text with its last word finished, or None.

    Args:
        text: What was typed so far.
        names: Parameters and metrics that jobs have.
        values: What fields of text hold, by field: recipes, tags.
    """
    if not text or text[-1].isspace() or text.count('"') % 2:
        return None
    first, *more = text.split()[-1].lstrip("(-").split("|")
    alternative = more[-1] if more else first
    # What stands after a bar is another value of the field before it, or has a field of its own.
    field, colon, wanted = alternative.partition(":")
    if not colon and ":" in first:
        field, colon, wanted = first.partition(":")[0], ":", alternative
    if colon:
        own: dict[str, Iterable[str]] = {"state": STATES, "is": FLAGS}
        known = own.get(field.lower(), sorted(values.get(field.lower(), ())))
    else:
        known = [name + (":" if each.kind in WITH_COLON else "") for name, each in FIELDS.items()] + sorted(names)
        wanted = alternative
    if not wanted:
        return None
    found = next((each for each in known if each.startswith(wanted) and each != wanted and " " not in each), None)
    return text + found[len(wanted) :] if found is not None else None
