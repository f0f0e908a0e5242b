"""The question before a job is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from ganstudio.gui.services import Job, Services


def ask_to_close(parent: QWidget, lost: list[Job], services: Services) -> bool:
    """Name the jobs that would end, and ask; remembers "do not ask again"."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Close GAN Studio?")
    many = len(lost) > 1
    box.setText(f"{'These jobs' if many else 'This job'} would end with the window:")
    lines = [f"• {job.title}" for job in lost]
    box.setInformativeText("\n".join(lines) + "\n\nTraining goes on in any case.")
    close = box.addButton("Close", QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton("Keep open", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    never = QCheckBox("Do not ask again")
    box.setCheckBox(never)
    box.exec()
    closes = box.clickedButton() is close
    if closes and never.isChecked():
        services.preferences.change(ask_before_close=False)
    return closes
