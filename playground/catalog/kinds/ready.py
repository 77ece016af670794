"""Ready-made blocks and whole networks."""

from abc import abstractmethod
from collections.abc import Mapping
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
        publisher: Package that publishes trained weights; empty where none does.
    """

    sample: ClassVar[Shape]
    outputs: ClassVar[int]
    parameters: ClassVar[int]
    publisher: ClassVar[str] = ""

    @abstractmethod
    def graph(self, x: Shape, outputs: int) -> Graph:
        """The network for samples of shape ``x``, with a head of ``outputs`` numbers."""

    def published_names(self) -> Mapping[str, str]:
        """The modules of published weights by the full ids of layers; empty where there are none.

        The weight of the layer ``block-1/1/conv2d-1``, listed as ``conv1``, is ``conv1.weight``.
        """
        return {}


class AnyShapeNetwork(ReadyNetwork):
    """A whole network that is the same for samples of all shapes."""

    @abstractmethod
    def layers(self, outputs: int) -> Graph:
        """The network with a head of ``outputs`` numbers."""

    def graph(self, x: Shape, outputs: int) -> Graph:
        """The network, whatever the shape."""
        del x
        return self.layers(outputs)


BLOCKS: Registry[ReadyBlock] = Registry("ready block", "blocks")
NETWORKS: Registry[ReadyNetwork] = Registry("ready network", "networks")
