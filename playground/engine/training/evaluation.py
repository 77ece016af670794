"""Losses and metrics of whole splits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, split

from playground.build.data import Data
from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.data.subsample import affordable, evenly
from playground.engine.training.modes import inspection_mode

TRAINING_SAMPLES = 2_000
"""Training samples that are evaluated, evenly spaced over the split."""
VALIDATION_SAMPLES = 10_000
BATCH = (32, 2_000)
"""Samples that are evaluated at once, between two questions whether to give up: fewer for much work per sample."""
WORK = 1e9
"""Multiply-adds of a batch when there are more than the fewest: some hundredths of a second."""
Split = Literal["training", "validation"]
SPLITS: tuple[Split, ...] = ("training", "validation")


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
    stopped: Callable[[], bool],
    *,
    mistaken: int = 0,
) -> Evaluation | None:
    """Evaluate both splits; None when ``stopped`` said so between two batches.

    Args:
        network: In training mode; it stays as it is.
        loss: Of the samples.
        data: Both splits.
        device: Where the network is.
        stopped: Asked between two batches.
        mistaken: Size of the batches to evaluate in training mode; 0 for evaluation mode, where sizes do not matter.
    """
    results: list[float] = []
    for part in SPLITS:
        outcome = evaluate_part(network, loss, data, device, stopped, part, mistaken=mistaken)
        if outcome is None:
            return None
        results += outcome
    return Evaluation(results[0], results[2], results[1], results[3])


def evaluate_part(
    network: Network,
    loss: Loss,
    data: Data,
    device: torch.device,
    stopped: Callable[[], bool],
    part: Split,
    *,
    mistaken: int = 0,
) -> tuple[float, float] | None:
    """Mean loss, and accuracy or R², of one split; see ``evaluate``."""
    training = part == "training"
    x, y = (data.x_train, data.y_train) if training else (data.x_val, data.y_val)
    most = TRAINING_SAMPLES if training else VALIDATION_SAMPLES
    if len(x) > most:
        chosen = evenly(len(x), most)
        x, y = x[chosen], y[chosen]
    with inspection_mode(network, in_training_mode=mistaken > 0), torch.inference_mode():
        batch = mistaken or affordable(network, WORK, *BATCH)
        return _split(network, loss, data, (x.to(device), y.to(device)), stopped, batch)


def _split(
    network: Network,
    loss: Loss,
    data: Data,
    samples: tuple[Tensor, Tensor],
    stopped: Callable[[], bool],
    batch: int,
) -> tuple[float, float] | None:
    total, hits, (x, y) = 0.0, 0.0, samples
    for xs, ys in zip(_parts(x, batch), _parts(y, batch), strict=True):
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


def _parts(values: Tensor, batch: int) -> list[Tensor]:
    """Batches; a last one of a single sample joins the one before, for batch norms know no spread of one."""
    parts = list(split(values, batch))
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [torch.cat(parts[-2:])]
    return parts
