"""Does a picture go through a network in one piece, and how large a one would?"""

from __future__ import annotations

from collections.abc import Iterator

from ganstudio.api import Image, InferenceError
from ganstudio.core.images import scaled_size
from ganstudio.inference.memory import available_memory, estimate_memory
from ganstudio.inference.model import Model

_LEAST_SIDE = 64
"""px; nobody wants a picture that was made of fewer."""
_STEP = 0.7
"""From one size to the next where only trying tells: half of the pixels."""


def padded_size(model: Model, height: int, width: int) -> tuple[int, int]:
    """Size that the network sees, (H, W) px: at least the picture's.

    Raises:
        InferenceError: the model takes only one size, and it is another.
    """
    source = picture_port(model)
    if source.size is not None:
        if (height, width) != source.size:
            raise InferenceError(
                f"Model {model.card.name} takes pictures of {source.size[1]}x"
                f"{source.size[0]} px only, not {width}x{height} px: scale or crop the"
                " picture first."
            )
        return height, width
    step = source.multiple_of
    padded = [-(-max(side, source.minimum) // step) * step for side in (height, width)]
    return padded[0], padded[1]


def picture_port(model: Model) -> Image:
    """Return the port of a translator that takes the picture."""
    port = model.card.inputs[0]
    assert isinstance(port, Image)
    return port


class Room:
    """The memory for one picture.

    Attributes:
        free: bytes that may be used; None where only the device knows.
    """

    def __init__(self, model: Model, limit: int | None = None) -> None:
        """Look what is free.

        Args:
            model: a translator.
            limit: bytes that may be used; None takes what the machine has free, where
                the model runs on the CPU.
        """
        # OpenVINO works in main memory too, and was measured at 0.4 of the estimate.
        main = model.provider == "cpu" or model.provider.startswith("openvino")
        self._model = model
        self.free = available_memory() if main and limit is None else limit

    def shortage(self, size: tuple[int, int]) -> str:
        """Say that a picture, (H, W) px, does not fit: a clause; "" where it does."""
        if self.free is None:
            return ""  # a device says so itself
        need = self._need(size)
        if need <= self.free:
            return ""
        return (
            f"Model {self._model.card.name} needs about {need / 1e9:.1f} GB of memory"
            f" for {size[1]}x{size[0]} px, and {self.free / 1e9:.1f} GB are free"
        )

    def advice(self, size: tuple[int, int]) -> str:
        """What to do where it does not fit: an imperative."""
        fits = next(self.sides(size), None)
        if fits is None:
            return "close other programs"
        height, width = scaled_size(size, fits)
        return f"make the picture smaller (about {width}x{height} px fits)"

    def sides(self, size: tuple[int, int], beside: int = 0) -> Iterator[int]:
        """Longer sides to try for a picture that is too large, px, largest first.

        Args:
            size: (H, W) of the picture, px.
            beside: bytes that are taken by something else meanwhile.
        """
        if picture_port(self._model).size is not None:
            return  # it takes no other
        longer = max(size)
        side = int(longer * _STEP)
        if self.free is not None:
            side = self._largest(size, self.free - beside)
        while min(longer, _LEAST_SIDE) <= side < longer:
            yield side
            side = int(side * _STEP)

    def _largest(self, size: tuple[int, int], free: int) -> int:
        """Longest side that fits, px, to a hundredth; 0 where none does."""
        fits, too_long = 0, max(size)
        while too_long - fits > max(size) // 100 + 1:
            middle = (fits + too_long) // 2
            if self._need(scaled_size(size, middle)) <= free:
                fits = middle
            else:
                too_long = middle
        return fits

    def _need(self, size: tuple[int, int]) -> int:
        return estimate_memory(self._model, *padded_size(self._model, *size))
