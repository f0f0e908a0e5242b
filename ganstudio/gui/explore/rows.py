"""Taking the widgets out of a layout."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout) -> None:
    """Take out every widget, and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            # Hidden at once: it lives until the event loop comes round.
            widget.hide()
            widget.deleteLater()
