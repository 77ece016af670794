"""Inputs as they are."""

from typing import ClassVar

from playground.arrays import Singles
from playground.catalog.kinds import TRANSFORMS, Fitted, Transform, TransformCode


class Unchanged(Fitted):
    """Nothing is done."""

    def apply(self, x: Singles) -> Singles:
        """The samples themselves."""
        return x

    def invert(self, prepared: Singles) -> Singles:
        """The samples themselves."""
        return prepared


@TRANSFORMS.register("none", title="None", group="Preprocessing")
class NoTransform(Transform):
    """The inputs as they are."""

    formula: ClassVar[str] = "x"
    when: ClassVar[str] = "When the inputs are of unit scale already."
    takes_tokens: ClassVar[bool] = True

    def code(self) -> TransformCode:
        """Nothing to write."""
        return TransformCode("", "")

    def fit(self, x: Singles) -> Fitted:  # noqa: ARG002 - nothing is fitted
        """There is nothing to find."""
        return Unchanged()
