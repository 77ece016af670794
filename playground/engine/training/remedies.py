"""Remedies for a run that diverged: one sentence with measured numbers, and the edit that applies it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from playground.build.training_fixes import FixKind, TrainingFix
from playground.catalog.kinds import OPTIMIZERS
from playground.engine.data.subsample import training_subsample
from playground.engine.training.sharpness import sharpness

if TYPE_CHECKING:
    from torch import Tensor

    from playground.engine.training.session import Session

LARGE_INPUTS = 100.0
"""Inputs beyond this are too large for usual initial weights."""
JUMP = 10.0
"""A gradient counts as large above this multiple of the gradient at the initial weights."""
EXPLODED = 10.0
"""Above this multiple of the loss at the initial weights, the curvature is measured at these instead."""


@dataclass(frozen=True)
class Remedy:
    """A reason in one sentence, and a fix."""

    reason: str
    fix: TrainingFix

    @property
    def advice(self) -> str:
        """Both as sentences."""
        return f"{self.reason} {self.fix.label}."


def remedy(session: Session) -> Remedy:
    """Choose the best remedy for a session at its last finite state, which is not changed.

    Inputs too large for initial weights come first, then gradients too large to be squared, then a rate above the
    largest stable one, then gradients that have grown; otherwise a lower rate is the first thing to try.
    """
    data = session.data
    largest = float(data.x_train.abs().max())
    quantities = not data.info.token_names
    if quantities and data.spec.transform.kind == "none" and largest > LARGE_INPUTS:
        return Remedy(f"The inputs go up to {largest:,.4g}.", TrainingFix(FixKind.STANDARDIZE))
    begun = type(session)(session.project, device=str(session.device))
    return (
        _overflowing(begun)
        or _lower_than_stable(session, begun)
        or _clipping(session, begun)
        or _lower(session, 0.1)
    )


def lower_rate(session: Session) -> TrainingFix:
    """Return the fix that divides the learning rate by ten."""
    return _lower(session, 0.1).fix


def smaller_batch(session: Session) -> TrainingFix:
    """Return the fix that halves the batch size, for a device that is out of memory."""
    half = max(1, session.training.batch_size // 2)
    return TrainingFix(FixKind.BATCH_SIZE, half)


def _overflowing(begun: Session) -> Remedy | None:
    """Clip gradients whose squares are larger than the largest number already at the initial weights."""
    length = _loss_and_gradient(begun)[1]
    if begun.training.clip_norm or not math.sqrt(torch.finfo(begun.theta.dtype).max) < length < math.inf:
        return None
    fix = TrainingFix(FixKind.CLIP_NORM, 1.0)
    return Remedy(f"The gradient is {_short(length)} long, too large to be squared.", fix)


def _lower_than_stable(session: Session, begun: Session) -> Remedy | None:
    now, then = _loss_and_gradient(session)[0], _loss_and_gradient(begun)[0]
    early = not now <= EXPLODED * then
    place = begun if early else session
    largest = sharpness(place.network, place.loss, *_samples(place))
    rate = session.stepper.rate_at(session.steps_done)
    if largest is None or largest <= 0 or rate <= 2 / largest:
        return None
    where = "At the initial weights" if early else "Here"
    return Remedy(
        f"{where}, gradient descent is stable up to a rate of 2/λ = {_short(2 / largest)} (λ: the sharpest "
        f"curvature); yours is {rate:g}.",
        _lower(session, 1 / largest / rate).fix,
    )


def _clipping(session: Session, begun: Session) -> Remedy | None:
    now, then = _loss_and_gradient(session)[1], _loss_and_gradient(begun)[1]
    if session.training.clip_norm or not then > 0 or now <= JUMP * then:
        return None
    norm = _rounded(then)
    fix = TrainingFix(FixKind.CLIP_NORM, norm)
    factor = "many" if not math.isfinite(now) else f"{now / then:,.0f}"
    return Remedy(f"The gradient is {factor} times as large as at the start.", fix)


def _lower(session: Session, factor: float) -> Remedy:
    """Multiply the learning rate; the result is rounded down to one significant figure."""
    old = OPTIMIZERS.of(session.training.optimizer).learning_rate
    rate = _rounded(old * factor)
    fix = TrainingFix(FixKind.LEARNING_RATE, rate)
    return Remedy(f"The learning rate of {old:g} may be too large.", fix)


def _loss_and_gradient(session: Session) -> tuple[float, float]:
    """Return loss and gradient norm on some training samples, in training mode."""
    x, y = _samples(session)
    with session.preserved():
        loss = session.loss.compute(session.network(x), y)
        found = torch.autograd.grad(loss, session.flat.tensors, allow_unused=True)
    length = math.sqrt(sum(float(g.cpu().double().square().sum()) for g in found if g is not None))
    return float(loss.detach()), length


def _samples(session: Session) -> tuple[Tensor, Tensor]:
    return training_subsample(session.network, session.loss, session.data, session.device)


def _rounded(value: float) -> float:
    """Round down to one significant figure, but not below the smallest positive number of a form."""
    if not value > 1e-12:
        return 1e-12
    unit = 10.0 ** math.floor(math.log10(value))
    return float(f"{math.floor(value / unit + 1e-9) * unit:.1g}")


def _short(value: float) -> str:
    """Format with two significant figures."""
    return f"{float(f'{value:.2g}'):g}"
