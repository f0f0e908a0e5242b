"""The beginnings of a plugin, copied from the template that ships.

The template is itself a working plugin called "my_model". In the names and the texts of
its files, `my_model`, `my-model`, `MyModel` and `My model` become the new name in the
same spelling.
"""

from __future__ import annotations

import keyword
import re
import shutil
from pathlib import Path

from ganstudio.api import PluginError
from ganstudio.core.files import disk_errors
from ganstudio.core.paths import resources

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LEFT_OUT = {"__pycache__"}


def new_plugin(name: str, parent: Path) -> Path:
    """Write a plugin's folder.

    Args:
        name: of the plugin and its model: a-z, 0-9 and _, beginning with a letter.
        parent: where the folder goes; it is called like the plugin, with hyphens.

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
    spellings = {
        "my_model": name,
        "my-model": name.replace("_", "-"),
        "MyModel": "".join(word.capitalize() for word in name.split("_")),
        "My model": name.replace("_", " ").capitalize(),
    }
    template = resources() / "plugin_template"
    target = parent.expanduser() / f"ganstudio-{name.replace('_', '-')}"
    if target.exists():
        raise PluginError(
            f"{target} is there already: choose another name or folder, or remove it."
        )
    files = [
        path
        for path in sorted(template.rglob("*"))
        if path.is_file() and not _LEFT_OUT & set(path.parts)
    ]
    try:
        with disk_errors("write", target):
            for path in files:
                text = _renamed(path.read_text(encoding="utf-8"), spellings)
                inside = _renamed(path.relative_to(template).as_posix(), spellings)
                (target / inside).parent.mkdir(parents=True, exist_ok=True)
                (target / inside).write_text(text, encoding="utf-8")
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target


def _renamed(text: str, spellings: dict[str, str]) -> str:
    for before, after in spellings.items():
        text = text.replace(before, after)
    return text
