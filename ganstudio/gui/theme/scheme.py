"""The scheme in force: dark, light, or what the system has at the moment."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ganstudio.gui.theme.style import style_sheet
from ganstudio.gui.theme.tokens import DARK, LIGHT, Tokens

Choice = Literal["system", "dark", "light"]


class Theme(QObject):
    """Applies a scheme to the application. Paint code asks `tokens` while painting."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens: Tokens = LIGHT
        self.reduced_motion = False
        self._choice: Choice = "system"
        self._font: QFont | None = None
        self._applied: tuple[str, float] | None = None
        self._listening = False

    def apply(
        self, choice: Choice, *, text_scale: float = 1.0, reduced_motion: bool = False
    ) -> None:
        """Make a choice the scheme in force.

        Args:
            choice: "system" follows the desktop, also while the program runs.
            text_scale: size of text, in times the system's.
            reduced_motion: nothing fades or slides.
        """
        app = QGuiApplication.instance()
        assert isinstance(app, QApplication)
        if not self._listening:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
            self._font = app.font()
            self._listening = True
        self._choice, self.reduced_motion = choice, reduced_motion
        assert self._font is not None
        font = QFont(self._font)
        if font.pointSizeF() > 0:
            font.setPointSizeF(self._font.pointSizeF() * text_scale)
        else:
            font.setPixelSize(round(self._font.pixelSize() * text_scale))
        if font != app.font():
            app.setFont(font)
        schemes = {
            "system": Qt.ColorScheme.Unknown,
            "dark": Qt.ColorScheme.Dark,
            "light": Qt.ColorScheme.Light,
        }
        # Window frames and system dialogs follow this; it may call _follow at once.
        QGuiApplication.styleHints().setColorScheme(schemes[choice])
        self._show(text_scale)

    def _follow(self, _: Qt.ColorScheme) -> None:
        if self._choice == "system" and self._applied is not None:
            self._show(self._applied[1])

    def _show(self, text_scale: float) -> None:
        dark = self._choice == "dark" or (
            self._choice == "system"
            and QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        self.tokens = DARK if dark else LIGHT
        wanted = (self.tokens.name, text_scale)
        if wanted == self._applied:
            return
        self._applied = wanted
        app = QGuiApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(style_sheet(self.tokens))
        self.changed.emit()


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad_text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Light: tokens.raised,
        role.Midlight: tokens.raised,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
        role.Shadow: tokens.line,
        role.Accent: tokens.accent,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(tokens.muted)
        faded.setAlphaF(0.55)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faded)
    return palette


theme = Theme()
"""The one theme; `apply` it once there is a QApplication."""
