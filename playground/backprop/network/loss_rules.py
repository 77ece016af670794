"""How losses are unfolded; those without a rule are one operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from torch import Tensor

from playground.arrays import Doubles
from playground.backprop.array_operations import LOG_SOFTMAX, MEAN, entry
from playground.backprop.elementwise import FUNCTIONS, MULTIPLY, NEGATE, POWER, SOFTPLUS, SUBTRACT
from playground.backprop.graph import Builder
from playground.backprop.network.sample import Sample
from playground.backprop.network.torch_operation import TorchOperation
from playground.catalog.kinds import Loss
from playground.catalog.losses.cross_entropy import CrossEntropy

Rule = Callable[[Builder, int, Doubles, str], None]
"""Adds a loss: builder, node of the output, target, words about it."""


def add_loss(builder: Builder, loss: Loss, output: int, sample: Sample, *, unfolded: bool) -> None:
    """Add the loss of one sample; its node is the last one.

    Args:
        builder: Takes the nodes.
        loss: Of the training.
        output: Node of the network's output.
        sample: With its target.
        unfolded: Whether to use its elementary operations, where there is a rule.
    """
    rule = RULES.get(loss.key) if unfolded else None
    if rule is None or (isinstance(loss, CrossEntropy) and loss.label_smoothing):
        builder.apply(_whole(loss, sample.target), [output], "L", hint=sample.words)
        return
    rule(builder, output, np.asarray(sample.target[0].cpu().double().numpy()), sample.words)


def _whole(loss: Loss, target: Tensor) -> TorchOperation:
    wanted = target.cpu().double() if target.is_floating_point() else target.cpu()

    def run(outputs: Sequence[Tensor], _: Sequence[Tensor]) -> Tensor:
        return loss.compute(outputs[0], wanted)

    return TorchOperation(loss.title, run, 1)


def _cross_entropy(builder: Builder, output: int, target: Doubles, words: str) -> None:
    logs = builder.apply(LOG_SOFTMAX, [output], "s")
    true = builder.apply(entry(int(target)), [logs], "s_y", hint=words)
    builder.apply(NEGATE, [true], "L")


def _distance(builder: Builder, output: int, target: Doubles, words: str) -> int:
    y = builder.leaf("y", "constant", target, words or "the target")
    return builder.apply(SUBTRACT, [output, y], "e", hint="the error")


def _squares(builder: Builder, output: int, target: Doubles, words: str) -> None:
    error = _distance(builder, output, target, words)
    two = builder.leaf("2", "constant", np.array(2.0))
    builder.apply(MEAN, [builder.apply(POWER, [error, two], "q")], "L")


def _absolute(builder: Builder, output: int, target: Doubles, words: str) -> None:
    error = _distance(builder, output, target, words)
    builder.apply(MEAN, [builder.apply(FUNCTIONS["abs"], [error], "q")], "L")


def _yes_or_no(builder: Builder, output: int, target: Doubles, words: str) -> None:
    y = builder.leaf("y", "constant", target, words or "the target")
    each = builder.apply(
        SUBTRACT,
        [builder.apply(SOFTPLUS, [output], "s"), builder.apply(MULTIPLY, [output, y], "t")],
        "q",
        hint="softplus z − z · y, the surprise",
    )
    builder.apply(MEAN, [each], "L")


RULES: dict[str, Rule] = {
    "cross_entropy": _cross_entropy,
    "mse": _squares,
    "l1": _absolute,
    "bce": _yes_or_no,
}
"""Losses with elementary operations, by key."""
