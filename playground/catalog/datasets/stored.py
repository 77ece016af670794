"""Real measurements that ship with Descent; see ``assets/data/SOURCES.md``."""

from functools import cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataInfo, DataProblem, FixedDataset, RawData
from playground.paths import asset


@cache
def stored(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of a shipped file.

    Raises:
        DataProblem: When the installation lacks it.
    """
    try:
        with np.load(asset("data", f"{name}.npz"), allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except (OSError, ValueError) as error:
        raise DataProblem(f"The data file {name}.npz of this installation cannot be read: {error}.") from None


class StoredDataset(FixedDataset):
    """A shipped file."""

    file: ClassVar[str]

    def info(self) -> DataInfo:
        """Facts stored in the file."""
        arrays = stored(self.file)
        classes = tuple(str(name) for name in arrays["classes"])
        return DataInfo(
            task="classification" if classes else "regression",
            shape=tuple(int(n) for n in arrays["x"].shape[1:]),
            targets=len(classes) or int(arrays["y"].shape[1]),
            class_names=classes,
            feature_names=tuple(str(name) for name in arrays["features"]),
            target_name=str(arrays["target"]),
            samples=len(arrays["x"]),
        )

    def read(self) -> RawData:
        """The whole file; there is nothing random about it."""
        arrays = stored(self.file)
        return RawData(arrays["x"], arrays["y"])
