from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.meters.history import History
from engine.observe.meters.sample import DiskSample, GpuSample, Sample
from tests.tui.planted import plant_all, screen_text, shows, until
from tui.app import TraindeckApp
from tui.messages import MetersRead
from tui.meter_parts import fitting, level_bars, meter_parts

GIB = 2**30


def sample(gpus: int = 1, disk_percent: int = 50) -> Sample:
    return Sample(
        taken_at=0.0,
        cpu_percent=41.0,
        memory_used_bytes=12 * GIB,
        memory_total_bytes=24 * GIB,
        disk=DiskSample(used_bytes=disk_percent * GIB, free_bytes=(100 - disk_percent) * GIB),
        gpus=tuple(
            GpuSample(index=place, utilisation=87.0, used_bytes=31 * GIB, total_bytes=80 * GIB, power_w=412.4)
            for place in range(gpus)
        ),
    )


def history(*samples: Sample) -> History:
    kept = History()
    for each in samples:
        kept.add(each)
    return kept


def said(kept: History, room: int = 500, *, ascii: bool = False) -> str:
    return "".join(text for text, _ in fitting(meter_parts(kept, ascii=ascii), room))


def test_the_machine_is_described_as_designed() -> None:
    assert said(history(sample())) == " cpu      ▄  41%  ram 12/24G  gpu0   ▇  87% 31/80G 412W "
    assert said(history(sample()), ascii=True).isascii()
    assert said(History()) == ""


def test_the_disk_is_named_only_when_it_fills_up() -> None:
    assert "disk" not in said(history(sample(disk_percent=89)))
    (part,) = [part for part in meter_parts(history(sample(disk_percent=93))) if part.style == "error"]
    assert part.long == " disk 93%, 7G left "


def test_many_gpus_are_shown_as_one() -> None:
    text = said(history(sample(gpus=8)))
    assert "8 gpus   ▇  87% 248/640G 3299W" in text
    assert "gpu0" not in text


def test_what_matters_least_becomes_short_first_and_then_goes() -> None:
    kept = history(sample(disk_percent=95))

    assert said(kept, 62) == " cpu      ▄  41%  ram 50%  disk 95%, 5G left  gpu0 87% "
    assert said(kept, 30) == " cpu 41%  disk 95%  gpu0 87% "
    assert said(kept, 11) == " disk 95% "
    assert said(kept, 0) == ""


@given(st.integers(0, 200), st.integers(0, 4), st.integers(0, 100))
def test_what_is_said_always_fits(room: int, gpus: int, percent: int) -> None:
    assert len(said(history(sample(gpus, percent)), room)) <= room


@given(st.lists(st.none() | st.floats(-10, 200), max_size=20), st.integers(1, 12), st.booleans())
def test_bars_have_their_width(values: list[float | None], width: int, ascii: bool) -> None:
    bars = level_bars(values, width, ascii=ascii)
    assert len(bars) == width
    assert bars.isascii() or not ascii


@pytest.mark.parametrize(
    ("width", "texts"),
    [(80, ("cpu", "gpu0")), (120, ("12/24G", "31/80G 412W")), (160, ("12/24G", "31/80G 412W"))],
)
async def test_the_top_bar_shows_what_fits(tmp_path: Path, width: int, texts: tuple[str, ...]) -> None:
    app = TraindeckApp(plant_all(tmp_path), ascii=False)
    async with app.run_test(size=(width, 24)) as pilot:
        await shows(pilot, "pretend")

        def measured() -> bool:
            app.post_message(MetersRead(sample()))  # Again and again: this machine's own measurements come between.
            return all(text in screen_text(pilot) for text in texts)

        await until(pilot, measured, f"in the header: {texts}")
