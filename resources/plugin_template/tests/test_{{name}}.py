"""Does the plugin keep its promises?"""

import subprocess
import sys


def test_every_promise_is_kept() -> None:
    command = [sys.executable, "-m", "ganstudio.testing", "check", "{{name}}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
