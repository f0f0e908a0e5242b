"""The line below the canvas: what is shown, what is being done, zoom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from ganstudio.gui.commands import Commands
from ganstudio.gui.folders import show_in_folder
from ganstudio.gui.theme import size
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.widgets import (
    Elided,
    button,
    caption,
    label,
    set_kind,
    time_left,
    tool_button,
)


class Bar(QFrame):
    """On the left what goes on, on the right how it is looked at.

    It is one line whatever happens: the picture above keeps its place.
    """

    def __init__(self, desk: Desk, commands: Commands) -> None:
        super().__init__()
        set_kind(self, "status")
        self.setAccessibleName("Picture")
        self._desk = desk
        self.text = Elided()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setFixedWidth(size(96))
        self.progress.setAccessibleName("Translated so far")
        self.left = caption(wrap=False)
        stop = commands.action("translate.stop")
        self.stop = button(
            "Stop", stop.trigger, icon="stop", kind="link", help=stop.toolTip()
        )
        self.show_in_folder = button(
            "Show in folder",
            self._show_in_folder,
            kind="link",
            help="Open the folder that the picture was saved in.",
        )
        self.zoom = label("", "caption")
        self.zoom.setMinimumWidth(size(40))
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom.setToolTip("Screen pixels for one of the picture, in per cent.")
        box = QHBoxLayout(self)
        box.setContentsMargins(size(12), size(2), size(8), size(2))
        box.setSpacing(size(8))
        box.addWidget(self.text, 1)
        for widget in (self.progress, self.left, self.stop, self.show_in_folder):
            box.addWidget(widget)
        box.addSpacing(size(8))
        for name in (
            "translate.compare",
            "translate.side_by_side",
            "translate.original",
        ):
            box.addWidget(tool_button(commands.action(name)))
        box.addSpacing(size(8))
        box.addWidget(tool_button(commands.action("translate.zoom_out")))
        box.addWidget(self.zoom)
        for name in ("translate.zoom_in", "translate.fit", "translate.actual"):
            box.addWidget(tool_button(commands.action(name)))
        self.setFixedHeight(size(36))
        desk.work_changed.connect(self.refresh)
        desk.photo_changed.connect(self.refresh)
        desk.shown_changed.connect(self.refresh)
        desk.said_changed.connect(self.refresh)
        self.refresh()

    def show_zoom(self, percent: float) -> None:
        """Say how large the picture is shown, %."""
        text = f"{percent:.0f} %" if percent else ""
        self.zoom.setText(text)
        self.zoom.setAccessibleName(f"Zoom {text}")

    def refresh(self) -> None:
        """Say what goes on."""
        desk = self._desk
        work, said = desk.work, desk.said
        saved = said is not None and said.kind == "good" and not desk.can_stop
        self.show_in_folder.setVisible(saved)
        self.stop.setVisible(desk.can_stop)
        progress = None if work is None else work.progress
        self.progress.setVisible(progress is not None)
        self.progress.setValue(round(1000 * (progress or 0)))
        self.left.setVisible(work is not None)
        self.left.setText("" if work is None else time_left(work.seconds_left))
        set_kind(self.text, "good" if saved else "")
        self.text.say(self._sentence(saved=saved), self._tip())

    def _sentence(self, *, saved: bool) -> str:
        desk = self._desk
        frame = desk.film.current
        if frame is None:
            return ""
        if desk.reading:
            return f"Reading {frame.name}"
        if desk.saver.writes(frame):
            return "Saving"
        if desk.previewing:
            return "Making a preview"
        if desk.work is not None:
            waits = desk.saver.waits_for(frame, desk.recipe)
            text = "Full size, then saving" if waits else "Full size"
            told = desk.work.told
            return text if told is None else f"{text} · {told:.0%}".replace("%", " %")
        if saved and desk.said is not None:
            return desk.said.text
        if desk.photo is None:
            return frame.name
        height, width = desk.photo.picture.size
        parts = [frame.name, f"{width} × {height} px"]
        if desk.photo.picture.bits == 16:
            parts.append("16 bit")
        if desk.after is not None and desk.is_preview:
            parts.append("preview")
        report = desk.full_size.report(frame, desk.recipe)
        if report is not None and report.seam is not None:
            parts.append(f"{report.tiles} tiles, seams {report.seam:.2f}")
        if report is not None and report.size is not None:
            height, width = report.size
            parts.append(f"made at {width} × {height} px")
        return " · ".join(parts)

    def _tip(self) -> str:
        desk = self._desk
        if desk.said is not None and desk.said.details:
            return desk.said.details
        frame = desk.film.current
        if frame is None:
            return ""
        lines = [str(frame.path)]
        report = desk.full_size.report(frame, desk.recipe)
        if report is not None and report.reason:
            lines.append(report.reason)
        if report is not None and report.seam is not None:
            lines.append(
                "Seams: steps at the borders of tiles, in times of the steps inside;"
                " 1.00 cannot be seen."
            )
        return "\n".join(lines)

    def _show_in_folder(self) -> None:
        frame = self._desk.film.current
        if frame is not None and frame.saved is not None:
            show_in_folder(frame.saved)
