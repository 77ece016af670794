"""Operations of torch written down as lines of TorchScript while they run."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

_LITERALS = (bool, int, float, str, torch.dtype, torch.layout, torch.memory_format)
_NAME = re.compile(r"\bv\d+\b")
_ATEN = torch.ops.aten
_T, _DETACH = _ATEN.t.default, _ATEN.detach.default


class CannotRecord(Exception):
    """A step uses an operation that cannot be recorded."""


class Listener(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Records every operation of torch, including those of backpropagation."""

    def __init__(self, scribe: Scribe) -> None:
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


class Scribe:
    """Writes operations as lines of TorchScript; identifies tensors by identity, not by value."""

    def __init__(self, named: Iterable[tuple[Tensor, str]]) -> None:
        """Start.

        Args:
            named: Tensors that are passed by name; all others are constants ``c[i]``.
        """
        self._names: dict[int, str] = {}
        self._alive: list[Tensor] = []  # a new tensor could reuse the identity of one that was freed
        self._constants: list[Tensor] = []
        self._lines: list[_Line] = []
        self._ones: set[str] = set()  # variables that hold ones at every step
        self._rewrites = False  # whether anything is overwritten, so that no variable may be replaced
        self._transposed: dict[str, str] = {}
        for tensor, name in named:
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

    @property
    def constants(self) -> tuple[Tensor, ...]:
        """The tensors read that were not passed by name."""
        return tuple(self._constants)

    def written(self, results: Sequence[Tensor | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the lines on which the results depend, and the names of these; empty for None."""
        same: dict[str, str] = {}

        def meant(text: str) -> str:
            return _NAME.sub(lambda found: same.get(found[0], found[0]), text)

        kept: list[_Line] = []
        for line in self._lines:
            if line.same and not self._rewrites:
                same[line.variable] = meant(line.same)
            else:
                kept.append(replace(line, operation=meant(line.operation)))
        names = tuple("" if result is None else meant(self._value(result)) for result in results)
        needed = set(_NAME.findall(" ".join(names)))
        lines: list[str] = []
        for line in reversed(kept):
            if line.mutable or line.variable in needed:
                lines.append(f"{line.variable} = {line.operation}")
                needed.update(_NAME.findall(line.operation))
        return tuple(reversed(lines)), names

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
