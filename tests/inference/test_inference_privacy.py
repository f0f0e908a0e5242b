"""Nothing about a user's work leaves the machine, or is noted down for that."""

import os
import subprocess
import sys


def test_running_a_model_leaves_no_usage_records_in_the_home_folder(
    generator, tmp_path
):
    home = tmp_path / "person"
    home.mkdir()
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    }
    code = (
        "import sys; from pathlib import Path; from ganstudio.inference import Model,"
        " sample; sample(Model.open(Path(sys.argv[1])), count=1)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(generator())],
        env=variables | {"HOME": str(home)},
        check=True,
    )
    assert [str(path) for path in home.rglob("*")] == []
