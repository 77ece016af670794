"""What the network predicts: over the plane or line of the data, for validation samples, and unit by unit.

All in evaluation mode. Inputs are prepared once. Their number depends on the work per sample, so that a picture stays
cheap for a large network, and never changes during a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from playground.build.data import is_plane
from playground.engine.data.subsample import affordable, evenly
from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    PredictedAgainstTrue,
    SamplePredictions,
    UnitMaps,
)
from playground.engine.events.run import Event, Floats, Integers
from playground.engine.runtime.fetch import DeferredEvent, HostCopy
from playground.engine.training.modes import inspection_mode

if TYPE_CHECKING:
    from playground.engine.training.session import Session

MAP_SIDE, LEAST_MAP_SIDE = 100, 32
UNIT_SIDE = 32
UNITS = 16
"""Units of a node that are shown, the first ones."""
LINE_POINTS = 400
IMAGES = 24
"""Validation images or sequences of tokens shown, evenly spaced over the split."""
COUNTED, LEAST_COUNTED = 5_000, 100
"""Most and fewest validation samples of a confusion matrix or a scatter plot."""
MARGIN = 0.05
"""Area shown beyond the data, as a part of its extent."""
WORK = 1e8
"""Most multiply-adds of a picture."""

Wanted = frozenset[type[Event]]
Maker = Callable[[int, int], DeferredEvent]
"""Starts the picture of a run and a step."""


class Predictor:
    """Pictures of one session's predictions, by the kind of its data.

    Attributes:
        kinds: The types of event that ``events`` can make for these data.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._makers = self._choose()
        self._units = self._prepare_units() if is_plane(session.data.info) else None
        self.kinds: Wanted = frozenset(self._makers)

    def events(self, run: int, step: int, wanted: Wanted | None = None) -> Iterator[Event]:
        """Make the pictures that suit the data.

        Args:
            run: Id that the events carry.
            step: Steps done.
            wanted: Only these types; all by default.
        """
        for event in [*self.begin(run, step, wanted)]:
            yield event()

    def begin(self, run: int, step: int, wanted: Wanted | None = None) -> Iterator[DeferredEvent]:
        """Start to make the pictures, see ``events``; the network may train before the results are read."""
        for kind, make in self._makers.items():
            if wanted is None or kind in wanted:
                yield make(run, step)

    def _choose(self) -> Mapping[type[Event], Maker]:
        info = self._session.data.info
        if is_plane(info):
            return {DecisionMap: self._plane(), UnitMaps: self._unit_maps}
        if info.shape == (1,) and info.task == "regression":
            return {FittedLine: self._line()}
        if info.task == "regression":
            return {PredictedAgainstTrue: self._scatter()}
        if len(info.shape) == 3 or info.token_names:
            return {Confusion: self._confusion(), SamplePredictions: self._samples()}
        return {Confusion: self._confusion()}

    # --- evaluating the network ------------------------------------------------------------------

    def _scores(self, x: Tensor) -> HostCopy:
        """Evaluate the network: probabilities ``(n, classes)`` or predictions ``(n, targets)``."""
        session = self._session
        with inspection_mode(session.network, in_training_mode=session.training_mode), torch.inference_mode():
            scores = session.loss.scores(session.network(x), session.data.info.task)
        return HostCopy(scores)

    def _prepared(self, raw: Floats) -> Tensor:
        return self._session.data.prepare(raw).to(self._session.device)

    def _validation(self, most: int) -> tuple[Tensor, Tensor]:
        """Choose validation samples; returns their indices and prepared inputs."""
        data = self._session.data
        chosen = evenly(len(data.x_val), most)
        return chosen, data.x_val[chosen].to(self._session.device)

    # --- pictures by kind of data ----------------------------------------------------------------

    def _plane(self) -> Maker:
        points = affordable(self._session.network, WORK, LEAST_MAP_SIDE**2, MAP_SIDE**2)
        x, y, raw = self._grid(int(points**0.5), MARGIN)
        inputs = self._prepared(raw)

        def make(run: int, step: int) -> DeferredEvent:
            scores = self._scores(inputs)
            return lambda: DecisionMap(
                run, step, x.copy(), y.copy(), scores.numpy().reshape(len(y), len(x), -1)
            )

        return make

    def _grid(self, side: int, margin: float) -> tuple[Floats, Floats, Floats]:
        """Return coordinates of columns and rows over the plane of the data, and all points row by row."""
        x0, x1, y0, y1 = self._session.data.extent
        dx, dy = margin * (x1 - x0), margin * (y1 - y0)
        x, y = np.linspace(x0 - dx, x1 + dx, side), np.linspace(y0 - dy, y1 + dy, side)
        columns, rows = np.meshgrid(x, y)
        return x, y, np.stack([columns.ravel(), rows.ravel()], axis=1)

    def _line(self) -> Maker:
        x0, x1 = self._session.data.extent
        margin = MARGIN * (x1 - x0)
        x = np.linspace(x0 - margin, x1 + margin, LINE_POINTS)
        inputs = self._prepared(x[:, None])

        def make(run: int, step: int) -> DeferredEvent:
            scores = self._scores(inputs)
            return lambda: FittedLine(run, step, x.copy(), scores.numpy()[:, 0].copy())

        return make

    def _scatter(self) -> Maker:
        data = self._session.data
        chosen, inputs = self._validation(self._counted())
        truth, name = data.y_val[chosen, 0].numpy().copy(), data.info.target_name

        def make(run: int, step: int) -> DeferredEvent:
            scores = self._scores(inputs)
            return lambda: PredictedAgainstTrue(run, step, truth.copy(), scores.numpy()[:, 0].copy(), name)

        return make

    def _confusion(self) -> Maker:
        data = self._session.data
        chosen, inputs = self._validation(self._counted())
        truth, names = data.y_val[chosen].numpy(), data.info.class_names
        classes = data.info.targets

        def make(run: int, step: int) -> DeferredEvent:
            scores = self._scores(inputs)
            return lambda: event(run, step, scores.numpy().argmax(1))

        def event(run: int, step: int, predicted: Integers) -> Confusion:
            counts = np.bincount(truth * classes + predicted, minlength=classes**2)
            return Confusion(run, step, counts.reshape(classes, classes).astype(np.int64), names)

        return make

    def _counted(self) -> int:
        return affordable(self._session.network, WORK, LEAST_COUNTED, COUNTED)

    def _samples(self) -> Maker:
        data = self._session.data
        chosen, inputs = self._validation(IMAGES)
        images, truth = data.raw_val[chosen.numpy()], data.y_val[chosen].numpy()
        names, vocabulary = data.info.class_names, data.info.token_names

        def make(run: int, step: int) -> DeferredEvent:
            scores = self._scores(inputs)
            return lambda: event(run, step, scores.numpy())

        def event(run: int, step: int, scores: Floats) -> SamplePredictions:
            predicted = scores.argmax(1).astype(np.int64)
            return SamplePredictions(
                run, step, images.copy(), truth.copy(), predicted, scores.max(1).copy(), names, vocabulary
            )

        return make

    # --- units -----------------------------------------------------------------------------------

    def _prepare_units(self) -> Tensor:
        _, _, raw = self._grid(UNIT_SIDE, 0.0)
        return self._prepared(raw)

    def unit_maps(self, run: int, step: int) -> UnitMaps:
        """Map the first 16 units of each node over the plane of the data; no maps for other data."""
        return self._unit_maps(run, step)()

    def _unit_maps(self, run: int, step: int) -> Callable[[], UnitMaps]:
        session = self._session
        if self._units is None:
            return lambda: UnitMaps(run, step, {}, (0.0, 1.0, 0.0, 1.0))
        x0, x1, y0, y1 = session.data.extent
        with inspection_mode(session.network, in_training_mode=session.training_mode), torch.inference_mode():
            outputs = session.network.forward_all(self._units)
            maps = {
                node: HostCopy(output.flatten(1)[:, :UNITS].T.reshape(-1, UNIT_SIDE, UNIT_SIDE))
                for node, output in outputs.items()
            }
        return lambda: UnitMaps(
            run, step, {node: each.numpy() for node, each in maps.items()}, (x0, x1, y0, y1)
        )
