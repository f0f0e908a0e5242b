"""Small services: the plugin template, the report for bugs, the log of failures."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from ganstudio.api import PluginError
from ganstudio.app.failures import unexpected
from ganstudio.app.info import gather
from ganstudio.app.new_plugin import new_plugin
from ganstudio.app.output import free_path


def test_a_new_plugin_is_filled_in_and_is_python(tmp_path):
    folder = new_plugin("night_sky", tmp_path)
    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in files}
    assert "ganstudio_night_sky/__init__.py" in texts
    assert not any("{{" in name + text for name, text in texts.items())
    assert 'id="night_sky"' in texts["ganstudio_night_sky/__init__.py"]
    for name, text in texts.items():
        if name.endswith(".py"):
            ast.parse(text)


@pytest.mark.parametrize("name", ["Sky", "my-model", "3d", "", "a__b", "class", "é"])
def test_names_that_python_cannot_import_are_refused(tmp_path, name):
    with pytest.raises(PluginError, match="cannot be called"):
        new_plugin(name, tmp_path)
    assert list(tmp_path.glob("*/pyproject.toml")) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    new_plugin("sky", tmp_path)
    (tmp_path / "sky" / "README.md").write_text("mine")
    with pytest.raises(PluginError, match="there already"):
        new_plugin("sky", tmp_path)
    assert (tmp_path / "sky" / "README.md").read_text() == "mine"


def test_the_report_names_versions_devices_and_places(home):
    info = gather()
    assert info.versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert info.versions["torch"][0].isdigit()
    assert "cpu" in info.devices
    assert "cpu" in info.backends
    assert Path(info.paths["runs"]) == home / "runs"
    assert Path(info.paths["resources"]).is_dir()


def test_what_nobody_foresaw_is_logged_with_its_trace():
    try:
        raise KeyError("lost")
    except KeyError as error:
        sentence = unexpected(error, "ganstudio train")
    assert sentence.startswith("ganstudio train failed unexpectedly: KeyError ('lost')")
    log = Path(sentence.rpartition("are in ")[2].rstrip("."))
    assert 'raise KeyError("lost")' in log.read_text()


def test_a_log_that_cannot_be_kept_is_said_so(home):
    home.mkdir()
    (home / "state").write_text("in the way")
    sentence = unexpected(ValueError("x"), "ganstudio train")
    assert "ValueError (x); no log could be kept" in sentence


def test_free_names_count_up_and_are_promised_once(tmp_path):
    (tmp_path / "a.png").touch()
    promised: set[Path] = set()
    names = [free_path(tmp_path / "a.png", promised).name for _ in range(3)]
    assert names == ["a-2.png", "a-3.png", "a-4.png"]
