"""Pictures of clothes."""

from typing import ClassVar

from playground.catalog.datasets.idx import IdxImages
from playground.catalog.kinds import DATASETS


@DATASETS.register("fashion_mnist", title="Fashion-MNIST", group="Images")
class FashionMnist(IdxImages):
    """70,000 pictures of clothes in ten classes."""

    names: ClassVar[tuple[str, ...]] = (
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
    )  # fmt: skip
    places: ClassVar[tuple[str, ...]] = ("fashion-mnist", "FashionMNIST/raw", "fashion_mnist")
    when: ClassVar[str] = "As large as MNIST and harder (Xiao, Rasul and Vollgraf 2017)."
