"""`python -m ganstudio.worker.weights WEIGHTS.pth OUT.onnx`: started by the host."""

from __future__ import annotations

import sys
from pathlib import Path

from ganstudio.api import Graph, Image, ModelFileError, Role, StudioError
from ganstudio.core.model_file import Card, write_model_file
from ganstudio.worker.export import to_onnx
from ganstudio.worker.weights.resnet_generator import read_weights, rebuild


def convert(source: Path, target: Path) -> None:
    """Write a CycleGAN generator's weights as a model file.

    Raises:
        ModelFileError: weights of another network.
        StudioError: it computes otherwise in onnxruntime, or cannot be written.
    """
    net = rebuild(read_weights(str(source)), source.name)
    given, made = (
        net.model[1].in_channels,
        net.model[-2].out_channels,
    )
    if {given, made} - {1, 3}:
        raise ModelFileError(
            f"{source.name} takes {given} channels and gives {made}: grey (1) and"
            " colour (3) pictures can be imported."
        )
    graph = Graph(
        name="translator",
        role=Role.TRANSLATOR,
        module=net,
        inputs=(Image(name="picture", channels=given, multiple_of=4, minimum=16),),
        output=Image(name="translation", channels=made),
    )
    exported = to_onnx(graph)
    card = Card(
        name=graph.name,
        role=graph.role,
        model="imported",
        inputs=graph.inputs,
        output=graph.output,
        parity=exported.parity,
    )
    write_model_file(target, exported.model, card)


def main(arguments: list[str]) -> int:
    """Convert; 0 done, 1 failed with one sentence on the error output."""
    try:
        source, target = arguments
        convert(Path(source), Path(target))
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
