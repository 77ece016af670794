"""What several tests of data sets write."""

import gzip
from pathlib import Path

import numpy as np
import pytest


class IdxFiles:
    """Writes images and labels as MNIST comes.

    Attributes:
        names: Of training images and labels, and of test images and labels.
    """

    names = (
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    )

    @staticmethod
    def encoded(values) -> bytes:
        """An array of bytes."""
        sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
        return b"\0\0\x08" + bytes([values.ndim]) + sizes + values.astype(np.uint8).tobytes()

    def write(self, folder: Path, arrays, *, joint="-", packed=False) -> None:
        """Write the four files, with this sign before ``idx`` in their names."""
        folder.mkdir(parents=True, exist_ok=True)
        for array, name in zip(arrays, self.names, strict=True):
            body = self.encoded(array)
            file = folder / (name.replace("-idx", f"{joint}idx") + (".gz" if packed else ""))
            file.write_bytes(gzip.compress(body) if packed else body)


@pytest.fixture
def idx_files() -> IdxFiles:
    """The writer of such files."""
    return IdxFiles()


@pytest.fixture
def digits():
    """Twelve training and five test images with their labels."""
    random = np.random.default_rng(1)
    return (
        random.integers(0, 256, (12, 28, 28)),
        np.arange(12) % 10,
        random.integers(0, 256, (5, 28, 28)),
        np.arange(5)[::-1],
    )
