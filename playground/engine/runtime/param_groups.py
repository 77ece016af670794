"""Parameter groups: slices of the flat parameter vector that an optimizer treats alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from torch import Tensor, nn

from playground.build.network import Network


class Flat(Protocol):
    """Flat parameters as a stepper uses them."""

    tensors: list[nn.Parameter]
    grad: Tensor

    @property
    def weights(self) -> Tensor:
        """1.0 where the penalties on weights apply, else 0.0, ``(P,)``."""

    @property
    def theta(self) -> Tensor:
        """All parameters, ``(P,)``."""


@dataclass(frozen=True)
class ParamGroup:
    """Consecutive parameters with the same settings.

    Attributes:
        where: Their slice of the flat vector.
        tensors: The network's parameters in that slice.
        factor: Multiplier of the learning rate.
        decay: Weight decay in place of the optimizer's and of L2; None for these.
        frozen: Whether they are kept fixed.
        matrix: Whether this is one hidden weight matrix.
    """

    where: slice
    tensors: tuple[nn.Parameter, ...]
    factor: float = 1.0
    decay: float | None = None
    frozen: bool = False
    matrix: bool = False


def single_group(flat: Flat) -> tuple[ParamGroup, ...]:
    """Put the whole vector into one group."""
    return (ParamGroup(slice(0, flat.theta.numel()), tuple(flat.tensors)),)


def groups_of(network: Network) -> tuple[ParamGroup, ...]:
    """Make one group for each parameter of a network, with the settings of its node."""
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


def merged(parts: Sequence[ParamGroup]) -> tuple[ParamGroup, ...]:
    """Merge consecutive groups with the same settings; weight matrices are not kept apart."""
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
