"""The loss of many parameter vectors of one network on the same samples, without disturbing the network.

The time of a small network is dominated by the overhead of each call, so C vectors are evaluated at once where
possible: by the layers' ``stacked`` rules (batched products, features first), by ``torch.func.vmap``, else one after
the other. The fastest method is measured once per network, never assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from time import perf_counter
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.func import functional_call, vmap

from playground.engine.population.stacked_forward import (
    NoRule,
    StackedForward,
    features_first,
    signature,
    views,
)
from playground.engine.runtime.bounded import BoundedDict
from playground.engine.training.modes import eval_mode

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.catalog.kinds import Loss

CHUNKS = (8, 16, 32, 64, 128)
"""Numbers of vectors at once to try; which one is fastest depends on the CPU caches."""
MOST_NUMBERS = 8_000_000
"""Parameters of a chunk, or outputs of all layers on all samples: 32 MB."""
_CLEAR_LEAD = 3.0
"""A stacked network that beats the loop by this factor beats vmap too; it is not tried then."""
_WORTH_IT = 0.85
"""A method replaces a simpler one only if it takes less than this fraction of its time, which is noisy."""

Method = Callable[[Tensor, list[Tensor] | None], Tensor]
_KNOWN: BoundedDict[tuple[object, ...], tuple[str, _ChunkSize]] = BoundedDict(256)
"""The fastest method and the best chunk sizes by what determines them, for the life of the process."""


class Population:
    """Losses of parameter vectors on fixed samples: the mean data loss, in evaluation mode.

    Uses no randomness; parameters, gradients, buffers and modes of the network are not changed.
    """

    def __init__(self, network: Network, loss: Loss, x: Tensor, target: Tensor) -> None:
        """Evaluate on these samples.

        Args:
            network: The network; its parameters in their order make up a vector.
            loss: The data loss.
            x: Prepared inputs ``(N, *shape)``.
            target: As ``loss.target`` made them.
        """
        self.x, self.target = x, target
        self.method = ""
        self._network, self._loss = network, loss
        self._names = [name for name, _ in network.named_parameters()]
        self._shapes = [p.shape for p in network.parameters()]
        self._sizes = [p.numel() for p in network.parameters()]
        self._features_first = features_first(x[None]).contiguous()
        self._stacks = StackedForward(network)
        self._chosen = False
        self._chunks = _ChunkSize(self._most())

    def losses(self, thetas: Tensor, outputs: list[Tensor] | None = None) -> Tensor:
        """Compute the loss of each vector.

        Args:
            thetas: ``(C, P)``.
            outputs: Takes the network's outputs ``(some, N, *outputs)``, chunk by chunk, where they are wanted.

        Returns:
            ``(C,)``; not finite where the network's output is not finite.
        """
        if not len(thetas):
            return thetas.new_empty(0)
        with torch.inference_mode(), eval_mode(self._network):
            if not self._chosen:
                self.choose(thetas[0])
            run = self._by(self.method)
            done, parts = 0, list[Tensor]()
            while done < len(thetas):
                size = self._chunks.next
                chunk = thetas[done : done + size]
                begin = perf_counter()
                parts.append(run(chunk, outputs))
                if len(chunk) == size:
                    self._chunks.took(perf_counter() - begin)
                done += size
            return torch.cat(parts)

    def losses_of(self, outputs: Tensor, samples: Tensor) -> Tensor:
        """Compute the losses ``(C,)`` that belong to outputs ``(C, n, *outputs)`` of some samples ``(n,)``."""
        with torch.inference_mode():
            return self._loss.per_sample(outputs, self.target[samples]).flatten(1).mean(1)

    def choose(self, theta: Tensor) -> None:
        """Choose the method now, at a vector ``(P,)``, instead of in the first call of ``losses``."""
        work = (
            signature(self._network, self._loss),
            tuple(self.x.shape),
            theta.dtype,
            str(theta.device),
            torch.get_num_threads(),
        )
        if work not in _KNOWN:
            with torch.inference_mode(), eval_mode(self._network):
                method = self._fastest(theta[None])
            _KNOWN[work] = method, _ChunkSize(1 if method == "loop" else self._most())
        self.method, self._chunks = _KNOWN[work]
        self._chosen = True

    @property
    def chunk(self) -> int:
        """The best number of vectors per call."""
        return self._chunks.next

    # --- methods --------------------------------------------------------------------------

    def _by(self, method: str) -> Method:
        """The method of a name; never kept here, where it would be a cycle that only the garbage collector frees."""
        return {"loop": self._by_loop, "vmap": self._by_vmap, "stacked": self._by_stacks}[method]

    def _by_loop(self, thetas: Tensor, outputs: list[Tensor] | None = None) -> Tensor:
        parameters = list(self._network.parameters())
        own = [parameter.data for parameter in parameters]
        losses = []
        try:
            for theta in thetas:  # a copy begins where memory is aligned, as the network's own parameters do
                pieces = torch.split(theta.clone(), self._sizes)
                for parameter, piece, shape in zip(parameters, pieces, self._shapes, strict=True):
                    parameter.data = piece.view(shape)
                output = self._network(self.x)
                losses.append(self._loss.compute(output, self.target))
                if outputs is not None:
                    outputs.append(output[None])
        finally:
            for parameter, data in zip(parameters, own, strict=True):
                parameter.data = data
        return torch.stack(losses)

    def _by_vmap(self, thetas: Tensor, outputs: list[Tensor] | None = None) -> Tensor:
        if len(thetas) == 1:
            return self._by_loop(thetas, outputs)
        losses: Tensor
        losses, output = vmap(self._one)(thetas)
        if outputs is not None:
            outputs.append(output)
        return losses

    def _one(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        pieces = torch.split(theta, self._sizes)
        values = {n: p.view(s) for n, p, s in zip(self._names, pieces, self._shapes, strict=True)}
        output = functional_call(self._network, values, (self.x,))
        return self._loss.per_sample(output, self.target).mean(), output

    def _by_stacks(self, thetas: Tensor, outputs: list[Tensor] | None = None) -> Tensor:
        output = self._stacks(views(thetas, self._shapes), self._features_first)
        if outputs is not None:
            outputs.append(output)
        return self._loss.per_sample(output, self.target).mean(-1)

    # --- the choice ------------------------------------------------------------------------------

    def _fastest(self, theta: Tensor) -> str:
        """Time the methods that agree with the loop at one point; return the name of the fastest."""
        reference = self._by_loop(theta)
        best, fastest = "loop", self._seconds(self._by_loop, theta)
        single = fastest
        for name, method, count in (("stacked", self._by_stacks, 8), ("vmap", self._by_vmap, 4)):
            count = min(count, self._most())  # noqa: PLW2901 - the bound belongs to the number
            if count < 2 or (best == "stacked" and single > _CLEAR_LEAD * fastest):
                continue
            many = theta.repeat(count, 1)
            if not self._agrees(method, many, reference):
                continue
            seconds = self._seconds(method, many) / count
            if seconds < _WORTH_IT * fastest:
                best, fastest = name, seconds
        return best

    def _agrees(self, method: Method, thetas: Tensor, reference: Tensor) -> bool:
        """Whether a method works for this network and agrees with the loop."""
        try:
            losses = method(thetas, None)
        except (NoRule, RuntimeError):
            # A layer without a rule, rules that do not fit this order of layers, or what vmap does not support.
            return False
        return losses.shape == thetas.shape[:1] and torch.allclose(
            losses, reference.expand_as(losses), rtol=1e-3, atol=1e-5, equal_nan=True
        )

    def _seconds(self, method: Method, thetas: Tensor) -> float:
        """Return the least time of three calls; reading a value synchronizes with a GPU."""
        times = []
        for _ in range(3):
            begin = perf_counter()
            float(method(thetas, None).sum())
            times.append(perf_counter() - begin)
        return min(times)

    def _most(self) -> int:
        """Return how many vectors fit into a chunk's memory."""
        widths = sum(prod(step.shape) for step in self._network.steps) * len(self.x)
        return max(1, MOST_NUMBERS // max(1, widths, sum(self._sizes)))


class _ChunkSize:
    """Finds the fastest number of vectors at once during the work: tries each, then uses the best."""

    def __init__(self, most: int) -> None:
        self._sizes = [size for size in CHUNKS if size <= most] or [most]
        self._seconds = {size: float("inf") for size in self._sizes}
        self._tries = [size for size in self._sizes for _ in range(3)] if len(self._sizes) > 1 else []

    @property
    def next(self) -> int:
        """Size of the next chunk."""
        return self._tries[0] if self._tries else min(self._sizes, key=self._seconds.__getitem__)

    def took(self, seconds: float) -> None:
        """Record the time of a whole chunk of that size."""
        if not self._tries:
            return
        size = self._tries.pop(0)
        self._seconds[size] = min(self._seconds[size], seconds / size)
