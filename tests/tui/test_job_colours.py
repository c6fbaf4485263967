from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.curves.marks import COMMON
from engine.curves.marks import SIGNS as MARKS
from tests.tui.planted import IDS, plant_all, shows, until
from tui.app import TraindeckApp
from tui.cells import PIN
from tui.hues import HUES
from tui.job_colours import SIGNS, JobColours, JobLook
from tui.state_signs import GLYPHS
from tui.widgets.curve import Curve
from tui.widgets.curve_picture import ASCII, UNICODE

JOB_IDS = st.lists(
    st.integers(0, 400).map(lambda number: f"job_{1_700_000_000_000 + number}_{number:08x}"), unique=True
)


@given(JOB_IDS, st.randoms())
def test_jobs_beside_each_other_look_different_whatever_their_order(job_ids: list[str], random: object) -> None:
    looks = JobColours().beside_each_other(job_ids)

    assert len(set(looks.values())) == len(job_ids)
    assert looks == JobColours().beside_each_other(reversed(job_ids))
    hues = [look.hue for look in looks.values()]
    assert len(set(hues)) == min(len(job_ids), len(HUES))


@given(JOB_IDS)
def test_a_job_that_is_added_or_taken_away_changes_nobody_else_s_colour(job_ids: list[str]) -> None:
    colours = JobColours()
    shown: dict[str, JobLook] = {}
    for size in range(1, len(job_ids) + 1):
        grown = colours.beside_each_other(job_ids[:size])
        assert shown.items() <= grown.items()
        shown = grown
    assert colours.beside_each_other(job_ids[1:]).items() <= shown.items()


def test_alone_a_job_has_the_same_colour_at_every_opening() -> None:
    # Figures, since what differs from process to process is the same within each of them.
    assert [JobColours().beside_each_other([job_id])[job_id].hue for job_id in IDS] == [3, 3, 0, 3, 0, 0]
    assert all(JobColours().beside_each_other([job_id])[job_id].round == 0 for job_id in IDS)


def test_jobs_of_one_hue_have_different_signs_also_in_ascii() -> None:
    looks = [JobLook(hue, round) for hue in range(len(HUES)) for round in range(3)]

    for ascii in (False, True):
        assert len({(look.hue, look.sign(ascii=ascii)) for look in looks}) == len(looks)
        assert len({look.sign(ascii=ascii) for look in looks if look.round == 0}) == len(HUES)
    assert all(look.sign(ascii=True).isascii() for look in looks)


def test_the_signs_are_those_at_the_ends_of_the_curves() -> None:
    assert tuple(SIGNS[0]) == UNICODE.ends
    assert tuple(SIGNS[1]) == ASCII.ends


def test_no_sign_of_a_job_or_pin_is_that_of_a_mark_on_a_curve_or_of_a_state() -> None:
    for which in (0, 1):
        others = {(mark.glyph, mark.ascii)[which] for mark in (*MARKS.values(), COMMON)}
        # Two in ASCII, which has few: they are those of states, in another column.
        others |= {signs[which] for signs in GLYPHS.values()} - {"o", "#"}
        assert not others & {*SIGNS[which], PIN[which]}
        assert PIN[which] not in SIGNS[which]
    assert not set("▴▲△▼▽▾▶▸") & {*SIGNS[0], PIN[0]}


async def test_marks_in_the_table_have_the_colour_of_the_job_s_curve(tmp_path: Path) -> None:
    app = TraindeckApp(plant_all(tmp_path), ascii=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "halted")
        await until(pilot, lambda: bool(app.jobs.query(Curve)), "the curve is there")
        table, curve = app.jobs.table, app.jobs.query_one(Curve)
        table.move_to(IDS[0])
        await pilot.press("space")
        table.move_to(IDS[2])
        await pilot.press("space")
        await until(pilot, lambda: len(table.marked) == 2, "both are marked")
        looks = table.mark_looks()
        assert set(looks) == {IDS[0], IDS[2]}
        marks = [segment for line in range(table.size.height) for segment in list(table.render_line(line))[:1]]
        for job_id, look in looks.items():
            name = f"curve--hue-{look.hue}"
            colour = curve.get_component_styles(name).color.rich_color
            assert any(mark.text.strip() == look.sign() and mark.style and mark.style.color == colour for mark in marks)
            assert table.colours.beside_each_other([job_id])[job_id] == look
