"""A fresh environment, as a user of somebody else's plugin has one; no network."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Environment:
    """A virtual environment on top of the one that runs the tests."""

    folder: Path
    variables: dict[str, str]

    def run(
        self, command: Sequence[str], *, cwd: Path, expect: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of this environment and check its exit code."""
        done = subprocess.run(
            command, cwd=cwd, env=self.variables, capture_output=True, text=True
        )
        assert done.returncode == expect, f"{command}\n{done.stdout}{done.stderr}"
        return done


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Make an environment with everything that is installed here, and its own place."""
    if os.name == "nt":
        pytest.skip("the shims are shell scripts")
    folder = tmp_path / "environment"
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    # With --system-site-packages the environment of an environment would see the
    # interpreter below both. A line of code, since the editable installs of the
    # running environment are .pth files themselves.
    below = sysconfig.get_path("purelib")
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (own / "below.pth").write_text(f"import site; site.addsitedir({below!r})\n")
    bin = folder / "bin"
    for name, module in {"ganstudio": "ganstudio", "pip": "pip"}.items():
        shim = bin / name
        shim.write_text(f'#!/bin/sh\nexec "{bin / "python"}" -P -m {module} "$@"\n')
        shim.chmod(0o755)
    left_out = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    kept = {k: v for k, v in os.environ.items() if k not in left_out}
    own_variables = {
        "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(folder),
        # pip reads this one as "build isolation: no".
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    return Environment(folder, kept | own_variables)
