"""The page of plugins, without its widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.api import PROJECT, JobError
from ganstudio.app.plugins import PluginRow, disable, enable
from ganstudio.gui.library.page import Page
from ganstudio.gui.library.things import Thing
from ganstudio.gui.services import Child, Job, Services
from ganstudio.host import require_train

_STATUS = {"ok": "Works", "failed": "Failed", "disabled": "Disabled"}
_TONES = {"ok": "good", "failed": "bad", "disabled": "muted"}
_SIGNS = {
    "ok": "puzzle_outline",
    "failed": "alert_circle_outline",
    "disabled": "power_plug_off_outline",
}


class Report:
    """What a check of a plugin says, line by line."""

    def __init__(self, job: Job, child: Child) -> None:
        self.job, self.child = job, child
        self.lines: list[str] = []


class PluginsPage(Page):
    """Every plugin, those that failed too, and the checks of them."""

    said = Signal(str)
    """Key of a plugin whose report has a new line, or whose check began or ended."""
    failed = Signal(str)
    """One sentence: something could not be written down."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__({"name": "Name", "status": "Failures first"}, parent)
        self._services = services
        self.reports: dict[str, Report] = {}
        """Name of a plugin -> its newest check."""
        services.plugins.changed.connect(self._list)
        self._list()

    @property
    def read(self) -> bool:
        """Whether the plugins have been looked for."""
        return self._services.plugins.registry is not None

    @property
    def row(self) -> PluginRow | None:
        """The chosen plugin."""
        thing = self.chosen
        return None if thing is None else thing.source

    @property
    def only_built_in(self) -> bool:
        """Whether nobody else's plugin is installed."""
        return self.read and all(t.source.distribution == PROJECT for t in self.all)

    def switch(self, row: PluginRow, on: bool) -> None:
        """Enable or disable a plugin, then look for plugins again."""
        self._services.background.run(
            lambda _: (enable if on else disable)(row.name),
            lambda _: self._services.plugins.refresh(),
            self.failed.emit,
            owner=self,
        )

    def check(self, row: PluginRow) -> str:
        """Start its conformance check; returns a sentence where that cannot be."""
        try:
            require_train()
        except JobError as error:
            return str(error)
        old = self.reports.get(row.name)
        if old is not None and old.job.live:
            return ""
        name, key = row.name, _key(row)
        child = self._services.programs.run(
            ["check", name],
            lambda code, _: self._ended(name, key, code),
            line=lambda text: self._heard(name, key, text),
            owner=self,
        )
        job = Job(
            f"Check plugin {name}",
            stop=child.stop,
            open_result=lambda: self._open(key),
        )
        self.reports[name] = Report(job, child)
        self._services.jobs.add(job)
        job.advance(None, "Trying its promises")
        self.said.emit(key)
        return ""

    def _open(self, key: str) -> None:
        self._services.navigator.show("library")
        self.set_search("")
        self.choose(key)
        self.said.emit(key)

    def _heard(self, name: str, key: str, text: str) -> None:
        report = self.reports[name]
        report.lines.append(text)
        if text.strip() and report.job.live:
            report.job.advance(None, text.strip())
        self.said.emit(key)

    def _ended(self, name: str, key: str, code: int) -> None:
        report = self.reports[name]
        last = next((t.strip() for t in reversed(report.lines) if t.strip()), "")
        if report.child.stopped:
            report.job.was_stopped("Stopped before the end.")
        elif code == 0:
            report.job.finish(last or "All promises kept.")
        else:
            report.job.fail(last or f"It ended with code {code} and said nothing.")
        self.said.emit(key)

    def _list(self) -> None:
        registry = self._services.plugins.registry
        rows = registry.plugins if registry is not None else ()
        self._show([_thing(row) for row in rows])


def _key(row: PluginRow) -> str:
    # Two distributions may bring plugins of one name.
    return f"{row.name} {row.distribution}"


def _thing(row: PluginRow) -> Thing:
    origin = "built in" if row.distribution == PROJECT else row.distribution
    about = f"{origin} {row.version}".strip()
    models = ", ".join(row.models)
    return Thing(
        _key(row),
        row.name,
        row.reason or f"{about} · {models}",
        chip=_STATUS[row.status],
        tone=_TONES[row.status],
        wrong=row.status == "failed",
        sign=_SIGNS[row.status],
        words=f"{about} {models}",
        order={"name": row.name, "status": (row.status != "failed", row.name)},
        source=row,
    )
