"""Outputs of frozen first layers, computed once per sample: training then needs only the layers behind them."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import torch
from torch import Tensor, nn

from playground.build.network import Network, Step
from playground.engine.data.batches import Batches

MOST_BYTES = 2**29
"""Memory that the outputs may take."""
CHUNK = 32
"""Samples computed together, always the same ones, so that an output does not depend on the order of the batches."""


class Features(Batches):
    """Batches of the outputs of frozen layers in place of the inputs; computed when they are needed first.

    Attributes:
        tail: The layers behind them, which take these batches.
        layers: Number of layers whose outputs are not computed again.
    """

    def __init__(self, network: Network, cut: int, batches: Batches) -> None:
        """Prepare.

        Args:
            network: The network in training mode.
            cut: Number of the last step that is computed once.
            batches: Samples in memory.
        """
        self._batches, self._stem = batches, network.steps[: cut + 1]
        last = network.steps[cut]
        entry = replace(last, module=nn.Identity(), activation=None, activation_module=None, inputs=())
        self.tail = Network((entry, *network.steps[cut + 1 :]))
        self.layers = cut
        count = len(batches.x)
        dtype = next(tensor.dtype for tensor in self._tensors() if tensor.is_floating_point())
        x = torch.empty((count, *last.shape), dtype=dtype, device=batches.x.device)
        super().__init__(x, batches.y, torch.Generator(), least=1)
        self._known = torch.zeros(-(-count // CHUNK), dtype=torch.bool)
        self._weights = [tensor.detach().clone() for tensor in self._tensors()]

    @property
    def complete(self) -> bool:
        """Whether the outputs of all samples are known."""
        return bool(self._known.all())

    def check(self) -> None:
        """Forget outputs of other weights, after weights may have been replaced."""
        now = [tensor.detach() for tensor in self._tensors()]
        if not all(torch.equal(one, other) for one, other in zip(now, self._weights, strict=True)):
            self._weights = [tensor.clone() for tensor in now]
            self._known.zero_()

    def sizes(self, batch_size: int) -> tuple[int, ...]:
        """Return the distinct batch sizes of an epoch, the regular one first."""
        return self._batches.sizes(batch_size)

    def take(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Return outputs and targets of some samples."""
        if not self.complete:
            chunks = set((chosen.cpu() // CHUNK).tolist())
            for chunk in sorted(chunk for chunk in chunks if not self._known[chunk]):
                rows = slice(chunk * CHUNK, (chunk + 1) * CHUNK)
                self.x[rows] = self._compute(self._batches.x[rows])
                self._known[chunk] = True
        return super().take(chosen)

    def _compute(self, x: Tensor) -> Tensor:
        values: dict[str, Tensor] = {}
        with torch.no_grad():
            for step in self._stem:
                value = step.module(*(values[source] for source in step.inputs)) if step.inputs else x
                values[step.node] = value if step.activation_module is None else step.activation_module(value)
        return values[self._stem[-1].node]

    def _tensors(self) -> list[Tensor]:
        modules = [module for step in self._stem for module in (step.module, step.activation_module)]
        return [
            tensor
            for module in modules
            if module is not None
            for tensor in (*module.parameters(), *module.buffers())
        ]


def features_of(network: Network, batches: Batches) -> Features | None:
    """Return the outputs of the frozen first layers of a network.

    None where nothing is gained: the first layers are trained, draw random numbers or collect statistics, samples stay
    in their files or change from epoch to epoch, or the outputs would take too much memory.
    """
    cut = _cut(network.steps, batches) if type(batches) is Batches and batches.in_memory else None
    return None if cut is None else Features(network, cut, batches)


def _cut(steps: tuple[Step, ...], batches: Batches) -> int | None:
    """Number of the last step up to which outputs can be kept; None where there is none."""
    still = 0
    while still < len(steps) - 1 and _is_still(steps[still]):
        still += 1
    frozen = [place for place, step in enumerate(steps[:still]) if step.training.frozen and _weights(step)]
    bytes_each = len(batches.x) * max((p.element_size() for step in steps for p in _weights(step)), default=4)
    for cut in reversed(range(frozen[-1] if frozen else still, still)):
        before = {step.node for step in steps[:cut]}
        alone = not any(before & set(step.inputs) for step in steps[cut + 1 :])
        if alone and bytes_each * prod(steps[cut].shape) <= MOST_BYTES:
            return cut
    return None


def _is_still(step: Step) -> bool:
    """Whether a layer puts out the same for the same input at every step of training."""
    moves = bool(_weights(step)) and not step.training.frozen
    collects = step.layer.keeps_statistics and not step.keeps_statistics
    return not (moves or collects or step.layer.random)


def _weights(step: Step) -> list[nn.Parameter]:
    modules = (module for module in (step.module, step.activation_module) if module is not None)
    return [parameter for module in modules for parameter in module.parameters()]
