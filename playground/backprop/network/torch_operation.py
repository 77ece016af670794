"""Operations that torch computes: whole layers, blocks and losses, with their Jacobian products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from playground.arrays import Doubles
from playground.backprop.operation import Operation, Values

Run = Callable[[Sequence[Tensor], Sequence[Tensor]], Tensor]
"""The result from batches of one sample, and from parameters."""
LARGEST_DOUBLE = 4_000_000
"""Parameters up to which a layer is computed in double precision."""


@dataclass(frozen=True, eq=False)
class TorchOperation(Operation):
    """An operation on one sample as a whole.

    Attributes:
        title: What it is, e.g. ``Conv 2D 1``.
        run: Computes it.
        inputs: How many of the operands are inputs; the others are parameters.
        dtype: Of the numbers that torch computes with.
        parameters: How many parameters are inside, not among the operands.
    """

    title: str
    run: Run
    inputs: int
    dtype: torch.dtype = torch.float64
    parameters: int = 0

    def text(self, names: Sequence[str]) -> str:
        """Write it as a function."""
        return f"{self.title}({', '.join(names)})"

    def forward(self, values: Values) -> Doubles:
        """Compute it without gradients."""
        with torch.no_grad():
            return _array(self._result(self._tensors(values)))

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Name the Jacobian."""
        return f"J, the Jacobian of {out} by {names[operand]}"

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Write the Jacobian product."""
        del operand, names
        return f"Jᵀ {gradient}"

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Let torch multiply the gradient with the Jacobian."""
        del out
        tensors = self._tensors(values)
        wanted = tensors[operand].requires_grad_()
        with torch.enable_grad():
            result = self._result(tensors)
        found: tuple[Tensor | None, ...] = (None,)
        if result.requires_grad:
            upstream = torch.from_numpy(np.array(gradient)).to(self.dtype).reshape(result.shape)
            found = torch.autograd.grad(result, [wanted], upstream, allow_unused=True)
        if found[0] is None:
            return np.zeros_like(values[operand])
        return _array(found[0]).reshape(values[operand].shape)

    def _tensors(self, values: Values) -> list[Tensor]:
        return [torch.from_numpy(np.array(value)).to(self.dtype) for value in values]

    def _result(self, tensors: Sequence[Tensor]) -> Tensor:
        batches = [tensor[None] for tensor in tensors[: self.inputs]]
        result = self.run(batches, tensors[self.inputs :])
        return result[0] if result.dim() else result


@dataclass(frozen=True, eq=False)
class TorchFunction(TorchOperation):
    """An operation place by place.

    Attributes:
        written: The derivative, with ``{0}`` for the operand.
    """

    written: str = ""

    def local(self, operand: int, values: Values, out: Doubles) -> Doubles:
        """Differentiate the sum."""
        return super().product(operand, values, out, np.ones_like(out))

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Write it as the derivative of the function."""
        del out
        return f"{self.title}′({names[operand]})"

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Write the product place by place."""
        return f"{gradient} ⊙ {self.derivative(operand, names, '')}"


def module_operation(
    title: str,
    module: nn.Module,
    inputs: int,
    names: Sequence[str] = (),
    kind: type[TorchOperation] = TorchOperation,
) -> TorchOperation:
    """Return a module in evaluation mode as an operation.

    Args:
        title: What it is.
        module: Is copied.
        inputs: How many inputs it takes.
        names: Of its parameters that are operands, in their order; the others stay inside.
        kind: ``TorchFunction`` for a module that works place by place.
    """
    count = sum(parameter.numel() for parameter in module.parameters())
    dtype = torch.float64 if count <= LARGEST_DOUBLE else torch.float32
    copy = deepcopy(module).cpu().eval().to(dtype)
    for parameter in copy.parameters():
        parameter.requires_grad_(False)

    def run(values: Sequence[Tensor], parameters: Sequence[Tensor]) -> Tensor:
        given = dict(zip(names, parameters, strict=True))
        found: Tensor = functional_call(copy, given, tuple(values)) if given else copy(*values)
        return found

    return kind(title, run, inputs, dtype, 0 if names else count)


def _array(tensor: Tensor) -> Doubles:
    return tensor.detach().to(torch.float64).numpy()
