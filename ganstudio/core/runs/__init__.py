"""The run folder: all that passes between a window, a command line and a worker."""

from ganstudio.core.runs.best import (
    Best,
    Measurement,
    best_measured,
    better,
    measured_at,
    overall,
)
from ganstudio.core.runs.checkpoints import (
    Checkpoint,
    Damaged,
    checkpoint_steps,
    newest_valid,
    write_checkpoint,
)
from ganstudio.core.runs.control import Command, CommandName, ControlInbox, send
from ganstudio.core.runs.devices import (
    DeviceBusy,
    DeviceClaim,
    DeviceHolder,
    claim_device,
    device_holder,
)
from ganstudio.core.runs.events import (
    Event,
    EventReader,
    EventWriter,
    history,
    read_events,
    rewound,
)
from ganstudio.core.runs.folder import RunFolder, list_runs, new_run_path
from ganstudio.core.runs.owner import (
    Owner,
    OwnerClaim,
    claim,
    last_seen,
    liveness,
    read_owner,
)
from ganstudio.core.runs.processes import Liveness, ProcessMark
from ganstudio.core.runs.record import DataRecord, RunRecord
from ganstudio.core.runs.status import RunStatus, State, status

__all__ = [
    "Best",
    "Checkpoint",
    "Command",
    "CommandName",
    "ControlInbox",
    "Damaged",
    "DataRecord",
    "DeviceBusy",
    "DeviceClaim",
    "DeviceHolder",
    "Event",
    "EventReader",
    "EventWriter",
    "Liveness",
    "Measurement",
    "Owner",
    "OwnerClaim",
    "ProcessMark",
    "RunFolder",
    "RunRecord",
    "RunStatus",
    "State",
    "best_measured",
    "better",
    "checkpoint_steps",
    "claim",
    "claim_device",
    "device_holder",
    "history",
    "last_seen",
    "list_runs",
    "liveness",
    "measured_at",
    "new_run_path",
    "newest_valid",
    "overall",
    "read_events",
    "read_owner",
    "rewound",
    "send",
    "status",
    "write_checkpoint",
]
