"""Plugins made from the template, changed where a test wants them broken."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from ganstudio.api import ModelSpec
from ganstudio.app.new_plugin import new_plugin
from ganstudio.host import Registered

MakePlugin = Callable[..., Path]


@pytest.fixture
def make_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakePlugin:
    """Write a plugin and put it on the path, as if it were installed.

    `changes` are (file, before, after) within its package.
    """

    def make(name: str, *changes: tuple[str, str, str]) -> Path:
        folder = new_plugin(name, tmp_path)
        package = folder / f"ganstudio_{name}"
        for file, before, after in changes:
            text = (package / file).read_text()
            assert before in text
            (package / file).write_text(text.replace(before, after))
        about = folder / f"ganstudio_{name}-0.1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Name: ganstudio-{name}\nVersion: 0.1.0\n")
        (about / "entry_points.txt").write_text(
            f"[ganstudio]\n{name} = ganstudio_{name}\n"
        )
        monkeypatch.syspath_prepend(str(folder))
        paths = [str(folder), os.environ.get("PYTHONPATH", "")]
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
        return folder

    return make


@pytest.fixture
def register(make_plugin: MakePlugin) -> Callable[..., Registered]:
    """Make a plugin and load its card in this process."""

    def load(name: str, *changes: tuple[str, str, str]) -> Registered:
        make_plugin(name, *changes)
        spec: ModelSpec
        (spec,) = importlib.import_module(f"ganstudio_{name}").register_models()
        return Registered(spec, name, "0.1.0")

    return load


@pytest.fixture(autouse=True)
def _threads() -> Iterator[None]:
    """A trial chooses its number of threads; other tests keep theirs."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)
