"""One graph to ONNX, and the proof that it computes the same."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from ganstudio.api import Code, Graph, Image, Label, Latent, Port, RunError
from ganstudio.core import latents

OPSET = 18
PARITY_LIMIT = 1e-3
"""Largest difference allowed between torch and onnxruntime, in the output's units."""
DEFAULT_SIDE = 64
"""Side that pictures are tried with where a port leaves it open, px."""


@dataclass(frozen=True)
class Exported:
    """A graph as an ONNX model.

    Attributes:
        model: serialised ModelProto, weights inside.
        parity: largest difference seen between torch (CPU, fp32, eval) and
            onnxruntime over two batch sizes and, where free, two picture sizes.
    """

    model: bytes
    parity: float


def to_onnx(graph: Graph) -> Exported:
    """Export a graph whose module is on the CPU in fp32.

    The batch is symbolic, and so are height and width where the port leaves them open.

    Raises:
        RunError: torch cannot express it, or the results differ by more than
            `PARITY_LIMIT`.
    """
    module = graph.module.eval()
    args = [_example(port, 2, _sides(port, 0)) for port in graph.inputs]
    dynamic = tuple(_dynamic(port) for port in graph.inputs)
    try:
        with _quiet(), torch.no_grad():
            program = torch.onnx.export(
                _Positional(module),
                tuple(args),
                dynamo=True,
                external_data=False,
                verbose=False,
                opset_version=OPSET,
                input_names=[port.name for port in graph.inputs],
                output_names=[graph.output.name],
                dynamic_shapes=(dynamic,),
            )
            assert program is not None
            data = program.model_proto.SerializeToString()
    except Exception as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise RunError(
            f"Graph {graph.name!r} could not be written as ONNX: {first}. Rewrite the"
            " network with operations that torch.onnx.export knows."
        ) from error
    onnx.checker.check_model(data)
    parity = _parity(graph, data)
    if not parity <= PARITY_LIMIT:  # also refuses NaN
        raise RunError(
            f"Graph {graph.name!r} gives other results in onnxruntime than in torch:"
            f" they differ by {parity:.2g}, at most {PARITY_LIMIT:g} is allowed."
        )
    return Exported(data, parity)


class _Positional(nn.Module):
    """Takes its inputs as *args, so that their names are the ports' names."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        output: torch.Tensor = self.module(*inputs)
        return output


def _parity(graph: Graph, model: bytes) -> float:
    """Compare at batch 1 and 3, at two sizes where the size is free."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    worst = 0.0
    for trial, count in enumerate((1, 3)):
        args = [_example(port, count, _sides(port, trial)) for port in graph.inputs]
        with torch.no_grad():
            expected = graph.module(*args).numpy()
        feed = {p.name: a.numpy() for p, a in zip(graph.inputs, args, strict=True)}
        (got,) = session.run(None, feed)
        if got.shape != expected.shape:
            raise RunError(
                f"Graph {graph.name!r} gives shape {got.shape} in onnxruntime, but"
                f" {expected.shape} in torch."
            )
        worst = max(worst, float(np.abs(got - expected).max()))
    return worst


def _example(port: Port, count: int, sides: tuple[int, int]) -> torch.Tensor:
    """Make an input of a port, float32, the same at every call."""
    match port:
        case Latent():
            values = latents.draw(7, count, port)
        case Label():
            values = latents.label_rows(
                [i % port.classes for i in range(count)], port.classes
            )
        case Code():
            values = latents.code_rows(7, count, port)
        case Image():
            noise = np.random.Generator(np.random.Philox(7))
            low, high = port.range
            shape = (count, port.channels, *sides)
            values = noise.uniform(low, high, shape).astype(np.float32)
        case _:
            raise RunError(f"A graph cannot take {port.kind} as an input.")
    return torch.from_numpy(values)


def _sides(port: Port, trial: int) -> tuple[int, int]:
    """Height and width to try a picture port with; others ignore it."""
    if not isinstance(port, Image):
        return (0, 0)
    if port.size is not None:
        return port.size
    unit = port.multiple_of
    side = max(DEFAULT_SIDE, port.minimum)
    units = -(-side // unit)
    return (
        (units * unit, units * unit)
        if trial == 0
        else (
            (units + 1) * unit,
            (units + 3) * unit,
        )
    )


def _dynamic(port: Port) -> dict[int, object]:
    free: dict[int, object] = {0: torch.export.Dim.DYNAMIC}
    if isinstance(port, Image) and port.size is None:
        free |= {2: torch.export.Dim.DYNAMIC, 3: torch.export.Dim.DYNAMIC}
    return free


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's notes on its own internals out of the log."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
