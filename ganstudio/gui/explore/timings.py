"""How fast pictures come, in real numbers."""

from __future__ import annotations

import time
from collections import deque
from statistics import median

_RECENT = 120
_FRAME_WINDOW = 1.0


class Timings:
    """Times of the last pictures, and the frame rate of the last drag."""

    def __init__(self) -> None:
        self.provider = ""
        """Backend that ran last."""
        self._network: deque[float] = deque(maxlen=_RECENT)
        self._screen: deque[float] = deque(maxlen=_RECENT)
        self._frames: deque[float] = deque()
        self._rate: float | None = None

    def answered(self, seconds: float, provider: str) -> None:
        """Note the time within the network of one picture, s."""
        self._network.append(seconds)
        self.provider = provider

    def painted(self, asked: float, *, dragging: bool) -> None:
        """Note that the picture is on the screen which was asked for at `asked`.

        Args:
            asked: time.perf_counter() of the request.
            dragging: frames count only then.
        """
        now = time.perf_counter()
        self._screen.append(now - asked)
        if not dragging:
            self._frames.clear()
            return
        self._frames.append(now)
        while now - self._frames[0] > _FRAME_WINDOW:
            self._frames.popleft()
        if len(self._frames) > 4:
            self._rate = (len(self._frames) - 1) / (now - self._frames[0])

    @property
    def network(self) -> float | None:
        """Time within the network, p50 of the recent pictures, s."""
        return median(self._network) if self._network else None

    @property
    def screen(self) -> float | None:
        """From request to screen, p50 of the recent pictures, s."""
        return median(self._screen) if self._screen else None

    @property
    def rate(self) -> float | None:
        """Pictures a second in the last drag."""
        return self._rate

    @property
    def text(self) -> str:
        """One line: "0.9 ms network · 2.1 ms to screen · 60 fps · cpu"."""
        parts = []
        if self.network is not None:
            parts.append(f"{1000 * self.network:.1f} ms network")
        if self.screen is not None:
            parts.append(f"{1000 * self.screen:.1f} ms to screen")
        if self.rate is not None:
            parts.append(f"{self.rate:.0f} fps")
        if self.provider:
            parts.append(self.provider)
        return " · ".join(parts)
