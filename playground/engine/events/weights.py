"""Names of single weights."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeightPlace:
    """A weight or bias of a dense layer.

    Attributes:
        node: The layer.
        unit: The unit that it belongs to, from 0.
        source: The input that the weight is applied to, from 0; None for the bias.
    """

    node: str
    unit: int
    source: int | None = None

    @property
    def name(self) -> str:
        """As in formulas, counted from 1, e.g. ``w[3,1]`` or ``b[3]``."""
        return f"b[{self.unit + 1}]" if self.source is None else f"w[{self.unit + 1},{self.source + 1}]"
