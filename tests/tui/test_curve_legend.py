from rich.style import Style

from engine.curves.shown import CurveSeries
from engine.curves.units import NO_UNIT
from engine.observe.series import Series
from tui.widgets.curve_legend import Entry, line_legend, side_legend, spans_width
from tui.widgets.curve_picture import CurveStyles


def test_names_that_are_cut_say_so_and_can_still_be_told_apart() -> None:
    styles = CurveStyles(Style(), (), (), *[Style()] * 8)
    entries = [Entry(CurveSeries(f"gradient_norm_of_layer_{each}", Series()), []) for each in (1, 2)]
    for ascii, sign in ((False, "…"), (True, "~")):
        rows = side_legend(entries, NO_UNIT, "", [], [], styles, 20, ascii=ascii)
        names = [row[0][0] for row in rows if (row and "1" in row[0][0]) or (row and "2" in row[0][0])]
        assert len(set(names)) == 2
        assert all(sign in name for name in names)


def test_names_that_one_line_has_no_room_for_say_so_and_differ() -> None:
    styles = CurveStyles(Style(), (), (), *[Style()] * 8)
    entries = [Entry(CurveSeries(f"gradient_norm_of_layer_{each}", Series()), [("-", Style())]) for each in (1, 2, 3)]
    for ascii, sign in ((False, "…"), (True, "~")):
        spans = line_legend(entries, NO_UNIT, "", styles, 60, ascii=ascii)
        names = [text for text, _ in spans if text.strip(" -")]
        assert spans_width(spans) <= 60
        assert len(set(names)) == 3
        assert all(sign in name for name in names)
