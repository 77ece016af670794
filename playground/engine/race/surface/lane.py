"""One optimizer on a surface, from any number of starts at once.

The starts are one long flat vector, so an elementwise optimizer moves all of them in one TorchScript loop; any other
one steps each start alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from playground.catalog.kinds import OPTIMIZERS, Surface
from playground.engine.compiled.loop_source import gradient_function, loop
from playground.engine.compiled.recording import record_step
from playground.engine.optim.stepper import Stepper
from playground.engine.race.surface.closure import (
    Positions,
    SurfaceClosure,
    SurfaceModule,
    differentiable_height,
)
from playground.engine.race.surface.noise import Noise, minibatches
from playground.engine.runtime.param_groups import ParamGroup
from playground.engine.runtime.rng import RandomStream
from playground.engine.runtime.torchscript import compiled, run_plain
from playground.spec.race import LaneSpec
from playground.spec.training import TrainingSpec

ARGUMENTS = {
    "p": "List[Tensor]",
    "c": "List[Tensor]",
    "d": "List[Tensor]",
    "noise": "Tensor",
    "t": "List[List[List[Tensor]]]",
    "n": "List[List[float]]",
    "rates": "List[float]",
}
NOISY_SLOPE = """\
        slope(p, c, d)
        if noise.size(0) > 0:
            d[2].add_(noise[i])"""
UPDATE = "        update(t, n, rates[i])"
LOOP = loop(
    ARGUMENTS,
    "Tensor",
    prepare="""\
    path = torch.empty([len(rates), 2 * p[0].size(0)], dtype=p[0].dtype)
    rows = path.unbind()""",
    body=[NOISY_SLOPE, UPDATE, "        rows[i].copy_(shown(t, n))"],
    result="path.view([len(rates), -1, 2])",
)


def _ignore(_: Tensor) -> None:
    """Default callback: ignores the gradient."""


@lru_cache(maxsize=64)
def recorded_slope(surface: Surface, count: int) -> tuple[str, list[Tensor]]:
    """Record the slope at ``count`` places as a TorchScript function, with the constants that it reads."""
    x, y = (torch.ones(count, dtype=torch.float64, requires_grad=True) for _ in "xy")
    nothing = torch.zeros(1, dtype=torch.float64)
    recording = record_step(
        lambda: (differentiable_height(surface, x, y).sum(), None), (x, y), (), nothing, nothing
    )
    return gradient_function("slope", recording, ("p", "c", "d")), list(recording.constants)


class SurfaceLane:
    """The paths of an optimizer from some starts.

    Attributes:
        groups: Starts that are stepped together: all in one group, or each in its own.
        total: Steps of the whole race.
        steps_done: Steps so far.
        evaluations: Gradients that each start has used so far.
    """

    def __init__(
        self,
        surface: Surface,
        lane: LaneSpec,
        starts: Tensor,
        *,
        steps: int,
        noise: float = 0.0,
        seeds: list[int] | None = None,
        rates: list[float] | None = None,
    ) -> None:
        """Place the optimizer at the starts.

        Args:
            surface: The surface.
            lane: The optimizer and its schedule.
            starts: ``(S, 2)``.
            steps: Length of the race, for the schedule.
            noise: Standard deviation of the noise added to the gradient.
            seeds: Of the noise at each start.
            rates: A learning rate for each start, in place of the optimizer's; 0 to 100.
        """
        numbers = seeds or [0] * len(starts)
        self.groups: list[StartGroup] = []
        one = is_elementwise(lane)
        for g in [slice(0, len(starts))] if one else [slice(i, i + 1) for i in range(len(starts))]:
            chosen = lane.optimizer
            if rates is not None:
                chosen = chosen.with_params(learning_rate=1.0 if one else rates[g.start])
            training = TrainingSpec(optimizer=chosen, schedule=lane.schedule)
            factors = rates if rates is not None and one else []
            noises = Noise(numbers[g], noise)
            self.groups.append(
                StartGroup(surface, training, starts[g], steps, noises, numbers[g], factors=factors)
            )
        self.total, self.steps_done = steps, 0

    @property
    def evaluations(self) -> int:
        """Gradients that each start has used."""
        return self.groups[0].stepper.evaluations

    @property
    def used(self) -> list[int]:
        """Gradients that each start had used after each step."""
        return self.groups[0].used

    def run(self, steps: int) -> Tensor:
        """Do some steps and return the places after each, ``(steps, S, 2)``."""
        parts = [group.run(self.steps_done, steps) for group in self.groups]
        self.steps_done += steps
        return torch.cat(parts, dim=1)


def is_elementwise(lane: LaneSpec) -> bool:
    """Return whether the optimizer moves every number independently, so that many starts take hardly longer than one.

    Raises:
        UnknownEntry: When the optimizer is not known.
    """
    entry = OPTIMIZERS.of(lane.optimizer)
    return bool(entry.script) and not entry.needs.layers


class StartGroup:
    """Starts that are stepped together.

    Attributes:
        places: Their coordinates.
        stepper: Applies the optimizer.
        used: Gradients that a start had used after each step.
    """

    def __init__(
        self,
        surface: Surface,
        training: TrainingSpec,
        starts: Tensor,
        steps: int,
        noise: Noise,
        seeds: list[int],
        *,
        factors: Sequence[float] = (),
    ) -> None:
        """Place the optimizer at the starts.

        Args:
            surface: The surface.
            training: Optimizer and schedule.
            starts: ``(S, 2)``.
            steps: Length of the race.
            noise: Of the gradient.
            seeds: Of the starts; the first one also seeds the random numbers that an optimizer draws itself.
            factors: Of the learning rate at each start; empty when it is the same for all.
        """
        self.places, self._noise = Positions(starts), noise
        self._module = SurfaceModule(surface, self.places)
        self._batches = minibatches(surface, seeds)
        parts = [ParamGroup(slice(2 * i, 2 * i + 2), (), factor) for i, factor in enumerate(factors)]
        self.stepper = Stepper(training, self.places, steps, parts)
        self._random = RandomStream(seeds[0], self.places.vector.device)
        self.used: list[int] = []

    @property
    def scripted(self) -> bool:
        """Whether steps run in TorchScript; each minibatch needs a step in Python."""
        return self.stepper.script() is not None and self._batches is None

    def run(self, done: int, steps: int) -> Tensor:
        """Do some steps and return the places after each, ``(steps, S, 2)``."""
        if not self.scripted:
            return self._in_python(done, steps)
        before = self.stepper.evaluations
        path: Tensor = self.loop(LOOP, done, steps)
        each = (self.stepper.evaluations - before) // steps  # a script uses the same number in every step
        self.used.extend(range(before + each, before + each * steps + 1, each))
        return path

    def loop(self, text: str, done: int, steps: int) -> Any:
        """Run a TorchScript loop such as ``LOOP``; only for optimizers that have a script."""
        script = self.stepper.script()
        assert script is not None
        noise, grad = self._noise.next(steps), self.places.grad.view(-1, 2)
        slope, constants = recorded_slope(self._module.surface, len(self.places.tensors[0]))
        unit = compiled(slope + script.source + text)
        made = run_plain(
            unit, [*self._coordinates()], constants, [*grad.unbind(1), grad], noise, script.tensors,
            script.numbers, self.stepper.rates_from(done, steps),
        )  # fmt: skip
        self.stepper.count_replayed(steps)
        return made

    def step(self, number: int, watch: Callable[[Tensor], object] = _ignore) -> None:
        """Do one step in Python.

        Args:
            number: Of the step, from 0.
            watch: Receives the flat gradient each time that the optimizer asks for it.
        """
        rows = None if self._batches is None else self._batches.next()
        slope = SurfaceClosure(self._module, self.places, self._noise.next(1), watch, rows)
        with self._random.active():
            self.stepper.step(number, slope)

    def _coordinates(self) -> tuple[Tensor, ...]:
        """Return views of the x and y of all starts, ``(S,)`` each."""
        return self.places.vector.view(-1, 2).unbind(1)

    def _in_python(self, done: int, steps: int) -> Tensor:
        path = torch.empty(steps, len(self.places.tensors[0]), 2, dtype=torch.float64)
        for place in range(steps):
            self.step(done + place)
            path[place] = self.stepper.shown().view_as(path[place])
            self.used.append(self.stepper.evaluations)
        return path
