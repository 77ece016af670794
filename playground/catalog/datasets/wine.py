"""Wines."""

from typing import ClassVar

from playground.catalog.datasets.stored import StoredDataset
from playground.catalog.kinds import DATASETS


@DATASETS.register("wine", title="Wine", group="Tables")
class Wine(StoredDataset):
    """178 wines of three cultivars by thirteen measurements."""

    file: ClassVar[str] = "wine"
    when: ClassVar[str] = "Its columns differ by a factor of 1000: shows why preprocessing matters."
