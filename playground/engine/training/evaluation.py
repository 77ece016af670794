"""Losses and metrics of the training and validation splits."""

from __future__ import annotations

from collections.abc import Callable
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
    training = part == "training"
    x, y = (data.x_train, data.y_train) if training else (data.x_val, data.y_val)
    most = TRAINING_SAMPLES if training else VALIDATION_SAMPLES
    if len(x) > most:
        chosen = evenly(len(x), most)
        x, y = x[chosen], y[chosen]
    y = data.target.apply(y)  # R² is the same in any unit
    with inspection_mode(network, in_training_mode=training_batch > 0), torch.inference_mode():
        batch = training_batch or affordable(network, WORK, *BATCH)
        return _split(network, loss, data, (x.to(device), y.to(device)), stopped, batch)


def _split(
    network: Network,
    loss: Loss,
    data: Data,
    samples: tuple[Tensor, Tensor],
    stopped: Stopped,
    batch: int,
) -> tuple[float, float] | None:
    total, hits, (x, y) = 0.0, 0.0, samples
    for xs, ys in zip(parts(x, batch), parts(y, batch), strict=True):
        if stopped():
            return None
        output = network(xs)
        total += float(loss.compute(output, loss.target(ys, data.info.targets))) * len(xs)
        scores = loss.scores(output, data.info.task)
        if data.info.task == "classification":
            hits += float((scores.argmax(1) == ys).sum())
        else:
            hits += float(((scores - ys) ** 2).sum())
    if data.info.task == "classification":
        return total / len(x), hits / len(x)
    spread = float(((y - y.mean(0)) ** 2).sum())
    return total / len(x), 1 - hits / spread if spread else float("nan")
