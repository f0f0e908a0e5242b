"""Entry points: which plugins are installed. Nothing is imported here."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path

from ganstudio.api import PROJECT


@dataclass(frozen=True)
class Entry:
    """One installed plugin."""

    point: EntryPoint
    distribution: str
    version: str

    @property
    def name(self) -> str:
        """Name of the plugin."""
        return self.point.name

    @property
    def built_in(self) -> bool:
        """Whether it comes with the program itself."""
        return self.distribution == PROJECT

    def fingerprint(self) -> str:
        """Version and newest change of its source files: differs after a repair."""
        newest = 0
        package = self.point.value.partition(":")[0].partition(".")[0]
        try:
            spec = importlib.util.find_spec(package)
            origin = Path(spec.origin) if spec and spec.origin else None
            files = [origin] if origin else []
            if origin and origin.name == "__init__.py":
                files = list(origin.parent.rglob("*.py"))
            newest = max((file.stat().st_mtime_ns for file in files), default=0)
        except (ImportError, ValueError, OSError):
            newest = 0  # the version alone must do
        return f"{self.version}/{newest}"


def installed(group: str) -> list[Entry]:
    """List the plugins of an entry-point group: built-in ones, then by name.

    Distributions are read one by one, so that one with damaged metadata, which may
    have nothing to do with us, costs itself alone.
    """
    found: dict[tuple[str, str], Entry] = {}
    for distribution in distributions():
        for entry in _entries(distribution, group):
            # The first on the path is the one that Python imports.
            found.setdefault((entry.distribution, entry.name), entry)
    return sorted(
        found.values(), key=lambda e: (not e.built_in, e.name, e.distribution)
    )


def _entries(distribution: Distribution, group: str) -> Iterator[Entry]:
    try:
        points = list(distribution.entry_points.select(group=group))
        if points:
            name = str(distribution.metadata["Name"] or "unknown")
            version = str(distribution.metadata["Version"] or "")
    except Exception:  # whatever a damaged file makes the parser raise
        return
    for point in points:
        yield Entry(point, name, version)
