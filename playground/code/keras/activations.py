"""Activations for Keras, by key: the name of a function, or a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from playground.catalog.kinds import literal
from playground.code.keras.layer import About, KerasLayer, channels_last, function, largest_piece

NAMED = {
    "relu": "relu",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "selu": "selu",
    "gelu": "gelu",
    "silu": "silu",
    "mish": "mish",
    "softsign": "softsign",
    "hardswish": "hard_silu",
    "relu6": "relu6",
    "softmax": "softmax",
}
"""Functions that have a name."""


def activation(about: About) -> str | Sequence[KerasLayer]:
    """The name of a function, or layers; none for an activation that passes its input on.

    Raises:
        NoKerasLayer: When Keras has neither.
    """
    key = about.entry.key
    if key in NAMED:
        return NAMED[key]
    if key not in _LAYERS:
        raise about.refuse("it has no function of that kind")
    found = _LAYERS[key](about)
    return (found,) if isinstance(found, KerasLayer) else found


def _softplus(about: About) -> str:
    if about.setting("beta") != 1:
        raise about.refuse("its corner has one sharpness, β = 1")
    return "softplus"


def _prelu(about: About) -> KerasLayer:
    """One slope for all, which Keras keeps with an axis for each of the input's."""
    axes = list(range(1, len(about.shape) + 1))
    ones = (1,) * len(axes)
    return KerasLayer(
        "PReLU", (), {"shared_axes": (axes, None)}, lambda state: [np.reshape(state["weight"], ones)]
    )


def _sine(about: About) -> KerasLayer:
    frequency = about.setting("frequency")
    return function(f"keras.ops.sin({'' if frequency == 1 else f'{literal(frequency)} * '}x)", "Activation")


_LAYERS: Mapping[str, Callable[[About], str | KerasLayer | Sequence[KerasLayer]]] = {
    "identity": lambda _about: (),
    "sine": _sine,
    "maxout": lambda about: largest_piece(channels_last(about.shape), about.setting("pieces")),
    "leaky_relu": lambda about: KerasLayer("LeakyReLU", (about.setting("slope"),)),
    "prelu": _prelu,
    "elu": lambda about: (
        "elu" if about.setting("alpha") == 1 else KerasLayer("ELU", (about.setting("alpha"),))
    ),
    "softplus": _softplus,
}
