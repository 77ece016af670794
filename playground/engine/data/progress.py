"""Progress of a run: steps, epochs, batches of the current epoch, evaluations that are due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from playground.engine.data.batches import Batches

EVALUATIONS = 500
"""Evaluations in a run; they come at ends of epochs."""
STEPS_BETWEEN_EVALUATIONS = (100, 1000)
"""At least, so that evaluations cost little, and at most."""


@dataclass(frozen=True)
class Position:
    """A position in a run, from which the same batches follow.

    Attributes:
        counts: Values by the names of ``EpochProgress``'s attributes.
        order: State of the generator from which the order of the current epoch is drawn.
    """

    counts: Mapping[str, int]
    order: Tensor


class EpochProgress:
    """Counts the steps of one run and supplies its batches.

    Attributes:
        batch_size: Batch size of the epochs to come.
        steps_done: Optimizer steps so far.
        epochs: Epochs of the whole run.
        epochs_done: Completed epochs.
        epoch_begin: Steps done when the current epoch began.
        epoch_batch: Batch size with which the current epoch began.
        steps_per_epoch: Steps of the current epoch.
        evaluated_at: Step of the newest evaluation that was due.
        newest: Sample indices of the newest step; None before the first one.
    """

    COUNTS = (
        "steps_done",
        "epochs",
        "epochs_done",
        "epoch_begin",
        "epoch_batch",
        "steps_per_epoch",
        "evaluated_at",
    )

    def __init__(self, batches: Batches, random: torch.Generator, *, epochs: int, batch_size: int) -> None:
        """Start at step 0.

        Args:
            batches: Samples of the training split.
            random: The generator that ``batches`` draws the order from.
            epochs: Epochs of the run.
            batch_size: Samples per step.
        """
        self._batches, self._random = batches, random
        self._current: Iterator[Tensor] = iter(())
        self._order = random.get_state()
        self.newest: Tensor | None = None
        self.batch_size = self.epoch_batch = batch_size
        self.epochs = epochs
        self.steps_done = self.epochs_done = self.epoch_begin = self.evaluated_at = 0
        self.measure_epoch()

    # --- facts -----------------------------------------------------------------------------------

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the current one."""
        return self.epochs_done + (self.steps_done - self.epoch_begin) / self.steps_per_epoch

    @property
    def total_steps(self) -> int:
        """Steps of the whole run, at the batch size of the current epoch."""
        return self.epoch_begin + max(0, self.epochs - self.epochs_done) * self.steps_per_epoch

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.epochs_done >= self.epochs

    @property
    def steps_left_in_epoch(self) -> int:
        """Steps until the current epoch is complete."""
        return self.steps_per_epoch - (self.steps_done - self.epoch_begin)

    @property
    def next_batch_size(self) -> int:
        """Batch size of the next step: an epoch keeps the size with which it began."""
        return self.epoch_batch if self.steps_done > self.epoch_begin else self.batch_size

    @property
    def evaluation_due(self) -> bool:
        """Whether whole splits are evaluated after this step; the same in every run."""
        if self.steps_done == 0 or self.finished:
            return True
        at_end = self.steps_done == self.epoch_begin
        least, most = STEPS_BETWEEN_EVALUATIONS
        between = max(least, min(most, self.total_steps // EVALUATIONS))
        return at_end and self.steps_done - self.evaluated_at >= between

    # --- steps ----------------------------------------------------------------------------------

    def next_batch(self) -> Tensor:
        """Return the sample indices of the next step."""
        batch = next(self._current, None)
        if batch is None:
            self._order = self._random.get_state()
            self.epoch_batch = self.batch_size
            self._current = self._batches.epoch(self.epoch_batch)
            batch = next(self._current)
        self.newest = batch
        return batch

    def next_batches(self, count: int) -> list[Tensor]:
        """Return the sample indices of each of the next steps, all in one epoch."""
        batches = [self.next_batch(), *islice(self._current, count - 1)]
        self.newest = batches[-1]
        return batches

    def same_position(self, other: EpochProgress) -> bool:
        """Whether another run on the same samples in memory has the same position."""
        mine, theirs = self.position(), other.position()
        return (
            mine.counts == theirs.counts
            and self.batch_size == other.batch_size
            and (mine.order is theirs.order or mine.order.equal(theirs.order))
        )

    def copy_from(self, other: EpochProgress) -> None:
        """Advance to the position of another run that had the same position as this one before."""
        for name in self.COUNTS:
            setattr(self, name, getattr(other, name))
        self.newest, self._order, self._current = other.newest, other._order, copy(other._current)
        self._random.set_state(other._random.get_state())

    def count_steps(self, count: int) -> bool:
        """Count steps of one epoch; returns whether epochs have another length from here on."""
        self.steps_done += count
        if self.steps_left_in_epoch:
            return False
        self.epochs_done += 1
        self.epoch_begin = self.steps_done
        self._current = iter(())
        before = self.steps_per_epoch
        self.measure_epoch()
        return self.steps_per_epoch != before

    def finish(self) -> None:
        """End the run here, at the end of an epoch."""
        self.epochs = self.epochs_done

    def measure_epoch(self) -> None:
        """Set the length of the current epoch from ``batch_size``."""
        self.steps_per_epoch = self._batches.per_epoch(self.batch_size)

    # --- positions ----------------------------------------------------------------------------------

    def position(self) -> Position:
        """Return the present position."""
        order = self._order if self.steps_done > self.epoch_begin else self._random.get_state()
        return Position({name: getattr(self, name) for name in self.COUNTS}, order)

    def seek(self, place: Position) -> None:
        """Move to a position of a run on the same samples; the batches after it follow again."""
        for name in self.COUNTS:
            setattr(self, name, place.counts[name])
        self._order = place.order
        self._random.set_state(place.order)
        self._current = iter(())
        if self.steps_done > self.epoch_begin:
            self._current = self._batches.epoch(self.epoch_batch)
            for _ in range(self.steps_done - self.epoch_begin):
                next(self._current)

    def accepts(self, counts: Mapping[str, int]) -> bool:
        """Whether these counts are a possible position."""
        if min(counts[name] for name in self.COUNTS) < 0 or counts["epoch_batch"] < 1:
            return False
        taken, length = counts["steps_done"] - counts["epoch_begin"], counts["steps_per_epoch"]
        return 0 <= taken < length and (not taken or length == self._batches.per_epoch(counts["epoch_batch"]))
