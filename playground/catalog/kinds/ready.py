"""Ready parts: blocks that can be put into a network, and whole networks."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.shape import Shape
from playground.spec.graph import Graph


class ReadyBlock(Entry):
    """The inside of a block, made to fit where it is put.

    Class attributes:
        sample: A shape that it takes.
    """

    sample: ClassVar[Shape] = (16, 8, 8)

    @abstractmethod
    def graph(self, x: Shape | None) -> Graph:
        """What is inside.

        Args:
            x: Shape that comes in, None when it is not known; the block takes it if it can.
        """


class ReadyNetwork(Entry):
    """A whole network from the literature.

    Class attributes:
        sample: Shape of the inputs that it was made for.
        outputs: Numbers that it put out.
        parameters: Trainable parameters for these.
    """

    sample: ClassVar[Shape]
    outputs: ClassVar[int]
    parameters: ClassVar[int]

    @abstractmethod
    def graph(self, x: Shape, outputs: int) -> Graph:
        """The network for samples of a shape, with a head of so many outputs."""


BLOCKS: Registry[ReadyBlock] = Registry("ready block")
NETWORKS: Registry[ReadyNetwork] = Registry("ready network")
