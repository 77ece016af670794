"""One training step of a network written down as a list of torch operations.

The loss of a batch and its gradients are computed once while every operation of torch is recorded. The recording
contains no Python, so that many steps can run without the interpreter while the window stays responsive. The
operations, their order and so the results are those of autograd, bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.engine.compiled.scribe import Listener, Scribe


@dataclass(frozen=True)
class Recording:
    """A step for batches of one size.

    Attributes:
        lines: Assignments in TorchScript. They read the inputs ``x`` and ``y``, the parameters ``p[i]``, the network's
            buffers ``b[i]`` and the constants ``c[i]``.
        loss: The name that holds the mean loss, or the mean losses of several lanes; empty if it was not requested.
        gradients: The names that hold the gradients, by parameter; empty for one that does not affect the loss.
        constants: All other tensors that are read.
    """

    lines: tuple[str, ...]
    loss: str
    gradients: tuple[str, ...]
    constants: tuple[Tensor, ...]


def record(
    network: nn.Module,
    parameters: list[nn.Parameter],
    compute: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    y: Tensor,
    trained: Sequence[Tensor] | None = None,
) -> Recording:
    """Record loss and gradients for batches of the size of ``x``.

    The network runs once; the caller preserves random states and running statistics.

    Args:
        network: The network in training mode.
        parameters: Parameters in the order of the gradients.
        compute: The loss of outputs and targets.
        x: A batch of inputs.
        y: Its targets.
        trained: Those of the parameters whose gradients are needed; None for all.

    Raises:
        CannotRecord: When something in it cannot be recorded.
    """

    def step() -> tuple[Tensor, Tensor]:
        loss = compute(network(x), y)
        return loss, loss

    return record_step(step, parameters, list(network.buffers()), x, y, trained)


def record_step(
    step: Callable[[], tuple[Tensor, Tensor | None]],
    parameters: Sequence[Tensor],
    buffers: Sequence[Tensor],
    x: Tensor,
    y: Tensor,
    trained: Sequence[Tensor] | None = None,
) -> Recording:
    """Record any step; see ``record``.

    Args:
        step: Computes the value to differentiate, and the loss to return, if any.
        parameters: Parameters in the order of the gradients.
        buffers: Buffers that it may read and change.
        x: A batch of inputs.
        y: Its targets.
        trained: Those of the parameters whose gradients are needed; None for all.

    Raises:
        CannotRecord: When something in it cannot be recorded.
    """
    wanted = parameters if trained is None else trained
    scribe = Scribe(
        [
            (x, "x"),
            (y, "y"),
            *((parameter, f"p[{i}]") for i, parameter in enumerate(parameters)),
            *((buffer, f"b[{i}]") for i, buffer in enumerate(buffers)),
        ]
    )
    with Listener(scribe):
        objective, loss = step()
        gradients = torch.autograd.grad(objective, wanted, allow_unused=True)
    found = dict(zip(map(id, wanted), gradients, strict=True))
    lines, names = scribe.written([loss, *(found.get(id(parameter)) for parameter in parameters)])
    return Recording(lines, names[0], names[1:], scribe.constants)
