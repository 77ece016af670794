"""Some steps of training in a row, as numbers."""

from dataclasses import dataclass

from playground.engine.events import Floats, Integers


@dataclass(frozen=True)
class Stretch:
    """Steps by their numbers, the losses of their batches (without L1 and L2 terms), their rates."""

    steps: Integers
    loss: Floats
    learning_rate: Floats
