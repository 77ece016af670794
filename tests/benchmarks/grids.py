"""Losses over a plane of parameters against the package loss-landscapes, on 500 samples."""

from __future__ import annotations

from functools import partial

import loss_landscapes
import torch
from by_hand import mlp
from loss_landscapes.metrics import Loss
from projects import h16, h64, small_cnn
from rows import Row, measures
from torch import Tensor, nn
from turns import by_turns

from playground.engine.population.losses import Population
from playground.engine.training.session import Session
from playground.spec.project import Project

SAMPLES = 500


class Plane:
    """Points of a plane around a network, evaluated as a picture of it would be."""

    def __init__(self, session: Session, x: Tensor, y: Tensor, side: int) -> None:
        target = session.loss.target(y, session.data.info.targets)
        self._population = Population(session.network, session.loss, x, target)
        self._middle = session.theta.clone()
        self._across = torch.randn(2, len(self._middle), generator=torch.Generator().manual_seed(0))
        line = torch.linspace(-0.5, 0.5, side)
        self._points = torch.cartesian_prod(line, line)

    @property
    def method(self) -> str:
        """The way that was chosen."""
        return self._population.method

    def losses(self) -> int:
        """All of them, once; returns how many."""
        self._population.choose(self._middle)
        done = 0
        while done < len(self._points):
            points = self._points[done : done + 512]
            self._population.losses(self._middle + points @ self._across)
            done += len(points)
        return done


def theirs(model: nn.Module, criterion: nn.Module, x: Tensor, y: Tensor, side: int) -> int:
    """The same with loss-landscapes."""
    with torch.no_grad():
        loss_landscapes.random_plane(model, Loss(criterion, x, y), steps=side, deepcopy_model=True)
    return side * side


def against_package(project: Project, model: nn.Module, criterion: nn.Module, side: int, floor: float) -> Row:
    """Points per second."""
    session = Session(project, device="cpu")
    x, y = session.data.x_train[:SAMPLES], session.data.y_train[:SAMPLES]
    plane = Plane(session, x, y, side)
    with torch.no_grad():  # pooling is faster where one number of a window is clearly the largest
        for mine, other in zip(session.network.parameters(), model.parameters(), strict=True):
            other.copy_(mine)
    y = y.float()[:, None] if isinstance(criterion, nn.BCEWithLogitsLoss) else y
    rival = partial(theirs, model.eval(), criterion, x, y, side)
    ours, rival_speed = by_turns(plane.losses, rival)
    return Row(ours, rival_speed, floor, "points/s", note=plane.method)


@measures("grid_h16")
def narrow() -> dict[str, Row]:
    """2-16-16-1."""
    return {"grid_h16": against_package(h16(), mlp(2, 16, 16, 1), nn.BCEWithLogitsLoss(), 64, 4.0)}


@measures("grid_h64")
def wide() -> dict[str, Row]:
    """2-64-64-1."""
    return {"grid_h64": against_package(h64(), mlp(2, 64, 64, 1), nn.BCEWithLogitsLoss(), 32, 2.0)}


@measures("grid_cnn")
def convolutions() -> dict[str, Row]:
    """A small convolutional network on digits."""
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(256, 10),
    )  # fmt: skip
    return {"grid_cnn": against_package(small_cnn(), model, nn.CrossEntropyLoss(), 8, 1.0)}
