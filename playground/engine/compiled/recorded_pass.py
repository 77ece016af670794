"""Evaluations without Python, recorded once.

Beside a window that draws, each operation that Python starts may wait for the interpreter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from playground.engine.compiled.scribe import CannotRecord, Listener, Scribe
from playground.engine.runtime.torchscript import compiled, run_plain

log = logging.getLogger(__name__)

Pass = Callable[[], Sequence[Tensor]]
"""Computes tensors from others that keep their places in memory and whose values change."""

LARGE = 3e7
"""Multiply-adds of a pass beside which its Python costs nothing."""
MOST_LINES = 300
"""Operations of a pass that is compiled, which takes some 0.1 ms for each."""


def without_python(compute: Pass, work: float, device: torch.device) -> Pass:
    """Return the fastest means to repeat a pass.

    Args:
        compute: The pass; it must always do the same operations on the same tensors, without random numbers.
        work: Its multiply-adds, about.
        device: Where it computes; only passes on the CPU are recorded.
    """
    return RecordedPass(compute) if device.type == "cpu" and work < LARGE else compute


class RecordedPass:
    """A pass that is recorded when it is repeated; the results are the same, bit by bit."""

    def __init__(self, compute: Pass) -> None:
        self._compute = compute
        self._run: Pass | None = None
        self._calls = 0

    @property
    def recorded(self) -> bool:
        """Whether further calls run without Python."""
        return self._run not in (None, self._compute)

    def __call__(self) -> Sequence[Tensor]:
        """Compute with the present values."""
        self._calls += 1
        if self._calls == 1:  # the first picture waits for no compiler
            return self._compute()
        if self._run is None:
            self._run = self._recorded()
        return self._run()

    def _recorded(self) -> Pass:
        scribe = Scribe([])
        try:
            with Listener(scribe):
                results = self._compute()
            lines, names = scribe.written(results)
        except CannotRecord as problem:
            log.debug("A pass cannot be recorded: %s", problem)
            return self._compute
        if len(lines) > MOST_LINES:
            return self._compute
        head = "def run(c: List[Tensor]) -> List[Tensor]:\n"
        unit = compiled(
            head + "".join(f"    {line}\n" for line in lines) + f"    return [{', '.join(names)}]\n"
        )
        constants = list(scribe.constants)

        def run() -> Sequence[Tensor]:
            found: list[Tensor] = run_plain(unit, constants)
            return found

        return run
