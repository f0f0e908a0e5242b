"""The errors a person reads. Each carries one sentence.

StudioError
├─ SpecError        a plugin's card contradicts itself
├─ ConfigError      values a config does not take (all problems at once)
├─ DataError        a data set that is missing, empty or of the wrong shape
├─ PictureError     one picture that cannot be read or written
├─ ModelFileError   a model file that is damaged or not ours
├─ RunError         a run folder that cannot be read, written or steered
├─ PluginError      a plugin that did not load, or a model nobody offers
├─ JobError         a process that could not be started or stopped
└─ InferenceError   a model that could not be run on this input
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class StudioError(Exception):
    """Base of every error that is meant for a person: `str(error)` is one sentence.

    The sentence says who, what, where, what it got, what it wants and what to do.
    """


class SpecError(StudioError):
    """A plugin's card contradicts itself."""


class DataError(StudioError):
    """A data set is missing, empty or not of the kind that the model asks for."""


class PictureError(StudioError):
    """One picture cannot be read or written."""


class ModelFileError(StudioError):
    """A model file is damaged, or is not a GAN Studio model."""


class RunError(StudioError):
    """A run folder cannot be read, written or steered."""


class PluginError(StudioError):
    """A plugin did not load, or no plugin offers the model that was asked for."""


class JobError(StudioError):
    """A process could not be started or stopped."""


class InferenceError(StudioError):
    """A model could not be run on what it was given."""


@dataclass(frozen=True)
class Problem:
    """One value that a config does not take."""

    field: str
    """Name of the knob; empty for a contradiction between several."""
    message: str
    """What it got and what it wants, without the field's name."""

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class ConfigError(StudioError):
    """Values that a config does not take; `problems` lists every one of them."""

    def __init__(self, owner: str, problems: Sequence[Problem]) -> None:
        """State every problem of `owner`, the name of the config, in one sentence."""
        self.owner = owner
        self.problems = tuple(problems)
        super().__init__(f"{owner}: " + "; ".join(map(str, self.problems)))
