"""The division of the flat vector into parts that an optimizer treats alike: torch's parameter groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from torch import Tensor, nn

from playground.build.network import Network


class Flat(Protocol):
    """Flat parameters, as far as a stepper looks at them."""

    tensors: list[nn.Parameter]
    grad: Tensor
    weights: Tensor

    @property
    def theta(self) -> Tensor:
        """The parameters' memory, ``(P,)``."""


@dataclass(frozen=True)
class ParamGroup:
    """Neighbouring parameters with the same settings.

    Attributes:
        where: Their place in the flat vector.
        tensors: The network's parameters that lie there.
        factor: Of the learning rate.
        decay: Weight decay in place of the optimizer's and of L2; None for these.
        frozen: Whether they stay as they are.
        matrix: Whether it is one hidden weight matrix.
    """

    where: slice
    tensors: tuple[nn.Parameter, ...]
    factor: float = 1.0
    decay: float | None = None
    frozen: bool = False
    matrix: bool = False


def whole(flat: Flat) -> tuple[ParamGroup, ...]:
    """The whole vector as one part."""
    return (ParamGroup(slice(0, flat.theta.numel()), tuple(flat.tensors)),)


def parts_of(network: Network) -> tuple[ParamGroup, ...]:
    """One part for each parameter of a network, with the settings of its node."""
    owners = [(step, p) for step in network.steps for _, p in network.parameters_of(step.node)]
    parts: list[ParamGroup] = []
    begin = 0
    for step, tensor in owners:
        end, chosen = begin + tensor.numel(), step.training
        matrix = tensor.dim() == 2 and step is not owners[-1][0]
        parts.append(
            ParamGroup(
                slice(begin, end), (tensor,), chosen.rate_factor, chosen.weight_decay, chosen.frozen, matrix
            )
        )
        begin = end
    return tuple(parts)


def joined(parts: Sequence[ParamGroup]) -> tuple[ParamGroup, ...]:
    """With neighbours of the same settings made one; matrices count as anything else."""
    result: list[ParamGroup] = []
    for each in parts:
        part = replace(each, matrix=False)
        last = result[-1] if result else None
        if last is not None and last.where.stop == part.where.start and _settings(last) == _settings(part):
            where = slice(last.where.start, part.where.stop)
            result[-1] = replace(last, where=where, tensors=last.tensors + part.tensors)
        else:
            result.append(part)
    return tuple(result)


def _settings(part: ParamGroup) -> tuple[float, float | None, bool]:
    return part.factor, part.decay, part.frozen
