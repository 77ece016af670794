"""What the network predicts: over the plane or line of the data, for validation samples, and unit by unit.

All in evaluation mode. Inputs are prepared once. Their number depends on the work per sample, so that a picture stays
cheap for a large network, and never changes during a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from playground.arrays import Floats
from playground.build.data.loading import is_plane
from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    PredictedAgainstTrue,
    SamplePredictions,
    UnitMaps,
    ValidationPredictions,
)
from playground.engine.events.run import Event
from playground.engine.probes.shown_network import ShownNetwork
from playground.engine.runtime.fetch import DeferredEvent, HostCopy
from playground.measures.confusion import confusion_matrix

if TYPE_CHECKING:
    from playground.engine.training.session import Session

MAP_SIDE, LEAST_MAP_SIDE = 100, 32
UNIT_SIDE = 32
LINE_POINTS = 400
IMAGES = 24
"""Validation images or sequences of tokens shown, evenly spaced over the split."""
COUNTED, SCATTERED, LEAST_COUNTED = 10_000, 5_000, 100
"""Most validation samples of a confusion matrix and of a scatter plot, and the fewest of both."""
MARGIN = 0.05
"""Area shown beyond the data, as a part of its extent."""
COUNTING_WORK = 4e8
"""Most multiply-adds of a picture that should count the whole validation split."""

Wanted = frozenset[type[Event]]
Maker = Callable[[int, int], DeferredEvent]
"""Starts the picture of a run and a step."""


class Predictor:
    """Pictures of one session's predictions, by the kind of its data.

    Attributes:
        kinds: The types of event that ``events`` can make for these data.
    """

    def __init__(self, session: Session) -> None:
        # No picture holds this object: a session that is dropped is freed at once, without the garbage collector.
        network = ShownNetwork(session)
        self._validation = _Validation(network)
        self._makers = _choose(network, self._validation)
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
        kinds = [kind for kind in self._makers if wanted is None or kind in wanted]
        shared: Mapping[type[Event], DeferredEvent] = {}
        if Confusion in kinds and ValidationPredictions in kinds:
            shared = self._validation.both(run, step)
        for kind in kinds:
            yield shared[kind] if kind in shared else self._makers[kind](run, step)


def _choose(network: ShownNetwork, validation: _Validation) -> Mapping[type[Event], Maker]:
    info = network.info
    found: dict[type[Event], Maker] = {}
    if is_plane(info):
        found = {DecisionMap: _plane(network), UnitMaps: _units(network)}
    elif info.task == "regression":
        line = info.shape == (1,)
        found = {FittedLine: _line(network)} if line else {PredictedAgainstTrue: _scatter(network)}
    if info.task == "classification":
        found[Confusion] = validation.confusion
        if len(info.shape) == 3 or info.token_names:
            found[SamplePredictions] = _samples(network)
    found[ValidationPredictions] = validation.predictions
    return found


# --- pictures by kind of data --------------------------------------------------------------------


def _plane(network: ShownNetwork) -> Maker:
    points = network.affordable(LEAST_MAP_SIDE**2, MAP_SIDE**2)
    x, y, raw = network.grid(int(points**0.5), MARGIN)
    inputs = network.prepared(raw)
    scores = network.scores(inputs)

    def make(run: int, step: int) -> DeferredEvent:
        shown = scores()
        return lambda: DecisionMap(run, step, x.copy(), y.copy(), shown.numpy().reshape(len(y), len(x), -1))

    return make


def _line(network: ShownNetwork) -> Maker:
    x0, x1 = network.data.extent
    margin = MARGIN * (x1 - x0)
    x = np.linspace(x0 - margin, x1 + margin, LINE_POINTS)
    inputs = network.prepared(x[:, None])
    scores = network.scores(inputs)

    def make(run: int, step: int) -> DeferredEvent:
        shown = scores()
        return lambda: FittedLine(run, step, x.copy(), shown.numpy()[:, 0].copy())

    return make


def _scatter(network: ShownNetwork) -> Maker:
    chosen, inputs = network.validation(network.affordable(LEAST_COUNTED, SCATTERED, COUNTING_WORK))
    truth, name = network.data.y_val[chosen, 0].numpy().copy(), network.info.target_name
    scores = network.scores(inputs)

    def make(run: int, step: int) -> DeferredEvent:
        shown = scores()
        return lambda: PredictedAgainstTrue(run, step, truth.copy(), shown.numpy()[:, 0].copy(), name)

    return make


def _samples(network: ShownNetwork) -> Maker:
    chosen, inputs = network.validation(IMAGES)
    images, truth = network.data.raw_val[chosen.numpy()], network.data.y_val[chosen].numpy()
    names, vocabulary = network.info.class_names, network.info.token_names
    scores = network.scores(inputs)

    def make(run: int, step: int) -> DeferredEvent:
        shown = scores()
        return lambda: event(run, step, shown.numpy())

    def event(run: int, step: int, scores: Floats) -> SamplePredictions:
        predicted = scores.argmax(1).astype(np.int64)
        return SamplePredictions(
            run, step, images.copy(), truth.copy(), predicted, scores.max(1).copy(), names, vocabulary
        )

    return make


class _Validation:
    """Predictions of validation samples: counted, listed, or both after one pass through the network."""

    def __init__(self, network: ShownNetwork) -> None:
        most = network.affordable(LEAST_COUNTED, COUNTED, COUNTING_WORK)
        self._places, inputs = network.validation(most)
        self._target, self._total = network.data.y_val[self._places], len(network.data.x_val)
        self._info = network.info
        self._scores = network.scores(inputs)
        self._scores_and_losses = network.scores_and_losses(inputs, self._target.to(inputs.device))

    def confusion(self, run: int, step: int) -> DeferredEvent:
        """Count true and predicted classes."""
        return self._counted(run, step, self._scores())

    def predictions(self, run: int, step: int) -> DeferredEvent:
        """List predictions with the loss of each sample."""
        return self._listed(run, step, *self._scores_and_losses())

    def both(self, run: int, step: int) -> dict[type[Event], DeferredEvent]:
        """Do both after one pass."""
        scores, losses = self._scores_and_losses()
        return {
            Confusion: self._counted(run, step, scores),
            ValidationPredictions: self._listed(run, step, scores, losses),
        }

    def _counted(self, run: int, step: int, scores: HostCopy) -> DeferredEvent:
        truth, info = self._target.numpy(), self._info

        def event() -> Confusion:
            counts = confusion_matrix(truth, scores.numpy().argmax(1), info.targets)
            return Confusion(run, step, counts, info.class_names)

        return event

    def _listed(self, run: int, step: int, scores: HostCopy, losses: HostCopy) -> DeferredEvent:
        places, truth, total = self._places.numpy(), self._target.numpy(), self._total
        names = self._info.class_names, self._info.target_names
        return lambda: ValidationPredictions(
            run, step, places.copy(), truth.copy(), scores.numpy(), losses.numpy(), *names, total
        )


def _units(network: ShownNetwork) -> Maker:
    """Map the first 16 units of each node over the plane of the data."""
    x, y, raw = network.grid(UNIT_SIDE, MARGIN)  # the area of the decision map
    inputs = network.prepared(raw)
    extent = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
    evaluate = network.unit_maps(inputs, UNIT_SIDE)

    def make(run: int, step: int) -> DeferredEvent:
        maps = evaluate()
        return lambda: UnitMaps(run, step, maps(), extent)

    return make
