"""States of a run: copies of everything that determines its further course, as named tensors and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

Values: TypeAlias = Mapping[str, Tensor | float]
BEFORE_END = "before_end"
"""Part of a state: the run at its last epoch before the evaluation that ended it."""


class StateProblem(ValueError):
    """A state that does not fit a run; one sentence."""


@dataclass(frozen=True)
class State:
    """A state from which a run continues exactly as before.

    Attributes:
        values: Tensors and numbers by dotted names, e.g. ``network.theta``, ``optimizer.0.m``, ``random.cpu``,
            ``course.steps_done``.
    """

    values: Values

    @classmethod
    def of(cls, **parts: Values) -> State:
        """Join named parts."""
        return cls(
            {f"{part}.{name}": value for part, values in parts.items() for name, value in values.items()}
        )

    def with_part(self, name: str, values: Values) -> State:
        """Return the state with one more part."""
        return State({**self.values, **{f"{name}.{key}": value for key, value in values.items()}})

    def without_part(self, name: str) -> State:
        """Return the state with one part less."""
        return State(self._without((name,)))

    def part(self, name: str) -> dict[str, Tensor | float]:
        """Return the values of one part, by their names in it."""
        begin = f"{name}."
        return {key.removeprefix(begin): value for key, value in self.values.items() if key.startswith(begin)}

    def tensors(self, part: str) -> dict[str, Tensor]:
        """Return the tensors of one part."""
        return {name: value for name, value in self.part(part).items() if isinstance(value, Tensor)}

    def counts(self, part: str) -> dict[str, int]:
        """Return the integers of one part."""
        return {name: int(value) for name, value in self.part(part).items() if not isinstance(value, Tensor)}

    def on_cpu(self) -> State:
        """Return the state with all tensors in host memory."""
        return State(
            {name: value.cpu() if isinstance(value, Tensor) else value for name, value in self.values.items()}
        )

    def _without(self, parts: tuple[str, ...]) -> dict[str, Tensor | float]:
        begins = tuple(f"{part}." for part in parts)
        return {name: value for name, value in self.values.items() if not name.startswith(begins)}

    def check(self, wanted: State, free: tuple[str, ...]) -> None:
        """Check that this state can replace another one.

        Args:
            wanted: The state to replace.
            free: Parts that are not compared, e.g. random numbers, which may belong to another device.

        Raises:
            StateProblem: When a value is missing, is superfluous, or has another shape.
        """
        mine, others = self._without(free), wanted._without(free)
        for name, value in others.items():
            if name not in mine:
                raise StateProblem(f"“{name}” is missing.")
            if _form(mine[name]) != _form(value):
                raise StateProblem(f"“{name}” has the shape {_form(mine[name])} instead of {_form(value)}.")
        extra = next((name for name in mine if name not in others), None)
        if extra is not None:
            raise StateProblem(f"“{extra[:80]}” is not part of this state.")
        for name in {"course.order", "random.cpu"} & self.values.keys():
            try:
                torch.Generator().set_state(torch.as_tensor(self.values[name]))
            except (RuntimeError, TypeError):
                raise StateProblem(f"“{name}” is not the state of a random number generator.") from None


def _form(value: Tensor | float) -> str:
    if isinstance(value, Tensor):
        kind = str(value.dtype).removeprefix("torch.")
        return f"{' × '.join(map(str, value.shape)) or 'one number'} ({kind})"
    return "number"
