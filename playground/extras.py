"""Packages that are installed on demand, and the command that installs each."""

from __future__ import annotations

from importlib.util import find_spec

EXTRAS = {
    "onnx": ("onnx",),
    "keras": ("keras",),
    "tensorboard": ("tensorboard",),
    "sweep": ("optuna",),
    "cluster": ("ray",),
}
"""By extra, the packages that are imported."""
PURPOSES = {
    "onnx": "ONNX files need the package onnx",
    "keras": "Keras scripts run with the package keras",
    "tensorboard": "TensorBoard files need the package tensorboard",
    "sweep": "Sweeps that draw their settings need the package optuna",
    "cluster": "Sweeps over a cluster need the package ray",
}


class MissingExtra(ValueError):
    """A package is not installed; the message is one sentence with the command that installs it."""


def install_command(extra: str) -> str:
    """The command that installs an extra."""
    return f"pip install 'descent-playground[{extra}]'"


def missing(extra: str) -> str:
    """What is missing for an extra and how it is installed, in one sentence; empty when it is there."""
    if all(find_spec(name) is not None for name in EXTRAS[extra]):
        return ""
    return f"{PURPOSES[extra]}: install it with “{install_command(extra)}”."


def needs(extra: str) -> None:
    """Raise MissingExtra unless an extra is installed."""
    words = missing(extra)
    if words:
        raise MissingExtra(words)
