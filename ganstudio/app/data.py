"""Data sets and their lint."""

from __future__ import annotations

from ganstudio.core.data import (
    DataReport,
    DataSet,
    Pictures,
    check_data,
    open_data,
    report_on,
)

__all__ = [
    "DataReport",
    "DataSet",
    "Pictures",
    "check_data",
    "open_data",
    "report_on",
]
