"""The mean of squared differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES
from playground.catalog.losses.distance import Distance

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.register("mse", title="Mean squared error", group="Losses")
class MeanSquaredError(Distance):
    """The mean of squared differences."""

    formula: ClassVar[str] = "(ŷ − y)²"
    when: ClassVar[str] = "The usual choice for regression; large errors count most."

    def written(self) -> tuple[str, str, str]:
        """``nn.MSELoss``."""
        return "nn.MSELoss()", "e ** 2", "2 * e"

    def of(self, difference: Tensor) -> Tensor:
        """d²."""
        return difference * difference
