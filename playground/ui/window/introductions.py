"""Introduces views, once they are made, to what they work with: no view imports another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from playground.build.report import Report
from playground.ui.canvas.view.view import CanvasView
from playground.ui.export.exports import Exports
from playground.ui.plots.frame.panel import PlotPanel
from playground.ui.runs.analysis import Analysis
from playground.ui.window.docks import Docks
from playground.ui.window.live_views import LiveViews
from playground.ui.window.tool_windows import ToolWindows


@runtime_checkable
class Reporting(Protocol):
    """A part of the window that shows the analysis of the project."""

    def show_report(self, report: Report) -> None:
        """Show shapes, counts or problems."""


class Introductions:
    """Connects each view when it is made.

    Args:
        docks: Make the views.
        canvas: Shows what is chosen in views, and says what is selected.
        analysis: Of the project.
        live: Hands out events.
        tools: Open from views.
        exports: Save pictures of plots.
    """

    def __init__(
        self,
        docks: Docks,
        canvas: CanvasView,
        analysis: Analysis,
        live: LiveViews,
        tools: ToolWindows,
        *,
        exports: Exports,
    ) -> None:
        self._canvas, self._analysis, self._live, self._tools = canvas, analysis, live, tools
        self._exports = exports
        self._reporting: list[Reporting] = []
        self._selected: tuple[str, ...] = ()
        self._special: dict[str, Callable[[Any], object]] = {
            "palette": lambda view: view.activated.connect(canvas.commands.add_entry),
            "inspector": self._introduce_inspector,
            "data": lambda view: view.lab_clicked.connect(tools.show_preparation),
            "training": lambda view: view.find_rate_clicked.connect(tools.find_rate),
            "prediction": self._introduce_prediction,
            "problems": lambda view: view.node_requested.connect(canvas.commands.focus_node),
        }
        canvas.selection_changed.connect(self._on_selection_changed)
        analysis.changed.connect(self._on_report)
        docks.made.connect(self._on_view_made)

    def _on_view_made(self, key: str, view: QWidget) -> None:
        self._live.add(view)
        if isinstance(view, PlotPanel):
            view.picture_wanted.connect(self._exports.ask_picture)
        if isinstance(view, Reporting):
            self._reporting.append(view)
            view.show_report(self._analysis.report)
        special = self._special.get(key)
        if special is not None:
            special(view)

    def _introduce_inspector(self, inspector: Any) -> None:
        self._canvas.selection_changed.connect(inspector.set_selection)
        inspector.set_selection(self._selected)

    def _introduce_prediction(self, prediction: Any) -> None:
        self._canvas.unit.changed.connect(prediction.show_unit)
        self._canvas.mouse.lens_wanted = lambda: not prediction.shows_units

    def _on_selection_changed(self, selected: tuple[str, ...]) -> None:
        self._selected = selected

    def _on_report(self, report: Report) -> None:
        for view in self._reporting:
            view.show_report(report)
