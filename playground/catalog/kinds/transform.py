"""Transforms: preprocessing, fitted on the training split."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.code import TransformCode
from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.shape import Shape

if TYPE_CHECKING:
    from playground.arrays import Singles


class Fitted(ABC):
    """A fitted transform; it treats every sample alike, whichever split it is from."""

    @abstractmethod
    def apply(self, x: "Singles") -> "Singles":
        """Prepare samples ``(N, *shape)``; gives ``(N, *out_shape)``, the same array where nothing changes."""

    @abstractmethod
    def invert(self, prepared: "Singles") -> "Singles":
        """The samples ``(N, *shape)`` of prepared inputs; the nearest ones where information was dropped."""


class Transform(Entry):
    """Preprocessing, fitted on the training split.

    Class attributes:
        takes_tokens: Whether it accepts tokens, whose numbers are names without a quantity.
    """

    takes_tokens: ClassVar[bool] = False

    @abstractmethod
    def fit(self, x: "Singles") -> Fitted:
        """Find its numbers.

        Args:
            x: Training inputs ``(N, *shape)``, at least one.
        """

    def code(self) -> TransformCode | None:
        """How it is written in a script; None where that is too long, so that the script gets prepared samples."""
        return None

    def out_shape(self, shape: Shape) -> Shape:
        """Shape of a prepared sample, without any data.

        Raises:
            ShapeProblem: When it cannot be used for such samples.
        """
        return shape

    def out_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """What the prepared inputs are called, where the inputs had names."""
        return names


TRANSFORMS: Registry[Transform] = Registry("transform", "transforms")
