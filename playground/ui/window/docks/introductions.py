"""Introduces views, once they are made, to what they work with: no view imports another."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from playground.build.report import Report
from playground.ui.export.exports import Exports
from playground.ui.plots.frame.panel import PlotPanel
from playground.ui.runs.analysis import Analysis
from playground.ui.widgets.accessible_names import name_parts
from playground.ui.window.docks.docks import Docks
from playground.ui.window.docks.findings_badge import FindingsBadge
from playground.ui.window.docks.live_views import LiveViews
from playground.ui.window.docks.views import Partners


@runtime_checkable
class Reporting(Protocol):
    """A part of the window that shows the analysis of the project."""

    def show_report(self, report: Report) -> None:
        """Show shapes, counts or problems."""


class Introductions:
    """Connects each view when it is made.

    Args:
        docks: Make the views.
        partners: What views work with.
        analysis: Of the project.
        live: Hands out events.
        exports: Save pictures of plots.
    """

    def __init__(
        self, docks: Docks, partners: Partners, analysis: Analysis, live: LiveViews, exports: Exports
    ) -> None:
        self._partners, self._analysis, self._live, self._exports = partners, analysis, live, exports
        self._docks = docks
        self._reporting: list[Reporting] = []
        self._connections = {view.key: view.connect for view in docks.views}
        analysis.changed.connect(self._on_report)
        docks.made.connect(self._on_view_made)
        live.add(FindingsBadge(docks, docks.hub))

    def _on_view_made(self, key: str, view: QWidget) -> None:
        self._live.add(view)
        if isinstance(view, PlotPanel):
            view.copy_wanted.connect(self._exports.copy_picture)
            view.picture_wanted.connect(self._exports.ask_picture)
            view.data_wanted.connect(self._exports.network.copy_curves)
            view.wanted_changed.connect(self._docks.seen_changed)
        if isinstance(view, Reporting):
            self._reporting.append(view)
            view.show_report(self._analysis.report)
        connect = self._connections[key]
        if connect is not None:
            connect(view, self._partners)
        name_parts(view, self._docks[key].view.title)

    def _on_report(self, report: Report) -> None:
        for view in self._reporting:
            view.show_report(report)
