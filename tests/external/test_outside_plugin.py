"""A plugin from outside: built, installed, found, put through the kit, removed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

SOURCE = Path(__file__).parent / "outside"


def plugins(environment, folder) -> dict[str, dict]:
    done = environment.run(["ganstudio", "plugins", "--json"], cwd=folder)
    return {row["name"]: row for row in json.loads(done.stdout)}


def test_a_wheel_from_outside_is_found_keeps_its_promises_and_goes(
    environment, tmp_path
):
    source = shutil.copytree(SOURCE, tmp_path / "outside")
    build = ["pip", "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(source)]
    environment.run(build, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    assert "outside" not in plugins(environment, tmp_path)

    environment.run(["pip", "install", "--no-deps", str(wheel)], cwd=tmp_path)
    row = plugins(environment, tmp_path)["outside"]
    assert row["status"] == "ok"
    assert row["models"] == ["outside_acgan"]
    assert (row["distribution"], row["version"]) == ("outside-gan", "2.1")

    check = environment.run(["ganstudio", "check", "outside"], cwd=tmp_path)
    assert "all 10 promises kept" in check.stdout
    # Both graphs, a generator by class and a classifier, ran without the plugin.
    assert "generator 2x12x12x1, classifier 2x3" in check.stdout

    environment.run(["pip", "uninstall", "--yes", "outside-gan"], cwd=tmp_path)
    assert "outside" not in plugins(environment, tmp_path)
    gone = environment.run(["ganstudio", "check", "outside"], cwd=tmp_path, expect=1)
    assert "There is no model 'outside'" in gone.stderr
