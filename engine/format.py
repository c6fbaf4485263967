"""How numbers, durations, progress and trends are written everywhere: pure functions, no widgets.

Each that draws has a variant in plain ASCII for terminals whose locale is not UTF-8 (see `engine.charset`).
"""

import math
import time
from collections.abc import Sequence

from engine.mean import mean

NOTHING = "–"
"""Stands for a value that is not known."""

_BLOCKS = " ▏▎▍▌▋▊▉█"
_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = "_.-:=+*#"
_LOG_SPAN = 100.0
"""A trend over more than two decades is drawn on a log scale: a linear one would show one cliff and a flat line."""


def number(value: float | None, *, digits: int = 4, trim: bool = False) -> str:
    """A loss-like number with `digits` significant digits: "0.1234", "12.34", "12,345", "1.234e-5", "nan", "inf".

    Args:
        value: The number; None is "–".
        digits: Significant digits; whole numbers below a million are always written in full.
        trim: Whether to leave out zeros at the end ("3e-4" instead of "3.000e-4"), for values that people chose.
    """
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return str(float(value))
    if value == 0:
        return "0"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = int(power)
    if isinstance(value, int) and exponent < 9:
        return f"{value:,}"
    if -3 <= exponent < 6:
        return _trimmed(f"{value:,.{max(0, digits - 1 - exponent)}f}", trim)
    return f"{_trimmed(mantissa, trim)}e{exponent}"


def rate(per_second: float | None, unit: str = "") -> str:
    """A speed: "1.2k/s", "310/s", "0.4/s"; with a unit "310 rows/s"."""
    if per_second is None or not math.isfinite(per_second):
        return NOTHING
    return f"{_short(per_second)}{f' {unit}' if unit else ''}/s"


def duration(seconds: float | None) -> str:
    """A time span: "0:42", "12:10", "3:05:00", "2d 4h"."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    whole = max(0, round(seconds))
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    if whole < 48 * 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 86400}d {whole // 3600 % 24}h"


def moment(unix_s: float | None) -> str:
    """Date and time of day here: "2026-11-20 09:30:05", or nothing."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(unix_s)) if unix_s is not None else ""


def byte_rate(per_second: float | None) -> str:
    """A speed of reading or writing: "1.5 MiB/s", or nothing where there is none."""
    return f"{bytes_(per_second)}/s" if per_second else ""


def took(seconds: float | None) -> str:
    """How long something was: "took 0.4 s", "took 4 s", "took 12:10"."""
    if seconds is None or not math.isfinite(seconds):
        return ""
    if seconds < 59.5:
        return f"took {max(0.0, seconds):.{0 if seconds >= 0.95 else 1}f} s"
    return f"took {duration(seconds)}"


def spoken(seconds: float) -> str:
    """A length of time in its largest unit: "0.2 s", "4 min", "3 h"."""
    for limit_s, unit_s, unit in ((99.5, 1, "s"), (5970, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit_s:
            value = max(seconds / unit_s, 0.1)
            return f"{value:.{0 if value >= 9.95 or round(value, 1).is_integer() else 1}f} {unit}"
    return f"{seconds / 86_400:.0f} days"


def bytes_(size: float | None) -> str:
    """A size in binary units: "512 B", "1.5 MiB", "31 GiB"."""
    if size is None or not math.isfinite(size):
        return NOTHING
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if abs(size) < 999.5 or unit == "TiB":
            break
        size /= 1024
    return f"{size:.0f} {unit}" if unit == "B" or abs(size) >= 9.95 else f"{size:.1f} {unit}"


def parameter(value: object) -> str:
    """A parameter's value as people write it: "yes", "3e-4", "64, 32", "–" for nothing."""
    match value:
        case None | [] | ():
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case float():
            return number(value, trim=True)
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value) or NOTHING


def percent(progress: float) -> int:
    """Whole per cent; 100 only when all is done."""
    return 100 if progress >= 100 else max(0, min(99, int(progress)))


def progress_bar(fraction: float | None, width: int, *, ascii: bool = False) -> str:
    """A bar of exactly `width` cells, to an eighth of a cell: "████████▍░░░░"; in ASCII "########....".

    A bar is full only when all is done, and not empty once something is.
    """
    if width <= 0:
        return ""
    fraction = 0.0 if fraction is None or math.isnan(fraction) else min(1.0, max(0.0, fraction))
    parts = width if ascii else width * 8
    done = round(fraction * parts)
    if 0 < fraction < 1:
        done = min(max(done, 1), parts - 1)
    if ascii:
        return "#" * done + "." * (width - done)
    full, rest = divmod(done, 8)
    bar = "█" * full + (_BLOCKS[rest] if rest else "")
    return bar + "░" * (width - len(bar))


def sparkline(values: Sequence[float | None], width: int, *, ascii: bool = False) -> str:
    """A trend in at most `width` cells: "█▇▅▃▂▁▁"; a gap where nothing is known, "×" where a value was not finite.

    Args:
        values: In the order of time; None where nothing was reported.
        width: More values than this are averaged; fewer are drawn one a cell and not stretched.
        ascii: Whether to draw with "_.-:=+*#" and "x".
    """
    cells = _resampled(values, width)
    finite = [value for value in cells if value is not None and math.isfinite(value)]
    if not finite:
        low = high = 0.0
    else:
        low, high = min(finite), max(finite)
    logarithmic = low > 0 and high / _LOG_SPAN > low
    if logarithmic:
        low, high = math.log(low), math.log(high)
    levels = _ASCII_LEVELS if ascii else _LEVELS
    drawn = []
    for value in cells:
        if value is None:
            drawn.append(" ")
        elif not math.isfinite(value):
            drawn.append("x" if ascii else "×")
        else:
            height = (math.log(value) if logarithmic else value) / 2 - low / 2
            # Halves, because the distance of two finite numbers need not be finite.
            share = height / (high / 2 - low / 2) if high > low else 0.0
            drawn.append(levels[min(len(levels) - 1, int(share * len(levels)))])
    return "".join(drawn)


def _resampled(values: Sequence[float | None], width: int) -> list[float | None]:
    if width <= 0:
        return []
    if len(values) <= width:
        return list(values)
    cells: list[float | None] = []
    for cell in range(width):
        part = values[cell * len(values) // width : (cell + 1) * len(values) // width]
        known = [value for value in part if value is not None]
        bad = next((value for value in known if not math.isfinite(value)), None)
        cells.append(bad if bad is not None else mean(known) if known else None)
    return cells


def _trimmed(text: str, trim: bool) -> str:
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


def _short(value: float) -> str:
    size = abs(value)
    for limit, divisor, suffix in ((999.5, 1, ""), (999_500, 1e3, "k"), (999.5e6, 1e6, "M"), (math.inf, 1e9, "G")):
        if size < limit:
            scaled = value / divisor
            places = 0 if abs(scaled) >= 9.95 or scaled == 0 else 1 if abs(scaled) >= 0.095 else 2
            return f"{scaled:.{places}f}{suffix}"
    return str(value)
