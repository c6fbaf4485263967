from pathlib import Path

import pytest

from engine.error_kind import MEANING, TIME_LIMIT_ASKER, ErrorKind, stop_kind
from engine.record import json_schema

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_is_documented(kind: ErrorKind) -> None:
    assert f"| `{kind}` | {MEANING[kind]} |" in README.read_text()
    assert kind in json_schema()["$defs"]["JobError"]["properties"]["kind"]["examples"]


def test_who_asked_for_a_stop_decides_its_kind() -> None:
    assert stop_kind(TIME_LIMIT_ASKER) is ErrorKind.TIME_LIMIT
    assert {stop_kind(by) for by in ("panel", "", None, 7)} == {ErrorKind.STOPPED}
