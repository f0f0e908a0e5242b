"""All that a plugin's card and recipe may know of the host. No torch, no numpy."""

from ganstudio.api.config import (
    Config,
    Knob,
    PictureConfig,
    knob,
    knobs,
    parse_config,
)
from ganstudio.api.context import Context, Schedule
from ganstudio.api.errors import (
    ConfigError,
    DataError,
    InferenceError,
    JobError,
    ModelFileError,
    PictureError,
    PluginError,
    Problem,
    RunError,
    SpecError,
    StudioError,
)
from ganstudio.api.hooks import PROJECT, Hooks, hookimpl, hookspec
from ganstudio.api.ports import (
    Code,
    Graph,
    Image,
    Label,
    Latent,
    Points,
    Port,
    Role,
    Scores,
    check_ports,
)
from ganstudio.api.scatter import Scatter
from ganstudio.api.spec import DataKind, Facts, ModelSpec

__all__ = [
    "PROJECT",
    "Code",
    "Config",
    "ConfigError",
    "Context",
    "DataError",
    "DataKind",
    "Facts",
    "Graph",
    "Hooks",
    "Image",
    "InferenceError",
    "JobError",
    "Knob",
    "Label",
    "Latent",
    "ModelFileError",
    "ModelSpec",
    "PictureConfig",
    "PictureError",
    "PluginError",
    "Points",
    "Port",
    "Problem",
    "Role",
    "RunError",
    "Scatter",
    "Schedule",
    "Scores",
    "SpecError",
    "StudioError",
    "check_ports",
    "hookimpl",
    "hookspec",
    "knob",
    "knobs",
    "parse_config",
]
