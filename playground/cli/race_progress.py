"""How far a race is, as a bar on standard error: what is prepared, the first losses, then steps and losses."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from playground.cli.output import plain

if TYPE_CHECKING:
    from types import TracebackType

    from playground.engine.events.run import Event

WORDS_ALONE = "{desc} [{elapsed}]"
"""Of the bar while nobody knows how many steps there will be."""


class RaceProgress:
    """The bar; without a terminal there is none."""

    def __init__(self) -> None:
        from tqdm import tqdm  # noqa: PLC0415

        self._bar: tqdm[Any] = tqdm(
            unit="step", file=sys.stderr, dynamic_ncols=True, disable=None, bar_format=WORDS_ALONE
        )
        self._counts_steps = False  # a bar without a terminal has no format of its own
        self._names: Mapping[str, str] = {}
        self._losses: dict[str, float] = {}

    def __enter__(self) -> RaceProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def take(self, event: Event) -> None:
        """Show what an event says."""
        from playground.engine.events.network_race import (  # noqa: PLC0415 - load torch
            LaneScalars,
            NetworkRaceStarted,
            NetworkRaceState,
        )
        from playground.engine.events.run import RunState  # noqa: PLC0415
        from playground.records.race_remarks import remark  # noqa: PLC0415

        if isinstance(event, NetworkRaceStarted):
            self._names = event.names
        elif isinstance(event, LaneScalars):
            if isfinite(loss := float(event.loss[-1])):
                self._losses[event.lane] = loss
            self._bar.set_postfix_str(plain(self._lowest()), refresh=False)
        elif isinstance(event, NetworkRaceState) and event.state is RunState.RUNNING and not event.step:
            self._bar.set_description_str("First step of every lane…")
        elif not self._counts_steps and (words := remark(event, self._names)):
            self._bar.set_description_str(plain(words))

    def show(self, done: int, total: int) -> None:
        """Show the steps done, and all steps."""
        if not done:
            return
        if not self._counts_steps:
            self._counts_steps, self._bar.bar_format = True, None
            self._bar.set_description_str("", refresh=False)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def _lowest(self) -> str:
        if not self._losses:
            return ""
        lane = min(self._losses, key=lambda lane: self._losses[lane])
        return f"lowest batch loss {self._losses[lane]:.4g} ({self._names.get(lane, lane)})"
