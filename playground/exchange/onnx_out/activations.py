"""Activations in ONNX, by key."""

from __future__ import annotations

from collections.abc import Callable

from playground.catalog.kinds import features_axis
from playground.exchange.onnx_out.place import Place, Rule, Rules


def _plain(operator: str, **attributes: float) -> Rule:
    """An activation for which ONNX has an operator."""
    return lambda at: at.node(operator, at.x, **attributes)


def _with(operator: str, **names: str) -> Rule:
    """An operator with settings of the entry, e.g. ``alpha="slope"``."""
    return lambda at: at.node(operator, at.x, **{key: at.setting(name) for key, name in names.items()})


def _times(gate: Callable[[Place], str]) -> Rule:
    """The input times what a gate lets pass."""
    return lambda at: at.node("Mul", at.x, gate(at))


def _normal_share(at: Place) -> str:
    """Φ(x), for which there is an operator from version 20 on only: 0.5 (1 + erf(x / √2))."""
    inner = at.node("Erf", at.node("Div", at.x, at.constant(2**0.5)))
    return at.node("Mul", at.node("Add", inner, at.constant(1.0)), at.constant(0.5))


def _softplus(at: Place) -> str:
    """ln(1 + e^(β x)) / β."""
    beta = at.setting("beta")
    if beta == 1:
        return at.node("Softplus", at.x)
    scale = at.constant(beta, "beta")
    return at.node("Div", at.node("Softplus", at.node("Mul", at.x, scale)), scale)


def _sine(at: Place) -> str:
    return at.node("Sin", at.node("Mul", at.x, at.constant(at.setting("frequency"), "frequency")))


def _prelu(at: Place) -> str:
    """One slope, which broadcasts from the last axis."""
    return at.node("PRelu", at.x, at.weight("weight"))


def _maxout(at: Place) -> str:
    """The features split into groups, and the largest of each."""
    axis, pieces = 1 + features_axis(at.shape), at.setting("pieces")
    sizes = list(at.shape)
    sizes[axis - 1 : axis] = [sizes[axis - 1] // pieces, pieces]
    return at.node("ReduceMax", at.reshaped(at.x, *sizes), axes=[axis + 1], keepdims=0)


ACTIVATION_RULES: Rules = {
    "relu": _plain("Relu"),
    "tanh": _plain("Tanh"),
    "sigmoid": _plain("Sigmoid"),
    "leaky_relu": _with("LeakyRelu", alpha="slope"),
    "prelu": _prelu,
    "elu": _with("Elu", alpha="alpha"),
    "selu": _plain("Selu", alpha=1.6732632423543772, gamma=1.0507009873554805),
    "gelu": _times(_normal_share),
    "silu": _times(lambda at: at.node("Sigmoid", at.x)),
    "mish": _times(lambda at: at.node("Tanh", at.node("Softplus", at.x))),
    "softplus": _softplus,
    "softsign": _plain("Softsign"),
    "hardswish": _plain("HardSwish"),
    "relu6": lambda at: at.node("Clip", at.x, at.constant(0.0, "least"), at.constant(6.0, "most")),
    "sine": _sine,
    "maxout": _maxout,
    "softmax": lambda at: at.node("Softmax", at.x, axis=1 + features_axis(at.shape)),
    "identity": lambda at: at.x,
}
