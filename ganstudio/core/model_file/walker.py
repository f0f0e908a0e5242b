"""A walk over the top-level fields of an ONNX file, without loading its weights.

An ONNX file is one protobuf message: records of a tag (field number and wire type)
and a payload. Payloads are skipped, so a walk over 1.9 GB reads a few dozen bytes.
Field numbers: onnx.proto, message ModelProto.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ganstudio.api import ModelFileError

IR_VERSION, GRAPH, OPSET_IMPORT, METADATA = 1, 7, 8, 14
_VARINT, _BYTES = 0, 2
_WIRE_TYPES = {
    IR_VERSION: _VARINT,
    2: _BYTES,  # producer_name
    3: _BYTES,  # producer_version
    4: _BYTES,  # domain
    5: _VARINT,  # model_version
    6: _BYTES,  # doc_string
    GRAPH: _BYTES,
    OPSET_IMPORT: _BYTES,
    METADATA: _BYTES,
    20: _BYTES,  # training_info
    25: _BYTES,  # functions
    26: _BYTES,  # configuration
}
_LARGEST_ENTRY = 64 * 2**20
_CHUNK = 2**20


@dataclass(frozen=True)
class Record:
    """One top-level field: byte offsets of its tag, its payload and its end."""

    field: int
    start: int
    payload: int
    end: int


def records(file: BinaryIO, path: Path) -> list[Record]:
    """Find every top-level field of an ONNX file.

    Args:
        file: open for reading; its position is moved.
        path: what the sentences call it.

    Raises:
        ModelFileError: no ONNX file, or one that is cut off.
    """
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise ModelFileError(f"{path} is empty (0 bytes): copy or export it again.")
    found: list[Record] = []
    position = 0
    while position < size:
        file.seek(position)
        head = file.read(20)
        # From here on a mistake means damage once the file has begun as ONNX does.
        begun = any(r.field in (IR_VERSION, GRAPH) for r in found)
        try:
            tag, at = _varint(head, 0)
            field, wire_type = tag >> 3, tag & 7
            if _WIRE_TYPES.get(field) != wire_type:
                raise _damaged(path) if begun else _foreign(path)
            length, at = _varint(head, at)
        except IndexError:
            raise (_truncated(path) if begun else _foreign(path)) from None
        payload = position + at
        end = payload if wire_type == _VARINT else payload + length
        if end > size:
            raise _truncated(path) if begun else _foreign(path)
        found.append(Record(field, position, payload, end))
        position = end
    present = {r.field for r in found}
    if not present & {IR_VERSION, GRAPH}:
        raise _foreign(path)
    if not {IR_VERSION, GRAPH, OPSET_IMPORT} <= present:
        raise _truncated(path)
    return found


def metadata(file: BinaryIO, found: list[Record]) -> dict[str, str]:
    """Read the metadata entries (key -> value); unreadable ones are left out."""
    entries: dict[str, str] = {}
    for record in found:
        if record.field != METADATA or record.end - record.payload > _LARGEST_ENTRY:
            continue
        file.seek(record.payload)
        data = file.read(record.end - record.payload)
        try:
            key, value = _entry(data)
        except (IndexError, UnicodeDecodeError):
            continue
        entries[key] = value
    return entries


def encode_entry(key: str, value: str) -> bytes:
    """Encode one metadata entry as a top-level record."""
    entry = b"".join(
        bytes([field << 3 | _BYTES]) + _encode_varint(len(text)) + text
        for field, text in ((1, key.encode()), (2, value.encode()))
    )
    return bytes([METADATA << 3 | _BYTES]) + _encode_varint(len(entry)) + entry


def chunks(file: BinaryIO, found: list[Record], *fields: int) -> Iterator[bytes]:
    """Yield records with their tags, in the file's order, in pieces of up to 1 MiB.

    Args:
        file: open for reading.
        found: what `records` found in it.
        fields: which fields; none given: all but metadata.
    """
    for record in found:
        if record.field not in fields if fields else record.field == METADATA:
            continue
        file.seek(record.start)
        left = record.end - record.start
        while left:
            chunk = file.read(min(left, _CHUNK))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk


def digest(file: BinaryIO, found: list[Record]) -> str:
    """Hash all that is not metadata: sha256, 64 hexadecimal digits."""
    hasher = hashlib.sha256()
    for chunk in chunks(file, found):
        hasher.update(chunk)
    return hasher.hexdigest()


def _entry(data: bytes) -> tuple[str, str]:
    texts = {1: "", 2: ""}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        length, at = _varint(data, at)
        texts[tag >> 3] = data[at : at + length].decode()
        at += length
    return texts[1], texts[2]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Decode a number of 7 bits a byte, lowest first; IndexError where it is cut."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _encode_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _foreign(path: Path) -> ModelFileError:
    return ModelFileError(
        f"{path} is not an ONNX file: choose a .onnx file that GAN Studio exported."
    )


def _truncated(path: Path) -> ModelFileError:
    return ModelFileError(
        f"{path} is cut off: it ends in the middle of the model; copy or export it"
        " again."
    )


def _damaged(path: Path) -> ModelFileError:
    return ModelFileError(
        f"{path} is damaged: it begins as an ONNX file and goes on as something else;"
        " copy or export it again."
    )
