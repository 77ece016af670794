"""What the view of measures shows, computed from the predictions of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.arrays import Doubles
from playground.engine.events.pictures import ValidationPredictions
from playground.measures.classification import ClassificationMeasures
from playground.measures.regression import RegressionMeasures

MOST_POINTS = 400
"""Maximum number of points of a curve that are drawn."""
MOST_CURVES = 10
"""Maximum number of classes whose curves are drawn: the first ones."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve of one class."""

    name: str
    x: Doubles
    y: Doubles


@dataclass(frozen=True, eq=False)
class Measured:
    """Measures of the validation samples of a run.

    Attributes:
        step: Step of the run.
        samples: Number of samples that were evaluated.
        total: Number of validation samples.
        names: Classes or targets.
        each: Measures of each by name.
        summary: Measures of all samples by name.
        roc: ROC curves of classes that occur.
        precision_recall: Precision over recall likewise.
    """

    step: int
    samples: int
    total: int
    names: tuple[str, ...]
    each: Mapping[str, Doubles]
    summary: Mapping[str, float]
    roc: tuple[Curve, ...] = ()
    precision_recall: tuple[Curve, ...] = ()

    @property
    def classes(self) -> bool:
        """Whether classes were predicted, not numbers."""
        return "precision" in self.each


def measured(event: ValidationPredictions) -> Measured:
    """Compute all measures; takes up to a tenth of a second, so call it in a thread of its own."""
    finite = np.isfinite(event.scores).all(1)
    truth, scores = event.truth[finite], event.scores[finite]
    loss = float(event.loss.mean()) if len(event.loss) else float("nan")
    step, total = event.step, event.total
    if not event.class_names:
        numbers = RegressionMeasures(event.target_names, truth.astype(np.float64), scores)
        each = {name: np.asarray(values, np.float64) for name, values in numbers.each().items()}
        return Measured(step, len(truth), total, numbers.names, each, {"loss": loss, **numbers.summary()})
    found = ClassificationMeasures(event.class_names, truth.astype(np.int64), scores)
    each = {name: np.asarray(values, np.float64) for name, values in found.each().items()}
    drawn = [
        name for name, support in zip(found.names, found.support, strict=True) if 0 < support < len(truth)
    ]
    roc, precision = [], []
    for name in drawn[:MOST_CURVES]:
        curve, other = found.roc(name), found.precision_recall(name)
        roc.append(Curve(name, *_thinned(curve.false_positive_rate, curve.true_positive_rate)))
        precision.append(Curve(name, *_thinned(other.recall, other.precision)))
    summary = {"loss": loss, **found.summary()}
    return Measured(step, len(truth), total, found.names, each, summary, tuple(roc), tuple(precision))


def _thinned(x: Doubles, y: Doubles) -> tuple[Doubles, Doubles]:
    if len(x) <= MOST_POINTS:
        return x, y
    kept = np.unique(np.linspace(0, len(x) - 1, MOST_POINTS).round().astype(int))
    return x[kept], y[kept]
