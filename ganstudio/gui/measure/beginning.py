"""From the start of the process to the first paint."""

from __future__ import annotations

import sys
import time


def first_paint(since: float, *, bare: bool) -> dict[str, float]:
    """Open a window, wait for its first paint and end.

    Args:
        since: `time.time()` when the process was started.
        bare: a plain empty `QMainWindow` instead of ours.

    Returns:
        "seconds" from `since`; "torch" and "onnxruntime" are 1 where they are loaded.
    """
    painted: list[float] = []
    if bare:
        from PySide6.QtWidgets import QApplication, QMainWindow

        class Bare(QMainWindow):
            def paintEvent(self, event: object) -> None:
                super().paintEvent(event)  # type: ignore[arg-type]
                painted.append(time.time())
                self.close()

        app = QApplication(sys.argv[:1])
        empty = Bare()
        empty.resize(1280, 800)
        empty.show()
        app.exec()
    else:
        from ganstudio.gui.main import delete, make_application, open_window

        app = make_application()
        window = open_window()

        def end() -> None:
            painted.append(time.time())
            window.close()

        window.painted.connect(end)
        app.exec()
        delete(window)
    loaded = {name: float(name in sys.modules) for name in ("torch", "onnxruntime")}
    return {"seconds": painted[0] - since, **loaded}
