"""One training step of a network written down as a list of torch operations.

The loss of a batch and its gradients are computed once while every operation of torch is recorded. The recording
contains no Python, so that many steps can run without the interpreter while the window stays responsive. The
operations, their order and so the results are those of autograd, bit by bit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

_LITERALS = (bool, int, float, str, torch.dtype, torch.layout, torch.memory_format)
_NAME = re.compile(r"\bv\d+\b")
_ATEN = torch.ops.aten
_T, _DETACH = _ATEN.t.default, _ATEN.detach.default


class CannotRecord(Exception):
    """A step uses an operation that cannot be recorded."""


@dataclass(frozen=True)
class Recording:
    """A step for batches of one size.

    Attributes:
        lines: Assignments in TorchScript. They read the inputs ``x`` and ``y``, the parameters ``p[i]``, the network's
            buffers ``b[i]`` and the constants ``c[i]``.
        loss: The name that holds the mean loss, or the mean losses of several lanes; empty if it was not requested.
        gradients: The names that hold the gradients, by parameter; empty for one that does not affect the loss.
        constants: All other tensors that are read.
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
    trained: Sequence[Tensor] | None = None,
) -> Recording:
    """Record loss and gradients for batches of the size of ``x``.

    The network runs once; the caller preserves random states and running statistics.

    Args:
        network: The network in training mode.
        parameters: Parameters in the order of the gradients.
        compute: The loss of outputs and targets.
        x: A batch of inputs.
        y: Its targets.
        trained: Those of the parameters whose gradients are needed; None for all.

    Raises:
        CannotRecord: When something in it cannot be recorded.
    """

    def step() -> tuple[Tensor, Tensor]:
        loss = compute(network(x), y)
        return loss, loss

    return record_step(step, parameters, list(network.buffers()), x, y, trained)


def record_step(
    step: Callable[[], tuple[Tensor, Tensor | None]],
    parameters: Sequence[Tensor],
    buffers: Sequence[Tensor],
    x: Tensor,
    y: Tensor,
    trained: Sequence[Tensor] | None = None,
) -> Recording:
    """Record any step; see ``record``.

    Args:
        step: Computes the value to differentiate, and the loss to return, if any.
        parameters: Parameters in the order of the gradients.
        buffers: Buffers that it may read and change.
        x: A batch of inputs.
        y: Its targets.
        trained: Those of the parameters whose gradients are needed; None for all.

    Raises:
        CannotRecord: When something in it cannot be recorded.
    """
    wanted = parameters if trained is None else trained
    scribe = _Scribe(parameters, buffers, x, y)
    with _Listener(scribe):
        objective, loss = step()
        gradients = torch.autograd.grad(objective, wanted, allow_unused=True)
    found = dict(zip(map(id, wanted), gradients, strict=True))
    return scribe.written(loss, [found.get(id(parameter)) for parameter in parameters])


class _Listener(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Records every operation of torch, including those of backpropagation."""

    def __init__(self, scribe: _Scribe) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._scribe = scribe

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Skip torch's compiler, which would be imported for nothing (0.6 s)."""
        return False

    def __torch_dispatch__(
        self,
        func: OpOverload,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run an operation (called by torch) and record it."""
        result = func(*args, **(kwargs or {}))
        self._scribe.note(func, args, kwargs or {}, result)
        return result


@dataclass(frozen=True)
class _Line:
    """One operation.

    Attributes:
        variable: What holds the result.
        operation: The call.
        mutable: Whether it changes its arguments.
        same: The name of an argument that the result equals bit by bit; empty when there is none.
    """

    variable: str
    operation: str
    mutable: bool
    same: str


class _Scribe:
    """Writes operations as lines of TorchScript; identifies tensors by identity, not by value."""

    def __init__(self, parameters: Sequence[Tensor], buffers: Sequence[Tensor], x: Tensor, y: Tensor) -> None:
        self._names: dict[int, str] = {}
        self._alive: list[Tensor] = []  # a new tensor could reuse the identity of one that was freed
        self._constants: list[Tensor] = []
        self._lines: list[_Line] = []
        self._ones: set[str] = set()  # variables that hold ones at every step
        self._rewrites = False  # whether anything is overwritten, so that no variable may be replaced
        self._transposed: dict[str, str] = {}
        for tensor, name in (
            (x, "x"),
            (y, "y"),
            *((parameter, f"p[{i}]") for i, parameter in enumerate(parameters)),
            *((buffer, f"b[{i}]") for i, buffer in enumerate(buffers)),
        ):
            self._name(tensor, name)

    def note(self, function: OpOverload, args: Sequence[Any], kwargs: Mapping[str, Any], result: Any) -> None:
        """Record one operation."""
        if function is _DETACH:
            self._name(result, self._value(args[0]))
            return
        if function is _T and (before := self._transposed.get(self._value(args[0]))) is not None:
            self._name(result, before)
            return
        if isinstance(result, bool | int | float):
            raise CannotRecord(f"{function} reads values, which differ from step to step.")
        given = [self._value(value) for value in args]
        named = [f"{name}={self._value(value)}" for name, value in kwargs.items()]
        variable = f"v{len(self._lines)}"
        schema = function._schema  # noqa: SLF001 - there is no public accessor
        called = schema.name.replace("::", ".")
        operation = f"ops.{called}({', '.join([*given, *named])})"
        if function is _ATEN.ones_like.default or (
            function is _ATEN.expand.default and given[0] in self._ones
        ):
            self._ones.add(variable)
        self._rewrites |= schema.is_mutable
        same = self._same(function, args, given, result)
        self._lines.append(_Line(variable, operation, schema.is_mutable, same))
        if isinstance(result, Tensor):
            self._name(result, variable)
        elif isinstance(result, list | tuple):
            for place, part in enumerate(result):
                if isinstance(part, Tensor):
                    self._name(part, f"{variable}[{place}]")
        if function is _T:
            self._transposed[variable] = given[0]

    def written(self, loss_value: Tensor | None, gradients: Sequence[Tensor | None]) -> Recording:
        """Return the recording without operations that have no effect on the result."""
        same: dict[str, str] = {}

        def meant(text: str) -> str:
            return _NAME.sub(lambda found: same.get(found[0], found[0]), text)

        kept: list[_Line] = []
        for line in self._lines:
            if line.same and not self._rewrites:
                same[line.variable] = meant(line.same)
            else:
                kept.append(replace(line, operation=meant(line.operation)))
        loss = "" if loss_value is None else meant(self._value(loss_value))
        wanted = ["" if gradient is None else meant(self._value(gradient)) for gradient in gradients]
        needed = set(_NAME.findall(" ".join([loss, *wanted])))
        lines: list[str] = []
        for line in reversed(kept):
            if line.mutable or line.variable in needed:
                lines.append(f"{line.variable} = {line.operation}")
                needed.update(_NAME.findall(line.operation))
        return Recording(tuple(reversed(lines)), loss, tuple(wanted), tuple(self._constants))

    def _same(self, function: OpOverload, args: Sequence[Any], given: Sequence[str], result: Any) -> str:
        """Return the argument that the result equals: of a first power, or of a product with ones."""
        if function is _ATEN.pow.Tensor_Scalar and args[1] == 1:
            return given[0]
        if function is _ATEN.mul.Tensor:
            for ones, other in ((0, 1), (1, 0)):
                if given[ones] in self._ones and _alike(args[other], result):
                    return given[other]
        return ""

    def _name(self, tensor: Tensor, name: str) -> None:
        self._names[id(tensor)] = name
        self._alive.append(tensor)

    def _tensor(self, tensor: Tensor) -> str:
        if id(tensor) not in self._names:
            self._name(tensor, f"c[{len(self._constants)}]")
            self._constants.append(tensor)
        return self._names[id(tensor)]

    def _value(self, value: object) -> str:
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, list | tuple):
            return f"[{', '.join(self._value(each) for each in value)}]"
        if isinstance(value, float) and not math.isfinite(value):
            return f'float("{value}")'
        if isinstance(value, torch.device):
            return f'torch.device("{value}")'
        if value is None or isinstance(value, _LITERALS):
            return repr(value)
        raise CannotRecord(f"{value!r} cannot be recorded.")


def _alike(one: object, other: object) -> bool:
    if not (isinstance(one, Tensor) and isinstance(other, Tensor)):
        return False
    return (one.shape, one.dtype) == (other.shape, other.dtype)
