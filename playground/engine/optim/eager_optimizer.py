"""Optimizers that step in Python, on the network's own tensors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from playground.catalog.kinds import Optimizer
from playground.engine.runtime.param_groups import ParamGroup

if TYPE_CHECKING:
    from torch import nn

TENSOR = "tensor:"
AXES = " axes "
AS_BUILT = "as built"
"""Marks a setting that JSON cannot represent."""


class EagerOptimizer:
    """One optimizer with a group for each setting, and its companion for the parameters it does not handle.

    Attributes:
        entry: The optimizer.
    """

    def __init__(self, entry: Optimizer, parts: Sequence[ParamGroup]) -> None:
        self.entry = entry
        self._parts = tuple(parts)
        self._members = [
            _TorchOptimizer(each, some)
            for each, some in ((entry, self._mine()), (entry.companion(), self._left()))
            if some
        ]

    def _mine(self) -> list[ParamGroup]:
        return [part for part in self._parts if part.matrix or not self.entry.needs.matrices]

    def _left(self) -> list[ParamGroup]:
        return [part for part in self._parts if not part.matrix and self.entry.needs.matrices]

    def adopt(self, entry: Optimizer) -> None:
        """Apply other live settings."""
        self.entry = entry
        for member in self._members:
            member.adopt(entry if type(entry) is type(member.entry) else entry.companion())

    def step(self, rate: float, objective: Callable[[], Tensor]) -> None:
        """Step once at a learning rate; ``objective`` computes the gradient each time it is called."""
        if not self.entry.needs.closure or not self._members:
            objective()
        for member in self._members:
            member.step(rate, objective if self.entry.needs.closure else None)

    def internals(self) -> dict[str, Tensor]:
        """Return the state of the first parameter by torch's names, for display.

        Lists are represented by their last tensor. Settings are included if the optimizer changes them itself.
        """
        return self._members[0].internals() if self._members else {}

    def saved(self) -> dict[str, Tensor]:
        """Return the state: tensors by name, and everything else as JSON in a tensor of bytes."""
        tensors: dict[str, Tensor] = {}
        plain = [_without_tensors(member.optimizer.state_dict(), tensors) for member in self._members]
        words = json.dumps(plain).encode()
        return {**tensors, "rest": torch.frombuffer(bytearray(words), dtype=torch.uint8)}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Restore the state from ``saved``."""
        plain = json.loads(bytes(tensors["rest"].tolist()))
        for member, part in zip(self._members, plain, strict=True):
            member.restore(_with_tensors(part, tensors))
        self.adopt(self.entry)


def state_fits(entry: Optimizer, parts: Sequence[ParamGroup], tensors: Mapping[str, Tensor]) -> bool:
    """Whether a state fits an optimizer and its groups; tried on a copy of them."""
    copies = [replace(part, tensors=tuple(_copied(tensor) for tensor in part.tensors)) for part in parts]
    twin = EagerOptimizer(entry, copies)
    try:
        twin.restore(tensors)
        if not entry.needs.create_graph:
            twin.step(0.0, lambda: torch.zeros(()))
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
        return False
    return True


def _copied(tensor: nn.Parameter) -> nn.Parameter:
    copy = torch.nn.Parameter(tensor.detach().clone())
    copy.grad = torch.zeros_like(copy)
    return copy


class _TorchOptimizer:
    """A ``torch.optim`` optimizer with its groups."""

    def __init__(self, entry: Optimizer, parts: Sequence[ParamGroup]) -> None:
        groups: dict[tuple[float, float | None], list[nn.Parameter]] = {}
        for part in parts:
            settings = (1.0, None) if entry.needs.one_rate else (part.factor, part.decay)
            groups.setdefault(settings, []).extend(part.tensors)
        first, *others = groups.values()
        self.optimizer = entry.build(first)
        for tensors in others:
            self.optimizer.add_param_group({"params": tensors})
        self._settings = list(groups)
        self.adopt(entry)
        self._chosen = dict(self.optimizer.param_groups[0])

    def adopt(self, entry: Optimizer) -> None:
        self.entry = entry
        entry.update(self.optimizer)
        for group, (_, decay) in zip(self.optimizer.param_groups, self._settings, strict=True):
            if decay is not None and "weight_decay" in group:
                group["weight_decay"] = decay

    def internals(self) -> dict[str, Tensor]:
        first: dict[str, Any] = next(iter(self.optimizer.state.values()), {})
        group = self.optimizer.param_groups[0]
        moved = {name: value for name, value in group.items() if name not in {"params", "lr"}}
        found = {name: _seen(value) for name, value in first.items()}
        found |= {
            name: _seen(value) for name, value in moved.items() if not _same(value, self._chosen.get(name))
        }
        return {name: value for name, value in found.items() if value is not None}

    def restore(self, state: dict[str, Any]) -> None:
        for saved, group in zip(state["param_groups"], self.optimizer.param_groups, strict=True):
            saved |= {name: group[name] for name, value in saved.items() if value == AS_BUILT}
        self.optimizer.load_state_dict(state)

    def step(self, rate: float, objective: Callable[[], Tensor] | None) -> None:
        for group, (factor, _) in zip(self.optimizer.param_groups, self._settings, strict=True):
            group["lr"] = rate * factor
        try:
            self._move(rate, objective)
        except torch.linalg.LinAlgError:  # type: ignore[attr-defined] # public, but for mypy's list
            # The numbers are no longer finite; training notices by this.
            for group in self.optimizer.param_groups:
                for tensor in group["params"]:
                    tensor.detach().fill_(torch.nan)

    def _move(self, rate: float, objective: Callable[[], Tensor] | None) -> None:
        if objective is None:
            self.optimizer.step()
        elif rate == 0:  # line searches cannot start
            objective()
        else:
            self.optimizer.step(lambda: float(objective()))


def _seen(value: Any) -> Tensor | None:
    """Represent a value of an optimizer's state as a tensor; None for text."""
    if isinstance(value, list | tuple):
        return _seen(value[-1]) if value else None
    if isinstance(value, Tensor):
        return value.detach().clone()
    return torch.tensor(float(value)) if isinstance(value, int | float) else None


def _same(value: Any, other: Any) -> bool:
    seen, was = _seen(value), _seen(other)
    return seen is None or (was is not None and torch.equal(seen, was))


def _without_tensors(value: Any, found: dict[str, Tensor]) -> Any:
    """Replace the tensors in nested lists and dictionaries by names; dictionaries become lists of pairs.

    A name ends in the order of the tensor's axes in memory if it is not the usual one: products of matrices depend
    on it in their last bits.
    """
    if isinstance(value, Tensor):
        name, order = str(len(found)), _memory_order(value)
        found[name] = value.detach().permute(order).contiguous().clone()
        return TENSOR + name + ("" if order == sorted(order) else AXES + ",".join(map(str, order)))
    if isinstance(value, dict):
        return {"": [[key, _without_tensors(each, found)] for key, each in value.items()]}
    if isinstance(value, list | tuple):
        return [_without_tensors(each, found) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else AS_BUILT


def _with_tensors(value: Any, found: Mapping[str, Tensor]) -> Any:
    if isinstance(value, str) and value.startswith(TENSOR):
        name, _, order = value.removeprefix(TENSOR).partition(AXES)
        tensor = found[name].clone()
        return tensor.permute(_inverse([int(axis) for axis in order.split(",")])) if order else tensor
    if isinstance(value, dict):
        return {key: _with_tensors(each, found) for key, each in value[""]}
    if isinstance(value, list):
        return [_with_tensors(each, found) for each in value]
    return value


def _memory_order(tensor: Tensor) -> list[int]:
    """Return the axes of a tensor, the one with the longest stride first."""
    if tensor.is_contiguous():
        return list(range(tensor.dim()))
    strides = tensor.stride()
    return sorted(range(tensor.dim()), key=lambda axis: (-strides[axis], axis))


def _inverse(order: Sequence[int]) -> list[int]:
    """Return the permutation that undoes ``order``.

    Raises:
        ValueError: When ``order`` is no permutation.
    """
    return [list(order).index(axis) for axis in range(len(order))]
