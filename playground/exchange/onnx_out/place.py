"""An ONNX graph in the making, and the place in it at which a layer or an activation is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Activation, Layer, Shape

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto
    from torch import nn

OPSET = 17
"""Version of the operators: has LayerNormalization, and is read by programs from 2022 on."""
IR_VERSION = 8
"""Version of the file format that came with it."""


class OnnxGraph:
    """Nodes and constants of a graph.

    Attributes:
        nodes: In the order of computation.
        constants: By name.
        scope: Prefix of the names of nodes and values, the id of the layer that is being written.
    """

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}
        self.scope = ""
        self._names: set[str] = set()

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node and return the name of its output."""
        return self.several(operator, inputs, 1, attributes)[0]

    def several(
        self, operator: str, inputs: Sequence[str], outputs: int, attributes: Mapping[str, Any]
    ) -> list[str]:
        """Add a node and return the names of its outputs."""
        from onnx import helper  # noqa: PLC0415 - an extra

        name = self._free(operator)
        values = [name, *(f"{name}:{place}" for place in range(1, outputs))]
        self.nodes.append(helper.make_node(operator, inputs, values, name, **attributes))
        return values

    def constant(self, values: NDArray[Any] | Sequence[int] | float, name: str) -> str:
        """Add a constant, float32 or int64, and return its name."""
        from onnx import numpy_helper  # noqa: PLC0415 - an extra

        array = np.asarray(values)
        array = array.astype(np.int64 if array.dtype.kind in "iu" else np.float32)
        name = self._free(name)
        self.constants[name] = numpy_helper.from_array(np.asarray(array, order="C"), name)
        return name

    def _free(self, stem: str) -> str:
        stem = f"{self.scope}.{stem}" if self.scope else stem
        name, number = stem, 1
        while name in self._names:
            number += 1
            name = f"{stem}_{number}"
        self._names.add(name)
        return name


@dataclass(frozen=True)
class Place:
    """What a rule writes, and where.

    Attributes:
        graph: Where to write.
        entry: The layer or activation.
        module: Its module with the weights.
        inputs: Names of the values that it takes.
        shapes: Their shapes, without the batch.
    """

    graph: OnnxGraph
    entry: Layer | Activation
    module: nn.Module
    inputs: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @property
    def x(self) -> str:
        """Name of the first input."""
        return self.inputs[0]

    @property
    def shape(self) -> Shape:
        """Shape of the first input."""
        return self.shapes[0]

    @property
    def out_shape(self) -> Shape:
        """Shape of the output."""
        return self.entry.out_shape(*self.shapes)

    def setting(self, name: str) -> Any:
        """A parameter of the entry."""
        return getattr(self.entry, name)

    def array(self, name: str) -> NDArray[Any] | None:
        """A weight or statistic of the module; None where it has none of that name."""
        found = dict(self.module.state_dict(keep_vars=False)).get(name)
        return None if found is None else found.detach().cpu().numpy()

    def weight(self, name: str, default: float | None = None, count: int = 0) -> str:
        """Add a weight as a constant; without it ``count`` times a default."""
        found = self.array(name)
        if found is None:
            assert default is not None
            found = np.full(count, default, np.float32)
        return self.graph.constant(found, name)

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node and return the name of its output."""
        return self.graph.node(operator, *inputs, **attributes)

    def constant(self, values: NDArray[Any] | Sequence[int] | float, name: str = "constant") -> str:
        """Add a constant and return its name."""
        return self.graph.constant(values, name)

    def transposed(self, x: str, *order: int) -> str:
        """Swap axes, the batch included."""
        return self.node("Transpose", x, perm=order)

    def reshaped(self, x: str, *sizes: int) -> str:
        """Lay out each sample in another shape; 0 keeps the size in that place."""
        return self.node("Reshape", x, self.constant((0, *sizes), "shape"))


Rule = Callable[[Place], str]
"""Writes an entry and returns the name of its output."""
Rules = Mapping[str, Rule]
