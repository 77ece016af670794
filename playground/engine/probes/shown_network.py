"""The network of a session as its pictures see it: in evaluation mode, on fixed inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from playground.arrays import Floats
from playground.build.data.loading import Data
from playground.catalog.kinds import DataInfo
from playground.engine.compiled.recorded_pass import Pass, without_python
from playground.engine.data.subsample import affordable, evenly, work_per_sample
from playground.engine.runtime.fetch import HostCopy
from playground.engine.training.modes import inspection_mode

if TYPE_CHECKING:
    from playground.engine.training.session import Session

UNITS = 16
"""Units of a node that are shown, the first ones."""
WORK = 1e8
"""Most multiply-adds of a picture."""


class ShownNetwork:
    """The network of a session with its data, in evaluation mode."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def data(self) -> Data:
        """The data it is trained on."""
        return self._session.data

    @property
    def info(self) -> DataInfo:
        """What the data are."""
        return self._session.data.info

    def scores(self, x: Tensor) -> Callable[[], HostCopy]:
        """Return what evaluates the network at ``x``.

        Its result are probabilities ``(n, classes)`` or predictions ``(n, targets)``.
        """
        session = self._session
        data, loss, network = session.data, session.loss, session.network
        compute = self._repeated(lambda: [data.scores(loss, network(x))], len(x))
        return lambda: HostCopy(compute()[0])

    def scores_and_losses(self, x: Tensor, y: Tensor) -> Callable[[], tuple[HostCopy, HostCopy]]:
        """Evaluate as ``scores``, with the loss of each sample ``(n,)``; ``y`` are targets in their own unit."""
        session = self._session
        data, loss, network = session.data, session.loss, session.network

        def both() -> Sequence[Tensor]:
            output = network(x)
            return data.scores(loss, output), loss.per_sample(output, data.loss_target(loss, y))

        compute = self._repeated(both, len(x))

        def copies() -> tuple[HostCopy, HostCopy]:
            scores, losses = compute()
            return HostCopy(scores), HostCopy(losses)

        return copies

    def unit_maps(self, x: Tensor, side: int) -> Callable[[], Callable[[], dict[str, Floats]]]:
        """Return what evaluates the first units of each node on a square of inputs, each ``(units, side, side)``."""
        network = self._session.network

        def maps() -> Sequence[Tensor]:
            outputs = network.forward_all(x).values()
            return [torch.cat([output.flatten(1)[:, :UNITS].T for output in outputs])]

        compute = self._repeated(maps, len(x))
        counts = [min(UNITS, math.prod(step.shape)) for step in network.steps]
        ends = np.cumsum(counts)[:-1]

        def begin() -> Callable[[], dict[str, Floats]]:
            copy = HostCopy(compute()[0])
            return lambda: dict(
                zip(network.order, np.split(copy.numpy().reshape(-1, side, side), ends), strict=True)
            )

        return begin

    def _repeated(self, compute: Pass, samples: int) -> Pass:
        """Return a pass through the network in the mode of its evaluations."""
        session = self._session

        def evaluated() -> Sequence[Tensor]:
            mode = inspection_mode(session.network, in_training_mode=session.training_mode)
            with mode, torch.inference_mode():
                return compute()

        work = samples * work_per_sample(session.network)
        recorded = without_python(evaluated, work, session.device)
        return lambda: evaluated() if session.training_mode else recorded()

    def prepared(self, raw: Floats) -> Tensor:
        """Prepare raw inputs."""
        return self.data.prepare(raw).to(self._session.device)

    def validation(self, most: int) -> tuple[Tensor, Tensor]:
        """Choose validation samples; returns their indices and prepared inputs."""
        chosen = evenly(len(self.data.x_val), most)
        return chosen, self.data.x_val[chosen].to(self._session.device)

    def affordable(self, least: int, most: int, work: float = WORK) -> int:
        """How many samples a picture may have."""
        return affordable(self._session.network, work, least, most)

    def grid(self, side: int, margin: float) -> tuple[Floats, Floats, Floats]:
        """Return coordinates of columns and rows over the plane of the data, and all points row by row."""
        x0, x1, y0, y1 = self.data.extent
        dx, dy = margin * (x1 - x0), margin * (y1 - y0)
        x, y = np.linspace(x0 - dx, x1 + dx, side), np.linspace(y0 - dy, y1 + dy, side)
        columns, rows = np.meshgrid(x, y)
        return x, y, np.stack([columns.ravel(), rows.ravel()], axis=1)
