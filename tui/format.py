"""Moved to engine.format (the CLI uses it too); import from there. This file goes away."""

from engine.format import *  # noqa: F403
from engine.format import NOTHING, bytes_, duration, is_ascii_terminal, number, progress_bar, rate, sparkline, took  # noqa: F401
