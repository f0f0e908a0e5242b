"""What the window says across its top when it opens."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from ganstudio.gui.crash import crash_reports, dismiss, report_text
from ganstudio.gui.window.banner import Banner
from ganstudio.gui.window.window import Window


def offer_report(window: Window) -> Banner | None:
    """Offer a look at what happened where an earlier window fell; else None."""
    reports = crash_reports()
    if not reports:
        return None

    def copy() -> None:
        QGuiApplication.clipboard().setText(report_text(reports[0]))
        window.services.notices.say(
            "The report was copied: paste it where you write to us."
        )

    banner = Banner(
        "GAN Studio ended unexpectedly last time. What was open is back; nothing was"
        " sent to anybody.",
        {
            "Copy report": copy,
            "Open folder": window.commands.action("app.logs").trigger,
        },
        lambda: dismiss(reports),
        sign="alert_outline",
        role="warning",
    )
    window.banners.addWidget(banner)
    return banner


def welcome(window: Window) -> Banner:
    """Greet somebody who opens the program for the first time."""

    def begin() -> None:
        banner.dismiss()
        window.commands.action("app.first_steps").trigger()

    banner = Banner(
        "Welcome to GAN Studio. Sample photographs and trained models are at hand.",
        {"First steps": begin},
        sign="hand_wave_outline",
    )
    window.banners.addWidget(banner)
    return banner
