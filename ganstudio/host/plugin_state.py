"""What the program remembers of plugins between two starts."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ganstudio.api import StudioError
from ganstudio.core import paths
from ganstudio.core.files import write_bytes
from ganstudio.core.runs import ProcessMark

PATIENCE_SECONDS = 15.0
"""A card that takes longer is taken to hang; they load in some milliseconds."""


class Verdict(BaseModel):
    """Why a plugin is left out, and for which state of its files."""

    model_config = ConfigDict(frozen=True)

    fingerprint: str
    reason: str


class PluginState(BaseModel):
    """plugins.json in the state folder."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    disabled: frozenset[str] = frozenset()
    verdicts: dict[str, Verdict] = {}


class _LoadingMark(ProcessMark):
    """Says that a process is loading a plugin, or never came back from it."""

    since: float = Field(default_factory=time.time)


def read_state() -> PluginState:
    """Read plugins.json; a missing or damaged one remembers nothing."""
    try:
        return PluginState.model_validate_json(_state_path().read_bytes())
    except (OSError, ValidationError):
        return PluginState()


def write_state(state: PluginState) -> None:
    """Write plugins.json.

    Raises:
        StudioError: it could not be written.
    """
    text = json.dumps(state.model_dump(mode="json"), indent=2, sort_keys=True)
    write_bytes(_state_path(), f"{text}\n".encode())


@contextmanager
def loading(plugin: str) -> Iterator[None]:
    """Leave a mark for as long as a plugin loads.

    It stays behind where the process does not come back, and after Ctrl-C, which may
    be a person's answer to a hang. A state folder that cannot be written costs the
    mark, not the plugin.
    """
    folder = _marks()
    mark = _LoadingMark.mine()
    path = folder / f"{_plain(plugin)}.{mark.pid}.json"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(mark.model_dump_json())
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException:
        _remove(path)
        raise
    _remove(path)


def left_marks(plugin: str) -> list[Path]:
    """Marks of processes that died, or hang since long, while they loaded a plugin."""
    left = []
    for path in sorted(_marks().glob(f"{_plain(plugin)}.*.json")):
        try:
            mark = _LoadingMark.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, ValidationError):
            left.append(path)  # torn: its writer died on the first line
            continue
        age = time.time() - mark.since
        if mark.liveness() != "alive" or age > PATIENCE_SECONDS:
            left.append(path)
    return left


def forget(plugin: str) -> None:
    """Remove what is known against a plugin: marks and verdict.

    Raises:
        StudioError: plugins.json could not be written.
    """
    for path in left_marks(plugin):
        _remove(path)
    state = read_state()
    if plugin in state.verdicts:
        verdicts = {k: v for k, v in state.verdicts.items() if k != plugin}
        write_state(state.model_copy(update={"verdicts": verdicts}))


def remember(plugin: str, verdict: Verdict) -> None:
    """Leave a plugin out until its files change; its marks have served."""
    state = read_state()
    verdicts = {**state.verdicts, plugin: verdict}
    with suppress(StudioError):  # then it is tried again at the next start
        write_state(state.model_copy(update={"verdicts": verdicts}))
        for path in left_marks(plugin):
            _remove(path)


def _state_path() -> Path:
    return paths.state_dir() / "plugins.json"


def _marks() -> Path:
    return paths.state_dir() / "loading"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
