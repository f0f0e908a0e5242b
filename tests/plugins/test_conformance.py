"""Every registered model keeps every promise, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ganstudio.host import discover


def built_in() -> list[str]:
    registry = discover(safe_mode=True)
    return list(registry.models)


@pytest.mark.parametrize("model", built_in())
def test_a_model_keeps_every_promise(model):
    command = [sys.executable, "-P", "-m", "ganstudio.testing", "check", model]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True)
    report = json.loads(done.stdout)
    kept = {row["promise"]: row["ok"] for row in report["models"][0]["promises"]}
    assert {"card", "training", "resume", "stop", "export", "alone"} <= kept.keys()
    if discover(safe_mode=True).models[model].spec.kind == "optimise":
        assert kept.pop("alone") is None  # its result is a picture, not a file to run
    assert kept == dict.fromkeys(kept, True), done.stdout + done.stderr
    assert done.returncode == 0
