"""An ONNX file as plain operations and constants."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.extras import missing
from playground.spec.paths import FileProblem, readable_file, shown, shown_name

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, TensorProto

Array = NDArray[Any]
ENDING = ".onnx"
MOST_BYTES = 2**31 - 1
"""What the file format allows."""
MOST_OPERATIONS = 20_000


@dataclass(frozen=True)
class Operation:
    """One node of the file.

    Attributes:
        kind: Name of the operator.
        name: As the file calls it.
        inputs: Names of values; empty for those left out.
        outputs: Names of values.
        attributes: Numbers, texts, lists and arrays.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Source:
    """What a file holds.

    Attributes:
        operations: In the order of computation.
        constants: Arrays by name.
        input: Name of the value that is fed.
        sizes: Its sizes, the batch included; None for free ones.
        tokens: Whether it is fed whole numbers.
        output: Name of the value that is fetched.
    """

    operations: list[Operation]
    constants: dict[str, Array]
    input: str
    sizes: tuple[int | None, ...]
    tokens: bool
    output: str


def read_source(path: str | os.PathLike[str]) -> Source:
    """Read a file.

    Raises:
        FileProblem: When the file cannot be read, is damaged, or points to data outside its folder; one sentence.
    """
    file = readable_file(path)
    name = shown_name(file)
    words = missing("onnx")
    if words:
        raise FileProblem(f"{name}: {words}")
    model = _parsed(file, name)
    try:
        return _source(model.graph, file, name)
    except FileProblem:
        raise
    except (
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
    ):  # bytes that are no text, numbers that are none
        raise FileProblem(f"{name}: is damaged.") from None


def _source(graph: GraphProto, file: Path, name: str) -> Source:
    if len(graph.node) > MOST_OPERATIONS:
        raise FileProblem(f"{name}: has {len(graph.node):,} operations, more than {MOST_OPERATIONS:,}.")
    folder = file.absolute().parent
    constants = {
        tensor.name: read_tensor(tensor, folder, f"{name}: {tensor.name}") for tensor in graph.initializer
    }
    fed = [value for value in graph.input if value.name not in constants]
    if len(fed) != 1 or not graph.output:
        raise FileProblem(f"{name}: has {len(fed)} inputs; a network on the canvas has one.")
    operations = [_operation(node, folder, name) for node in _in_order(graph, name)]
    kind = fed[0].type.tensor_type
    sizes = tuple(size.dim_value if size.HasField("dim_value") else None for size in kind.shape.dim)
    return Source(operations, constants, fed[0].name, sizes, kind.elem_type in {6, 7}, graph.output[0].name)


def _parsed(file: Path, name: str) -> ModelProto:
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # noqa: PLC0415 - with onnx
    from onnx import ModelProto  # noqa: PLC0415 - an extra

    model = ModelProto()
    try:
        if file.stat().st_size > MOST_BYTES:
            raise FileProblem(f"{name}: is larger than 2 GB, the most that an ONNX file may be.")
        model.ParseFromString(file.read_bytes())
    except DecodeError:
        raise FileProblem(f"{name}: this is not an ONNX file, or it is incomplete.") from None
    except OSError as error:
        raise FileProblem(f"{name}: cannot be read: {error.strerror or error}.") from None
    if not model.graph.node:
        raise FileProblem(f"{name}: this is not an ONNX file, or it holds no network.")
    return model


def _in_order(graph: GraphProto, name: str) -> Iterable[Any]:
    """Nodes as listed; the format wants each after those that feed it."""
    known = {"", *(value.name for value in graph.input), *(tensor.name for tensor in graph.initializer)}
    for node in graph.node:
        lost = next((value for value in node.input if value not in known), None)
        if lost is not None:
            taker = f"{_text(node.op_type)} “{_text(node.name)}”"
            raise FileProblem(f"{name}: nothing computes “{_text(lost)}”, which {taker} takes.")
        known.update(node.output)
        yield node
    if graph.output and graph.output[0].name not in known:
        raise FileProblem(f"{name}: nothing computes the output “{_text(graph.output[0].name)}”.")


def _text(name: str | bytes) -> str:
    """A name for a message; protobuf gives one that is not text as bytes."""
    return shown(name.decode("utf-8", "replace") if isinstance(name, bytes) else name)


def _operation(node: Any, folder: Path, name: str) -> Operation:
    from onnx import AttributeProto, TensorProto, helper  # noqa: PLC0415 - an extra

    found: dict[str, Any] = {}
    for attribute in node.attribute:
        if attribute.type in {AttributeProto.GRAPH, AttributeProto.GRAPHS}:
            found[attribute.name] = None  # what loops and branches hold; their operators are refused by name
            continue
        value = helper.get_attribute_value(attribute)
        if isinstance(value, TensorProto):
            value = read_tensor(value, folder, f"{name}: {node.name}")
        found[attribute.name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    domain = "" if node.domain in {"", "ai.onnx"} else f"{node.domain}."
    label = node.name or (node.output[0] if node.output else "")
    return Operation(domain + node.op_type, label, tuple(node.input), tuple(node.output), found)


def read_tensor(tensor: TensorProto, folder: Path, what: str) -> Array:
    """Read an array, from another file in the folder where it is kept there.

    Raises:
        FileProblem: When sizes and bytes do not fit each other, or the other file is missing or elsewhere.
    """
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415 - an extra

    try:
        if tensor.data_location == TensorProto.EXTERNAL:
            kind = helper.tensor_dtype_to_np_dtype(tensor.data_type)
            return np.frombuffer(_beside(tensor, folder, what), kind).reshape(tuple(tensor.dims))
        return numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        if isinstance(error, FileProblem):
            raise
        raise FileProblem(f"{what} is damaged: its sizes and its numbers do not fit each other.") from None


def _beside(tensor: TensorProto, folder: Path, what: str) -> bytes:
    """Bytes of an array that is kept in another file of the same folder."""
    places = {entry.key: entry.value for entry in tensor.external_data}
    location = places.get("location", "")
    path = (folder / location).resolve()
    if not location or Path(location).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise FileProblem(f"{what} is kept in “{location}”, outside the folder of the file.")
    try:
        with path.open("rb") as file:
            file.seek(int(places.get("offset", "0")))
            rest = path.stat().st_size - file.tell()
            length = int(places.get("length", rest))
            if not 0 <= length <= rest:
                raise FileProblem(f"{what} is damaged: “{location}” is too short.")
            found: bytes = file.read(length)
            return found
    except OSError:
        raise FileProblem(f"{what} is kept in “{location}”, which cannot be read.") from None


def needed(operations: Sequence[Operation], output: str) -> list[Operation]:
    """The operations that an output depends on."""
    wanted, kept = {output}, []
    for operation in reversed(operations):
        if wanted & set(operation.outputs):
            wanted.update(operation.inputs)
            kept.append(operation)
    return kept[::-1]
