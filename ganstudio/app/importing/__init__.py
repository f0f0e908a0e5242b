"""Models from elsewhere: what they take is found out, said, and written on a card."""

from ganstudio.app.importing.files import Imported, import_model
from ganstudio.app.importing.inspect import inspect
from ganstudio.app.importing.meaning import RANGES, Guess, Meaning

__all__ = [
    "RANGES",
    "Guess",
    "Imported",
    "Meaning",
    "import_model",
    "inspect",
]
