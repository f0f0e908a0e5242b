"""What happened in a run over its steps: curves, sample sheets, one time cursor."""

from ganstudio.gui.train.timeline.curves import CurvesView
from ganstudio.gui.train.timeline.history import RunHistory
from ganstudio.gui.train.timeline.series import Note, Series, Sheet
from ganstudio.gui.train.timeline.slider import TimeSlider
from ganstudio.gui.train.timeline.wall import SampleWall

__all__ = [
    "CurvesView",
    "Note",
    "RunHistory",
    "SampleWall",
    "Series",
    "Sheet",
    "TimeSlider",
]
