"""Learning rate range test: the loss while the rate grows from step to step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import torch
from annotated_types import Le

from playground.arrays import Floats
from playground.catalog.kinds import OPTIMIZERS
from playground.engine.data.subsample import training_subsample
from playground.engine.events.run import RateSearch
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

LOWEST, HIGHEST = 1e-6, 10.0
STEPS = 120
"""Rates from the lowest to the highest; each is 1.14 times the one before."""
SMOOTHING = 0.8
BURST = 4.0
"""The sweep ends when the smoothed loss exceeds its lowest value by this factor."""
AT_FIRST = 8
"""Steps before the sweep may end for that reason and before the slope counts: an average needs some values."""


def search_rates(
    session: Session, *, lowest: float = LOWEST, highest: float = HIGHEST, steps: int = STEPS
) -> Iterator[RateSearch]:
    """Train a copy of a session with exponentially growing rates (Smith 2017, *Cyclical learning rates*).

    The copy starts at the session's present state, with the same batches and random numbers to come; the session is
    not changed, and the same state gives the same sweep. The loss is always computed on the same training samples, so
    that the noise of small batches does not hide its trend. A loss that is not finite ends the sweep.

    Args:
        session: The session to copy.
        lowest: First learning rate.
        highest: Last learning rate, limited to what the optimizer accepts.
        steps: Number of rates.

    Yields:
        The sweep so far after each step; the last one is complete.
    """
    with closing(Session(session.project)) as copy:
        copy.restore(session.state())
        yield from _searched(copy, np.geomspace(lowest, min(highest, _highest_rate(session)), steps))


def _searched(copy: Session, rates: Floats) -> Iterator[RateSearch]:
    x, y = training_subsample(copy.network, copy.loss, copy.data, copy.device)
    training, losses = copy.training, list[float]()
    for done, rate in enumerate(rates):
        with copy.preserved(), torch.no_grad():
            loss = float(copy.objective.compute(copy.network(x), y))
        if not np.isfinite(loss):
            break
        losses.append(loss)
        smooth = smoothed(np.array(losses))
        burst = done >= AT_FIRST and smooth[-1] > BURST * smooth.min() and smooth[-1] > smooth[0]
        if burst or done == len(rates) - 1:
            break
        copy.apply(_at_constant_rate(training, float(rate)))
        copy.advance(1)
        yield _so_far(rates, losses, complete=False)
    yield _so_far(rates, losses, complete=True)


def smoothed(losses: Floats, beta: float = SMOOTHING) -> Floats:
    """Smooth losses: ``s_i = beta s_{i-1} + (1 - beta) loss_i`` from ``s_0 = 0``, divided by ``1 - beta^i``."""
    result, average = np.empty(len(losses)), 0.0
    for place, loss in enumerate(losses):
        average = beta * average + (1 - beta) * float(loss)
        result[place] = average / (1 - beta ** (place + 1))
    return result


def steepest(rates: Floats, smooth: Floats) -> float | None:
    """Return the rate of steepest descent of a smoothed loss over the logarithm of the rate, before its minimum."""
    end = int(np.argmin(smooth)) + 1 if len(smooth) else 0
    if end - AT_FIRST < 3:
        return None
    slope = np.gradient(smooth[:end], np.log(rates[:end]))[AT_FIRST:]
    place = int(np.argmin(slope))
    return float(f"{rates[AT_FIRST + place]:.2g}") if slope[place] < 0 else None


def _so_far(rates: Floats, losses: list[float], *, complete: bool) -> RateSearch:
    loss = np.array(losses)
    smooth = smoothed(loss)
    tried = rates[: len(loss)]
    return RateSearch(tried, loss, smooth, steepest(tried, smooth), len(rates), complete)


def _at_constant_rate(training: TrainingSpec, rate: float) -> TrainingSpec:
    """Return settings with a constant rate and no end."""
    return training.with_(
        optimizer=training.optimizer.with_params(learning_rate=rate),
        schedule=Choice(kind="constant"),
        warmup=0,
        epochs=1_000_000,
        patience=0,
        average=0.0,
    )


def _highest_rate(session: Session) -> float:
    """Return the largest learning rate that the session's optimizer accepts."""
    field = OPTIMIZERS.entry(session.training.optimizer.kind).model_fields["learning_rate"]
    bounds = (bound.le for bound in field.metadata if isinstance(bound, Le))
    return min((bound for bound in bounds if isinstance(bound, int | float)), default=HIGHEST)
