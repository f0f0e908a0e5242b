"""Every code block of plugins/README.md is run, or stands in what was written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]
BLOCKS = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (\S+\.py)\n")


def test_the_readme_leads_from_nothing_to_a_picture(environment, tmp_path):
    blocks = BLOCKS.findall((ROOT / "plugins/README.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 7
    for language, text in blocks:
        named = FILE.match(text)
        if language == "sh":
            pictures = shlex.quote(str(ROOT / "tests/data/photos"))
            script = text.replace("PICTURES", pictures)
            environment.run(["sh", "-e", "-c", script], cwd=tmp_path)
        elif named:
            file = tmp_path / named[1]
            assert file.exists()
            file.write_text(text[named.end() :])
        else:
            written = (tmp_path / "my_gan").rglob("*.*")
            texts = [f.read_text() for f in written if f.suffix in (".py", ".toml")]
            assert any(text in one for one in texts), text
    with Image.open(tmp_path / "grid.png") as grid:
        assert grid.width == grid.height > 4 * 16
    events = (tmp_path / "first-run/events.jsonl").read_text()
    assert '"what D saw"' in events
