"""The mean of absolute differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES
from playground.catalog.losses.distance import Distance

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.register("l1", title="Mean absolute error", group="Losses")
class MeanAbsoluteError(Distance):
    """The mean of absolute differences."""

    formula: ClassVar[str] = "|ŷ − y|"
    when: ClassVar[str] = "For regression with outliers."

    def written(self) -> tuple[str, str, str]:
        """``nn.L1Loss``."""
        return "nn.L1Loss()", "abs(e)", "sign(e)"

    def of(self, difference: Tensor) -> Tensor:
        """|d|."""
        return difference.abs()
