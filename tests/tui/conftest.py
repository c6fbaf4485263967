"""A fault in a thread of the panel fails the test in which it happens."""

import pytest

from tui.job_work import JobWork


@pytest.fixture(autouse=True)
def _faults_are_not_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JobWork, "survives_faults", False)
