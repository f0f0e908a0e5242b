"""A place where tests install plugins: real distributions with entry points."""

from __future__ import annotations

import importlib
import sys
import textwrap
from pathlib import Path

import pytest

CARD = '''
from ganstudio.api import Config, DataKind, ModelSpec, hookimpl


class Settings(Config):
    """Settings."""


def spec(id):
    return ModelSpec(
        id=id, title="T", summary="S.", data=DataKind.BUILT_IN, config=Settings,
        build="x.y:build", train="x.y:train", graphs="x.y:graphs",
    )


@hookimpl
def register_models():
    return [{models}]
'''


class Site:
    """A folder on sys.path into which plugins are installed, under a group of its own.

    A group of its own keeps the plugins that are really installed out of the tests.
    """

    group = "ganstudio_test"

    def __init__(self, path: Path) -> None:
        self.path = path

    def module(self, name: str, source: str) -> Path:
        """Write a module; a changed one is loaded anew."""
        sys.modules.pop(name, None)
        file = self.path / f"{name}.py"
        file.write_text(textwrap.dedent(source))
        importlib.invalidate_caches()
        return file

    def card(self, name: str, *models: str, before: str = "") -> Path:
        """Write a card that offers models, with lines that run before."""
        calls = ", ".join(f"spec({model!r})" for model in models)
        return self.module(name, before + CARD.format(models=calls))

    def install(self, distribution: str, version: str = "1.0", **points: str) -> Path:
        """Install a distribution whose entry points are NAME=module."""
        info = self.path / f"{distribution}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        )
        lines = [f"{name} = {value}" for name, value in points.items()]
        text = "\n".join([f"[{self.group}]", *lines])
        (info / "entry_points.txt").write_text(text + "\n")
        return info

    def plugin(self, name: str, *models: str, before: str = "") -> None:
        """Install a plugin with its card, module and distribution named alike."""
        self.card(f"card_{name}", *models, before=before)
        self.install(f"dist-{name}", **{name: f"card_{name}"})


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "site"
    path.mkdir()
    monkeypatch.syspath_prepend(str(path))
    before = set(sys.modules)
    yield Site(path)
    for name in set(sys.modules) - before:
        if name.startswith("card_"):
            del sys.modules[name]
