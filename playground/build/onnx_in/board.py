"""A network in the making: layers that are placed one after the other, and values that flow between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np

from playground.build.onnx_in.source import Array, Operation
from playground.catalog.kinds import ACTIVATIONS, LAYERS, Shape, ShapeProblem, UnknownEntry
from playground.spec.base import Choice, Value
from playground.spec.graph import Edge, Graph, Node

BATCH = -7_777_777
"""Stands for the number of samples where sizes are computed from those of other values."""


class NotInCatalog(ValueError):
    """An operation that no layer does; the message says what it is about, without the operation's name."""


@dataclass(frozen=True, eq=False)
class Wire:
    """What a layer puts out, as the file sees it.

    Attributes:
        node: Id of the layer.
        shape: Shape of a sample, as the catalog has it.
        axes: For each axis of the file the axis here, the batch included.
        columns: For lists, which number here stands in each place there; None for the same order.
    """

    node: str
    shape: Shape
    axes: tuple[int, ...]
    columns: Array | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sizes as the file sees them, ``BATCH`` for the samples."""
        own = (BATCH, *self.shape)
        return tuple(own[axis] for axis in self.axes)

    @property
    def plain(self) -> bool:
        """Whether the file lays it out like the catalog."""
        return self.axes == tuple(range(len(self.shape) + 1)) and self.columns is None


@dataclass(frozen=True, eq=False)
class Pending:
    """A layer with several outputs, of which the next operation chooses one.

    Attributes:
        kind: Key of the layer.
        params: Its parameters but for what the choice decides.
        arrays: Its weights.
        source: What it takes.
        last: Whether it is about the last step.
    """

    kind: str
    params: Mapping[str, Value]
    arrays: Mapping[str, Array]
    source: Wire
    last: bool = False


Carried = Wire | Pending | Array
"""What a value of the file is: something that flows, or numbers that are known."""


@dataclass
class Placed:
    """A layer on the board.

    Attributes:
        kind: Key in the catalog.
        params: Its parameters.
        inputs: What it takes, by slot.
        arrays: Weights by their name in the module.
        activation: Key and parameters.
        activation_arrays: Its weights.
    """

    kind: str
    params: dict[str, Value]
    inputs: tuple[str, ...]
    arrays: dict[str, Array] = field(default_factory=dict)
    activation: tuple[str, dict[str, Value]] | None = None
    activation_arrays: dict[str, Array] = field(default_factory=dict)


class Board:
    """Layers in the order in which they are placed.

    Attributes:
        values: What each value of the file is.
        users: How many operations take each value.
        placed: Layers by id.
        batch: Size of the batch where the file fixes it.
    """

    def __init__(self, operations: Sequence[Operation], batch: int | None = None) -> None:
        self.batch = batch
        self._shapes: dict[str, Shape] = {}
        self.values: dict[str, Carried] = {}
        self.users = Counter(name for operation in operations for name in operation.inputs)
        self.placed: dict[str, Placed] = {}
        self._taken: Counter[str] = Counter()
        self._shared: set[str] = set()

    # --- values ----------------------------------------------------------------------------------

    def wire(self, operation: Operation, place: int = 0) -> Wire:
        """What flows into an operation.

        Raises:
            NotInCatalog: When it is a constant or missing.
        """
        found = self.get(operation, place)
        if isinstance(found, Wire):
            return found
        raise NotInCatalog(f"input {place + 1} is a constant")

    def get(self, operation: Operation, place: int) -> Carried | None:
        """An input; None where it is left out."""
        if place >= len(operation.inputs) or not operation.inputs[place]:
            return None
        return self.values[operation.inputs[place]]

    def known(self, operation: Operation, place: int) -> Array | None:
        """An input that must be a constant; None where it is left out.

        Raises:
            NotInCatalog: When it is computed from the samples.
        """
        found = self.get(operation, place)
        if found is None or isinstance(found, np.ndarray):
            return found
        raise NotInCatalog(f"input {place + 1} is not a constant")

    def weights(self, operation: Operation, place: int) -> Array:
        """An input that must be a constant, as float32."""
        found = self.known(operation, place)
        if found is None:
            raise NotInCatalog(f"input {place + 1} is missing")
        return found.astype(np.float32)

    def ints(self, operation: Operation, name: str, place: int) -> list[int] | None:
        """Whole numbers from an attribute, or from an input in newer versions; None without any."""
        if name in operation.attributes:
            value = operation.attributes[name]
            return [int(each) for each in (value if isinstance(value, list | tuple) else [value])]
        found = self.known(operation, place)
        return None if found is None else [int(each) for each in found.ravel()]

    # --- layers ----------------------------------------------------------------------------------

    def begin(self, value: str, shape: Shape, axes: tuple[int, ...]) -> None:
        """Place the input: what is fed as ``value``, laid out by these axes."""
        self.placed["input-1"] = Placed("input", {}, ())
        self._shapes["input-1"] = shape
        self.values[value] = Wire("input-1", shape, axes)

    def place(
        self, kind: str, params: Mapping[str, Value], inputs: Sequence[Wire], arrays: Mapping[str, Array]
    ) -> Wire:
        """Put a layer on the board; its output is laid out as the catalog has it.

        Raises:
            NotInCatalog: When the layer cannot do that.
        """
        shapes = tuple(wire.shape for wire in inputs)
        try:
            layer = LAYERS.create(kind, params)
            shape = layer.out_shape(*shapes)
        except (ShapeProblem, UnknownEntry) as problem:
            raise NotInCatalog(str(problem).rstrip(".")) from None
        self._taken[kind] += 1
        name = f"{kind.replace('_', '-')}-{self._taken[kind]}"
        values = {key: array.astype(np.float32) for key, array in arrays.items()}
        self._shapes[name] = shape
        self.placed[name] = Placed(kind, dict(params), tuple(wire.node for wire in inputs), values)
        return Wire(name, shape, tuple(range(len(shape) + 1)))

    def activate(
        self, value: str, wire: Wire, kind: str, params: Mapping[str, Value], arrays: Mapping[str, Array]
    ) -> Wire:
        """Apply an activation: on the layer itself where nothing else takes its output.

        Args:
            value: Name of the value in the file.
            wire: What it is.
            kind: Key of the activation.
            params: Its parameters.
            arrays: Its weights.
        """
        placed = self.placed.get(wire.node)
        if (
            placed is None
            or placed.activation is not None
            or not self.alone(value, wire)
            or placed.kind in {"input", "output"}
        ):
            added = self.place("activation", {}, (wire,), {})
            placed, wire = self.placed[added.node], replace(wire, node=added.node)
        try:
            shape = ACTIVATIONS.create(kind, params).out_shape(wire.shape)
        except (ShapeProblem, UnknownEntry) as problem:
            raise NotInCatalog(str(problem).rstrip(".")) from None
        self._shapes[wire.node] = shape
        placed.activation = kind, dict(params)
        placed.activation_arrays = {key: array.astype(np.float32) for key, array in arrays.items()}
        return replace(wire, shape=shape)

    def alone(self, value: str, wire: Wire) -> bool:
        """Whether one operation takes a value, so that its layer may still change."""
        return self.users[value] == 1 and wire.node not in self._shared

    def shape_before(self, node: str) -> Shape | None:
        """Shape of a layer's output; None before the first one."""
        return self._shapes.get(node)

    def share(self, wire: Wire) -> None:
        """Note that several values are the output of one layer."""
        self._shared.add(wire.node)

    def graph(self) -> Graph:
        """The network, its nodes in one row."""
        places = count()
        nodes, edges = [], []
        for name, placed in self.placed.items():
            activation = placed.activation
            nodes.append(
                Node(
                    id=name,
                    kind=placed.kind,
                    params=placed.params,
                    activation=None
                    if activation is None
                    else Choice(kind=activation[0], params=activation[1]),
                    x=200.0 * next(places),
                )
            )
            edges += [
                Edge(source=source, target=name, slot=slot) for slot, source in enumerate(placed.inputs)
            ]
        return Graph(nodes=tuple(nodes), edges=tuple(edges))

    def arrays(self) -> dict[str, Array]:
        """All weights, named by node and parameter."""
        found: dict[str, Array] = {}
        for name, placed in self.placed.items():
            found |= {f"{name}/{key}": array for key, array in placed.arrays.items()}
            found |= {f"{name}/activation.{key}": array for key, array in placed.activation_arrays.items()}
        return found


def same(values: Sequence[Any], what: str) -> int:
    """One number for all sides; NotInCatalog when they differ."""
    if len(set(values)) != 1:
        raise NotInCatalog(f"{what} {' × '.join(map(str, values))} is not the same on all sides")
    return int(values[0])
