"""How fast a device trains small networks: as this program does, by autograd, and in a plain torch loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import torch
from torch import nn, split

from playground.engine.training.session import Session
from playground.engine.training.threads import fit_threads
from playground.hardware.projects import convolutional, digits, tiny
from playground.spec.project import Project

SECONDS = 0.7
"""Of each measurement."""
FLOORS = {"2-16-16-1": 5.0, "Digits CNN 32-64": 1.0}
"""Least ratio of recorded steps to a plain loop on a CUDA device."""


@dataclass(frozen=True)
class StepSpeed:
    """Steps per second of one network.

    Attributes:
        network: Its name.
        recorded: As this program trains it: one launch a step on CUDA, compiled loops on the CPU.
        autograd: The same steps by autograd.
        plain: A loop with ``nn`` and ``torch.optim``, as people write it.
        floor: Least ratio of ``recorded`` to ``plain``; 0 for none.
    """

    network: str
    recorded: float
    autograd: float
    plain: float
    floor: float

    @property
    def ratio(self) -> float:
        """How many times faster recorded steps are than a plain loop."""
        return self.recorded / self.plain

    @property
    def ok(self) -> bool:
        """Whether the ratio reaches its floor."""
        return self.ratio >= self.floor

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds."""
        return {**asdict(self), "ratio": self.ratio, "ok": self.ok}


def step_speeds(device: torch.device) -> Iterator[StepSpeed]:
    """Measure three networks; leaves torch's number of threads as it was."""
    threads = torch.get_num_threads()
    try:
        for project in (tiny(), digits(), convolutional()):
            floor = FLOORS.get(project.name, 0.0) if device.type == "cuda" else 0.0
            recorded = _session_rate(project, device, plain=False)
            autograd = _session_rate(project, device, plain=True)
            plain = _rate(
                _plain(project, device), device
            )  # with the threads that were the best for the others
            yield StepSpeed(project.name, recorded, autograd, plain, floor)
    finally:
        torch.set_num_threads(threads)


def _session_rate(project: Project, device: torch.device, *, plain: bool) -> float:
    with closing(Session(project, device=str(device))) as session:
        fit_threads(session)
        if plain:
            session.gradients.use_autograd()
        return _rate(lambda: len(session.train(100).steps), device)


def _rate(steps: Callable[[], int], device: torch.device) -> float:
    """Return steps per second; ``steps`` does some and returns how many."""
    steps()  # the first ones allocate, compile and choose algorithms
    _wait_for(device)
    begin, done = perf_counter(), 0
    while perf_counter() - begin < SECONDS:
        done += steps()
    _wait_for(device)
    return done / (perf_counter() - begin)


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def _plain(project: Project, device: torch.device) -> Callable[[], int]:
    """A loop over shuffled batches of the same samples, as people write it."""
    with closing(Session(project, device="cpu")) as session:
        x, y = session.batches.x.to(device), session.batches.y.to(device)
        loss = session.loss
    model = _MODELS[project.name]().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    size = project.training.batch_size

    def epoch() -> int:
        batches = split(torch.randperm(len(x), device=device), size)
        for chosen in batches:
            optimizer.zero_grad()
            value = loss.compute(model(x[chosen]), y[chosen])
            value.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        return len(batches)

    return epoch


_MODELS: dict[str, Callable[[], nn.Module]] = {
    "2-16-16-1": lambda: nn.Sequential(
        nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1)
    ),
    "Digits 64-64-10": lambda: nn.Sequential(
        nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
    ),
    "Digits CNN 32-64": lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(64 * 16, 10),
    ),
}  # fmt: skip
