"""Ready-made blocks and whole networks."""

from abc import abstractmethod
from typing import ClassVar

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.shape import Shape
from playground.spec.graph import Graph


class ReadyBlock(Entry):
    """A ready-made block that adapts to its input shape.

    Class attributes:
        sample: An input shape that it accepts.
    """

    sample: ClassVar[Shape] = (16, 8, 8)

    @abstractmethod
    def graph(self, x: Shape | None) -> Graph:
        """The inside of the block.

        Args:
            x: Input shape, None when it is unknown; the block is made to accept it if possible.
        """


class ReadyNetwork(Entry):
    """A whole network from the literature.

    Class attributes:
        sample: Input shape that it was designed for.
        outputs: Number of outputs that it was designed for.
        parameters: Number of trainable parameters for these.
    """

    sample: ClassVar[Shape]
    outputs: ClassVar[int]
    parameters: ClassVar[int]

    def graph(self, x: Shape, outputs: int) -> Graph:
        """The network for samples of shape ``x``, with a head of ``outputs`` numbers.

        The default is for networks that are the same for all shapes; the others override it.
        """
        del x
        return self.layers(outputs)

    def layers(self, outputs: int) -> Graph:
        """The network where it is the same for samples of all shapes."""
        raise NotImplementedError


BLOCKS: Registry[ReadyBlock] = Registry("ready block")
NETWORKS: Registry[ReadyNetwork] = Registry("ready network")
