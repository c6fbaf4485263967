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
    shown = made.all_series(history, made.together(history))
    assert len(shown) == MOST_TOGETHER
    assert all(one.axes is history.axes for one in shown)


def test_one_plot_is_shared_by_metrics_of_one_scale_and_unit() -> None:
    history = MetricHistory()
    history.add(
        {"step": step, "loss": 2.0 if step != 7 else 1e9, "acc": 0.3, "lr": 1e-3, "memory_bytes": 2.0, "rows/s": 900.0,
         "skipped": float(step == 9), "never": 0.0}
        for step in range(20)
    )  # fmt: skip
    made = collection(list(history.series))

    def shared(*, logarithmic: bool = False) -> set[str]:
        return {cell.key for cell in made.together(history, logarithmic=logarithmic)}

    assert shared() == {"loss", "acc", "skipped"}
    assert shared(logarithmic=True) == {"loss", "acc", "lr", "skipped"}
    seen = [shared()]
    while made.step_to_other_scale(1, history) and shared() not in seen:
        seen.append(shared())
    assert {"lr"} in seen
    assert {"memory_bytes"} in seen
    assert set().union(*seen) == {cell.key for cell in made.cells}
    made.choose("never")
    assert shared() == {"never"}
    assert not made.step_to_other_scale(1, history)


def test_metrics_for_which_one_plot_has_no_room_share_the_next_one() -> None:
    history = MetricHistory()
    history.add([{"step": 1} | {f"m{number:02}": 1.0 for number in range(15)} | {"big": 5000.0}])
    made = collection(list(history.series))
    seen: list[set[str]] = []
    for _ in range(3):
        assert made.focused is not None
        shown = {one.name for one in made.all_series(history, made.together(history))}
        assert set(made.focused.names) <= shown
        seen.append(shown)
        assert made.step_to_other_scale(1, history)
    assert set().union(*seen) == set(history.series)
    assert sorted(map(len, seen)) == [1, 3, MOST_TOGETHER]
