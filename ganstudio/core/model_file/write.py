"""Writing a model file: checked against its card, whole or not at all, read back."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ganstudio.api import Code, Image, Latent, ModelFileError, Points, Port
from ganstudio.core.files import written_beside
from ganstudio.core.model_file import walker
from ganstudio.core.model_file.card import Card
from ganstudio.core.model_file.read import (
    CARD_KEY,
    PREVIEW_KEY,
    ModelFile,
    check_model_file,
    opened,
)

if TYPE_CHECKING:
    import onnx

LARGEST = 1_900_000_000
"""Largest model, bytes: protobuf ends at 2 GiB, and the metadata must fit too."""
_FLOAT32 = 1


def write_model_file(
    path: Path | str,
    model: bytes | onnx.ModelProto,
    card: Card,
    preview: bytes | None = None,
) -> ModelFile:
    """Write graph, weights, card and preview as one file, and read it back.

    Documentation strings and metadata of the exporter are taken out: they hold the
    exporting machine's paths. `sha256` and `opset` of the card are filled in.

    Args:
        path: the file; replaced where it exists.
        model: ONNX model; a ModelProto is not changed.
        card: its inputs and output carry the names of the graph's.
        preview: PNG file's bytes.

    Raises:
        ModelFileError: no ONNX model, ports that are not the graph's, external data,
            or more than 1.9 GB.
        StudioError: the file could not be written.
    """
    path = Path(path)
    proto = _parsed(path, model)
    for tensor in _tensors(proto):
        if tensor.data_location == tensor.EXTERNAL:
            raise ModelFileError(
                f"{path.name} keeps weights in other files (external data), and a"
                " GAN Studio model is one file: export it with its weights inside."
            )
    if proto.ByteSize() > LARGEST:
        raise ModelFileError(
            f"{path.name} would have {proto.ByteSize() / 1e9:.2f} GB and an ONNX file"
            f" holds {LARGEST / 1e9:.1f} GB: make the networks narrower."
        )
    _check_ports(path, proto, card)
    _strip(proto)
    opset = max(o.version for o in proto.opset_import if o.domain in ("", "ai.onnx"))
    data = proto.SerializeToString(deterministic=True)
    sha256 = hashlib.sha256(data).hexdigest()  # nothing in it is metadata any more
    card = card.model_copy(update={"sha256": sha256, "opset": opset})
    with written_beside(path) as temporary:
        _assemble(temporary, BytesIO(data), card, preview)
    return ModelFile(path, card, preview)


def with_card(path: Path | str, card: Card, preview: bytes | None = None) -> ModelFile:
    """Rewrite the card and the preview of a file, and read it back.

    Used to link siblings once all of them are written. The weights are copied in
    pieces, never loaded.

    Raises:
        ModelFileError: no whole ONNX file, or its hash is not the card's.
        StudioError: the file could not be written.
    """
    path = Path(path)
    # The source is closed before the rename: Windows renames onto no open file.
    with written_beside(path) as temporary, opened(path) as (source, _):
        _assemble(temporary, source, card, preview)
    return ModelFile(path, card, preview)


def _assemble(path: Path, source: BinaryIO, card: Card, preview: bytes | None) -> None:
    entries = walker.encode_entry(CARD_KEY, card.model_dump_json())
    if preview:
        text = base64.b64encode(preview).decode()
        entries += walker.encode_entry(PREVIEW_KEY, text)
    found = walker.records(source, path)
    rest = {r.field for r in found} - {walker.IR_VERSION, walker.METADATA}
    with path.open("wb") as file:
        # The card stands before the weights: a file that is cut off anywhere behind
        # it lacks its graph or its operators, and is known to be cut off.
        file.writelines(walker.chunks(source, found, walker.IR_VERSION))
        file.write(entries)
        file.writelines(walker.chunks(source, found, *rest))
    if check_model_file(path).card != card:
        raise ModelFileError(f"{path} reads back with another card: write it again.")


def _parsed(path: Path, model: bytes | onnx.ModelProto) -> onnx.ModelProto:
    import onnx
    from google.protobuf.message import (  # type: ignore[import-untyped]
        DecodeError,
    )

    proto = onnx.ModelProto()
    if isinstance(model, bytes):
        try:
            proto.ParseFromString(model)
        except DecodeError:
            raise ModelFileError(
                f"{path.name} was not written: what was exported is not an ONNX model."
            ) from None
    else:
        proto.CopyFrom(model)
    if not proto.opset_import or not proto.graph.output:
        raise ModelFileError(
            f"{path.name} was not written: the exported model has no graph."
        )
    return proto


def _messages(message: Any) -> Iterator[Any]:
    yield message
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for child in value if isinstance(value, Sequence) else [value]:
            yield from _messages(child)


def _tensors(proto: onnx.ModelProto) -> Iterable[onnx.TensorProto]:
    import onnx

    return (m for m in _messages(proto) if isinstance(m, onnx.TensorProto))


def _strip(proto: onnx.ModelProto) -> None:
    for message in list(_messages(proto)):
        for name in ("doc_string", "metadata_props"):
            if name in message.DESCRIPTOR.fields_by_name:
                message.ClearField(name)


def _check_ports(path: Path, proto: onnx.ModelProto, card: Card) -> None:
    weights = {w.name for w in proto.graph.initializer}
    inputs = [i for i in proto.graph.input if i.name not in weights]
    outputs = list(proto.graph.output)
    for kind, ports, values in (
        ("inputs", card.inputs, inputs),
        ("outputs", (card.output,), outputs),
    ):
        names = [v.name for v in values]
        if [p.name for p in ports] != names:
            raise ModelFileError(
                f"{path.name}: the graph's {kind} are {', '.join(names)}, and its card"
                f" says {', '.join(p.name for p in ports)}: use the ports' names."
            )
        for port, value in zip(ports, values, strict=True):
            tensor = value.type.tensor_type
            dims = [d.dim_value or None for d in tensor.shape.dim]
            wanted = port_shape(port)
            fits = len(dims) == len(wanted) and all(
                None in pair or pair[0] == pair[1]
                for pair in zip(dims, wanted, strict=True)
            )
            if not fits or tensor.elem_type != _FLOAT32:
                raise ModelFileError(
                    f"{path.name}: {port.name} must be float32 {_text(wanted)}, as its"
                    f" port says, not {_text(dims)}: correct the port or the network."
                )


def port_shape(port: Port) -> tuple[int | None, ...]:
    """Shape of a port's array; None where it is free (the batch first)."""
    match port:
        case Latent():
            return None, port.size
        case Code():
            return None, port.choices or 1
        case Image():
            return None, port.channels, *(port.size or (None, None))
        case Points():
            return None, port.dims
        case _:
            return None, port.classes


def _text(shape: Iterable[int | None]) -> str:
    return "(" + ", ".join("any" if d is None else str(d) for d in shape) + ")"
