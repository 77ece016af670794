"""How a small dense layer is unfolded to products, sums and functions of single numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import nn

from playground.backprop.elementwise import MULTIPLY, Total
from playground.backprop.graph import Builder, subscript
from playground.backprop.network.layer_rules import elementary, parameter
from playground.build.network import Step

_TOTAL = Total()


def scalars_of(builder: Builder, step: Step, inputs: Sequence[int], index: str) -> tuple[int, ...]:
    """Add w₁x₁ + w₂x₂ + … + b and the activation for each output; returns their nodes.

    Args:
        builder: Takes the nodes.
        step: A dense layer.
        inputs: Nodes of the numbers that it takes.
        index: Its number below the line, for names.
    """
    module = step.module
    assert isinstance(module, nn.Linear)
    weights = parameter(module.weight)
    biases = [parameter(value) for name, value in module.named_parameters() if name == "bias"]
    activation = elementary(step, 0)
    found = []
    for row, values in enumerate(weights, start=1):
        place = f"{index},{subscript(row)}"
        terms = []
        for column, value in enumerate(values, start=1):
            weight = builder.leaf(
                f"w{place}{',' if len(values) > 9 else ''}{subscript(column)}", "parameter", value
            )
            terms.append(builder.apply(MULTIPLY, [weight, inputs[column - 1]], stem="p"))
        terms += [builder.leaf(f"b{place}", "parameter", np.asarray(bias[row - 1])) for bias in biases]
        number = builder.apply(_TOTAL, terms, f"h{place}")
        identity = step.activation is None or step.activation.key == "identity" or activation is None
        found.append(
            number if identity or activation is None else builder.apply(activation, [number], f"a{place}")
        )
    return tuple(found)
