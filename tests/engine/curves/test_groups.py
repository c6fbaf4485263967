from hypothesis import given
from hypothesis import strategies as st

from engine.curves.collection import Collection
from engine.curves.groups import groups_of
from engine.curves.metric_choice import cells_of

NAMES = ["loss", "val_loss", "grad/norm", "grad/max", "system/gpu0/util", "system/gpu1/util"]


def test_metrics_are_grouped_by_their_prefix_and_drop_it_there() -> None:
    cells = cells_of(NAMES)
    assert [(each.name, each.metrics) for each in groups_of(cells)] == [("metrics", 2), ("grad", 2), ("system", 2)]
    assert [cell.short_title for cell in cells] == ["loss", "norm", "max", "gpu0/util", "gpu1/util"]
    assert [each.name for each in groups_of(cells_of(["train/acc", "val/acc", "lr/a"]))] == ["train, val", "lr"]


def test_one_group_alone_needs_no_heading() -> None:
    assert groups_of(cells_of(["loss", "lr", "train/acc"])) == ()
    assert groups_of(cells_of(["grad/norm", "grad/max"])) == ()


def test_a_folded_group_is_one_stop_and_stays_folded_when_another_job_comes() -> None:
    made = Collection()
    made.wanted_shape = "grid"
    made.update(NAMES)
    made.fold(1)
    assert [cell.key for cell in made.in_grid] == ["loss", "system/gpu0/util", "system/gpu1/util"]
    assert made.focus == 1
    made.step(1)
    assert made.focus == 3
    made.step(-1)
    assert made.focus == 1
    made.update(["loss"])
    made.update(NAMES)
    assert made.groups[1].is_folded


@given(st.lists(st.text("ab/", max_size=6), unique=True, max_size=20))
def test_groups_hold_every_cell_once(names: list[str]) -> None:
    cells = cells_of(names)
    groups = groups_of(cells)
    assert not groups or [place for each in groups for place in each.shown] == list(range(len(cells)))
