"""Real measurements that ship with Descent; see ``assets/data/SOURCES.md``."""

from functools import cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, Dataset, RawData
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


class _Stored(Dataset):
    """A shipped file."""

    file: ClassVar[str]

    def info(self) -> DataInfo:
        """As the file says."""
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

    def load(self, seed: int) -> RawData:  # noqa: ARG002
        """The whole file; there is nothing random about it."""
        arrays = stored(self.file)
        return RawData(arrays["x"], arrays["y"])


@DATASETS.register("iris", title="Iris", group="Tables")
class Iris(_Stored):
    """150 flowers of three species by four lengths."""

    file: ClassVar[str] = "iris"
    when: ClassVar[str] = "Small and nearly separable; trains in a second."


@DATASETS.register("wine", title="Wine", group="Tables")
class Wine(_Stored):
    """178 wines of three cultivars by thirteen measurements."""

    file: ClassVar[str] = "wine"
    when: ClassVar[str] = "Its columns differ by a factor of 1000: shows why preprocessing matters."


@DATASETS.register("breast_cancer", title="Breast cancer", group="Tables")
class BreastCancer(_Stored):
    """569 tumours, benign or malignant, by thirty measurements."""

    file: ClassVar[str] = "breast_cancer"
    when: ClassVar[str] = "Two classes, many correlated columns."


@DATASETS.register("diabetes", title="Diabetes", group="Tables")
class Diabetes(_Stored):
    """442 patients: progression of the disease from ten measurements."""

    file: ClassVar[str] = "diabetes"
    when: ClassVar[str] = "Regression on real, noisy data: R² near 0.5 is as good as it gets."


@DATASETS.register("digits", title="Digits", group="Images")
class Digits(_Stored):
    """1,797 handwritten digits of 8 × 8 pixels."""

    file: ClassVar[str] = "digits"
    when: ClassVar[str] = "Real images that train in seconds."
