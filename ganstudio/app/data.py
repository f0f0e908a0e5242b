"""The lint of a data set."""

from __future__ import annotations

from ganstudio.core.data import DataReport, check_data

__all__ = ["DataReport", "check_data"]
