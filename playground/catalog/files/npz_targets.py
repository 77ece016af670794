"""Targets in arrays: classes, however they are written, or quantities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.close_numbers import merged_column
from playground.catalog.kinds import DataProblem, describe

TaskChoice = Literal["detect", "classification", "regression"]

MOST_CLASSES = 1000
FEW_VALUES = 10
"""A float target of at most this many different whole numbers counts as classes."""


@dataclass(frozen=True)
class Targets:
    """Targets of all samples.

    Attributes:
        y: Class numbers ``(n,)`` int64, or quantities ``(n, targets)`` float32.
        classes: Names of the classes in the order of their numbers, empty for quantities.
    """

    y: NDArray[Any]
    classes: tuple[str, ...] = ()


def targets_of(path: Path, name: str, stored: NDArray[Any], task: TaskChoice) -> Targets:
    """What an array says about the samples.

    Whole numbers, texts, one row of 0 and 1 with a single 1 for each sample, and floats with a few whole values are
    classes, unless the task says otherwise. Only values that occur become classes.

    Args:
        path: The file, for messages.
        name: Of the array, for messages.
        stored: The array.
        task: The wanted task, or ``detect``.

    Raises:
        DataProblem: When it cannot be such targets.
    """
    if stored.ndim == 2 and stored.shape[1] == 1:
        stored = stored[:, 0]
    if stored.ndim > 2 or stored.ndim == 0:
        raise DataProblem(
            f"{path.name}: the array “{name}” has the shape {describe(stored.shape)}, not one of targets."
        )
    texts = stored.dtype.kind in "US"
    if task == "regression" and texts:
        raise DataProblem(f"{path.name}: “{name}” holds texts, which are classes, not quantities.")
    if stored.ndim == 2 and task != "regression" and _one_hot(stored):
        return _classes(path, name, stored.argmax(1))
    if stored.ndim == 1 and (task == "classification" or texts or (task == "detect" and _labels(stored))):
        return _classes(path, name, stored)
    if task == "classification" or texts:
        raise DataProblem(f"{path.name}: the rows of “{name}” are not classes: they are not one-hot.")
    return Targets(_quantities(path, name, stored))


def _one_hot(stored: NDArray[Any]) -> bool:
    return bool(stored.dtype.kind in "biuf" and np.isin(stored, (0, 1)).all() and (stored.sum(1) == 1).all())


def _labels(stored: NDArray[Any]) -> bool:
    """Whether numbers are classes: whole by their type, or a few whole values."""
    if stored.dtype.kind in "biu":
        return True
    values = np.unique(stored)
    whole = bool(np.isfinite(values).all() and (values == np.rint(values)).all())
    return whole and 1 < len(values) <= FEW_VALUES < len(stored)


def _classes(path: Path, name: str, labels: NDArray[Any]) -> Targets:
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        place = int(np.flatnonzero(~np.isfinite(labels))[0])
        raise DataProblem(f"{path.name}: target {place:,} of “{name}” is not a finite number.")
    values, y = np.unique(labels, return_inverse=True)
    if len(values) > MOST_CLASSES:
        raise DataProblem(
            f"{path.name}: “{name}” has {len(values):,} different values, but {MOST_CLASSES:,} classes are the most; "
            "choose “regression” if they are quantities."
        )
    names = tuple(_written(value) for value in values.tolist())
    if len(values) == 1:
        raise DataProblem(f"{path.name}: all targets in “{name}” are {names[0]}; there is nothing to learn.")
    return Targets(y.astype(np.int64), names)


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _quantities(path: Path, name: str, stored: NDArray[Any]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # refused below
        values = stored.astype(np.float32).reshape(len(stored), -1)
    wrong = np.flatnonzero(~np.isfinite(values).all(1))
    if len(wrong):
        finite = bool(np.isfinite(stored[wrong[0]]).all())
        words = "too large; networks compute with numbers up to ±3.4e38" if finite else "not a finite number"
        raise DataProblem(f"{path.name}: target {wrong[0]:,} of “{name}” is {words}.")
    found = merged_column(lambda: [stored.reshape(len(stored), -1)])
    if found is not None:
        raise DataProblem(
            f"{path.name}: the targets in “{name}” lie too close together for their size; networks compute with "
            f"single precision. Subtract {found[1]:.15g} from them."
        )
    return values
