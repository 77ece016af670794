"""Data sets: something to learn from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.loss import Task
from playground.catalog.kinds.shape import Shape

MOST_NUMBERS = 250_000_000
"""Numbers of all samples of a data set that are held in memory, four bytes each; more stay in their files."""


def fits(samples: int, shape: Shape) -> bool:
    """Whether so many samples of this shape are held in memory; this is the only place that decides it."""
    return samples * prod(shape) <= MOST_NUMBERS


@dataclass(frozen=True)
class DataInfo:
    """What is known of a data set before it is loaded.

    Attributes:
        task: Classification or regression.
        shape: Of one sample as stored, before features and transforms.
        targets: Number of classes, or of regression targets.
        class_names: Names of the classes, empty for regression.
        feature_names: Names of the columns for tables and coordinates, empty for images.
        target_name: Of the regression target, with its unit where it has one.
        samples: Number of training and validation samples together, None when only loading tells.
        own_split: The data set brings its own validation part.
        token_names: The vocabulary, where samples ``(steps,)`` are numbers of tokens; empty for quantities.
        missing: Why it cannot be loaded although all this is known of it; empty when nothing is in the way.
    """

    task: Task
    shape: Shape
    targets: int
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    target_name: str = ""
    samples: int | None = None
    own_split: bool = False
    token_names: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class RawData:
    """A loaded data set.

    Attributes:
        x: float32 ``(N, *shape)``; images in 0..1.
        y: int64 ``(N,)`` class numbers, or float32 ``(N, targets)``.
        validation: Indices of the data set's own validation part, None when there is none.
    """

    x: np.ndarray[Any, np.dtype[np.float32]]
    y: np.ndarray[Any, Any]
    validation: np.ndarray[Any, np.dtype[np.int64]] | None = None


class Source(ABC):
    """Samples that stay in their files and are read when they are due.

    It travels to other processes, so it is small, and opens files only while it reads. Samples and targets are those
    that ``Dataset.load`` would give, to the last bit.
    """

    @abstractmethod
    def __len__(self) -> int:
        """How many there are."""

    @abstractmethod
    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Samples ``(n, *shape)`` in the order asked for, float32; raises DataProblem at a broken one."""

    @abstractmethod
    def targets(self) -> NDArray[Any]:
        """All targets, as in ``RawData.y``; raises DataProblem when one is broken."""

    def validation(self) -> NDArray[np.int64] | None:
        """Numbers of the data set's own validation samples, as in ``RawData.validation``."""
        return None


class DataProblem(ValueError):
    """Data that cannot be had; one sentence that says what is missing and where it was looked for."""


class Dataset(Entry):
    """Something to learn from.

    Attributes:
        editor: The widget of the data panel that makes its data: a pad to draw on, a chooser of files; none when empty.
        large: Loading may take so long that a look at the first samples has to do for a preview.
    """

    editor: ClassVar[str] = ""
    large: ClassVar[bool] = False

    @abstractmethod
    def info(self) -> DataInfo:
        """What is known without loading; raises DataProblem. See ``ready`` for how long it takes."""

    def ready(self) -> bool:
        """Whether ``info`` answers at once: it reads no file, or no more than a header."""
        return True

    @abstractmethod
    def load(self, seed: int) -> RawData:
        """The samples; the same for the same parameters and seed.

        Raises:
            DataProblem: When files are missing or broken.
        """

    def source(self) -> Source | None:
        """Where samples are read from while training needs them; None for data that fit into memory."""
        return None

    def stamp(self) -> str:
        """Changes whenever ``load`` would give something else although parameters and seed are the same."""
        return ""

    def load_some(self, count: int, seed: int = 0) -> RawData:
        """The first samples, for a preview; cheap even where ``load`` is not."""
        raw = self.load(seed)
        return RawData(raw.x[:count], raw.y[:count])


DATASETS: Registry[Dataset] = Registry("data set")
