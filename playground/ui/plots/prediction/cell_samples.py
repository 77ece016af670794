"""The samples behind a cell of the confusion matrix, worst first."""

from dataclasses import dataclass

import numpy as np

from playground.arrays import Floats, Integers, Singles
from playground.build.data.loading import load_data
from playground.catalog.kinds import DataInfo
from playground.engine.events.pictures import ValidationPredictions
from playground.spec.data import DataSpec

MOST_SHOWN = 200
"""Maximum number of samples shown, those with the highest loss."""
Cell = tuple[int, int]
"""True class and predicted class."""


@dataclass(frozen=True, eq=False)
class CellSamples:
    """Validation samples of one true class that are predicted as one class, highest loss first.

    Attributes:
        info: Facts about the data set.
        cell: True class and predicted class.
        count: Number of all samples in the cell.
        step: Step of the run.
        places: Places in the validation part of the samples that are shown, ``(n,)``.
        raw: These samples before features and transforms, ``(n, *shape)``.
        scores: Their class probabilities, ``(n, classes)``.
        loss: Their losses, ``(n,)``.
    """

    info: DataInfo
    cell: Cell
    count: int
    step: int
    places: Integers
    raw: Singles
    scores: Floats
    loss: Floats


def samples_of_cell(spec: DataSpec, event: ValidationPredictions, cell: Cell) -> CellSamples:
    """Find the samples behind a cell; reads the data, so call it in a thread of its own.

    Args:
        spec: The data of the run.
        event: What its network predicts.
        cell: True class and predicted class.

    Raises:
        DataProblem: When the data can no longer be read.
    """
    data = load_data(spec)
    behind = np.flatnonzero((event.truth == cell[0]) & (event.scores.argmax(1) == cell[1]))
    worst = behind[np.argsort(-event.loss[behind], kind="stable")][:MOST_SHOWN]
    places = event.chosen[worst]
    return CellSamples(
        data.info,
        cell,
        len(behind),
        event.step,
        places,
        data.raw_val[places],
        event.scores[worst],
        event.loss[worst],
    )
