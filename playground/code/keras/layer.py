"""A layer as Keras writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from playground.catalog.kinds import Activation, Layer, Shape, call
from playground.catalog.kinds.code import Setting

Array = NDArray[Any]
Convert = Callable[[Mapping[str, Array]], Sequence[Array]]
"""From the weights of a module to those of a Keras layer, in its order."""


class NoKerasLayer(ValueError):
    """Keras has no layer for something; the message is one sentence."""


@dataclass(frozen=True)
class KerasLayer:
    """One layer of Keras.

    Attributes:
        name: Of its class.
        values: Arguments without a name.
        settings: Arguments with a name, and their defaults.
        convert: Its weights; None without any.
        activates: Whether it takes the name of an activation.
        call: How it is applied to ``{x}``, where that is more than a call with its input.
    """

    name: str
    values: tuple[object, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    convert: Convert | None = None
    activates: bool = False
    call: str = "({x})"

    def written(self, name: str = "") -> str:
        """Write the constructor, with the layer's own name where it has weights."""
        own: dict[str, Setting] = {"name": (name, "")}
        return call(f"layers.{self.name}", *self.values, **dict(self.settings), **own)

    def activated(self, activation: str) -> KerasLayer:
        """The same with an activation."""
        return replace(self, settings={**self.settings, "activation": (activation, None)})


@dataclass(frozen=True)
class About:
    """What a rule writes.

    Attributes:
        entry: The layer or activation.
        shapes: Shapes of its inputs, as the catalog has them; images have their channels last in Keras.
    """

    entry: Layer | Activation
    shapes: tuple[Shape, ...]

    @property
    def shape(self) -> Shape:
        """Shape of the first input."""
        return self.shapes[0]

    @property
    def out_shape(self) -> Shape:
        """Shape of the output."""
        return self.entry.out_shape(*self.shapes)

    def setting(self, name: str) -> Any:
        """A parameter of the entry."""
        return getattr(self.entry, name)

    def refuse(self, words: str) -> NoKerasLayer:
        """The problem that Keras does not offer this."""
        return NoKerasLayer(f"{self.entry.title} cannot be written for Keras: {words}.")


Written = Sequence[KerasLayer]
"""Layers that follow one another."""
Rule = Callable[[About], Written]


def channels_last(shape: Shape) -> Shape:
    """A shape as Keras has it."""
    return (*shape[1:], shape[0]) if len(shape) == 3 else tuple(shape)


def to_rows(shape: Shape) -> list[KerasLayer]:
    """Put the channels of an image first again, for what counts numbers row after row; nothing for one channel."""
    if len(shape) != 3 or shape[0] == 1 or shape[1] == shape[2] == 1:
        return []
    return [KerasLayer("Permute", ((3, 1, 2),))]
