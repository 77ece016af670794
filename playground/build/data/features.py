"""Inputs that can be computed from the coordinates of 2-D data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Floats
from playground.catalog.kinds import TRANSFORMS, DataInfo, Shape, Tokens
from playground.spec.data import DataSpec


@dataclass(frozen=True)
class Feature:
    """A title and a function of the two coordinates."""

    title: str
    function: Callable[[Floats, Floats], Floats]


FEATURES: Mapping[str, Feature] = {
    "x1": Feature("x₁", lambda a, _b: a),
    "x2": Feature("x₂", lambda _a, b: b),
    "x1_squared": Feature("x₁²", lambda a, _b: a * a),
    "x2_squared": Feature("x₂²", lambda _a, b: b * b),
    "x1_x2": Feature("x₁x₂", lambda a, b: a * b),
    "sin_x1": Feature("sin x₁", lambda a, _b: np.sin(a)),
    "sin_x2": Feature("sin x₂", lambda _a, b: np.sin(b)),
}


def is_plane(info: DataInfo) -> bool:
    """Whether samples are points in the plane, for which there are features and prediction maps."""
    return info.feature_names == ("x1", "x2")


def toggled(spec: DataSpec, name: str) -> DataSpec:
    """Return the choice with an input added or removed; the last one stays."""
    chosen = [feature for feature in FEATURES if (feature in spec.features) != (feature == name)]
    return DataSpec.model_validate({**dict(spec), "features": tuple(chosen)}) if chosen else spec


def chosen_shape(spec: DataSpec, info: DataInfo) -> Shape:
    """Shape of one sample with the chosen features, before preprocessing."""
    if info.token_names:
        return Tokens(info.shape[0], len(info.token_names))
    return (len(spec.features),) if is_plane(info) else info.shape


def input_shape(spec: DataSpec, info: DataInfo) -> Shape:
    """Shape of what the network gets, without loading the data.

    Raises:
        UnknownEntry: When the preprocessing is not known.
        ShapeProblem: When it cannot be used for such samples.
    """
    return TRANSFORMS.of(spec.transform).out_shape(chosen_shape(spec, info))


def input_names(spec: DataSpec, info: DataInfo) -> tuple[str, ...]:
    """Names of what the network gets; empty for images.

    Raises:
        UnknownEntry: When the preprocessing is not known.
    """
    return TRANSFORMS.of(spec.transform).out_names(chosen_names(spec, info))


def chosen_names(spec: DataSpec, info: DataInfo) -> tuple[str, ...]:
    """Names of the inputs before preprocessing; empty for images."""
    return tuple(FEATURES[name].title for name in spec.features) if is_plane(info) else info.feature_names


def compute(spec: DataSpec, info: DataInfo, raw: NDArray[np.float32]) -> NDArray[np.float32]:
    """The chosen features of raw samples ``(N, *shape)``."""
    if not is_plane(info):
        return raw
    columns = [FEATURES[name].function(raw[:, 0], raw[:, 1]) for name in spec.features]
    return np.stack(columns, 1).astype(np.float32)
