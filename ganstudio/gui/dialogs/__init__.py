"""Dialogs and popups of the frame; each is made, opened, and gone when it closes."""

from ganstudio.gui.dialogs.about import AboutDialog
from ganstudio.gui.dialogs.information import copy_information, fetch_information
from ganstudio.gui.dialogs.job_list import JobList
from ganstudio.gui.dialogs.palette import CommandPalette
from ganstudio.gui.dialogs.settings import SettingsDialog
from ganstudio.gui.dialogs.shortcuts import ShortcutsDialog

__all__ = [
    "AboutDialog",
    "CommandPalette",
    "JobList",
    "SettingsDialog",
    "ShortcutsDialog",
    "copy_information",
    "fetch_information",
]
