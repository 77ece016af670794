"""Images of samples, for plots that show pictures from the data."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def sample_image(picture: NDArray[np.floating[Any]]) -> QImage:
    """Convert a sample ``(1 or 3 channels, height, width)`` in 0..1 to an image, the first row on top."""
    channels = picture if len(picture) == 3 else np.repeat(picture[:1], 3, axis=0)
    parts = (channels.clip(0, 1) * 255).round().astype(np.uint8)
    pixels = np.ascontiguousarray(parts.transpose(1, 2, 0))
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
