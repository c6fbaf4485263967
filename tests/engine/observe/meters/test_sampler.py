import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine.observe.meters import machine as machine_module
from engine.observe.meters.gpus import Gpus
from engine.observe.meters.history import LENGTH, History
from engine.observe.meters.machine import Machine
from engine.observe.meters.sample import DiskSample, GpuSample, Sample
from engine.observe.meters.sampler import Sampler
from engine.observe.meters.thread import MetersThread
from tests.engine.observe.meters.fake_nvml import FakeNvml


def test_a_sample_has_what_this_machine_has(tmp_path: Path) -> None:
    sampler = Sampler(tmp_path, Gpus(lambda: FakeNvml()), now=lambda: 7.0)
    sampler.sample()

    sample = sampler.sample({"me": 1})

    assert sample.taken_at == 7.0
    assert sample.cpu_percent is not None
    assert len(sample.cores) == psutil.cpu_count()
    assert 0 < sample.memory_percent <= 100
    assert sample.disk is not None
    assert sample.disk.free_bytes > 0
    assert [gpu.index for gpu in sample.gpus] == [0, 1]
    assert sample.jobs["me"][0].pid == 1


def test_a_hidden_proc_leaves_out_and_breaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied", "/proc/stat")

    for name in ("cpu_percent", "virtual_memory", "swap_memory", "getloadavg", "net_io_counters"):
        monkeypatch.setattr(psutil, name, refuses)

    fields = Machine(tmp_path / "deleted").look()

    assert fields == {}
    assert Sample(taken_at=0.0, **fields).memory_percent == 0.0


def test_rates_are_growth_per_second_and_nothing_after_a_counter_began_anew() -> None:
    counters = machine_module._Counters

    assert machine_module._rates(counters(1.0, 100, 0), counters(3.0, 300, 10)) == (100.0, 5.0)
    assert machine_module._rates(None, counters(3.0, 300, 10)) == (None, None)
    assert machine_module._rates(counters(1.0, 500, 0), counters(3.0, 300, 10)) == (None, None)


def test_how_full_a_disk_is_counts_what_this_user_may_write() -> None:
    assert DiskSample(used_bytes=90, free_bytes=10).used_percent == 90.0
    assert DiskSample(used_bytes=0, free_bytes=0).used_percent == 100.0


def test_the_history_keeps_the_last_samples() -> None:
    history = History()
    for number in range(LENGTH + 5):
        gpus = (GpuSample(index=1, utilisation=float(number)),) if number % 2 else ()
        history.add(Sample(taken_at=float(number), gpus=gpus))

    assert history.latest is not None
    assert history.latest.taken_at == LENGTH + 4
    assert len(history) == LENGTH
    assert history.values(lambda each: each.taken_at)[0] == 5.0
    assert history.gpu_values(1, lambda gpu: gpu.utilisation)[:2] == [5.0, None]
    assert history.gpu_values(0, lambda gpu: gpu.utilisation) == [None] * LENGTH


def test_the_thread_measures_until_it_is_closed_and_looks_closely_at_once(tmp_path: Path) -> None:
    samples: list[Sample] = []
    came = threading.Semaphore(0)

    def deliver(sample: Sample) -> None:
        samples.append(sample)
        came.release()

    thread = MetersThread(tmp_path, deliver, begin_after_s=0.0)
    thread.start()
    assert came.acquire(timeout=30)
    assert not samples[0].jobs

    thread.look_closely({"init": 1})
    while not samples[-1].jobs:
        assert came.acquire(timeout=30)
    assert samples[-1].jobs["init"][0].pid == 1
    thread.close()
    assert "traindeck-meters" not in {each.name for each in threading.enumerate()}
