"""Projects, and the same training written by hand in plain torch."""

from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn

from playground.engine.training import threads
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

Box = tuple[str, dict[str, object], str | None]


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sums of several threads may differ in the last bit, and what is fastest depends on what else runs."""
    monkeypatch.setattr(threads, "cores", lambda: 1)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def project_of() -> Callable[..., Project]:
    """Data set, boxes (kind, params, activation) in a row, and training choices."""

    def make(dataset, *boxes: Box, loss, optimizer, transform="none", params=None, **training) -> Project:
        graph = Graph().add(Node(id="input", kind="input"))
        previous = "input"
        for index, (kind, values, activation) in enumerate((*boxes, ("output", {}, None))):
            chosen = Choice(kind=activation) if activation else None
            node = Node(id=f"{kind}-{index}", kind=kind, params=values, activation=chosen)
            graph = graph.add(node).connect(previous, node.id)
            previous = node.id
        project = Project(graph=graph)
        data = project.data.with_(
            dataset=Choice(kind=dataset, params=params or {}),
            transform=Choice(kind=transform),
            target_scaling="none",
        )
        chosen = project.training.with_(
            loss=Choice(kind=loss),
            optimizer=Choice(kind=optimizer[0], params=optimizer[1]),
            device="cpu",
            **training,
        )
        return project.with_(data=data, training=chosen)

    return make


@pytest.fixture
def by_hand() -> Callable[..., list[float]]:
    """The losses of so many steps of a torch network that begins with the session's weights."""

    def go(session: Session, network: nn.Sequential, criterion, optimizer, steps: int) -> list[float]:
        with torch.no_grad():
            for mine, theirs in zip(network.parameters(), session.network.parameters(), strict=True):
                mine.copy_(theirs)
        stepper = optimizer(network.parameters())
        training, data = session.training, session.data
        order = torch.Generator().manual_seed(training.seed * 1_000_003 + 7_919)
        losses: list[float] = []
        while True:
            shuffled = torch.randperm(len(data.x_train), generator=order)
            for begin in range(0, len(shuffled), training.batch_size):
                batch = shuffled[begin : begin + training.batch_size]
                loss = criterion(network(data.x_train[batch]), data.y_train[batch])
                stepper.zero_grad()
                loss.backward()
                stepper.step()
                losses.append(loss.item())
                if len(losses) == steps:
                    return losses

    return go
