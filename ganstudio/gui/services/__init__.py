"""What every workspace may use: one object of each, made once for the window."""

from ganstudio.gui.services.background import Background, Task
from ganstudio.gui.services.jobs import Job, Jobs, JobState
from ganstudio.gui.services.model_process import ModelProcess
from ganstudio.gui.services.models import Models
from ganstudio.gui.services.navigator import Navigator
from ganstudio.gui.services.notices import Notices
from ganstudio.gui.services.plugins import Plugins
from ganstudio.gui.services.preferences import PreferencesStore
from ganstudio.gui.services.programs import Child, Programs
from ganstudio.gui.services.runs import Runs
from ganstudio.gui.services.services import Services

__all__ = [
    "Background",
    "Child",
    "Job",
    "JobState",
    "Jobs",
    "ModelProcess",
    "Models",
    "Navigator",
    "Notices",
    "Plugins",
    "PreferencesStore",
    "Programs",
    "Runs",
    "Services",
    "Task",
]
