"""Training on a device: every optimizer and every shipped example against the CPU, and resumed runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

import torch

from playground.build.training import training_problems
from playground.catalog.kinds import OPTIMIZERS, DataProblem, Optimizer
from playground.engine.runtime.devices import has_float64
from playground.engine.training.modes import inspection_mode
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.hardware.check.outcome import Outcome, failed, largest_difference, skipped
from playground.hardware.projects import tiny
from playground.paths import asset
from playground.spec.base import Choice
from playground.spec.files import load
from playground.spec.project import Project

STEPS = 12
"""Steps of an optimizer: enough for each to move, too few for rounding to grow."""
EXACT, ROUNDED = 1e-8, 2e-3
"""Tolerances of the parameters after these steps: in float64; and in float32, where a device has no float64."""
SHOWN, TRAINED = 1e-4, 5e-3
"""Tolerances of an example's loss in float32 against float64: before training, and after ``EXAMPLE_STEPS``."""
EXAMPLE_STEPS = 3
MOST_SAMPLES = 64
"""Of an example, in a batch and in a comparison."""
RESUMED = 1e-5
"""Tolerance of a resumed run; on the CPU it is equal to the last bit."""


def check_optimizers(
    device: torch.device, kinds: Iterable[type[Optimizer]] = OPTIMIZERS, steps: int = STEPS
) -> Iterator[Outcome]:
    """Train the same few steps with every optimizer: by autograd on the CPU, and as this program does on the device."""
    dtype = torch.float64 if has_float64(device) else torch.float32
    for kind in kinds:
        project = tiny(units=5, activation="tanh", optimizer=Choice(kind=kind.key), samples=96)
        if training_problems(project, 56):
            yield skipped("optimizer", kind.title, "not for this network")
            continue
        try:
            expected = _trained(project, torch.device("cpu"), dtype, steps, plain=True)
            found = _trained(project, device, dtype, steps, plain=False)
            tolerance = ROUNDED if dtype is torch.float32 else EXACT
            yield Outcome("optimizer", kind.title, largest_difference([found], [expected]), tolerance)
        except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
            yield failed("optimizer", kind.title, problem)


def check_examples(device: torch.device, names: str = "*") -> Iterator[Outcome]:
    """Compare the losses of every shipped network before training, and after some steps where nothing is random."""
    for path in sorted(asset("examples").glob(f"{names}.descent")):
        project = load(path)
        if project.workspace == "race" and project.race.on == "surface":
            continue
        try:
            yield from _example(project.name, project, device)
        except (CannotTrain, DataProblem) as problem:
            yield skipped("example", project.name, str(problem))
        except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
            yield failed("example", project.name, problem)


def check_resume(device: torch.device) -> Iterator[Outcome]:
    """Compare a run that was saved and restored on the device with one that went on."""
    try:
        with (
            closing(Session(tiny(), device=str(device))) as first,
            closing(Session(tiny(), device=str(device))) as second,
        ):
            first.train(STEPS)
            second.restore(first.state())
            for session in (first, second):
                session.train(STEPS)
            tolerance = 0.0 if device.type == "cpu" else RESUMED
            yield Outcome("resume", "2-16-16-1", largest_difference([second.theta], [first.theta]), tolerance)
    except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
        yield failed("resume", "2-16-16-1", problem)


def check_memory(device: torch.device) -> Iterator[Outcome]:
    """Ask a GPU for more memory than it has; training must continue afterwards."""
    name = "training continues after running out of memory"
    if device.type != "cuda":
        yield skipped("memory", name, "only on CUDA devices")
        return
    try:
        with closing(Session(tiny(), device=str(device))) as session:
            session.train(1)
            try:
                torch.empty(
                    2 * torch.cuda.get_device_properties(device).total_memory,
                    dtype=torch.uint8,
                    device=device,
                )
            except torch.OutOfMemoryError:
                torch.cuda.empty_cache()
            chunk = session.train(STEPS)
            yield Outcome("memory", name, 0.0 if len(chunk.steps) else 1.0, 0.0)
    except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
        yield failed("memory", name, problem)


def _trained(
    project: Project, device: torch.device, dtype: torch.dtype, steps: int, *, plain: bool
) -> torch.Tensor:
    """Return the parameters ``(P,)`` after some steps."""
    with closing(Session(project, device=str(device), dtype=dtype)) as session:
        if plain:
            session.gradients.use_autograd()
        done = 0
        while done < steps:
            done += len(session.train(steps - done).steps)
        return session.shown_theta().detach().clone()


def _example(title: str, project: Project, device: torch.device) -> Iterator[Outcome]:
    size = min(project.training.batch_size, MOST_SAMPLES)
    project = project.with_(training=project.training.with_(batch_size=size))
    with (
        closing(Session(project, device=str(device))) as found,
        closing(Session(project, device="cpu", dtype=torch.float64)) as expected,
    ):
        expected.begin_at(found.theta.detach().cpu().double())
        yield Outcome("example", f"{title}, untrained", _losses_differ(found, expected), SHOWN)
        if any(step.layer.random for step in found.network.steps):
            yield skipped(
                "example", f"{title}, trained", "its layers draw random numbers, which differ by device"
            )
            return
        expected.gradients.use_autograd()
        for session in (found, expected):
            done = 0
            while done < EXAMPLE_STEPS:
                done += len(session.train(EXAMPLE_STEPS - done).steps)
        yield Outcome("example", f"{title}, trained", _losses_differ(found, expected), TRAINED)


def _losses_differ(found: Session, expected: Session) -> float:
    """Return the largest difference of the losses of some training samples."""
    return largest_difference([_losses(found)], [_losses(expected)])


def _losses(session: Session) -> torch.Tensor:
    """Return the losses of the first training samples, ``(n,)``, in evaluation mode."""
    chosen = torch.arange(min(MOST_SAMPLES, session.training_samples), device=session.device)
    x, y = session.batches.take(chosen)
    with inspection_mode(session.network):
        return session.loss.per_sample(session.network(x), y)
