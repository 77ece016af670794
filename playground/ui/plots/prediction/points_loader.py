"""Loads the samples that are drawn over a prediction."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from playground.build.data.loading import load_data
from playground.catalog.kinds import DATASETS, DataProblem, UnknownEntry
from playground.spec.data import DataSpec
from playground.ui.plots.prediction.page import Points, points_of
from playground.ui.runs.lookup import Lookup


class PointsLoader:
    """Loads small data at once, and large data in a thread.

    Args:
        parent: Owner of its timer.
    """

    def __init__(self, parent: QObject) -> None:
        self._lookup = Lookup(parent)

    def load(self, spec: DataSpec, then: Callable[[Points], None]) -> None:
        """Load the samples of a choice of data; ``then`` is not called where they cannot be read."""
        if spec.dataset.kind in DATASETS and DATASETS.entry(spec.dataset.kind).large:
            self._lookup.start(lambda: points_of(load_data(spec)), then, lambda _: None)
            return
        try:
            points = points_of(load_data(spec))
        except (DataProblem, UnknownEntry):
            return  # without samples the prediction is shown alone
        then(points)

    def drop(self) -> None:
        """Forget a load that has not ended."""
        self._lookup.drop()
