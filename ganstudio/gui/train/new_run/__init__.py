"""The page on which a new run is put together."""

from ganstudio.gui.train.new_run.page import NewRun

__all__ = ["NewRun"]
