"""Batches: what they are asked, their names, their journals, the folder they watch."""

from ganstudio.app.batch.journal import Journal, Standing, unfinished
from ganstudio.app.batch.naming import FIELDS, Pattern
from ganstudio.app.batch.plan import first_target, pictures_below, plan
from ganstudio.app.batch.request import (
    FORMATS,
    Conflict,
    Task,
    Translated,
    TranslateRequest,
)

__all__ = [
    "FIELDS",
    "FORMATS",
    "Conflict",
    "Journal",
    "Pattern",
    "Standing",
    "Task",
    "TranslateRequest",
    "Translated",
    "first_target",
    "pictures_below",
    "plan",
    "unfinished",
]
