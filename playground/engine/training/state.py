"""Everything that decides how a lane goes on, as copies: named tensors and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

Values: TypeAlias = Mapping[str, Tensor | float]


class StateProblem(ValueError):
    """A state that does not fit the lane; one sentence."""


@dataclass(frozen=True)
class State:
    """A moment of a lane from which it goes on exactly as it did.

    Attributes:
        values: By dotted names, e.g. ``network.theta``, ``optimizer.0.m``, ``random.cpu``, ``course.steps_done``.
    """

    values: Values

    @classmethod
    def of(cls, **parts: Values) -> State:
        """Put named parts together."""
        return cls(
            {f"{part}.{name}": value for part, values in parts.items() for name, value in values.items()}
        )

    def with_part(self, name: str, values: Values) -> State:
        """The same with one more part."""
        return State({**self.values, **{f"{name}.{key}": value for key, value in values.items()}})

    def part(self, name: str) -> dict[str, Tensor | float]:
        """The values of one part, by their names in it."""
        begin = f"{name}."
        return {key.removeprefix(begin): value for key, value in self.values.items() if key.startswith(begin)}

    def tensors(self, part: str) -> dict[str, Tensor]:
        """The tensors of one part."""
        return {name: value for name, value in self.part(part).items() if isinstance(value, Tensor)}

    def counts(self, part: str) -> dict[str, int]:
        """The whole numbers of one part."""
        return {name: int(value) for name, value in self.part(part).items() if not isinstance(value, Tensor)}

    def on_cpu(self) -> State:
        """The same with all tensors in the computer's own memory."""
        return State(
            {name: value.cpu() if isinstance(value, Tensor) else value for name, value in self.values.items()}
        )

    def _without(self, parts: tuple[str, ...]) -> dict[str, Tensor | float]:
        begins = tuple(f"{part}." for part in parts)
        return {name: value for name, value in self.values.items() if not name.startswith(begins)}

    def check(self, wanted: State, free: tuple[str, ...]) -> None:
        """See whether this can take the place of another state.

        Args:
            wanted: What it would take the place of.
            free: Parts that are not compared. Random numbers of another device are no obstacle, for example.

        Raises:
            StateProblem: When a value is missing, is too many, or has another shape.
        """
        mine, others = self._without(free), wanted._without(free)
        for name, value in others.items():
            if name not in mine:
                raise StateProblem(f"“{name}” is missing.")
            if _form(mine[name]) != _form(value):
                raise StateProblem(f"“{name}” has the form {_form(mine[name])} in place of {_form(value)}.")
        extra = next((name for name in mine if name not in others), None)
        if extra is not None:
            raise StateProblem(f"“{extra[:80]}” belongs to nothing here.")
        for name in {"course.order", "random.cpu"} & self.values.keys():
            try:
                torch.Generator().set_state(torch.as_tensor(self.values[name]))
            except (RuntimeError, TypeError):
                raise StateProblem(f"“{name}” is no state of random numbers.") from None


def _form(value: Tensor | float) -> str:
    if isinstance(value, Tensor):
        kind = str(value.dtype).removeprefix("torch.")
        return f"{' × '.join(map(str, value.shape)) or 'one number'} ({kind})"
    return "number"
