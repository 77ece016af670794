"""Activations for Keras, by key: the name of a function, or a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from playground.code.keras.layer import About, KerasLayer

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


def activation(about: About) -> str | KerasLayer | None:
    """The name of a function or a layer; None for one that passes its input on.

    Raises:
        NoKerasLayer: When Keras has neither.
    """
    key = about.entry.key
    if key in NAMED:
        return NAMED[key]
    if key not in _LAYERS:
        raise about.refuse("it has no function of that kind")
    return _LAYERS[key](about)


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


_LAYERS: Mapping[str, Callable[[About], str | KerasLayer | None]] = {
    "identity": lambda _about: None,
    "leaky_relu": lambda about: KerasLayer("LeakyReLU", (about.setting("slope"),)),
    "prelu": _prelu,
    "elu": lambda about: (
        "elu" if about.setting("alpha") == 1 else KerasLayer("ELU", (about.setting("alpha"),))
    ),
    "softplus": _softplus,
}
