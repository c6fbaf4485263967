import logging
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine.observe.meters.sample import Sample
from engine.observe.meters.sampler import Sampler
from engine.observe.meters.thread import MetersThread


def test_a_measurement_that_fails_is_not_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = Sampler.sample
    calls: list[int] = []

    def odd_at_first(self: Sampler, workers: Any) -> Sample:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("odd")
        return real(self, workers)

    monkeypatch.setattr(Sampler, "sample", odd_at_first)
    delivered = Event()
    thread = MetersThread(tmp_path, lambda sample: delivered.set(), begin_after_s=0.0)
    with caplog.at_level(logging.ERROR):
        thread.start()
        assert delivered.wait(30)
        thread.close()

    assert "could not be measured" in caplog.text
