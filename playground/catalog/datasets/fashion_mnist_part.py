"""Pictures of some kinds of clothes, few of each if wanted."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

import numpy as np

from playground.catalog.datasets.fashion_mnist import FashionMnist
from playground.catalog.datasets.idx import Digits, checked, scaled
from playground.catalog.files.idx_file import read_idx
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, RawData, param

PER_CLASS = (6_000, 1_000)
"""Training and test images of each class."""
_RANGE = re.compile(r"([0-9])(?:\s*[-–]\s*([0-9]))?")


@DATASETS.register("fashion_mnist_part", title="Fashion-MNIST, some classes", group="Images")
class FashionMnistPart(FashionMnist):
    """Some of the ten classes of Fashion-MNIST, with all or the first few training pictures of each."""

    when: ClassVar[str] = "For transfer learning: train on some classes, and retrain the head on others."

    classes: str = param(
        "0-4",
        "Numbers of the classes, for example 0-4, or 1, 3, 5: 0 T-shirt, 1 trouser, 2 pullover, 3 dress, 4 coat, "
        "5 sandal, 6 shirt, 7 sneaker, 8 bag, 9 boot.",
    )
    each: int = param(
        PER_CLASS[0],
        "Training pictures of each class, the first ones.",
        ge=1,
        le=PER_CLASS[0],
        title="pictures of each",
    )
    tested: int = param(
        PER_CLASS[1],
        "Test pictures of each class, the first ones; they are the validation data.",
        ge=1,
        le=PER_CLASS[1],
        title="test pictures of each",
    )

    def chosen(self) -> tuple[int, ...]:
        """Numbers of the classes.

        Raises:
            DataProblem: When fewer than two are given, or none is meant.
        """
        found: set[int] = set()
        for part in self.classes.split(","):
            match = _RANGE.fullmatch(part.strip())
            if match is None:
                raise DataProblem(
                    f"“{self.classes}” is no list of classes; write for example 0-4, or 1, 3, 5."
                )
            found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
        if len(found) < 2:
            raise DataProblem(f"“{self.classes}” are fewer than two classes.")
        return tuple(sorted(found))

    def info(self) -> DataInfo:
        """Known without a look into the files."""
        kept = tuple(self.names[label] for label in self.chosen())
        info = super().info()
        validation = self.tested * len(kept)
        return replace(
            info,
            targets=len(kept),
            class_names=kept,
            samples=self.each * len(kept) + validation,
            validation=validation,
        )

    def source(self) -> Digits | None:
        """None: the chosen pictures are kept in memory."""
        return None

    def read(self) -> RawData:
        """The chosen pictures, training first; pixels in 0..1."""
        files, labels = self.find(), self.chosen()
        images, targets = [], []
        for pair, most in ((files[:2], self.each), (files[2:], self.tested)):
            y = read_idx(pair[1])
            rows = np.sort(np.concatenate([np.flatnonzero(y == label)[:most] for label in labels]))
            x = checked(read_idx(pair[0]), y, pair, self.layout)
            images.append(scaled(x[rows], self.layout))
            targets.append(np.searchsorted(labels, y[rows]).astype(np.int64))
        training, both = len(images[0]), len(images[0]) + len(images[1])
        own = np.arange(training, both, dtype=np.int64)
        return RawData(np.concatenate(images), np.concatenate(targets), own)

    def read_some(self, count: int) -> RawData:
        """The first pictures of the training part, for a preview."""
        raw = self.read()
        return RawData(raw.x[:count], raw.y[:count])
