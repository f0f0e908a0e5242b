"""The person's settings: typed, in one file, kept over versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ganstudio.api import ConfigError
from ganstudio.app.batch import Conflict, Pattern
from ganstudio.core.files import write_json
from ganstudio.core.images import KeepMetadata, RecipeLevel
from ganstudio.core.paths import config_dir

RECENT = 12
"""How many recent things are kept."""


class Preferences(BaseModel):
    """Everything that a person may set; defaults are what most want."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: Literal[1] = 1
    scheme: Literal["system", "dark", "light"] = "system"
    text_scale: float = Field(default=1.0, ge=0.8, le=2.0)
    """Size of all text, and of all that is measured by it, in times."""
    reduced_motion: bool = False
    threads: int = Field(default=0, ge=0, le=256)
    """CPU threads of networks; 0 takes the cores there are."""
    backend: str = "auto"
    """Backend that models run on: "auto", "cpu", "openvino", "cuda", ..."""
    quality: int = Field(default=95, ge=1, le=100)
    """Of JPEG and WebP files that are written."""
    keep_metadata: KeepMetadata = KeepMetadata.YES
    """What of EXIF, XMP and IPTC goes into translated pictures."""
    recipe: RecipeLevel = RecipeLevel.SETTINGS
    """How much of what a picture was made with goes into it."""
    conflict: Conflict = Conflict.UNIQUE
    """What "Save all" does where a file is there already."""
    batch_name: str = "{name}-{model}"
    """Pattern of the names that "Save all" gives."""
    output_folder: Path | None = None
    """Where translated pictures go; None: beside the original."""
    ask_before_close: bool = True
    """Whether closing asks while something runs that would end with the window."""
    recent: tuple[Path, ...] = ()
    """What was opened lately, newest first."""

    @field_validator("keep_metadata", mode="before")
    @classmethod
    def _was_yes_or_no(cls, value: Any) -> Any:
        if isinstance(value, bool):
            return KeepMetadata.YES if value else KeepMetadata.NO
        return value

    @field_validator("batch_name")
    @classmethod
    def _is_pattern(cls, value: str) -> str:
        try:
            return Pattern(value).text
        except ConfigError as error:
            raise ValueError(str(error)) from error

    def with_recent(self, *paths: Path) -> tuple[Path, ...]:
        """`recent` with these on top, each once."""
        return tuple(dict.fromkeys((*paths, *self.recent)))[:RECENT]


def preferences_path() -> Path:
    """The file of the settings."""
    return config_dir() / "preferences.json"


def read_preferences() -> tuple[Preferences, str]:
    """Read the settings; what cannot be read falls back to its default.

    Returns:
        The settings, and one sentence where the file, or a value in it, was not
        understood; else "".
    """
    path = preferences_path()
    try:
        values = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Preferences(), ""
    except (OSError, ValueError) as error:
        return Preferences(), f"The settings in {path} could not be read: {error}."
    if not isinstance(values, dict):
        return Preferences(), f"The settings in {path} are no JSON object."
    lost = []
    while True:
        try:
            settings = Preferences.model_validate(values)
        except ValidationError as error:
            wrong = {str(problem["loc"][0]) for problem in error.errors()}
            lost += sorted(wrong)
            values = {k: v for k, v in values.items() if k not in wrong}
            continue
        break
    if lost:
        names = ", ".join(lost)
        return settings, f"These settings in {path} were not understood: {names}."
    return settings, ""


def write_preferences(settings: Preferences) -> None:
    """Keep the settings.

    Raises:
        StudioError: the disk refuses.
    """
    path = preferences_path()
    write_json(path, settings.model_dump(mode="json"))
