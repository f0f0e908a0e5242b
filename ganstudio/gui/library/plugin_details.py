"""A plugin: what it offers, why it failed, and what a check of it says."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from ganstudio.api import PROJECT
from ganstudio.app.plugins import PluginRow
from ganstudio.gui.commands import Commands
from ganstudio.gui.library.details import Details
from ganstudio.gui.library.facts import Value
from ganstudio.gui.library.plugins import PluginsPage
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import button, section

_LINES = {
    "ok": "It works.",
    "failed": "It failed, and its models are missing.",
    "disabled": "It is not loaded.",
}


class PluginDetails(Details):
    """The chosen plugin."""

    def __init__(
        self, services: Services, page: PluginsPage, commands: Commands
    ) -> None:
        super().__init__(
            "Plugin", "Choose a plugin to see what it offers.", "", commands, ()
        )
        self._services, self._page = services, page
        self.main.hide()
        self.picture.hide()
        check, switch = (
            commands.action(f"library.{name}") for name in ("check", "switch")
        )
        self.check = button(
            "Check", check.trigger, icon="check_all", help=check.toolTip()
        )
        self.switch = button("Disable", switch.trigger, help=switch.toolTip())
        row = QHBoxLayout()
        row.setSpacing(size(8))
        row.addWidget(self.check)
        self.again = button(
            "Try again", self._retry, help="Forget the failure and load it again."
        )
        row.addWidget(self.switch)
        row.addWidget(self.again)
        row.addStretch()
        self.box.insertLayout(self.box.indexOf(self.main), row)
        self.report_title = section("Report of the check")
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setAccessibleName("Report of the check")
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.report.setMinimumHeight(size(220))
        self.stop = button("Stop", self._stop, icon="stop", help="End the check.")
        self.copy = button("Copy report", self._copy, kind="link")
        end = QHBoxLayout()
        end.addWidget(self.stop)
        end.addWidget(self.copy)
        end.addStretch()
        self.box.addWidget(self.report_title)
        self.box.addWidget(self.report)
        self.box.addLayout(end)
        page.choice_changed.connect(self._show)
        page.said.connect(self._hear)
        self._shown = ""
        self._lines = 0
        self._show()

    def _show(self) -> None:
        row = self._page.row
        self.show_body(row is not None)
        if row is None:
            return
        self.heading.setText(row.name)
        self.line.setText(_LINES[row.status])
        self.show_picture(QPixmap())
        self.sentence.clear()
        if row.status == "failed":
            self.sentence.say(row.reason, details=row.trace)
        elif row.status == "disabled":
            self.sentence.say(row.reason, "muted")
        self.switch.setText("Enable" if row.status == "disabled" else "Disable")
        self.again.setVisible(row.status == "failed")
        self.switch.setAccessibleName(self.switch.text())
        self.switch.setEnabled(not self._kept_out(row))
        self._show_facts(row)
        if self._page.key != self._shown:
            self._shown, self._lines = self._page.key, 0
            self.report.clear()
        self._show_report()

    def _kept_out(self, row: PluginRow) -> bool:
        """Whether safe mode alone leaves it out, which no switch changes."""
        safe = self._services.plugins.safe_mode
        return safe and row.distribution != PROJECT

    def _show_facts(self, row: PluginRow) -> None:
        registry = self._services.plugins.registry
        specs = [registry.models[id].spec for id in row.models] if registry else []
        facts: list[tuple[str, Value]] = [
            ("Version", row.version),
            (
                "From",
                "the program itself"
                if row.distribution == PROJECT
                else row.distribution,
            ),
        ]
        for number, spec in enumerate(specs):
            text = "\n".join(t for t in (spec.summary, spec.reference) if t)
            facts.append(("Models" if number == 0 else " ", f"{spec.title}\n{text}"))
        self.facts.show_facts(facts)

    def _hear(self, key: str) -> None:
        if key == self._page.key:
            self._show_report()

    def _show_report(self) -> None:
        row = self._page.row
        report = self._page.reports.get(row.name) if row is not None else None
        for part in (self.report_title, self.report, self.copy):
            part.setVisible(report is not None)
        live = report is not None and report.job.live
        self.stop.setVisible(live)
        self.check.setEnabled(row is not None and row.status == "ok" and not live)
        if report is None:
            return
        if len(report.lines) < self._lines:
            self.report.clear()
            self._lines = 0
        for text in report.lines[self._lines :]:
            # Columns for a terminal are of no use in a narrow panel.
            self.report.appendPlainText(" ".join(text.split()))
        self._lines = len(report.lines)
        self.report_title.setText(f"Report of the check: {report.job.state}")

    def _retry(self) -> None:
        if self._page.row is not None:
            self._page.switch(self._page.row, on=True)

    def _stop(self) -> None:
        row = self._page.row
        if row is not None and row.name in self._page.reports:
            self._page.reports[row.name].job.stop()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
