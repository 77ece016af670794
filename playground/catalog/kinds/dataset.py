"""Data sets: something to learn from."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.loss import Task
from playground.catalog.kinds.shape import SetParams, Shape

MOST_NUMBERS = 250_000_000
"""Numbers of all samples of a data set that are held in memory, four bytes each; more stay in their files."""


def fits(samples: int, shape: Shape) -> bool:
    """Whether that many samples of this shape are held in memory; nothing else decides it."""
    return samples * prod(shape) <= MOST_NUMBERS


@dataclass(frozen=True)
class DataInfo:
    """Facts about a data set that are known before it is loaded.

    Attributes:
        task: Classification or regression.
        shape: Shape of one sample as stored, before features and transforms.
        targets: Number of classes, or of regression targets.
        class_names: Names of the classes, empty for regression.
        feature_names: Names of the columns for tables and coordinates, empty for images.
        target_name: Name of the regression target, with its unit if it has one.
        samples: Number of training and validation samples together, None when it is unknown before loading.
        own_split: The data set brings its own validation part.
        validation: Number of samples in that part, None when it brings none or it is unknown before loading.
        token_names: The vocabulary, where samples ``(steps,)`` are numbers of tokens; empty for quantities.
        missing: Why it cannot be loaded although all of this is known; empty when it can.
        left_out: What the files hold besides the samples, in a few words; empty for nothing.
        doubt: What may be meant differently in the files, and the choice that says so; empty for nothing.
    """

    task: Task
    shape: Shape
    targets: int
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    target_name: str = ""
    samples: int | None = None
    own_split: bool = False
    validation: int | None = None
    token_names: tuple[str, ...] = ()
    missing: str = ""
    left_out: str = ""
    doubt: str = ""

    @property
    def target_names(self) -> tuple[str, ...]:
        """A name for each regression target; none for classes."""
        if self.task == "classification":
            return ()
        name = self.target_name or "y"
        return (name,) if self.targets == 1 else tuple(f"{name} {place + 1}" for place in range(self.targets))


@dataclass(frozen=True)
class RawData:
    """A loaded data set.

    Attributes:
        x: float32 ``(N, *shape)``; images in 0..1. NaN is a gap that ``Dataset.gap_values`` fills.
        y: int64 ``(N,)`` class numbers, or float32 ``(N, targets)``.
        validation: Indices of the data set's own validation part, None when there is none.
    """

    x: np.ndarray[Any, np.dtype[np.float32]]
    y: np.ndarray[Any, Any]
    validation: np.ndarray[Any, np.dtype[np.int64]] | None = None


class Source(ABC):
    """Samples that stay in their files and are read when they are needed.

    It is sent to other processes, so it is small and opens files only while it reads. Samples and targets are bit-equal
    to those of ``Dataset.load``.
    """

    @abstractmethod
    def __len__(self) -> int:
        """Number of samples."""

    @abstractmethod
    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Samples ``(n, *shape)`` in the order asked for, float32; raises DataProblem at a broken one."""

    @abstractmethod
    def targets(self) -> NDArray[Any]:
        """All targets, as in ``RawData.y``; raises DataProblem when one is broken."""

    def validation(self) -> NDArray[np.int64] | None:
        """Numbers of the data set's own validation samples, as in ``RawData.validation``."""
        return None

    def where(self, number: int) -> str:
        """Words for the place of a sample in its file."""
        return f"sample {number + 1:,}"


class DataProblem(ValueError):
    """Data that cannot be loaded; one sentence that says what is missing and where it was sought.

    Attributes:
        fixes: Changes of parameters of the data set that would help, best first.
    """

    def __init__(self, message: str, fixes: Sequence[SetParams] = ()) -> None:
        super().__init__(message)
        self.fixes = tuple(fixes)


class Dataset(Entry):
    """Something to learn from.

    Attributes:
        editor: The widget of the data panel that edits its data: a drawing pad or a file chooser; empty for none.
        files: Names of its files for a dialog, as Qt writes them; empty for any.
        large: Loading may take so long that previews use only the first samples.
        own_units: Regression targets are measured in a unit of their own, so that they may be of any size.
    """

    editor: ClassVar[str] = ""
    files: ClassVar[str] = ""
    large: ClassVar[bool] = False
    own_units: ClassVar[bool] = False

    @abstractmethod
    def info(self) -> DataInfo:
        """Facts that are known without loading; raises DataProblem. It may take long unless ``ready``."""

    def ready(self) -> bool:
        """Whether ``info`` returns at once: it reads no file, or only a header."""
        return True

    @abstractmethod
    def load(self, seed: int) -> RawData:
        """The samples; the same for the same parameters and seed.

        Raises:
            DataProblem: When files are missing or broken.
        """

    def source(self) -> Source | None:
        """Where samples are read from during training; None for data that fit into memory."""
        return None

    def gap_values(self, x: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """What replaces NaN in each number of a sample, found in training samples; None where nothing is to fill."""
        del x
        return None

    def stamp(self) -> str:
        """A text that changes whenever ``load`` would give other data for the same parameters and seed."""
        return ""

    def load_some(self, count: int, seed: int = 0) -> RawData:
        """The first samples, for a preview; cheap even where ``load`` is not."""
        raw = self.load(seed)
        return RawData(raw.x[:count], raw.y[:count])


class FixedDataset(Dataset):
    """A data set whose samples do not depend on the seed: they come from a file or from the user."""

    @abstractmethod
    def read(self) -> RawData:
        """All samples; raises DataProblem like ``load``."""

    def read_some(self, count: int) -> RawData:
        """The first samples, or some from all parts; override it where ``read`` takes long."""
        raw = self.read()
        return RawData(raw.x[:count], raw.y[:count])

    def load(self, seed: int) -> RawData:
        """The samples, the same for every seed."""
        del seed
        return self.read()

    def load_some(self, count: int, seed: int = 0) -> RawData:
        """Some samples, the same for every seed."""
        del seed
        return self.read_some(count)


DATASETS: Registry[Dataset] = Registry("data set", "datasets")
