"""Raw samples as a network's data set has them, checked: shapes, gaps, tokens, numbers that are not finite."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from playground.arrays import Singles
from playground.build.data.features import input_names
from playground.build.data.loading import Data
from playground.build.data.single_precision import REACH
from playground.catalog.kinds import DataInfo, DataProblem, describe


def as_samples(x: Any, data: Data, *, what: str = "Sample") -> Singles:
    """Turn what a caller gives into raw samples ``(N, *shape)`` of the data.

    Args:
        x: Numbers ``(N, *shape)``, or one sample. Grey pictures may lack their channel; bytes of pictures are levels
            from 0 to 255, all other pictures from 0 to 1. NaN is a gap where the data fill gaps.
        data: What the network was trained on.
        what: What a message calls a sample.

    Raises:
        DataProblem: When the shape is wrong or a number is not finite; names the place.
    """
    values = _batch(_numbers(x), data.info)
    with np.errstate(over="ignore"):
        samples = values.astype(np.float32)
    if values.dtype == np.uint8 and len(data.info.shape) == 3:
        samples /= 255
    wrong = ~np.isfinite(samples) if data.gaps is None else np.isinf(samples)
    if wrong.any():
        place = tuple(int(each) for each in np.argwhere(wrong)[0])
        finite = bool(np.isfinite(values[place]))
        words = f"is too large; networks compute with {REACH}" if finite else "is not a finite number"
        at = _place(place, what, data.info.feature_names)
        raise DataProblem(f"{at}: {values[place]} {words}.")
    if data.info.token_names:
        _check_tokens(samples, len(data.info.token_names), what)
    return samples


def prepare(samples: Singles, data: Data, *, what: str = "Sample") -> Tensor:
    """Prepare raw samples ``(N, *shape)`` as the training samples were; raises DataProblem where that overflows."""
    prepared = data.prepare(samples)
    wrong = ~prepared.isfinite()
    if bool(wrong.any()):
        place = tuple(int(each) for each in wrong.nonzero()[0])
        at = _place(place, what, input_names(data.spec, data.info))
        raise DataProblem(
            f"{at}: the number is too large once it is prepared; networks compute with {REACH}."
        )
    return prepared


def _numbers(x: Any) -> NDArray[Any]:
    try:
        values = x.detach().cpu().numpy() if isinstance(x, Tensor) else np.asarray(x)
    except ValueError:
        raise DataProblem(
            "The inputs should be an array of numbers, but its rows differ in length."
        ) from None
    if values.dtype.kind not in "fiub":
        raise DataProblem(f"The inputs should be an array of numbers, but they are of type {values.dtype}.")
    return values


def _batch(values: NDArray[Any], info: DataInfo) -> NDArray[Any]:
    """Add the axes that one sample, one number or a grey picture lack."""
    shape = tuple(info.shape)
    grey = len(shape) == 3 and shape[0] == 1
    if values.shape == shape:
        return values[None]
    if shape == (1,) and values.ndim <= 1:
        return values.reshape(-1, 1)
    if grey and values.shape == shape[1:]:
        return values[None, None]
    if grey and values.ndim == 3 and values.shape[1:] == shape[1:]:
        return values[:, None]
    if values.shape[1:] == shape and values.ndim:
        return values
    columns = ", ".join(info.feature_names[:6]) + ("" if len(info.feature_names) <= 6 else ", …")
    named = f" ({columns})" if columns else ""
    raise DataProblem(
        f"The inputs have the shape {describe(values.shape) or 'of one number'}, but the network takes samples of "
        f"{describe(shape)} numbers{named}, one or more of them."
    )


def _place(place: tuple[int, ...], what: str, names: tuple[str, ...]) -> str:
    if len(place) == 2 and place[1] < len(names):
        return f"{what} {place[0] + 1:,}, column “{names[place[1]]}”"
    rest = f", number {', '.join(str(each + 1) for each in place[1:])}"
    return f"{what} {place[0] + 1:,}{rest}"


def _check_tokens(samples: Singles, vocabulary: int, what: str) -> None:
    wrong = (samples != np.round(samples)) | (samples < 0) | (samples >= vocabulary)
    if wrong.any():
        row, step = (int(each) for each in np.argwhere(wrong)[0])
        raise DataProblem(
            f"{what} {row + 1:,}, number {step + 1}: {samples[row, step]:g} is no token; tokens are whole numbers "
            f"from 0 to {vocabulary - 1}."
        )
