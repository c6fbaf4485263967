"""A filter made ready to be asked of ten thousand jobs: closures, so that nothing is looked up twice. Pure."""

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from engine.observe.context import Context
from engine.observe.query_fields import FIELDS, FLAGS, PARAMETER_ALIASES, Ask, Kind, states
from engine.observe.query_terms import ORDERING, equals, length_s, moment_s, number
from engine.observe.query_tree import Node, Query, Term
from engine.observe.view import JobView

Predicate = Callable[[JobView], bool]
"""Tells whether a job is shown."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def predicate(query: Query, context: Context) -> Predicate:
    """What tells whether a job is shown; jobs that were put away are shown only where the filter asks for them.

    Args:
        query: The filter.
        context: What is known beside the jobs. Times are reckoned from its `now_s` of this moment, all else is asked
            for when it is needed.
    """
    tests = [_of(part, context) for part in query.parts]
    if not query.asks_for_archived:
        annotations = context.annotations
        # Most workspaces have nothing put away: then nobody is asked.
        if any(annotation.archived for annotation in annotations.values()):
            tests.insert(0, lambda view: not context.annotation(view).archived)
    return _all(tests)


def _of(node: Node, context: Context) -> Predicate:
    if isinstance(node, Term):
        return _of_term(node, context)
    tests = [_of(part, context) for part in node.parts]
    test = _any(tests) if node.is_any else _all(tests)
    return _not(test) if node.negated else test


def _all(tests: Sequence[Predicate]) -> Predicate:
    """What holds where all do. Halves are asked in turn, which takes half the time of a loop over all of them."""
    if len(tests) < 2:
        return tests[0] if tests else lambda view: True
    first, last = _all(tests[: len(tests) // 2]), _all(tests[len(tests) // 2 :])
    return lambda view: first(view) and last(view)


def _any(tests: Sequence[Predicate]) -> Predicate:
    """What holds where one does, of at least one."""
    if len(tests) < 2:
        return tests[0]
    first, last = _any(tests[: len(tests) // 2]), _any(tests[len(tests) // 2 :])
    return lambda view: first(view) or last(view)


def _not(test: Predicate) -> Predicate:
    return lambda view: not test(view)


def _of_term(term: Term, context: Context) -> Predicate:
    test = _positive(term, context)
    return _not(test) if term.negated != (term.operator == "!=") else test


def _positive(term: Term, context: Context) -> Predicate:
    values = term.values
    if not term.field:
        return _words(values, context)
    field = FIELDS.get(term.field)
    if field is None:
        return _named(term)
    match field.kind:
        case Kind.STATE:
            wanted = {state for value in values for state in states(value)}
            return lambda view: view.state in wanted
        case Kind.FLAG:
            flags = [FLAGS[value.casefold()] for value in values]
            return lambda view: any(flag(view, context) for flag in flags)
        case Kind.WHEN:
            return _when(term.field, values, context)
        case Kind.TEXT:
            return _text(field.ask, [_pattern(value, _is_whole(term)) for value in values], context)
        case Kind.NUMBER:
            numbers = [number(value) for value in values]
        case Kind.LENGTH:
            numbers = [length_s(value) for value in values]
    return _number(field.ask, term.operator, [value for value in numbers if value is not None], context)


def _words(values: tuple[str, ...], context: Context) -> Predicate:
    folded = [value.casefold() for value in values]
    if len(folded) == 1:
        word = folded[0]
        return lambda view: word in context.text(view)
    return lambda view: any(word in context.text(view) for word in folded)


def _when(field: str, values: tuple[str, ...], context: Context) -> Predicate:
    moments = [moment for value in values if (moment := moment_s(value, context.now_s)) is not None]
    if field == "since":
        earliest = min(moments)
        return lambda view: view.age_key[0] >= earliest
    latest = max(moments)
    return lambda view: view.age_key[0] < latest


def _number(ask: Ask, sign: str, wanted: list[float], context: Context) -> Predicate:
    if sign in ORDERING:
        compare, limit = _COMPARE[sign], wanted[0]
        return lambda view: (value := ask(view, context)) is not None and compare(value, limit)
    return lambda view: (value := ask(view, context)) is not None and any(equals(each, value) for each in wanted)


def _is_whole(term: Term) -> bool:
    """Whether a text must match from end to end: with `=`, and a tag always, since v2 is not v20."""
    return term.operator != ":" or term.field == "tag"


def _pattern(value: str, whole: bool) -> Callable[[str], bool]:
    """What tells whether a case folded text matches; `*` stands for anything, and then the whole text counts."""
    folded = value.casefold()
    if "*" in folded:
        first, *middle, last = re.split(r"\*+", folded)
        return lambda text: _holds_in_order(text, first, middle, last)
    return folded.__eq__ if whole else lambda text: folded in text


def _holds_in_order(text: str, first: str, middle: Sequence[str], last: str) -> bool:
    """Whether a text is these parts with anything between them, each as early as it can: nothing is retried."""
    place, end = len(first), len(text) - len(last)
    if place > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in middle:
        place = text.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True


def _text(ask: Ask, patterns: list[Callable[[str], bool]], context: Context) -> Predicate:
    def test(view: JobView) -> bool:
        value = ask(view, context)
        if value is None:
            return False
        texts = [value] if isinstance(value, str) else value
        return any(pattern(text.casefold()) for text in texts for pattern in patterns)

    return test


def _named(term: Term) -> Predicate:
    """A test of a parameter or a metric."""
    ask = value_of(term.field)
    numbers = [number(value) for value in term.values]
    if term.operator in ORDERING:
        compare, limit = _COMPARE[term.operator], numbers[0]

        def in_order(view: JobView) -> bool:
            value = ask(view)
            return isinstance(value, int | float) and not isinstance(value, bool) and compare(value, limit)

        return in_order
    patterns = [_pattern(value.replace(", ", ","), term.operator != ":") for value in term.values]

    def test(view: JobView) -> bool:
        value = ask(view)
        if value is None:
            return False
        if isinstance(value, int | float) and not isinstance(value, bool):
            return any(each is not None and equals(each, value) for each in numbers)
        text = plain(value).casefold()
        return any(pattern(text) for pattern in patterns)

    return test


def plain(value: object) -> str:
    """A parameter's value as it is typed in a filter: 64,32 or true."""
    if isinstance(value, list | tuple):
        return ",".join(map(plain, value))
    return str(value).casefold() if isinstance(value, bool) else str(value)


def value_of(name: str) -> Callable[[JobView], Any]:
    """What returns a job's parameter or metric: `params.x`, `metrics.x`, or a name, parameters first."""
    kind, dot, rest = name.partition(".")
    if dot and kind in ("params", "metrics"):
        own = PARAMETER_ALIASES.get(rest) if kind == "params" else None

        def of_kind(view: JobView) -> Any:
            values = getattr(view.record, kind, None)
            if values is None:
                return None
            return values.get(rest) if own is None or rest in values else values.get(own)

        return of_kind
    alias = PARAMETER_ALIASES.get(name, name)

    def either(view: JobView) -> Any:
        record = view.record
        if record is None:
            return None
        value = record.params.get(name)
        if value is None:
            value = record.params.get(alias)
        return value if value is not None else record.metrics.get(name)

    return either
