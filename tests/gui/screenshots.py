"""Write pictures of every workspace, for the README and for whoever changes a view.

    xvfb-run -a -s "-screen 0 2200x1400x24" python tests/gui/screenshots.py OUT

Both schemes, 1280x800 and 960x600, at scale 1 and 1.5, empty and full: 112 pictures.
With --readme, only the four that the README shows are written. A run to show is
trained first (about two minutes), or taken from --runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = ((1280, 800), (960, 600))
SCHEMES = ("dark", "light")
SCALES = ("1", "1.5")


def main() -> None:
    """Make the runs once, then one process for each scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=Path, help="folder of runs to copy and show")
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.home is not None:
        shoot(args.out, args.home, readme=args.readme)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_runs(home, args.runs)
        for scale in SCALES[:1] if args.readme else SCALES:
            environment = os.environ | {
                "QT_SCALE_FACTOR": scale,
                "GANSTUDIO_HOME": str(home),
            }
            command = [sys.executable, __file__, str(args.out), "--home", str(home)]
            command += ["--readme"] if args.readme else []
            subprocess.run(command, check=True, env=environment)


def make_runs(home: Path, runs: Path | None) -> None:
    """Copy runs, or train one on the pictures of the tests."""
    if runs is not None:
        shutil.copytree(runs, home / "runs", ignore=shutil.ignore_patterns("owner*"))
        return
    data = ROOT / "tests" / "data" / "fashion"
    command = ["train", "dcgan", "--data", str(data), "--preset", "quick"]
    command += ["--steps", "600", "--set", "sample_every=50"]
    subprocess.run(
        [sys.executable, "-m", "ganstudio", *command],
        check=True,
        env=os.environ | {"GANSTUDIO_HOME": str(home)},
    )


def shoot(out: Path, home: Path, *, readme: bool) -> None:
    """Open windows, fill them, and write what they show."""
    from PySide6.QtCore import QEventLoop, QTimer

    from ganstudio.core.paths import resources
    from ganstudio.gui.main import delete, make_application, open_window
    from ganstudio.gui.window.banner import Banner
    from ganstudio.gui.window.places import PLACES

    make_application()
    scale = os.environ.get("QT_SCALE_FACTOR", "1")

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def write(window, name: str) -> None:
        path = out / f"{name}.png"
        window.grab().save(str(path))
        print(path)

    def everything(window, kind: str) -> None:
        for scheme in SCHEMES:
            window.services.preferences.change(scheme=scheme)
            for width, height in SIZES:
                window.resize(width, height)
                for place in PLACES:
                    window.show_workspace(place)
                    wait(0.7)
                    name = f"{place}-{kind}-{scheme}-{width}x{height}-x{scale}"
                    write(window, name)
                window.show_workspace("explore")
                for mode in ("walk", "sum"):
                    window.workspace.explorer.show(mode)
                    wait(0.7)
                    name = f"{mode}-{kind}-{scheme}-{width}x{height}-x{scale}"
                    write(window, name)
                window.workspace.explorer.show("picture")
                window.show_workspace("translate")
                for mode in ("compare", "brush") if kind == "full" else ():
                    window.commands.action(f"translate.{mode}").trigger()
                    wait(2)
                    name = f"{mode}-{kind}-{scheme}-{width}x{height}-x{scale}"
                    write(window, name)
                    window.commands.action(f"translate.{mode}").trigger()

    if not readme:
        # No runs and nothing opened: what somebody new sees.
        os.environ["GANSTUDIO_HOME"] = str(home.parent / f"new-{scale}")
        window = open_window()
        wait(3)
        everything(window, "empty")
        window.close()
        delete(window)
        os.environ["GANSTUDIO_HOME"] = str(home)
    window = open_window()
    window.services.preferences.change(scheme="dark")
    window.resize(*SIZES[0])
    wait(3)
    for banner in window.findChildren(Banner):
        banner.dismiss()
    images, models = resources() / "images", resources() / "models"
    window.open_paths(
        [images / f"{name}.jpg" for name in ("mountains", "forest", "coast")]
    )
    wait(2)
    window.services.navigator.open_model(models / "photo-to-ukiyoe.onnx")
    wait(6)
    window.services.navigator.open_model(models / "digits.onnx")
    wait(3)
    explorer = window.workspace.explorer
    for digit, seed in ((4, 3), (7, 8), (2, 21), (9, 34), (5, 55)):
        explorer.choose_seed(seed)
        label = tuple(float(digit == k) for k in range(10))
        explorer.change("Choose a class", label=label)
        wait(0.5)
        window.commands.action("explore.keep").trigger()
    kept = [sample.point for sample in window.workspace.kept.all]
    for operand, points in (("a", kept[:2]), ("b", kept[2:3]), ("c", kept[3:])):
        for number, point in enumerate(points):
            window.workspace.parts.sum.put(operand, number, point)
    explorer.change("Move", weights=(0.5, 0.3, 0.2))
    wait(1)
    window.services.runs.refresh()
    window.show_workspace("train")
    wait(2)
    newest = window.services.runs.all[0].folder.path
    window.services.navigator.open_run(newest)
    wait(4)
    if readme:
        for place in PLACES:
            window.show_workspace(place)
            wait(2)
            write(window, place)
    else:
        everything(window, "full")
    window.close()
    delete(window)


if __name__ == "__main__":
    main()
