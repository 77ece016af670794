"""Losses and metrics of the training and validation splits."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from playground.build.data.loading import Data
from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.data.subsample import affordable, evenly
from playground.engine.training.modes import inspection_mode
from playground.engine.training.norm_statistics import parts

TRAINING_SAMPLES = 2_000
"""Training samples that are evaluated, evenly spaced over the split."""
VALIDATION_SAMPLES = 10_000
BATCH = (32, 2_000)
"""Fewest and most samples of a batch; ``stopped`` is checked between batches."""
WORK = 1e9
"""Most multiply-adds of a batch with more than the fewest samples: some hundredths of a second."""
Stopped = Callable[[], bool]
"""Returns True once the result is no longer wanted."""
Split = Literal["training", "validation"]
SPLITS: tuple[Split, ...] = ("training", "validation")


def never() -> bool:
    """Return that the result is still wanted."""
    return False


@dataclass(frozen=True)
class Evaluation:
    """Mean losses, and accuracies (0..1) or R², of both splits."""

    train_loss: float
    validation_loss: float
    train_metric: float
    validation_metric: float


def evaluate(
    network: Network,
    loss: Loss,
    data: Data,
    device: torch.device,
    stopped: Stopped,
    *,
    training_batch: int = 0,
) -> Evaluation | None:
    """Evaluate both splits; None if ``stopped`` returned true between two batches.

    Args:
        network: In training mode; it is not changed.
        loss: The loss.
        data: Both splits.
        device: Device of the network.
        stopped: Checked between two batches.
        training_batch: Batch size for evaluation in training mode; 0 for evaluation mode, where it does not matter.
    """
    results: list[float] = []
    for part in SPLITS:
        outcome = evaluate_split(network, loss, data, device, stopped, part, training_batch=training_batch)
        if outcome is None:
            return None
        results += outcome
    return Evaluation(results[0], results[2], results[1], results[3])


def evaluate_split(
    network: Network,
    loss: Loss,
    data: Data,
    device: torch.device,
    stopped: Stopped,
    part: Split,
    *,
    training_batch: int = 0,
) -> tuple[float, float] | None:
    """Return mean loss, and accuracy or R², of one split; see ``evaluate``."""
    sums = _Sums(network, loss, data, _samples(data, device, part))
    with inspection_mode(network, in_training_mode=training_batch > 0), torch.inference_mode():
        for xs, ys in sums.batches(training_batch or affordable(network, WORK, *BATCH)):
            if stopped():
                return None
            sums.add(xs, ys)
        return sums.outcome()


def evaluate_in_slices(
    network: Network, loss: Loss, data: Data, device: torch.device, stopped: Stopped
) -> Generator[tuple[int, float], None, Evaluation | None]:
    """Evaluate both splits in evaluation mode, as ``evaluate`` does, batch by batch.

    Yields:
        Samples evaluated so far, and the mean loss on those of the split in work.

    Returns:
        None if ``stopped`` returned true between two batches.
    """
    results: list[float] = []
    before, batch = 0, affordable(network, WORK, *BATCH)
    for part in SPLITS:
        sums = _Sums(network, loss, data, _samples(data, device, part))
        for xs, ys in sums.batches(batch):
            if stopped():
                return None
            with inspection_mode(network), torch.inference_mode():
                sums.add(xs, ys)
            yield before + sums.done, sums.total / sums.done
        before += sums.done
        with torch.inference_mode():
            results += sums.outcome()
    return Evaluation(results[0], results[2], results[1], results[3])


def evaluated_samples(data: Data) -> int:
    """Return how many samples of both splits an evaluation uses."""
    return min(len(data.x_train), TRAINING_SAMPLES) + min(len(data.x_val), VALIDATION_SAMPLES)


def _samples(data: Data, device: torch.device, part: Split) -> tuple[Tensor, Tensor]:
    training = part == "training"
    x, y = (data.x_train, data.y_train) if training else (data.x_val, data.y_val)
    most = TRAINING_SAMPLES if training else VALIDATION_SAMPLES
    if len(x) > most:
        chosen = evenly(len(x), most)
        x, y = x[chosen], y[chosen]
    return x.to(device), data.target.apply(y).to(device)  # R² is the same in any unit


class _Sums:
    """Sums over the batches of a split.

    Attributes:
        done: Samples so far.
        total: Sum of their losses.
    """

    def __init__(self, network: Network, loss: Loss, data: Data, samples: tuple[Tensor, Tensor]) -> None:
        self._network, self._loss, self._info = network, loss, data.info
        self._x, self._y = samples
        self.done, self.total, self._hits = 0, 0.0, 0.0

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches to add."""
        return zip(parts(self._x, size), parts(self._y, size), strict=True)

    def add(self, xs: Tensor, ys: Tensor) -> None:
        """Evaluate a batch."""
        loss, info = self._loss, self._info
        output = self._network(xs)
        self.total += float(loss.compute(output, loss.target(ys, info.targets))) * len(xs)
        self.done += len(xs)
        scores = loss.scores(output, info.task)
        if info.task == "classification":
            self._hits += float((scores.argmax(1) == ys).sum())
        else:
            self._hits += float(((scores - ys) ** 2).sum())

    def outcome(self) -> tuple[float, float]:
        """Return mean loss, and accuracy or R²."""
        mean, y = self.total / len(self._x), self._y
        if self._info.task == "classification":
            return mean, self._hits / len(y)
        spread = float(((y - y.mean(0)) ** 2).sum())
        return mean, 1 - self._hits / spread if spread else float("nan")
