"""Optimizers that step by their script: TorchScript on slices of the flat vector."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from playground.catalog.kinds import Optimizer, Start
from playground.engine.runtime.param_groups import Flat, ParamGroup

RULE = """
def rule({arguments}lr: float{settings}):
{single}{script}
def update(t: List[List[List[Tensor]]], n: List[List[float]], lr: float):
    penalize(t[0][0], n[0])
    for i in range(1, len(t)):
        rule({values}lr * n[i][0]{numbers})
"""
SHOWN = """
def average({arguments}lr: float{settings}) -> Tensor:
{single}    return {shown}
def shown(t: List[List[List[Tensor]]], n: List[List[float]]) -> Tensor:
    whole = t[0][0][0].clone()
    for i in range(1, len(t)):
        part = t[i][0][0]
        begin = part.storage_offset() - t[0][0][0].storage_offset()
        whole.narrow(0, begin, part.size(0)).copy_(average({values}0.0{numbers}))
    return whole
"""
PLAIN = """
def shown(t: List[List[List[Tensor]]], n: List[List[float]]) -> Tensor:
    return t[0][0][0].clone()
"""


class ScriptedOptimizer:
    """The state of one optimizer over some groups, and the source of its steps.

    Attributes:
        entry: The optimizer.
    """

    def __init__(self, entry: Optimizer, flat: Flat, parts: Sequence[ParamGroup]) -> None:
        self.entry = entry
        self._parts = tuple(parts)
        self._vectors = [(flat.theta[part.where], flat.grad[part.where]) for part in self._parts]
        self._state = [
            {name: _begin(start, theta) for name, start in entry.state.items()} for theta, _ in self._vectors
        ]

    def adopt(self, entry: Optimizer) -> None:
        """Apply other live settings."""
        self.entry = entry

    def inherit(self, other: ScriptedOptimizer) -> None:
        """Take over the state of the same optimizer with other groups; counts come from the first that overlaps."""
        for part, state in zip(self._parts, self._state, strict=True):
            sources = [
                (each, values)
                for each, values in zip(other._parts, other._state, strict=True)
                if each.where.start < part.where.stop and part.where.start < each.where.stop
            ]
            for each, values in reversed(sources):
                begin = max(each.where.start, part.where.start)
                count = min(each.where.stop, part.where.stop) - begin
                for name, tensor in state.items():
                    if tensor.dim():
                        here, there = begin - part.where.start, begin - each.where.start
                        tensor[here : here + count] = values[name][there : there + count]
                    else:
                        tensor.copy_(values[name])

    def source(self) -> str:
        """Write the functions ``update(tensors, numbers, rate)`` and ``shown(tensors, numbers)``.

        ``update`` calls a function ``penalize`` on the first lists, which the stepper adds in front.
        """
        names = ["theta", "grad", *self.entry.state]
        settings = list(self.entry.script_numbers())
        words = {
            "arguments": "".join(f"{name}s: List[Tensor], " for name in names),
            "single": "".join(f"    {name} = {name}s[0]\n" for name in names),
            "settings": "".join(f", {name}: float" for name in settings),
            "script": "".join(f"    {line}\n" for line in self.entry.script.strip().splitlines()),
            "values": "".join(f"t[i][{place}], " for place in range(len(names))),
            "numbers": "".join(f", n[i][{place}]" for place in range(1, len(settings) + 1)),
            "shown": self.entry.shown,
        }
        return RULE.format(**words) + (SHOWN.format(**words) if self.entry.shown else PLAIN)

    @property
    def tensors(self) -> list[list[list[Tensor]]]:
        """Parameters, gradients and state of each group, each in a list of its own."""
        pairs = zip(self._vectors, self._state, strict=True)
        return [[[tensor] for tensor in (*vectors, *state.values())] for vectors, state in pairs]

    @property
    def numbers(self) -> list[list[float]]:
        """Multiplier of the rate and the optimizer's settings for each group."""
        return [
            [part.factor, *with_group_decay(self.entry, part).script_numbers().values()]
            for part in self._parts
        ]

    @property
    def state_tensors(self) -> list[Tensor]:
        """The state of all groups; the tensors themselves."""
        return [tensor for state in self._state for tensor in state.values()]

    def internals(self) -> dict[str, Tensor]:
        """Return the state of the first group by name; the tensors themselves."""
        return dict(self._state[0]) if self._state else {}

    @property
    def finite(self) -> bool:
        """Whether all numbers in the state are finite."""
        tensors = [tensor for state in self._state for tensor in state.values()]
        # Finite sums have finite parts; sums may overflow all the same.
        return all(bool(t.sum().isfinite()) or bool(t.isfinite().all()) for t in tensors)

    def saved(self) -> dict[str, Tensor]:
        """Return copies of the state by group and name."""
        return {
            f"{place}.{name}": tensor.detach().clone()
            for place, state in enumerate(self._state)
            for name, tensor in state.items()
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Restore the state from ``saved``."""
        for place, state in enumerate(self._state):
            for name, tensor in state.items():
                tensor.copy_(tensors[f"{place}.{name}"])


def with_group_decay(entry: Optimizer, part: ParamGroup) -> Optimizer:
    """Return the optimizer with a group's weight decay, if both have one."""
    if part.decay is None or "weight_decay" not in type(entry).model_fields:
        return entry
    return entry.model_copy(update={"weight_decay": part.decay})


def _begin(start: Start, theta: Tensor) -> Tensor:
    match start:
        case "zeros":
            return torch.zeros_like(theta)
        case "theta":
            return theta.detach().clone()
        case "count":
            return torch.zeros((), device=theta.device)
        case "number":
            return torch.zeros((), dtype=torch.float64)
