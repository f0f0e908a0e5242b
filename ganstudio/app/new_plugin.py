"""The beginnings of a plugin, copied from the template that ships."""

from __future__ import annotations

import keyword
import re
import shutil
from pathlib import Path

from ganstudio.api import PluginError
from ganstudio.core.files import disk_errors
from ganstudio.core.paths import resources

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def new_plugin(name: str, parent: Path) -> Path:
    """Write a plugin's folder.

    In the names and the texts of the template's files, {{name}} becomes the name and
    {{title}} what a person reads: "my_model" and "My model".

    Args:
        name: of the plugin and its model: a-z, 0-9 and _, beginning with a letter.
        parent: where the folder goes; it is called like the plugin.

    Returns:
        The new folder.

    Raises:
        PluginError: a name that cannot be used, or the folder is there already.
        StudioError: the files could not be written.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise PluginError(
            f"A plugin cannot be called {name!r}: its name must be a-z, then a-z, 0-9"
            " or single _, as in my_model."
        )
    values = {"{{name}}": name, "{{title}}": name.replace("_", " ").capitalize()}
    template = resources() / "plugin_template"
    target = parent.expanduser() / name
    if target.exists():
        raise PluginError(
            f"{target} is there already: choose another name or folder, or remove it."
        )
    try:
        with disk_errors("write", target):
            for source in sorted(template.rglob("*")):
                if source.is_file() and "__pycache__" not in source.parts:
                    inside = _filled(str(source.relative_to(template)), values)
                    (target / inside).parent.mkdir(parents=True, exist_ok=True)
                    text = _filled(source.read_text(encoding="utf-8"), values)
                    (target / inside).write_text(text, encoding="utf-8")
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target


def _filled(text: str, values: dict[str, str]) -> str:
    for place, value in values.items():
        text = text.replace(place, value)
    return text
