"""The table of commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Menu = Literal["File", "Edit", "View", "Run", "Help"]
MENUS: tuple[Menu, ...] = ("File", "Edit", "View", "Run", "Help")


@dataclass(frozen=True)
class Command:
    """One thing that a person can do.

    Attributes:
        id: "workspace.verb", or "app.verb".
        title: as the menu has it; "…" where it asks for more.
        menu: where it stands, in the order of the table.
        shortcut: portable text, "Ctrl+S"; several with a bar between; "" without.
        help: one sentence for tooltip, status line and palette.
        icon: of Material Design Icons.
        workspace: only there; "" everywhere.
        checkable: it is on or off.
        group: a line separates the groups of a menu.
    """

    id: str
    title: str
    menu: Menu
    shortcut: str = ""
    help: str = ""
    icon: str = ""
    workspace: str = ""
    checkable: bool = False
    group: int = 0


def _c(
    id: str,
    title: str,
    menu: Menu,
    shortcut: str,
    icon: str,
    help: str,
    *,
    checkable: bool = False,
    group: int = 0,
) -> Command:
    place = id.partition(".")[0]
    workspace = "" if place == "app" else place
    return Command(id, title, menu, shortcut, help, icon, workspace, checkable, group)


TABLE: tuple[Command, ...] = (
    # File
    _c(
        "app.open",
        "Open…",
        "File",
        "Ctrl+O",
        "folder_open_outline",
        "Open pictures, models or runs; each goes where it belongs.",
    ),
    _c(
        "app.open_folder",
        "Open folder…",
        "File",
        "Ctrl+Shift+O",
        "folder_image",
        "Open a folder of pictures, a data set or a run.",
    ),
    _c(
        "train.new",
        "New run…",
        "File",
        "Ctrl+N",
        "plus",
        "Choose a model and data, and train.",
        group=1,
    ),
    _c(
        "translate.save",
        "Save picture",
        "File",
        "Ctrl+S",
        "content_save_outline",
        "Save the translated picture under a free name, and read it back.",
        group=2,
    ),
    _c(
        "translate.save_as",
        "Save picture as…",
        "File",
        "Ctrl+Shift+S",
        "content_save_edit_outline",
        "Choose name, place and format.",
        group=2,
    ),
    _c(
        "translate.save_all",
        "Translate and save all",
        "File",
        "Ctrl+Alt+S",
        "content_save_all_outline",
        "Translate every opened picture and folder with the chosen model.",
        group=2,
    ),
    _c(
        "explore.save",
        "Save picture…",
        "File",
        "Ctrl+S",
        "content_save_outline",
        "Save the picture, or the grid of 16, as a file.",
        group=2,
    ),
    _c(
        "app.settings",
        "Settings…",
        "File",
        "Ctrl+,",
        "cog_outline",
        "Scheme, text size, backend, where pictures are saved.",
        group=3,
    ),
    _c(
        "app.quit",
        "Quit",
        "File",
        "Ctrl+Q",
        "exit_to_app",
        "Close the window; training goes on.",
        group=4,
    ),
    # Edit
    _c(
        "app.undo",
        "Undo",
        "Edit",
        "Ctrl+Z",
        "undo",
        "Take the last change back.",
    ),
    _c("app.redo", "Redo", "Edit", "Ctrl+Shift+Z|Ctrl+Y", "redo", "Do it again."),
    _c(
        "app.paste",
        "Paste",
        "Edit",
        "Ctrl+V",
        "content_paste",
        "Open the picture or the files of the clipboard.",
        group=1,
    ),
    _c(
        "app.copy",
        "Copy picture",
        "Edit",
        "Ctrl+C",
        "content_copy",
        "Copy what is on the canvas.",
        group=1,
    ),
    _c(
        "translate.remove",
        "Close picture",
        "Edit",
        "Ctrl+W",
        "close",
        "Take the picture off the film; its file stays.",
        group=2,
    ),
    # View
    _c(
        "app.translate",
        "Translate",
        "View",
        "Ctrl+1",
        "image_filter_hdr",
        "Turn photographs into pictures.",
    ),
    _c(
        "app.explore",
        "Explore",
        "View",
        "Ctrl+2",
        "creation",
        "See what a generator can draw.",
    ),
    _c("app.train", "Train", "View", "Ctrl+3", "chart_line", "Train a model."),
    _c(
        "app.library",
        "Library",
        "View",
        "Ctrl+4",
        "view_grid_outline",
        "Models, runs and plugins.",
    ),
    _c(
        "app.palette",
        "Find a command…",
        "View",
        "Ctrl+K",
        "magnify",
        "Search everything that can be done.",
        group=1,
    ),
    _c(
        "app.inspector",
        "Inspector",
        "View",
        "Ctrl+I",
        "dock_right",
        "Show or hide the panel on the right.",
        checkable=True,
        group=2,
    ),
    _c(
        "app.strip",
        "Strip",
        "View",
        "Ctrl+T",
        "dock_bottom",
        "Show or hide the strip below the canvas.",
        checkable=True,
        group=2,
    ),
    _c(
        "app.jobs",
        "Jobs",
        "View",
        "Ctrl+J",
        "progress_clock",
        "What runs, how far it is, and Stop.",
        group=2,
    ),
    _c(
        "translate.fit",
        "Fit picture",
        "View",
        "Ctrl+0",
        "fit_to_page_outline",
        "Show the whole picture.",
        group=3,
    ),
    _c(
        "translate.actual",
        "Actual size",
        "View",
        "Ctrl+Alt+0",
        "magnify_scan",
        "Show one pixel of the picture on one of the screen.",
        group=3,
    ),
    _c(
        "translate.zoom_in",
        "Zoom in",
        "View",
        "Ctrl++|Ctrl+=",
        "magnify_plus_outline",
        "Larger, around the middle.",
        group=3,
    ),
    _c(
        "translate.zoom_out",
        "Zoom out",
        "View",
        "Ctrl+-",
        "magnify_minus_outline",
        "Smaller, around the middle.",
        group=3,
    ),
    _c(
        "translate.side_by_side",
        "Side by side",
        "View",
        "\\",
        "compare",
        "Original on the left, result on the right.",
        checkable=True,
        group=3,
    ),
    _c(
        "translate.original",
        "Show the original",
        "View",
        "O",
        "image_outline",
        "Show the photograph alone; hold Space on the picture for a look.",
        checkable=True,
        group=3,
    ),
    # Run
    _c(
        "translate.next",
        "Next picture",
        "Run",
        "Ctrl+Right",
        "chevron_right",
        "Go to the next picture of the film.",
    ),
    _c(
        "translate.previous",
        "Previous picture",
        "Run",
        "Ctrl+Left",
        "chevron_left",
        "Go to the picture before.",
    ),
    _c(
        "translate.stop",
        "Stop translating",
        "Run",
        "Ctrl+.",
        "stop",
        "Drop what is being computed.",
    ),
    _c(
        "explore.dice",
        "Throw the dice",
        "Run",
        "Ctrl+D",
        "dice_5_outline",
        "Draw another seed.",
        group=1,
    ),
    _c(
        "explore.grid",
        "Grid of 16",
        "Run",
        "Ctrl+G",
        "grid",
        "Show sixteen pictures of seeds in a row.",
        checkable=True,
        group=1,
    ),
    _c(
        "explore.reset",
        "Reset directions",
        "Run",
        "Ctrl+R",
        "restore",
        "Set every slider back to the seed's own values.",
        group=1,
    ),
    _c(
        "train.start",
        "Start or resume",
        "Run",
        "Ctrl+Return",
        "play",
        "Start the run that is shown, or go on with it.",
        group=2,
    ),
    _c(
        "train.pause",
        "Pause",
        "Run",
        "Ctrl+P",
        "pause",
        "Let the run wait at its next step; it keeps its memory.",
        group=2,
    ),
    _c(
        "train.stop",
        "Stop with a checkpoint",
        "Run",
        "Ctrl+.",
        "stop",
        "Write a checkpoint and end the run; it can be resumed.",
        group=2,
    ),
    _c(
        "train.sample",
        "Sample now",
        "Run",
        "Ctrl+Shift+G",
        "image_multiple_outline",
        "Draw a sample sheet at the next step.",
        group=3,
    ),
    _c(
        "train.checkpoint",
        "Checkpoint now",
        "Run",
        "Ctrl+Shift+K",
        "flag_outline",
        "Write a checkpoint at the next step.",
        group=3,
    ),
    _c(
        "train.export",
        "Export now",
        "Run",
        "Ctrl+E",
        "export_variant",
        "Write the networks as model files.",
        group=3,
    ),
    _c(
        "train.copy_command",
        "Copy as command line",
        "Run",
        "Ctrl+Shift+C",
        "console",
        "Copy what starts the same run from a terminal.",
        group=3,
    ),
    _c(
        "library.refresh",
        "Look again",
        "Run",
        "F5",
        "refresh",
        "Read models, runs and plugins again.",
        group=4,
    ),
    _c(
        "library.search",
        "Search the library",
        "Run",
        "Ctrl+F",
        "magnify",
        "Go to the search field.",
        group=4,
    ),
    # Help
    _c(
        "app.shortcuts",
        "Shortcuts",
        "Help",
        "F1",
        "keyboard_outline",
        "All commands with their keys.",
    ),
    _c(
        "app.first_steps",
        "First steps",
        "Help",
        "",
        "foot_print",
        "Sample photographs, demo models, and what is missing.",
    ),
    _c(
        "app.copy_info",
        "Copy information for a bug report",
        "Help",
        "",
        "clipboard_text_outline",
        "Versions, devices, backends and paths, as text.",
        group=1,
    ),
    _c(
        "app.logs",
        "Open the folder of logs",
        "Help",
        "",
        "folder_text_outline",
        "Where failures that nobody foresaw are written down.",
        group=1,
    ),
    _c(
        "app.about",
        "About GAN Studio",
        "Help",
        "",
        "information_outline",
        "Version, licence, libraries.",
        group=2,
    ),
)
"""All commands, in the order of the menus."""
