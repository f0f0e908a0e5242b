"""The command line as a user types it: in this process, and as a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ganstudio.cli import app


@pytest.fixture
def ganstudio() -> Callable[..., Result]:
    """Run one command line in this process; `expect` is its exit code."""

    def run(*arguments: object, expect: int = 0) -> Result:
        result = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="g")
        assert result.exit_code == expect, result.output
        return result

    return run


@pytest.fixture
def as_json(ganstudio) -> Callable[..., Any]:
    """Run a command with --json and parse all of its output as one document."""

    def run(*arguments: object, expect: int = 0) -> Any:
        return json.loads(ganstudio(*arguments, "--json", expect=expect).stdout)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start `ganstudio` as a process of its own, with pipes."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}

    def start(*arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "ganstudio", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    return start
