"""Data sets and their lint."""

from __future__ import annotations

from ganstudio.core.data import (
    DataReport,
    DataSet,
    PartReport,
    Pictures,
    check_data,
    open_data,
    report_on,
)

__all__ = [
    "DataReport",
    "DataSet",
    "PartReport",
    "Pictures",
    "check_data",
    "open_data",
    "report_on",
]
