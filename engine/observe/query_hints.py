"""What somebody who types a filter may want to type next. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence

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
    field, wanted = _last_word(text)
    if field:
        known = _values_of(field, values)
    else:
        known = [name + (":" if each.kind in WITH_COLON else "") for name, each in FIELDS.items()] + sorted(names)
    if not wanted:
        return None
    found = next((each for each in known if each.startswith(wanted) and each != wanted and " " not in each), None)
    return text + found[len(wanted) :] if found is not None else None


def choices(text: str, values: Mapping[str, Collection[str]]) -> Sequence[str]:
    """The words that may stand where a field has just got its colon, or what begins as the last word does.

    Args:
        text: What was typed so far.
        values: What fields of text hold, by field.
    """
    if not text or text[-1].isspace() or text.count('"') % 2:
        return ()
    field, wanted = _last_word(text)
    return [each for each in _values_of(field, values) if each.startswith(wanted.lower())] if field else ()


def _last_word(text: str) -> tuple[str, str]:
    """The field that the last word is a value of, or nothing, and that word."""
    first, *more = text.split()[-1].lstrip("(-").split("|")
    alternative = more[-1] if more else first
    # What stands after a bar is another value of the field before it, or has a field of its own.
    field, colon, wanted = alternative.partition(":")
    if not colon and ":" in first:
        field, colon, wanted = first.partition(":")[0], ":", alternative
    return (field.lower(), wanted) if colon else ("", alternative)


def _values_of(field: str, values: Mapping[str, Collection[str]]) -> Sequence[str]:
    own: dict[str, Iterable[str]] = {"state": STATES, "is": FLAGS}
    return list(own.get(field, sorted(values.get(field, ()))))
