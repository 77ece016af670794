"""The choice of how lanes on one network step: together, where that is faster, or in turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from time import perf_counter

import torch
from torch import Tensor

from playground.engine.compiled.scribe import CannotRecord
from playground.engine.population.batched_replay import Method
from playground.engine.population.lockstep_lane import LockstepLane
from playground.engine.population.stacked_forward import NoRule
from playground.engine.runtime.bounded import BoundedDict

log = logging.getLogger(__name__)

LONG = 0.05
MOST_STEPS = 32
"""Methods are compared by as many steps as two lanes take in turn in ``LONG`` seconds, but no more than these."""
TRIES = 3
SLOW = 0.05
"""Seconds of a step from which on its calls cost nothing beside its sums, and stepping in turn needs less memory; where
they are known to be more, nothing is measured.
"""
WORTH_IT = 0.9
"""Stepping together must take less than this fraction of the time of stepping in turn, which is noisy."""
_KNOWN: BoundedDict[tuple[object, ...], Method | None] = BoundedDict(256)
"""The fastest method by what determines it; None for stepping in turn."""


StepTogether = Callable[[Method, Sequence[LockstepLane], int], object]
"""Takes steps of all lanes by a method."""


class ChoiceStopped(Exception):
    """The search for the fastest method was stopped."""


def fastest_method(
    lanes: Sequence[LockstepLane], among: int, advance: StepTogether, stopped: Callable[[], bool]
) -> Method | None:
    """Return the fastest method for these lanes, measured once per process for all that are alike.

    Methods differ in the last bits, so lanes keep theirs while others of their race are ahead, resumed or diverged.

    Args:
        lanes: Of one kind, at least two; their states are restored.
        among: Number of lanes in the race that compute the same, whatever step they are at.
        advance: Takes steps of the lanes by a method.
        stopped: Checked between measurements.

    Returns:
        None where stepping in turn is fastest.

    Raises:
        ChoiceStopped: When ``stopped``; nothing is remembered then.
    """
    first = lanes[0]
    key = (
        first.computes,
        first.batch_size,
        among,
        first.session.theta.dtype,
        torch.get_num_threads(),
    )
    if all(lane.seconds > SLOW for lane in lanes):
        return None
    if key not in _KNOWN:
        _KNOWN[key] = _fastest(lanes, advance, stopped)
    return _KNOWN[key]


def _fastest(
    lanes: Sequence[LockstepLane], advance: StepTogether, stopped: Callable[[], bool]
) -> Method | None:
    """Time the methods that give the gradients of stepping in turn; all states are restored."""
    ends = [lanes[0], lanes[-1]]
    single = _seconds(ends, lambda: [lane.session.advance(1) for lane in ends], stopped, 1)
    if single > SLOW * len(ends):
        return None
    with _restored(lanes):
        for lane in lanes:
            if stopped():
                raise ChoiceStopped
            lane.session.advance(1)
        expected = [lane.session.grad.clone() for lane in lanes]
    steps = int(max(1, min(MOST_STEPS, LONG // single)))
    best, least = None, _seconds(ends, lambda: [lane.session.advance(steps) for lane in ends], stopped)
    least *= WORTH_IT * len(lanes) / len(ends)
    methods: tuple[Method, ...] = ("stacked", "vmap")
    for method in methods:
        if stopped():
            raise ChoiceStopped
        if best is None and _agrees(method, lanes, advance, expected):
            needed = _seconds(lanes, partial(advance, method, lanes, steps), stopped)
            if needed < least:
                best, least = method, needed
    return best


def _agrees(
    method: Method, lanes: Sequence[LockstepLane], advance: StepTogether, expected: Sequence[Tensor]
) -> bool:
    with _restored(lanes):
        try:
            advance(method, lanes, 1)
        except (CannotRecord, NoRule, RuntimeError) as problem:
            log.debug("A step of several lanes cannot be taken %s: %s", method, problem)
            return False
        return all(_same(lane.session.grad, grad) for lane, grad in zip(lanes, expected, strict=True))


@contextmanager
def _restored(lanes: Sequence[LockstepLane]) -> Iterator[None]:
    """Restore the states of all lanes afterwards."""
    before = [lane.session.state() for lane in lanes]
    try:
        yield
    finally:
        for lane, state in zip(lanes, before, strict=True):
            lane.session.go_back(state)


def _seconds(
    lanes: Sequence[LockstepLane], run: Callable[[], object], stopped: Callable[[], bool], tries: int = TRIES
) -> float:
    """Return the least time of some tries, after one that may compile."""
    times = []
    for _ in range(1 + tries):
        if stopped():
            raise ChoiceStopped
        with _restored(lanes):
            begin = perf_counter()
            run()
            times.append(perf_counter() - begin)
    return min(times[1:])


def _same(found: Tensor, expected: Tensor) -> bool:
    """Whether two gradients differ by rounding errors only."""
    size = expected.nan_to_num(0.0, 0.0, 0.0).abs().max() if len(expected) else 0.0
    close = float(size) * 1e3 * torch.finfo(expected.dtype).eps
    return torch.allclose(found, expected, rtol=0.0, atol=close, equal_nan=True)
