"""Train the quick preset of models from the window, as a person would, and look.

    xvfb-run -a -s "-screen 0 2200x1400x24" python tests/gui/quick_runs.py OUT \
        mnist_cgan=MNIST wgan=FASHION cyclegan=PHOTOS,PAINTINGS

For each model: New run, its data, Start, wait for the end. Writes a picture of the
finished run's page into OUT and prints the steps and the time; the runs themselves lie
in GANSTUDIO_HOME. Takes as long as the presets take.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

ENDS = ("finished", "failed", "stopped")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("runs", nargs="+", metavar="MODEL=DATA[,SECOND]")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    from PySide6.QtCore import QEventLoop, QTimer

    from ganstudio.gui.garbage import GarbageCollector
    from ganstudio.gui.main import delete, make_application, open_window

    make_application()
    garbage = GarbageCollector()

    def wait(done: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                sys.exit("The window did not get on: nothing happened for too long.")
            loop = QEventLoop()
            QTimer.singleShot(200, loop.quit)
            loop.exec()

    window = open_window()
    window.resize(1280, 800)
    window.show_workspace("train")
    window.commands.action("train.new").trigger()
    wait(lambda: window.workspace.new is not None)
    page = window.workspace.new
    start = window.commands.action("train.start")
    runs = window.services.runs
    wait(lambda: runs.read)
    for text in args.runs:
        model, _, data = text.partition("=")
        before = {run.folder.path for run in runs.all}
        window.commands.action("train.new").trigger()
        paths = [Path(part) for part in data.split(",") if part]
        window.services.navigator.train(model, paths)
        wait(lambda: page.inspector.form is not None and page.inspector.form.whole)
        wait(lambda model=model: page.model.spec.id == model and start.isEnabled(), 300)
        began = time.monotonic()
        start.trigger()

        def entry(before=before):
            return next((r for r in runs.all if r.folder.path not in before), None)

        wait(lambda entry=entry: entry() is not None)
        wait(lambda entry=entry: entry().status.state in ENDS, 7200)
        minutes = (time.monotonic() - began) / 60
        wait(lambda: not window.services.background.busy)
        deadline = time.monotonic() + 3  # the last sheet and curves arrive
        wait(lambda end=deadline: time.monotonic() > end)
        status = entry().status
        took = f"{status.state} at step {status.step} in {minutes:.1f} min"
        file = args.out / f"{model}.png"
        window.grab().save(str(file))
        print(f"{model}: {took}, {file}", flush=True)
    window.close()
    delete(window)
    garbage.close()


if __name__ == "__main__":
    main()
