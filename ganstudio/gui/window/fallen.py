"""The offer to look at what happened when the program fell last time."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from ganstudio.app.failures import log_folder
from ganstudio.gui.crash import crash_reports, dismiss, report_text
from ganstudio.gui.services import Services
from ganstudio.gui.window.banner import Banner


def offer_report(banners: QVBoxLayout, services: Services) -> Banner | None:
    """Add a banner where an earlier window fell; None where all ended well."""
    reports = crash_reports()
    if not reports:
        return None

    def copy() -> None:
        QGuiApplication.clipboard().setText(report_text(reports[0]))
        services.notices.say("The report was copied: paste it where you write to us.")

    banner = Banner(
        "GAN Studio ended unexpectedly last time. What was open is back; nothing was"
        " sent to anybody.",
        {
            "Copy report": copy,
            "Open folder": lambda: QDesktopServices.openUrl(
                QUrl.fromLocalFile(str(log_folder()))
            ),
        },
        lambda: dismiss(reports),
        sign="alert_outline",
        role="warning",
    )
    banners.addWidget(banner)
    return banner
