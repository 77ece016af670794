"""L1 and L2 for Keras, which has them layer by layer."""

from __future__ import annotations

from collections.abc import Mapping

from playground.catalog.kinds import call, literal
from playground.catalog.kinds.code import Setting
from playground.code.keras.layer import Expression, KerasLayer, NoKerasLayer
from playground.spec.training import TrainingSpec

WEIGHTS, BIASES = "WEIGHT_PENALTY", "BIAS_PENALTY"
"""Names in the script."""

_WEIGHTS: Mapping[str, tuple[str, ...]] = {
    "Dense": ("kernel",),
    "Conv1D": ("kernel",),
    "Conv2D": ("kernel",),
    "Conv2DTranspose": ("kernel",),
    "Embedding": ("embeddings",),
    "MultiHeadAttention": ("kernel",),
    "SimpleRNN": ("kernel", "recurrent"),
    "GRU": ("kernel", "recurrent"),
    "LSTM": ("kernel", "recurrent"),
    "BatchNormalization": (),
    "LayerNormalization": (),
    "GroupNormalization": (),
    "RMSNormalization": (),
    "PReLU": (),
}
"""Weights of each layer that has a setting for their penalty."""
_BIASES: Mapping[str, tuple[str, ...]] = {
    "Dense": ("bias",),
    "Conv1D": ("bias",),
    "Conv2D": ("bias",),
    "Conv2DTranspose": ("bias",),
    "Embedding": (),
    "MultiHeadAttention": ("bias",),
    "BatchNormalization": ("gamma", "beta"),
    "GroupNormalization": ("gamma", "beta"),
}
"""Its biases and scales; recurrent layers have one bias in Keras and two here."""


def penalty_constants(training: TrainingSpec) -> list[str]:
    """Lines that name the penalties."""
    if not _is_on(training):
        return []
    half = training.l2 / 2
    lines = [f"{WEIGHTS} = keras.regularizers.{call('L1L2', l1=(training.l1, 0.0), l2=(half, 0.0))}"]
    if training.l2 and training.l2_all:
        lines.append(f"{BIASES} = keras.regularizers.L2({literal(half)})")
    return lines


def penalty_note(training: TrainingSpec) -> str:
    """What the docstring says; empty without penalties."""
    return "The losses that Keras shows include the penalties of L1 and L2." if _is_on(training) else ""


def penalized(layer: KerasLayer, training: TrainingSpec) -> KerasLayer:
    """Add the penalties of a project to a layer with weights.

    Raises:
        NoKerasLayer: When the layer has no setting for them.
    """
    if layer.convert is None or not _is_on(training):
        return layer
    every = bool(training.l2 and training.l2_all)
    on_image = layer.name == "LayerNormalization" and layer.settings["axis"][0] != -1  # its scales are images
    if layer.name not in _WEIGHTS or on_image or (every and layer.name not in _BIASES):
        raise NoKerasLayer(
            f"L1 and L2 cannot be written for Keras: its {layer.name} has no setting for them."
        )
    more: dict[str, Setting] = {
        f"{name}_regularizer": (Expression(WEIGHTS), None) for name in _WEIGHTS[layer.name]
    }
    if every:
        more |= {f"{name}_regularizer": (Expression(BIASES), None) for name in _BIASES[layer.name]}
    return layer.with_settings(**more)


def _is_on(training: TrainingSpec) -> bool:
    return bool(training.l1 or training.l2)
