"""Small handwritten digits."""

from typing import ClassVar

from playground.catalog.datasets.stored import StoredDataset
from playground.catalog.kinds import DATASETS


@DATASETS.register("digits", title="Digits", group="Images")
class Digits(StoredDataset):
    """1,797 handwritten digits of 8 × 8 pixels."""

    file: ClassVar[str] = "digits"
    when: ClassVar[str] = "Real images that train in seconds."
