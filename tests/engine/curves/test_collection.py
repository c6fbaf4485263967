from engine.curves.collection import MOST_TOGETHER, SHAPES, Collection
from engine.observe.metrics import MetricHistory

NAMES = ["loss", "val_loss", "lr", "grad/norm"]


def collection(names: list[str] | None = None) -> Collection:
    made = Collection()
    made.update(NAMES if names is None else names)
    return made


def test_what_is_in_focus_stays_when_other_metrics_come_and_is_taken_back_where_it_is_missing() -> None:
    made = collection()
    made.focus = 2
    assert made.focused is not None
    assert made.focused.key == "grad/norm"
    made.update(["new/one", *NAMES])
    assert made.focused is not None
    assert made.focused.key == "grad/norm"
    made.update(["loss"])
    assert made.focus == 0
    made.update(NAMES)
    assert made.focused.key == "grad/norm"


def test_focus_goes_round() -> None:
    made = collection()
    made.focus -= 1
    assert made.focus == 2
    made.focus += 1
    assert made.focus == 0


def test_a_single_cell_stands_alone_but_what_was_wanted_is_not_forgotten() -> None:
    made = collection()
    made.arrange()
    assert made.shape == "grid"
    made.update(["loss"])
    assert made.shape == "one"
    made.update(NAMES)
    assert made.shape == "grid"
    for _ in SHAPES:
        made.arrange()
    assert made.shape == "grid"


def test_pins_and_filters_work_together() -> None:
    made = collection()
    made.focus = 2
    made.pin()
    assert [cell.key for cell in made.cells] == ["grad/norm", "loss", "lr"]
    made.choose("l")
    assert [cell.key for cell in made.cells] == ["loss", "lr"]
    assert (made.metrics, made.count) == (3, 4)
    made.choose("")
    assert made.focused is not None
    assert made.focused.pinned
    made.pin()
    assert [cell.key for cell in made.cells] == ["loss", "lr", "grad/norm"]


def test_not_more_curves_share_a_plot_than_can_be_told_apart() -> None:
    history = MetricHistory()
    history.add([{"step": 1} | {f"m{number}": 1.0 for number in range(40)}])
    made = collection(list(history.series))
    assert len(made.all_series(history)) == MOST_TOGETHER
    assert all(one.axes is history.axes for one in made.all_series(history))
