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
