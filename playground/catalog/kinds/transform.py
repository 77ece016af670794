"""Transforms: preprocessing, fitted on the training split."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    import numpy as np


class Transform(Entry):
    """Preprocessing, fitted on the training split.

    Class attributes:
        takes_tokens: Whether it makes sense for tokens, with which one cannot reckon.
    """

    takes_tokens: ClassVar[bool] = False

    @abstractmethod
    def fit(
        self, x: np.ndarray[Any, np.dtype[np.float32]]
    ) -> tuple[np.ndarray[Any, np.dtype[np.float32]], np.ndarray[Any, np.dtype[np.float32]]]:
        """Shift and scale so that ``(x - shift) / scale`` is the prepared input; broadcast over samples.

        Args:
            x: Training inputs ``(N, *shape)``.
        """


TRANSFORMS: Registry[Transform] = Registry("transform")
