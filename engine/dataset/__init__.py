"""Data files: what is in them, which columns to learn from, and their numbers. Anyone may import this.

Standard library (and msgspec) only, and bounded in memory: the panel's form and the command line use it before a job
exists, and the worker reads small files with it, so that all three say the same about a file.
"""

from engine.dataset.choice import ColumnChoice, choose_columns, usable_part
from engine.dataset.facts import Column, ColumnType, DatasetFacts, Format
from engine.dataset.inspection import inspect
from engine.dataset.numbers import Table, read_numbers

__all__ = [
    "Column",
    "ColumnChoice",
    "ColumnType",
    "DatasetFacts",
    "Format",
    "Table",
    "choose_columns",
    "inspect",
    "read_numbers",
    "usable_part",
]
