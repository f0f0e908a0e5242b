"""Where things are: one place that knows the user's folders and our resources."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from ganstudio.api.resources import resources as resources

_APP = "ganstudio"


def home() -> Path:
    """Folder of the user's runs and models; `GANSTUDIO_HOME` overrides the default."""
    override = os.environ.get("GANSTUDIO_HOME")
    return Path(override) if override else platformdirs.user_data_path(_APP, False)


def runs_dir() -> Path:
    """Where new run folders are made."""
    return home() / "runs"


def models_dir() -> Path:
    """Where the user keeps exported models; every file there is listed by name."""
    return home() / "models"


def cache_dir() -> Path:
    """What can be made again, at the cost of time."""
    if os.environ.get("GANSTUDIO_HOME"):
        return home() / "cache"
    return platformdirs.user_cache_path(_APP, False)


def state_dir() -> Path:
    """Device claims, plugin loading marks, disabled plugins."""
    if os.environ.get("GANSTUDIO_HOME"):
        return home() / "state"
    return platformdirs.user_state_path(_APP, False)


def config_dir() -> Path:
    """Where the person's settings are kept."""
    if os.environ.get("GANSTUDIO_HOME"):
        return home() / "config"
    return platformdirs.user_config_path(_APP, False)
