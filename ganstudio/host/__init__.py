"""Plugins and job processes. The host knows no plugin by name."""

from ganstudio.host.devices import cpu_threads
from ganstudio.host.discovery import disable, discover, enable
from ganstudio.host.jobs import (
    Stage,
    is_running,
    require_train,
    run_module,
    start_worker,
    stop_run,
)
from ganstudio.host.outcome import outcome
from ganstudio.host.references import load_reference
from ganstudio.host.registry import PluginRow, Registered, Registry

__all__ = [
    "PluginRow",
    "Registered",
    "Registry",
    "Stage",
    "cpu_threads",
    "disable",
    "discover",
    "enable",
    "is_running",
    "load_reference",
    "outcome",
    "require_train",
    "run_module",
    "start_worker",
    "stop_run",
]
