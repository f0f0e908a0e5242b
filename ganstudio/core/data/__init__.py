"""Data sets: IDX files, folders of pictures, pairs and domains; their order too."""

from ganstudio.core.data.facts import facts_of
from ganstudio.core.data.model import DataSet, Pictures, Skipped, Split
from ganstudio.core.data.opening import open_data
from ganstudio.core.data.order import (
    augmentation,
    batch_augmentation,
    batch_ids,
    order,
)
from ganstudio.core.data.report import DataReport, PartReport, check_data, report_on

__all__ = [
    "DataReport",
    "DataSet",
    "PartReport",
    "Pictures",
    "Skipped",
    "Split",
    "augmentation",
    "batch_augmentation",
    "batch_ids",
    "check_data",
    "facts_of",
    "open_data",
    "order",
    "report_on",
]
