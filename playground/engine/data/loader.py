"""Batches of samples that stay in their files; worker processes read ahead while training runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, split
from torch.utils.data import DataLoader, Dataset

from playground.build.data.loading import Stream
from playground.catalog.kinds import DataProblem, SetParams, Source
from playground.engine.data.batches import Batches, Change

MOST_WORKERS = 4
AHEAD = 4
"""Batches that each worker prepares in advance."""

Prepare = Callable[[NDArray[np.float32]], Tensor]
"""Turns raw samples ``(n, *shape)`` into network inputs."""


@dataclass(frozen=True)
class Refusal:
    """A ``DataProblem`` that crosses processes: its sentence and its fixes."""

    words: str
    fixes: tuple[SetParams, ...]


def default_workers() -> int:
    """Return the default number of workers: one for each core but the one that trains, within bounds."""
    return max(1, min(MOST_WORKERS, (os.cpu_count() or 2) - 1))


class StreamedBatches(Batches):
    """The order of one run's samples, as ``Batches`` draws it, over samples that are read when needed.

    The order, and so the loss curve, is the same for any number of workers.

    Attributes:
        waited: Seconds that training has waited for samples so far.
    """

    def __init__(
        self,
        stream: Stream,
        target: Tensor,
        prepare: Prepare,
        generator: torch.Generator,
        *,
        least: int,
        shares: Tensor | None = None,
        change: Change | None = None,
        workers: int | None = None,
    ) -> None:
        """Use the training split.

        Args:
            stream: The samples.
            target: Prepared targets of all of them, resident on the device.
            prepare: Makes network inputs.
            generator: Draws the order.
            least: A last batch smaller than this is dropped.
            shares: How often each sample is drawn in proportion, as for ``Batches``.
            change: Changes samples at random, as for ``Batches``.
            workers: Number of processes that read; 0 reads in the training thread.
        """
        super().__init__(
            torch.arange(len(stream.chosen)), target, generator, least=least, shares=shares, change=change
        )
        self._stream, self._prepare = stream, prepare
        self._workers = default_workers() if workers is None else workers
        self._order = _Order()
        self._loader: DataLoader[Tensor | Refusal] | None = None
        self._coming: Iterator[Tensor | Refusal] | None = None
        self._place = 0
        self.waited = 0.0

    @property
    def in_memory(self) -> bool:
        """Whether samples are in memory: they are not."""
        return False

    def epoch(self, batch_size: int) -> Iterator[Tensor]:
        """Draw the order of an epoch; reading begins with the first batch taken."""
        order = self._order_of_epoch()
        self._order.batches = list(split(order[: self.per_epoch(batch_size) * batch_size], batch_size))
        self._coming = None
        return iter(self._order.batches)

    def take(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Return inputs and targets of some samples; those of the next batch were read in advance.

        Raises:
            DataProblem: When a sample cannot be read, or is not finite once it is prepared.
        """
        begin = perf_counter()
        samples = self._next(chosen)
        self.waited += perf_counter() - begin
        if isinstance(samples, Refusal):
            raise DataProblem(samples.words, samples.fixes)
        device = self.y.device
        x = self._prepare(samples.numpy())
        self._stream.refuse_overflow(x, chosen.cpu().numpy())
        x = x.to(device, non_blocking=device.type == "cuda")
        return self._changed(x, self.y.index_select(0, chosen.to(device)))

    def close(self) -> None:
        """Stop the worker processes."""
        self._coming = self._loader = None

    def _next(self, chosen: Tensor) -> Tensor | Refusal:
        at = self._place
        if self._coming is None or at >= len(self._order.batches) or self._order.batches[at] is not chosen:
            at = next((n for n, batch in enumerate(self._order.batches) if batch is chosen), -1)
            if at < 0:
                return _read(self._stream.source, self._numbers(chosen))
            self._order.begin = at
            self._coming = iter(self._opened())
        self._place = at + 1
        return next(self._coming)

    def _numbers(self, chosen: Tensor) -> NDArray[np.int64]:
        numbers: NDArray[np.int64] = self._stream.chosen[chosen.cpu().numpy()]
        return numbers

    def _opened(self) -> DataLoader[Tensor | Refusal]:
        if self._loader is None:
            own = (
                torch.Generator()
            )  # the loader draws a seed for its workers; never from the run's generators
            several = self._workers > 0
            self._loader = DataLoader(
                _Samples(self._stream.source, self._stream.chosen),
                batch_sampler=self._order,
                num_workers=self._workers,
                collate_fn=_as_it_is,
                pin_memory=self.y.device.type == "cuda",
                multiprocessing_context="spawn" if several else None,
                prefetch_factor=AHEAD if several else None,
                persistent_workers=several,
                generator=own,
            )
        return self._loader


class _Order:
    """The remaining batches of an epoch."""

    def __init__(self) -> None:
        self.batches: list[Tensor] = []
        self.begin = 0

    def __iter__(self) -> Iterator[list[int]]:
        return (batch.tolist() for batch in self.batches[self.begin :])

    def __len__(self) -> int:
        return len(self.batches) - self.begin


class _Samples(Dataset["Tensor | Refusal"]):
    """What the workers read from."""

    def __init__(self, source: Source, chosen: NDArray[np.int64]) -> None:
        self._source, self._chosen = source, chosen

    def __getitem__(self, number: int) -> Tensor | Refusal:
        return self.__getitems__([number])

    def __getitems__(self, numbers: list[int]) -> Tensor | Refusal:
        """Read a whole batch at once (called by torch), so that a source can read in the order of its file."""
        return _read(self._source, self._chosen[numbers])


def _read(source: Source, numbers: NDArray[np.int64]) -> Tensor | Refusal:
    """Read samples, or return the problem as a value: an exception would lose its message between processes."""
    try:
        return torch.from_numpy(np.ascontiguousarray(source.read(numbers)))
    except DataProblem as problem:
        return Refusal(str(problem), problem.fixes)


def _as_it_is(batch: Any) -> Any:
    """Collate nothing: a batch is read as a whole."""
    return batch
