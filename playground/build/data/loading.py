"""Turn a choice of data into tensors: load, split, compute features, fit and apply the transform."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.arrays import Singles
from playground.build.data.features import (
    FEATURES,
    chosen_names,
    compute,
    input_names,
    input_shape,
    is_plane,
)
from playground.build.data.single_precision import REACH, refuse_overflow
from playground.build.data.target_scale import TargetScale, fit_target
from playground.catalog.kinds import (
    DATASETS,
    TRANSFORMS,
    DataInfo,
    DataProblem,
    Fitted,
    Loss,
    RawData,
    Shape,
    ShapeProblem,
    Source,
)
from playground.spec.data import DataSpec

RESIDENT_TRAINING, RESIDENT_VALIDATION = 2_000, 2_000
"""Samples kept in memory of data that do not fit, to fit preprocessing and evaluate the splits."""


@dataclass(frozen=True, eq=False)
class Stream:
    """Training samples that are read from their files when they are needed.

    Attributes:
        source: Reads any sample.
        chosen: Numbers of the training samples in it.
        y: Their targets.
    """

    source: Source
    chosen: NDArray[np.int64]
    y: Tensor

    def refuse_overflow(self, inputs: Tensor, places: NDArray[np.int64]) -> None:
        """Refuse network inputs that are not finite.

        Args:
            inputs: Of some samples, ``(n, *input_shape)``, in host memory.
            places: Which of the training samples they are.

        Raises:
            DataProblem: At the first such sample; names its place in the file.
        """
        if bool(inputs.isfinite().all()):
            return
        broken = (~inputs.isfinite()).flatten(1).any(1).nonzero()[0]
        where = self.source.where(int(self.chosen[places[int(broken)]]))
        raise DataProblem(
            f"{where}: a number is too large once it is prepared; networks compute with {REACH}."
        )


@dataclass(frozen=True, eq=False)
class Data:
    """Prepared data.

    Attributes:
        spec: The choice.
        info: Facts about it.
        x_train: Inputs ``(N, *input_shape)``, float32 unless another precision was asked for.
        y_train: Classes ``(N,)`` int64, or targets ``(N, targets)`` float32.
        x_val: Validation inputs.
        y_val: Validation targets.
        raw_train: Training samples before features and transform.
        raw_val: Validation samples likewise.
        extent: For 2-D data ``(x0, x1, y0, y1)``, for 1-D ``(x0, x1)``, else empty.
        input_shape: Shape of one prepared input.
        fitted: The preprocessing, fitted on the training samples.
        target: From targets in their own unit to what the network learns, fitted likewise.
        stream: All training samples, where they do not fit into memory; all other fields are then about a part.
        gaps: What replaces NaN in each number of a sample, from the training samples; None where nothing is to fill.
    """

    spec: DataSpec
    info: DataInfo
    x_train: Tensor
    y_train: Tensor
    x_val: Tensor
    y_val: Tensor
    raw_train: Singles
    raw_val: Singles
    extent: tuple[float, ...]
    input_shape: Shape
    fitted: Fitted
    target: TargetScale = field(default_factory=TargetScale)
    stream: Stream | None = None

    def loss_target(self, loss: Loss, y: Tensor) -> Tensor:
        """Targets in their own unit, as ``loss.compute`` wants them."""
        return loss.target(self.target.apply(y), self.info.targets)

    def scores(self, loss: Loss, output: Tensor) -> Tensor:
        """Class probabilities ``(N, classes)``, or predictions ``(N, targets)`` in their own unit."""
        return self.target.invert(loss.scores(output, self.info.task))

    gaps: Singles | None = None

    def prepare(self, raw: NDArray[Any]) -> Tensor:
        """Network inputs for new raw samples ``(N, *info.shape)``."""
        with np.errstate(over="ignore", invalid="ignore"):  # the caller finds what is not finite
            filled = _filled(raw.astype(np.float32, copy=False), self.gaps)
            features = compute(self.spec, self.info, filled)
            return torch.from_numpy(self.fitted.apply(features)).to(self.x_train.dtype)

    def in_precision(self, dtype: torch.dtype) -> Data:
        """The same data with inputs and numeric targets in another floating-point type."""
        if dtype == torch.float32:
            return self
        names = ("x_train", "y_train", "x_val", "y_val")
        tensors = {name: getattr(self, name) for name in names}
        return replace(self, **{name: t.to(dtype) for name, t in tensors.items() if t.is_floating_point()})


@lru_cache(maxsize=4)
def _load(key: str, _stamp: str) -> Data:
    spec = DataSpec.model_validate_json(key)
    dataset = DATASETS.of(spec.dataset)
    source = dataset.source()
    return _prepare(spec, dataset.load(spec.seed)) if source is None else _streamed(spec, source)


def load_data(spec: DataSpec) -> Data:
    """Load and prepare a choice of data; the most recent ones are cached.

    Raises:
        DataProblem: When files are missing or broken, a split would be empty, or the preprocessing does not fit.
        UnknownEntry: When the choice names something unknown.
    """
    return _load(spec.model_dump_json(), DATASETS.of(spec.dataset).stamp())


def load_some(spec: DataSpec, count: int) -> Data:
    """Prepare only the first samples, for a preview of large data; raises like ``load_data``."""
    return _prepare(spec, DATASETS.of(spec.dataset).load_some(count, spec.seed))


def _prepare(spec: DataSpec, raw: RawData) -> Data:
    dataset = DATASETS.of(spec.dataset)
    info = dataset.info()
    train, val = _split(raw, info, spec)
    if not len(train) or not len(val):
        raise DataProblem(f"{dataset.title}: {_too_few(raw, info)}")
    try:
        shape = input_shape(spec, info)
    except ShapeProblem as problem:
        raise DataProblem(str(problem)) from None
    gaps = dataset.gap_values(rows_of(raw.x, train))
    raw = replace(raw, x=_filled(raw.x, gaps))
    x_train, x_val, fitted = _prepared(spec, info, raw.x, train, val)
    refuse_overflow(dataset.title, raw.y, [info.target_name] if info.target_name else ())
    return Data(
        spec=spec,
        info=info,
        x_train=torch.from_numpy(x_train),
        y_train=torch.from_numpy(raw.y[train]),
        x_val=torch.from_numpy(x_val),
        y_val=torch.from_numpy(raw.y[val]),
        raw_train=rows_of(raw.x, train),
        raw_val=rows_of(raw.x, val),
        extent=_extent(info, raw.x),
        input_shape=shape,
        fitted=fitted,
        target=fit_target(spec, dataset, info, raw.y[train]),
        gaps=gaps,
    )


def rows_of(x: Singles, places: NDArray[np.int64]) -> Singles:
    """Return some rows; a view where they follow each other, so that large data are held only once."""
    first = int(places[0]) if len(places) else 0
    if np.array_equal(places, np.arange(first, first + len(places))):
        return x[first : first + len(places)]
    return x[places]


def _filled(x: Singles, gaps: Singles | None) -> Singles:
    return x if gaps is None else np.where(np.isnan(x), gaps, x)


def _too_few(raw: RawData, info: DataInfo) -> str:
    """Why samples cannot be split, as a sentence."""
    each = info.task == "classification" and 1 < len(raw.y) == len(np.unique(raw.y))
    if not each:
        return f"{len(raw.x)} samples are too few to split."
    return f"each of the {len(raw.y)} classes has one sample only, which leaves none for validation."


def _prepared(
    spec: DataSpec, info: DataInfo, raw: Singles, train: NDArray[np.int64], val: NDArray[np.int64]
) -> tuple[Singles, Singles, Fitted]:
    """Inputs of both splits, and the transform that was fitted on those of the first one."""
    title = DATASETS.of(spec.dataset).title
    refuse_overflow(title, raw, info.feature_names)
    transform = TRANSFORMS.of(spec.transform)
    with np.errstate(over="ignore", invalid="ignore"):  # refused in a sentence
        features = compute(spec, info, raw)
        refuse_overflow(title, features, chosen_names(spec, info))
        fitted = transform.fit(rows_of(features, train))
        prepared = [fitted.apply(rows_of(features, part)) for part in (train, val)]
    for values, part in zip(prepared, (train, val), strict=True):
        refuse_overflow(f"{title}, {transform.title}", values, input_names(spec, info), part)
    return prepared[0], prepared[1], fitted


def _streamed(spec: DataSpec, source: Source) -> Data:
    """Keep an even part of both splits in memory, and all training samples as a stream."""
    y = source.targets()
    info = DATASETS.of(spec.dataset).info()
    refuse_overflow(DATASETS.of(spec.dataset).title, y, [info.target_name] if info.target_name else ())
    train, val = _split(RawData(np.empty((len(y), 0), np.float32), y, source.validation()), info, spec)
    parts = [
        part[np.arange(min(most, len(part))) * len(part) // min(most, len(part))]
        for part, most in ((train, RESIDENT_TRAINING), (val, RESIDENT_VALIDATION))
    ]
    kept = np.concatenate(parts)
    x = source.read(kept)
    held = np.arange(len(parts[0]), len(kept), dtype=np.int64)
    data = _prepare(spec, RawData(x, y[kept], held))
    target = fit_target(spec, DATASETS.of(spec.dataset), info, y[train])
    return replace(data, target=target, stream=Stream(source, train, torch.from_numpy(y[train])))


def _split(raw: RawData, info: DataInfo, spec: DataSpec) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of training and validation samples, stratified by class."""
    everything = np.arange(len(raw.x), dtype=np.int64)
    if raw.validation is not None:
        return np.setdiff1d(everything, raw.validation, assume_unique=True), raw.validation
    shuffled = np.random.default_rng([spec.seed, 1]).permutation(everything)
    kinds = raw.y[shuffled] if info.task == "classification" else np.zeros(len(shuffled))
    held = np.zeros(len(shuffled), bool)
    for kind in np.unique(kinds):
        places = np.flatnonzero(kinds == kind)
        held[places[: round(spec.validation * len(places))]] = True
    return shuffled[~held], shuffled[held]


def _extent(info: DataInfo, raw: Singles) -> tuple[float, ...]:
    if is_plane(info):
        half = max(6.0, float(np.ceil(np.abs(raw).max())))
        return (-half, half, -half, half)
    return (float(raw.min()), float(raw.max())) if info.shape == (1,) else ()


__all__ = ["FEATURES", "Data", "Stream", "input_names", "input_shape", "is_plane", "load_data", "load_some"]
