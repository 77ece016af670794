"""Which weights a run begins with."""

from typing import Annotated

from pydantic import Field

from playground.spec.base import Frozen
from playground.spec.fields import setting


class StartSpec(Frozen):
    """The weights at step 0: drawn by the initializers, or taken from a file.

    Attributes:
        weights: Path of a file of named arrays (safetensors, or ``.pt`` without code); empty for drawn weights.
        published: Key of a ready network whose published weights are taken, where there is no file; see
            ``build.weights.published``.
        partial: Whether weights that the file lacks may be drawn.
        redrawn: Paths of layers whose weights are drawn although the file has some, e.g. a new head; see
            ``node_training.Settings``.
    """

    weights: Annotated[str, Field(max_length=5_000)] = setting(
        "", "A file of weights to begin with.", title="Begin with weights"
    )
    published: Annotated[str, Field(max_length=100)] = setting(
        "", "A ready network whose published weights to begin with.", exclude_if=lambda key: not key
    )
    partial: bool = setting(
        False,
        "Draw the weights that the file lacks, for a new head on a trained network.",
        title="Draw what is missing",
    )

    redrawn: tuple[str, ...] = Field((), max_length=64, exclude_if=lambda paths: not paths)

    @property
    def drawn(self) -> bool:
        """Whether all weights are drawn."""
        return not self.weights and not self.published
