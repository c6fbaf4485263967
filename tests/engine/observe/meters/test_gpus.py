import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from engine.observe.meters import gpus as gpus_module
from engine.observe.meters.gpus import RETRY_S, Gpus
from tests.engine.observe.meters.fake_nvml import FakeNvml


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_card_tells_load_memory_power_temperature_and_who_is_on_it() -> None:
    first, second = Gpus(lambda: FakeNvml(processes={42: 2**30, 43: None})).look()

    assert (first.index, first.utilisation, first.temperature_c) == (0, 87.0, 64.0)
    assert (first.used_bytes, first.total_bytes) == (31 * 2**30, 80 * 2**30)
    assert (first.power_w, first.power_limit_w) == (412.4, 700.0)
    assert first.processes == {42: 2**30, 43: None}
    assert first.name == "Card 0"  # Nothing of an escape sequence is left.
    assert (second.index, second.utilisation, second.processes) == (1, 86.0, {})


def test_what_a_card_does_not_tell_is_left_out() -> None:
    (card,) = Gpus(lambda: FakeNvml(cards=1, missing=("power", "limit", "name", "processes"))).look()

    assert card.power_w is card.power_limit_w is None
    assert (card.name, card.processes, card.utilisation) == ("", {}, 87.0)


def test_a_library_that_breaks_is_dropped_and_tried_again_much_later() -> None:
    clock, nvml = Clock(), FakeNvml()
    gpus = Gpus(lambda: nvml, clock)
    assert len(gpus.look()) == 2

    nvml.broken = True
    assert gpus.look() == ()
    nvml.broken = False
    clock.now_s = RETRY_S - 1
    assert gpus.look() == ()
    assert nvml.started == 1
    clock.now_s = RETRY_S + 1
    assert len(gpus.look()) == 2
    assert nvml.started == 2


def test_one_card_that_falls_off_the_bus_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    nvml = FakeNvml()

    def lost_or(function: Callable[..., Any]) -> Callable[..., Any]:
        def answer(handle: int, *rest: int) -> Any:
            if handle == 0:
                raise nvml.NVMLError("lost")
            return function(handle, *rest)

        return answer

    gpus = Gpus(lambda: nvml)
    gpus.look()
    for function in ("UtilizationRates", "MemoryInfo", "PowerUsage", "Temperature"):
        monkeypatch.setattr(nvml, f"nvmlDeviceGet{function}", lost_or(getattr(nvml, f"nvmlDeviceGet{function}")))

    assert [card.index for card in gpus.look()] == [1]


def test_without_a_driver_nothing_is_imported() -> None:
    code = (
        "import sys\nfrom engine.observe.meters import gpus\ngpus.DRIVER_SIGNS = ('/nowhere',)\n"
        "print(gpus.Gpus().look(), 'pynvml' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "() False\n"


def test_a_driver_without_the_binding_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpus_module, "DRIVER_SIGNS", ("/",))
    monkeypatch.setitem(sys.modules, "pynvml", None)

    assert Gpus().look() == ()
