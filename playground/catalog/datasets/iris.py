"""Flowers."""

from typing import ClassVar

from playground.catalog.datasets.stored import StoredDataset
from playground.catalog.kinds import DATASETS


@DATASETS.register("iris", title="Iris", group="Tables")
class Iris(StoredDataset):
    """150 flowers of three species by four lengths."""

    file: ClassVar[str] = "iris"
    when: ClassVar[str] = "Small and nearly separable; trains in a second."
