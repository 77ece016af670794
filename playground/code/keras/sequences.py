"""Layers of sequences in Keras: recurrent ones and self-attention, with weights in its layout."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.code.keras.layer import About, Array, Convert, KerasLayer, Rule, Written


def recurrent(name: str) -> Rule:
    """Return the rule of a recurrent layer of Keras."""

    def rule(about: About) -> Written:
        settings = {"return_sequences": (about.setting("every_step"), False)}
        return (KerasLayer(name, (about.setting("units"),), settings, _gates(name)),)

    return rule


def _gates(name: str) -> Convert:
    """Kernels turned around, with z before r in a GRU; one bias where Keras has one."""

    def ordered(values: Array) -> Array:
        if name != "GRU":
            return values
        r, z, n = np.split(values, 3)
        return np.concatenate([z, r, n])

    def convert(state: Mapping[str, Array]) -> list[Array]:
        kernel, back, bias, own = (
            ordered(state[f"{key}_l0"]) for key in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        return [kernel.T, back.T, np.stack([bias, own]) if name == "GRU" else bias + own]

    return convert


def self_attention(about: About) -> Written:
    """Write self-attention of several heads."""
    features, heads = about.shape[1], about.setting("heads")
    causal = ", use_causal_mask=True" if about.setting("causal") else ""

    def convert(state: Mapping[str, Array]) -> list[Array]:
        size = features // heads
        found: list[Array] = []
        for place in range(3):
            rows = slice(place * features, (place + 1) * features)
            found.append(state["in_proj_weight"][rows].T.reshape(features, heads, size))
            if "in_proj_bias" in state:
                found.append(state["in_proj_bias"][rows].reshape(heads, size))
        found.append(state["out_proj.weight"].T.reshape(heads, size, features))
        return [*found, state["out_proj.bias"]] if "out_proj.bias" in state else found

    settings = {"use_bias": (about.setting("bias"), True)}
    return (
        KerasLayer(
            "MultiHeadAttention",
            (heads, features // heads),
            settings,
            convert,
            call=f"({{x}}, {{x}}{causal})",
        ),
    )


_POSITIONS = """
class Positions(layers.Layer):
    def build(self, shape):
        self.positions = self.add_weight(shape=shape[1:], initializer="random_normal")

    def call(self, x):
        return x + self.positions
"""
_WAVES = """
class Waves(layers.Layer):
    def build(self, shape):
        steps, features = shape[1:]
        angle = np.arange(steps)[:, None] * 10_000 ** (-np.arange(0, features, 2) / features)
        self.waves = np.empty((steps, features), np.float32)
        self.waves[:, 0::2], self.waves[:, 1::2] = np.sin(angle), np.cos(angle[:, : features // 2])

    def call(self, x):
        return x + keras.ops.convert_to_tensor(self.waves)
"""


def learned_positions(_about: About) -> Written:
    """Write a class that adds a learned vector to each step."""
    return (KerasLayer("Positions", convert=lambda state: [state["weight"]], define=_POSITIONS),)


def positional_encoding(_about: About) -> Written:
    """Write a class that adds waves."""
    return (KerasLayer("Waves", define=_WAVES),)
