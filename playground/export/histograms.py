"""Histograms of weights as TensorBoard stores them: bins that widen by a tenth each, around zero."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from playground.arrays import Floats

if TYPE_CHECKING:
    from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary


def histograms(values: Mapping[str, Floats]) -> Summary:
    """Return one record with a histogram for each array; those with numbers that are not finite are left out."""
    from tensorboard.compat.proto.summary_pb2 import Summary  # noqa: PLC0415 - an extra

    fit = {name: array.ravel() for name, array in values.items() if _fits(array)}
    return Summary(value=[Summary.Value(tag=name, histo=histogram(array)) for name, array in fit.items()])


def histogram(values: Floats) -> HistogramProto:
    """Count numbers ``(n,)`` in bins, those that are empty side by side as one, as TensorFlow's histogram.cc does."""
    from tensorboard.compat.proto.summary_pb2 import HistogramProto  # noqa: PLC0415 - an extra

    limits = _limits()
    bins, counts = np.unique(np.searchsorted(limits, values, side="right") - 1, return_counts=True)
    after_gap = np.flatnonzero(np.diff(bins) > 1) + 1
    ends = np.insert(bins + 1, [0, *after_gap], bins[[0, *after_gap]])  # limits are those on the right
    return HistogramProto(
        min=values.min(),
        max=values.max(),
        num=len(values),
        sum=values.sum(),
        sum_squares=values.dot(values),
        bucket_limit=limits[ends].tolist(),
        bucket=np.insert(counts.astype(np.float64), [0, *after_gap], 0.0).tolist(),
    )


def _fits(values: Floats) -> bool:
    return bool(values.size) and bool(np.all(np.abs(values) < _limits()[-1]))


@cache
def _limits() -> Floats:
    limits = [1e-12]
    while limits[-1] < 1e20:
        limits.append(limits[-1] * 1.1)
    limits.pop()
    return np.array([*(-limit for limit in reversed(limits)), 0.0, *limits])
