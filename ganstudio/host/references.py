"""References: "module:function" in a card, resolved where the function is needed."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable
from typing import Any

from ganstudio.api import PluginError


def load_reference(reference: str) -> Callable[..., Any]:
    """Import the function that a card names. Torch may come with it.

    Args:
        reference: "package.module:function".

    Raises:
        PluginError: the module does not import, or has no such function.
    """
    module_name, _, name = reference.partition(":")
    if not module_name or not name:
        raise PluginError(f"A reference must be 'module:function', not {reference!r}.")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise PluginError(_missing(reference, module_name, error)) from error
    except Exception as error:
        text = " ".join(str(error).split()) or "no message"
        raise PluginError(
            f"{reference} could not be loaded: importing {module_name} raised"
            f" {type(error).__name__}: {text}"
        ) from error
    found = getattr(module, name, None)
    if found is None:
        near = difflib.get_close_matches(name, vars(module), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise PluginError(
            f"{reference} could not be loaded: {module_name} has no {name!r}{hint}"
        )
    if not callable(found):
        raise PluginError(
            f"{reference} must be a function, not {type(found).__name__}."
        )
    checked: Callable[..., Any] = found
    return checked


def _missing(reference: str, module_name: str, error: ModuleNotFoundError) -> str:
    missing = error.name or ""
    if missing.partition(".")[0] in ("torch", "torchvision"):
        return (
            f"{reference} needs {missing}, which is not installed: run"
            ' pip install "ganstudio[train]".'
        )
    if module_name == missing or module_name.startswith(f"{missing}."):
        return f"{reference} could not be loaded: there is no module {missing!r}."
    return (
        f"{reference} could not be loaded: {module_name} imports {missing!r}, which is"
        f" not installed; install it, or the plugin again."
    )
