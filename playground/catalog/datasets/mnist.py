"""Handwritten digits."""

from typing import ClassVar

from playground.catalog.datasets.idx import IdxImages
from playground.catalog.kinds import DATASETS


@DATASETS.register("mnist", title="MNIST", group="Images")
class Mnist(IdxImages):
    """70,000 handwritten digits."""

    names: ClassVar[tuple[str, ...]] = tuple("0123456789")
    places: ClassVar[tuple[str, ...]] = ("mnist", "MNIST/raw", "MNIST")
    when: ClassVar[str] = "The classic (LeCun, Cortes and Burges 1998)."
