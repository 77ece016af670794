"""One training step of a network written down as a list of torch operations.

The loss of a batch and its gradients are computed once while torch's operations are recorded. The record holds no
Python any more, so that ``replay`` can run many steps in a row without the interpreter and beside a busy window.
The operations, their order and so the results are those of autograd, bit by bit.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch._ops import OpOverload
from torch.fx import GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx

_LITERALS = (bool, int, float, str, torch.dtype, torch.layout, torch.memory_format)


class CannotRecord(Exception):
    """A step uses an operation that cannot be written down."""


@dataclass(frozen=True)
class Recording:
    """A step for batches of one size.

    Attributes:
        lines: Assignments in TorchScript. They read the inputs ``x`` and ``y``, the parameters ``p[i]``, the network's
            buffers ``b[i]`` and the constants ``c[i]``.
        loss: The name that holds the mean loss.
        gradients: The names that hold the gradients, by parameter; empty for one that has no part in the loss.
        constants: Tensors that belong to nobody.
    """

    lines: tuple[str, ...]
    loss: str
    gradients: tuple[str, ...]
    constants: tuple[Tensor, ...]


def record(
    network: nn.Module,
    parameters: list[nn.Parameter],
    compute: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    y: Tensor,
) -> Recording:
    """Record loss and gradients for batches of the size of ``x``.

    The network runs once for it; random states and running statistics are for the caller to keep.

    Args:
        network: In the mode in which it trains.
        parameters: In the order in which their gradients are wanted.
        compute: The loss of outputs and targets.
        x: A batch of inputs.
        y: Its targets.

    Raises:
        CannotRecord: When something in it cannot be written down.
    """

    def step(x: Tensor, y: Tensor) -> list[Tensor | None]:
        loss = compute(network(x), y)
        return [loss.detach(), *torch.autograd.grad(loss, parameters, allow_unused=True)]

    return _Scribe(network, parameters).write(make_fx(step)(x, y))


class _Scribe:
    """Writes a graph of operations as lines of TorchScript."""

    def __init__(self, network: nn.Module, parameters: list[nn.Parameter]) -> None:
        self._known = {id(parameter): f"p[{i}]" for i, parameter in enumerate(parameters)}
        self._known |= {id(buffer): f"b[{i}]" for i, buffer in enumerate(network.buffers())}
        self._constants: list[Tensor] = []
        self._names: dict[Node, str] = {}
        self._lines: list[str] = []

    def write(self, module: GraphModule) -> Recording:
        inputs = iter("xy")
        returned: list[Any] = []
        for node in module.graph.nodes:
            if node.op == "placeholder":
                self._names[node] = next(inputs)
            elif node.op == "get_attr":
                self._names[node] = self._outside(getattr(module, str(node.target)))
            elif node.op == "output":
                returned = list(node.args[0])
            else:
                self._operation(node)
        loss, *gradients = [self._names[value] if isinstance(value, Node) else "" for value in returned]
        return Recording(tuple(self._lines), loss, tuple(gradients), tuple(self._constants))

    def _outside(self, tensor: Tensor) -> str:
        if id(tensor) not in self._known:
            self._known[id(tensor)] = f"c[{len(self._constants)}]"
            self._constants.append(tensor)
        return self._known[id(tensor)]

    def _operation(self, node: Node) -> None:
        target = node.target
        same = _same_as(node)
        if same is not None:
            self._names[node] = self._names[same]
            return
        if target is operator.getitem:
            written = f"{self._value(node.args[0])}[{node.args[1]}]"
        elif isinstance(target, OpOverload):
            if not node.users and not target._schema.is_mutable:  # noqa: SLF001 - the public way to ask is missing
                return
            given = [self._value(value) for value in node.args]
            given += [f"{name}={self._value(value)}" for name, value in node.kwargs.items()]
            written = f"torch.ops.{target.namespace}.{target._opname}({', '.join(given)})"  # noqa: SLF001
        else:
            raise CannotRecord(f"{target} is not an operation of torch.")
        self._names[node] = f"v{len(self._lines)}"
        self._lines.append(f"{self._names[node]} = {written}")

    def _value(self, value: object) -> str:
        if isinstance(value, Node):
            return self._names[value]
        if isinstance(value, list | tuple):
            return f"[{', '.join(self._value(each) for each in value)}]"
        if isinstance(value, float) and not math.isfinite(value):
            return f'float("{value}")'
        if isinstance(value, torch.device):
            return f'torch.device("{value}")'
        if value is None or isinstance(value, _LITERALS):
            return repr(value)
        raise CannotRecord(f"{value!r} cannot be written down.")


def _same_as(node: Node) -> Node | None:
    """An earlier node with the same numbers in the same order: detached ones, and what was transposed twice."""
    source = node.args[0] if node.args else None
    if not isinstance(source, Node):
        return None
    if node.target is torch.ops.aten.detach.default:
        return source
    if node.target is torch.ops.aten.t.default and source.target is torch.ops.aten.t.default:
        first = source.args[0]
        return first if isinstance(first, Node) else None
    return None
