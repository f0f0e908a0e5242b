"""The table of commands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Menu = Literal["File", "Edit", "View", "Run", "Help"]


@dataclass(frozen=True)
class Command:
    """One thing that a person can do.

    Attributes:
        id: "workspace.verb", or "app.verb".
        title: as the menu has it; "…" where it asks for more.
        shortcut: portable text, "Ctrl+S"; several with a bar between; "" without.
        icon: of Material Design Icons.
        help: one sentence for tooltip, status line and palette.
        checkable: it is on or off.
        menu: where it stands, in the order of the table.
        group: a line separates the groups of a menu.
    """

    id: str
    title: str
    shortcut: str
    icon: str
    help: str
    checkable: bool = False
    menu: Menu = "File"
    group: int = 0

    @property
    def workspace(self) -> str:
        """Where alone it works; "" everywhere."""
        place = self.id.partition(".")[0]
        return "" if place == "app" else place


def _c(
    id: str, title: str, shortcut: str, icon: str, help: str, *, on_off: bool = False
) -> Command:
    return Command(id, title, shortcut, icon, help, on_off)


# Two lines a row read as a table; the formatter would make eight of them.
# fmt: off
_ROWS: dict[Menu, tuple[tuple[Command, ...], ...]] = {
    "File": (
        (
            _c("app.open", "Open…", "Ctrl+O", "folder_open_outline",
               "Open pictures, models or runs; each goes where it belongs."),
            _c("app.open_folder", "Open folder…", "Ctrl+Shift+O", "folder_image",
               "Open a folder of pictures, a data set or a run."),
            _c("app.import", "Import model…", "", "file_import_outline",
               "Make a model of another program's network: ONNX, or CycleGAN weights."),
        ),
        (
            _c("train.new", "New run…", "Ctrl+N", "plus",
               "Choose a model and data, and train."),
        ),
        (
            _c("translate.save", "Save picture", "Ctrl+S", "content_save_outline",
               "Save the translated picture under a free name, and read it back."),
            _c("translate.save_as", "Save picture as…", "Ctrl+Shift+S",
               "content_save_edit_outline",
               "Choose name, place and format."),
            _c("translate.save_all", "Translate and save all", "Ctrl+Alt+S",
               "content_save_all_outline",
               "Translate every opened picture and folder with the chosen model."),
            _c("explore.save", "Save picture", "Ctrl+S", "content_save_outline",
               "Save what is on the canvas under a free name, and read it back."),
            _c("explore.save_as", "Save picture as…", "Ctrl+Shift+S",
               "content_save_edit_outline",
               "Choose name, place and format of what is on the canvas."),
            _c("explore.film", "Save walk as film…", "Ctrl+Alt+S",
               "movie_open_outline",
               "Save the walk there and back as WebP, GIF or MP4, 24 frames a second."),
            _c("explore.frames", "Save frames of the walk", "Ctrl+Alt+F",
               "image_multiple_outline",
               "Save each frame of the walk as a PNG, in a folder of their own."),
            _c("library.add", "Add model…", "", "plus_box_outline",
               "Copy model files among your models."),
            _c("library.new_plugin", "Write a plugin…", "", "puzzle_plus_outline",
               "Write the beginnings of a plugin of your own."),
        ),
        (
            _c("app.settings", "Settings…", "Ctrl+,", "cog_outline",
               "Scheme, text size, backend, where pictures are saved."),
        ),
        (
            _c("app.quit", "Quit", "Ctrl+Q", "exit_to_app",
               "Close the window; training goes on."),
        ),
    ),
    "Edit": (
        (
            _c("app.undo", "Undo", "Ctrl+Z", "undo",
               "Take the last change back."),
            _c("app.redo", "Redo", "Ctrl+Shift+Z|Ctrl+Y", "redo",
               "Do it again."),
        ),
        (
            _c("app.paste", "Paste", "Ctrl+V", "content_paste",
               "Open the picture or the files of the clipboard."),
            _c("app.copy", "Copy picture", "Ctrl+C", "content_copy",
               "Copy what is on the canvas."),
        ),
        (
            _c("translate.brush", "Brush", "B", "brush",
               "Paint where the picture is translated; the right button or Alt erases.",
               on_off=True),
            _c("translate.erase", "Eraser", "E", "eraser",
               "Let the left button take away from the mask.", on_off=True),
            _c("translate.brush_smaller", "Smaller brush", "[", "circle_medium",
               "Paint finer."),
            _c("translate.brush_larger", "Larger brush", "]", "circle_expand",
               "Paint wider."),
            _c("translate.mask_show", "Tint the mask", "T", "eye_outline",
               "Tint what stays as it is while the brush is in hand.", on_off=True),
            _c("translate.mask_invert", "Invert the mask", "Ctrl+Shift+I",
               "select_inverse",
               "Translate what stayed as it is, and leave what was translated."),
            _c("translate.mask_clear", "Clear the mask", "", "selection_off",
               "Translate the whole picture again."),
        ),
        (
            _c("translate.preset_save", "Save as preset…", "",
               "bookmark_plus_outline",
               "Give a name to the model and the settings in force."),
            _c("translate.preset_add", "Add a preset…", "", "bookmark_outline",
               "Take in a preset that somebody shared as a file."),
        ),
        (
            _c("translate.remove", "Close picture", "Ctrl+W", "close",
               "Take the picture off the film; its file stays."),
            _c("library.rename", "Rename", "F2", "rename_outline",
               "Change the model's title; its file keeps its name."),
            _c("library.delete", "Delete to the bin", "Del", "trash_can_outline",
               "Move the chosen model or run to the bin; it can be undone."),
        ),
    ),
    "View": (
        (
            _c("app.translate", "Translate", "Ctrl+1", "image_filter_hdr",
               "Turn photographs into pictures."),
            _c("app.explore", "Explore", "Ctrl+2", "creation",
               "See what a generator can draw."),
            _c("app.train", "Train", "Ctrl+3", "chart_line",
               "Train a model."),
            _c("app.library", "Library", "Ctrl+4", "view_grid_outline",
               "Models, runs and plugins."),
        ),
        (
            _c("app.palette", "Find a command…", "Ctrl+K", "magnify",
               "Search everything that can be done."),
        ),
        (
            _c("app.inspector", "Inspector", "Ctrl+I", "dock_right",
               "Show or hide the panel on the right.", on_off=True),
            _c("app.strip", "Strip", "Ctrl+T", "dock_bottom",
               "Show or hide the strip below the canvas.", on_off=True),
            _c("app.jobs", "Jobs", "Ctrl+J", "progress_clock",
               "What runs, how far it is, and Stop."),
        ),
        (
            _c("translate.fit", "Fit picture", "Ctrl+0", "fit_to_page_outline",
               "Show the whole picture."),
            _c("translate.actual", "Actual size", "Ctrl+Alt+0", "magnify_scan",
               "Show one pixel of the picture on one of the screen."),
            _c("translate.zoom_in", "Zoom in", "Ctrl++|Ctrl+=", "magnify_plus_outline",
               "Larger, around the middle."),
            _c("translate.zoom_out", "Zoom out", "Ctrl+-", "magnify_minus_outline",
               "Smaller, around the middle."),
            _c("translate.compare", "Compare models", "M", "view_column_outline",
               "Show several models on one photograph; Ctrl and click on a card adds"
               " one.", on_off=True),
            _c("translate.side_by_side", "Side by side", "\\", "compare",
               "Original on the left, result on the right.", on_off=True),
            _c("translate.original", "Show the original", "O", "image_outline",
               "Show the photograph alone; hold Space on the picture for a look.",
               on_off=True),
            _c("train.runs", "Runs", "Ctrl+B", "dock_left",
               "Show or hide the column of runs.", on_off=True),
            _c("train.log", "Log", "Ctrl+L", "text_box_outline",
               "What happened to the run, and what its process printed.", on_off=True),
            _c("train.filter", "Filter the runs", "Ctrl+F", "magnify",
               "Go to the filter above the runs."),
        ),
    ),
    "Run": (
        (
            _c("translate.next", "Next picture", "Ctrl+Right", "chevron_right",
               "Go to the next picture of the film."),
            _c("translate.previous", "Previous picture", "Ctrl+Left", "chevron_left",
               "Go to the picture before."),
            _c("translate.stop", "Stop translating", "Ctrl+.|Esc", "stop",
               "Drop what is being computed."),
        ),
        (
            _c("explore.picture", "Start from a picture…", "Ctrl+Shift+P",
               "image_plus_outline",
               "Find where a photograph lies in a model that has an encoder."),
            _c("explore.dice", "Throw the dice", "Ctrl+D", "dice_5_outline",
               "Draw another seed."),
            _c("explore.grid", "Grid of 16", "Ctrl+G", "grid",
               "Show sixteen pictures of seeds in a row.", on_off=True),
            _c("explore.walk", "Walk between two pictures", "Ctrl+Shift+W",
               "map_marker_path",
               "Show what lies between two kept pictures, step by step.", on_off=True),
            _c("explore.sum", "Add and subtract pictures", "Ctrl+Shift+A",
               "plus_minus_variant",
               "Compute A − B + C with kept pictures.", on_off=True),
            _c("explore.reset", "Reset directions", "Ctrl+R", "restore",
               "Set every slider back to the seed's own values."),
            _c("explore.keep", "Keep this picture", "K", "bookmark_plus_outline",
               "Put the picture and all its choices into the strip."),
        ),
        (
            _c("train.start", "Start or resume", "Ctrl+Return", "play",
               "Start the run that is shown, or go on with it."),
            _c("train.pause", "Pause", "Ctrl+P", "pause",
               "Let the run wait at its next step; it keeps its memory."),
            _c("train.stop", "Stop with a checkpoint", "Ctrl+.", "stop",
               "Write a checkpoint and end the run; it can be resumed."),
        ),
        (
            _c("train.sample", "Sample now", "Ctrl+Shift+G", "image_multiple_outline",
               "Draw a sample sheet at the next step."),
            _c("train.checkpoint", "Checkpoint now", "Ctrl+Shift+K", "flag_outline",
               "Write a checkpoint at the next step."),
            _c("train.measure", "Measure now", "Ctrl+Shift+M", "ruler",
               "Compare what the newest checkpoint draws with the data: FID, precision "
               "and recall."),
            _c("train.export", "Export now", "Ctrl+E", "export_variant",
               "Write the networks as model files."),
            _c("train.open_model", "Open its model", "Ctrl+Shift+E", "creation",
               "Open what the run has learned in Explore or Translate; exported "
               "if need be."),
            _c("train.copy_command", "Copy as command line", "Ctrl+Shift+C", "console",
               "Copy what starts the same run from a terminal."),
            _c("train.show_folder", "Show run in folder", "", "folder_open_outline",
               "Open the folder of the run in the file manager."),
            _c("train.delete", "Move run to the bin", "", "trash_can_outline",
               "Move the folder of a run that rests to the bin; Undo brings it back."),
        ),
        (
            _c("library.refresh", "Look again", "F5", "refresh",
               "Read models, runs and plugins again."),
            _c("library.search", "Search the library", "Ctrl+F", "magnify",
               "Go to the search field."),
            _c("library.open", "Open", "Ctrl+Return", "open_in_app",
               "Open the chosen model or run where it belongs."),
            _c("library.reveal", "Show in folder", "Ctrl+Shift+F", "folder_outline",
               "Open the folder around the chosen file in the file manager."),
            _c("library.copy_path", "Copy path", "Ctrl+Shift+C", "content_copy",
               "Copy where the chosen model or run lies."),
            _c("library.keep", "Keep a copy", "Ctrl+M", "archive_plus_outline",
               "Copy the chosen model, and what belongs to it, among your models."),
            _c("library.check", "Check", "F8", "check_decagram_outline",
               "Compare a model file with its card, or try a plugin's promises."),
            _c("library.switch", "Enable or disable", "Ctrl+Alt+D", "power",
               "Load the chosen plugin or leave it out."),
        ),
    ),
    "Help": (
        (
            _c("app.shortcuts", "Shortcuts", "F1", "keyboard_outline",
               "All commands with their keys."),
            _c("app.first_steps", "First steps", "", "foot_print",
               "Sample photographs, demo models, and what is missing."),
        ),
        (
            _c("app.copy_info", "Copy information for a bug report", "",
               "clipboard_text_outline",
               "Versions, devices, backends and paths, as text."),
            _c("app.logs", "Open the folder of logs", "", "folder_text_outline",
               "Where failures that nobody foresaw are written down."),
        ),
        (
            _c("app.about", "About GAN Studio", "", "information_outline",
               "Version, licence, libraries."),
        ),
    ),
}
# fmt: on

MENUS: tuple[Menu, ...] = tuple(_ROWS)
TABLE: tuple[Command, ...] = tuple(
    replace(command, menu=menu, group=number)
    for menu, groups in _ROWS.items()
    for number, group in enumerate(groups)
    for command in group
)
"""All commands, in the order of the menus."""
