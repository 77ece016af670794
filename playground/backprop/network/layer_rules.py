"""How layers and activations are unfolded to operations of tensors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor, nn

from playground.arrays import Doubles
from playground.backprop.array_operations import MATRIX_PRODUCT, SOFTMAX, TRANSPOSE, SideBySide, reshape
from playground.backprop.elementwise import ADD, MULTIPLY, RELU, SIGMOID, TANH
from playground.backprop.graph import Builder
from playground.backprop.network.torch_operation import TorchFunction, TorchOperation, module_operation
from playground.backprop.operation import Operation
from playground.build.network import Step
from playground.catalog.kinds.activation import Elementwise

PLAIN = {"relu": RELU, "sigmoid": SIGMOID, "tanh": TANH}
"""Activations that are operations on paper, by key."""
LETTERS = {"weight": "W", "bias": "b"}


def tensors_of(builder: Builder, step: Step, title: str, parents: Sequence[int], index: str) -> int:
    """Add a layer and its activation; returns the node of the output.

    Args:
        builder: Takes the nodes.
        step: The layer.
        title: Its name.
        parents: Nodes of its inputs.
        index: Its number below the line, for names.
    """
    linear = step.layer.key == "linear"
    number = (
        _linear(builder, step.module, parents[0], index)
        if linear
        else _other(builder, step, title, parents, index)
    )
    if step.activation is None:
        return number
    return activation_of(builder, step, number, f"a{index}")


def activation_of(builder: Builder, step: Step, number: int, name: str) -> int:
    """Add the activation of a layer; returns its node."""
    module, entry = step.activation_module, step.activation
    assert module is not None
    assert entry is not None
    if entry.key == "identity":
        return number
    if operation := elementary(step, builder.nodes[number].value.ndim):
        return builder.apply(operation, [number], name)
    index = name.removeprefix("a")
    return _with_parameters(builder, entry.title, module, [number], (name, index), whole=False)


def elementary(step: Step, dimensions: int) -> Operation | None:
    """Return the activation of a layer as an operation without parameters; None where it has some."""
    module, entry = step.activation_module, step.activation
    if module is None or entry is None or next(module.parameters(), None) is not None:
        return None
    if entry.key in PLAIN:
        return PLAIN[entry.key]
    if entry.key == "softmax" and dimensions == 1:
        return SOFTMAX
    kind = TorchFunction if isinstance(entry, Elementwise) else TorchOperation
    return module_operation(entry.title, module, 1, kind=kind)


def _linear(builder: Builder, module: nn.Module, x: int, index: str) -> int:
    """Add W x + b; for a sequence x Wᵀ + b, a row for each step."""
    assert isinstance(module, nn.Linear)
    weight = builder.leaf(f"W{index}", "parameter", parameter(module.weight))
    product = [weight, x]
    if builder.nodes[x].value.ndim > 1:
        product = [x, builder.apply(TRANSPOSE, [weight], f"W{index}ᵀ")]
    bias_values = dict(module.named_parameters()).get("bias")
    if bias_values is None:
        return builder.apply(MATRIX_PRODUCT, product, f"h{index}")
    number = builder.apply(MATRIX_PRODUCT, product, f"p{index}")
    bias = builder.leaf(f"b{index}", "parameter", parameter(bias_values))
    return builder.apply(ADD, [number, bias], f"h{index}")


def _other(builder: Builder, step: Step, title: str, parents: Sequence[int], index: str) -> int:
    values = [builder.nodes[parent].value for parent in parents]
    if step.layer.passes_on:
        layer = module_operation(title, step.module, 1)
        shape = layer.forward(values).shape
        return parents[0] if shape == values[0].shape else builder.apply(reshape(shape), parents, stem="r")
    if step.layer.key == "concat":
        axis = int(getattr(step.module, "dimension", 1)) - 1
        return builder.apply(SideBySide(axis), parents, f"h{index}")
    same = len({value.shape for value in values}) == 1
    if step.layer.key in {"add", "multiply"} and same:
        operation = ADD if step.layer.key == "add" else MULTIPLY
        number = parents[0]
        for place, parent in enumerate(parents[1:], start=2):
            number = builder.apply(
                operation, [number, parent], f"h{index}" if place == len(parents) else "", stem="s"
            )
        return number
    return _with_parameters(builder, title, step.module, parents, (f"h{index}", index), whole=True)


def _with_parameters(
    builder: Builder,
    title: str,
    module: nn.Module,
    parents: Sequence[int],
    names: tuple[str, str],
    *,
    whole: bool,
) -> int:
    """Add a module as one operation of its inputs and its parameters; names are those of the result and its index."""
    name, index = names
    given = dict(module.named_parameters())
    operands = [
        builder.leaf(_letter(each, index, whole=whole), "parameter", parameter(value), each)
        for each, value in given.items()
    ]
    operation = module_operation(title, module, len(parents), tuple(given))
    return builder.apply(operation, [*parents, *operands], name)


def _letter(name: str, index: str, *, whole: bool) -> str:
    """Return the name of a parameter: W and b for weight and bias of a layer, its own name for others."""
    if whole and name in LETTERS:
        return f"{LETTERS[name]}{index}"
    return f"{name}{index}"


def parameter(value: Tensor) -> Doubles:
    """Return the numbers of a parameter."""
    return np.asarray(value.detach().cpu().double().numpy())
