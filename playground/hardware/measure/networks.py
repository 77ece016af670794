"""Forward and backward passes of networks by batch size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import torch
from torch import Tensor, nn

from playground.build.analysis.shapes import analyze
from playground.build.network import Network, build_network
from playground.catalog.kinds import NETWORKS, DataInfo, DataProblem, still_wanted
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.engine.training.threads import cores, fit_threads
from playground.hardware.measure.clock import seconds_of
from playground.hardware.measure.points import Point
from playground.hardware.projects import tiny
from playground.spec.project import Project

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
LONGEST = 0.5
"""Seconds of a pass beyond which no larger batch is tried."""
READY = ("resnet18", "vgg16")
"""Networks of the catalog that are measured, on pictures of 224 × 224 pixels."""

Pass = Callable[[int], Callable[[], object]]
"""Makes, for a number of samples, a function that does one forward and one backward pass."""


def networks(
    device: torch.device,
    own: Project | None = None,
    ready: tuple[str, ...] = READY,
    sizes: tuple[int, ...] = BATCHES,
) -> Iterator[Point]:
    """Measure passes of a tiny network, of the user's own and of some of the catalog, from small batches to large ones.

    Args:
        device: Where.
        own: The user's project; left out where it cannot be trained.
        ready: Keys of networks of the catalog.
        sizes: Samples in a batch.
    """
    for project in (tiny(), *((own,) if own is not None else ())):
        try:
            session = Session(project, device=str(device))
        except (CannotTrain, DataProblem):
            continue
        with closing(session):
            fit_threads(session)
            yield from _by_batch(project.name, _own_pass(session), device, sizes)
    torch.set_num_threads(cores())
    for key in ready:
        still_wanted()
        entry = NETWORKS.create(key)
        network = _ready(key).to(device)
        yield from _by_batch(type(entry).title, _ready_pass(network, entry.sample, device), device, sizes)


def _by_batch(name: str, passes: Pass, device: torch.device, sizes: tuple[int, ...]) -> Iterator[Point]:
    before, last = 0.0, 0
    for size in sizes:
        if last and before * size / last > LONGEST:
            return
        still_wanted()
        try:
            before, last = seconds_of(passes(size), device), size
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
            return
        yield Point("network", name, size, size / before, before)


def _own_pass(session: Session) -> Pass:
    """Passes on training samples, repeated where a batch is larger than the split."""

    def of(size: int) -> Callable[[], object]:
        chosen = (torch.arange(size) % session.training_samples).to(session.device)
        x, y = session.batches.take(chosen)

        def once() -> None:
            session.loss.compute(session.network(x), y).backward()  # type: ignore[no-untyped-call]

        return once

    return of


def _ready(key: str) -> Network:
    """Build a network of the catalog with fresh weights."""
    entry = NETWORKS.create(key)
    names = tuple(map(str, range(entry.outputs)))
    info = DataInfo(
        task="classification", shape=entry.sample, targets=entry.outputs, class_names=names, samples=1
    )
    project = Project(graph=entry.graph(entry.sample, entry.outputs))
    network = build_network(project.graph, analyze(project, lambda _: info), seed=0)
    for module in network.modules():
        module.register_forward_hook(_watched)
    return network


def _watched(_module: nn.Module, _inputs: object, output: Tensor) -> None:
    """End a pass, forward or backward, that is not wanted any more: large layers take a tenth of a second."""
    still_wanted()
    if output.requires_grad:
        output.register_hook(lambda _: still_wanted())  # type: ignore[no-untyped-call]


def _ready_pass(network: Network, shape: tuple[int, ...], device: torch.device) -> Pass:
    def of(size: int) -> Callable[[], object]:
        x = torch.randn(size, *shape, device=device)

        def once() -> None:
            network.zero_grad()
            network(x).square().mean().backward()

        return once

    return of
