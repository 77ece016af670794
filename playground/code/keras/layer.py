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


@dataclass(frozen=True)
class Expression:
    """A value that the script computes, e.g. a function."""

    text: str

    def __repr__(self) -> str:
        return self.text


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
        define: Source of its class, where Keras has none.
    """

    name: str
    values: tuple[object, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    convert: Convert | None = None
    activates: bool = False
    call: str = "({x})"
    define: str = ""

    def written(self, name: str = "") -> str:
        """Write the constructor, with the layer's own name where it has weights."""
        own: dict[str, Setting] = {"name": (name, "")}
        module = "" if self.define else "layers."
        return call(f"{module}{self.name}", *self.values, **dict(self.settings), **own)

    def with_settings(self, **more: Setting) -> KerasLayer:
        """The same with further settings."""
        return replace(self, settings={**self.settings, **more})

    def activated(self, activation: str) -> KerasLayer:
        """The same with an activation."""
        return self.with_settings(activation=(activation, None))


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


def function(body: str, name: str = "Lambda") -> KerasLayer:
    """A layer that computes an expression of ``x``."""
    return KerasLayer(name, (Expression(f"lambda x: {body}"),))


def largest_piece(shape: Shape, pieces: int) -> tuple[KerasLayer, KerasLayer]:
    """The largest of each group of neighbouring features; ``shape`` as Keras has it, with the features last."""
    apart = KerasLayer("Reshape", ((*shape[:-1], shape[-1] // pieces, pieces),))
    return apart, function("keras.ops.max(x, axis=-1)")


def to_rows(shape: Shape) -> list[KerasLayer]:
    """Put the channels of an image first again, for what counts numbers row after row; nothing for one channel."""
    if len(shape) != 3 or shape[0] == 1 or shape[1] == shape[2] == 1:
        return []
    return [KerasLayer("Permute", ((3, 1, 2),))]
