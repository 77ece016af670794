"""Hands the events of a run to the views that show them, and says which heavy events are worth making."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from playground.engine.events.run import Event, Started
from playground.records.run import RunRecord
from playground.ui.plots.frame.panel import PlotPanel


@runtime_checkable
class LiveView(Protocol):
    """A part of the window that shows what a run does."""

    @property
    def wanted(self) -> frozenset[type[Event]]:
        """Heavy events that it shows now."""

    def consume(self, events: Sequence[Event]) -> None:
        """Show the events of a frame."""

    def clear_live(self) -> None:
        """Forget the run."""


class LiveViews:
    """The plots and other views of a run.

    Args:
        record: The record of the run that is shown; another one after each start.
    """

    def __init__(self, record: Callable[[], RunRecord]) -> None:
        self._record = record
        self._plots: list[PlotPanel] = []
        self._others: list[LiveView] = []
        self._started: Started | None = None

    def add(self, view: QObject) -> None:
        """Let a view take part, if it shows runs at all; it learns which run there is."""
        if isinstance(view, PlotPanel):
            self._plots.append(view)
            view.record = self._record()
        elif isinstance(view, LiveView):
            self._others.append(view)
        else:
            return
        if self._started is not None:
            view.consume([self._started])

    def consume(self, events: Sequence[Event]) -> None:
        """Show the events of a frame."""
        for event in events:
            if isinstance(event, Started):
                self._started = event
        record = self._record()
        for plot in self._plots:
            plot.record = record
            if plot.take(events):
                plot.redraw_soon()  # each in an event of its own, so that none holds up the window for long
        for view in self._others:
            view.consume(events)

    def clear(self) -> None:
        """Forget the run."""
        self._started = None
        for plot in self._plots:
            plot.clear()
        for view in self._others:
            view.clear_live()

    def wanted(self, seen: Iterable[QObject]) -> frozenset[type[Event]]:
        """The heavy events that the views on the screen show, and those that are shown without a view."""
        on_screen = set(seen)
        live: Sequence[PlotPanel | LiveView] = [*self._plots, *self._others]
        shown = (view.wanted for view in live if view in on_screen or not isinstance(view, QWidget))
        return frozenset[type[Event]]().union(*shown)
