"""A dot on the tab of Gradient flow while it is hidden and has something to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QTabBar

from playground.engine.events.pictures import GradientFindings, GradientFlow
from playground.engine.events.run import Event, Started
from playground.ui.plots.gradient_flow.recent_findings import RecentFindings
from playground.ui.style.theme import ThemeHub
from playground.ui.window.docks.docks import Docks

KEY = "flow"
SIDE, RADIUS = 64, 15
"""Of the icon, in its own pixels; Qt scales it down."""


class FindingsBadge(QObject):
    """Findings about gradients on the tab of the view that shows them; the tool tip has their words."""

    wanted: frozenset[type[Event]] = frozenset({GradientFindings})

    def __init__(self, docks: Docks, hub: ThemeHub) -> None:
        super().__init__(docks)
        self._docks, self._hub = docks, hub
        self._findings, self._shown = RecentFindings(), ("", "")
        docks.tidied.connect(self._repaint)
        docks.seen_changed.connect(self._show)
        hub.changed.connect(self._show)

    @property
    def words(self) -> str:
        """Recent findings, a line each; empty while the view itself can be seen."""
        lines = [] if self._docks[KEY].seen else [words for words, _ in self._findings.shown]
        return "\n".join(lines)

    def consume(self, events: Sequence[Event]) -> None:
        """Show the findings of the newest measurement."""
        for event in events:
            if isinstance(event, Started):
                self._findings = RecentFindings()
            elif isinstance(event, GradientFlow | GradientFindings):
                self._findings.add(event.words)
        self._show()

    def clear_live(self) -> None:
        """Forget the run."""
        self._findings = RecentFindings()
        self._show()

    @Slot()
    def _repaint(self) -> None:
        """Mark the tab again after tabs were laid out."""
        self._shown = ("", "?")
        self._show()

    @Slot()
    def _show(self) -> None:
        wanted = (self.words, self._hub.theme.warning)
        if wanted == self._shown:
            return
        self._shown = wanted
        words, color = wanted
        title, window = self._docks[KEY].windowTitle(), self._docks.parent()
        assert window is not None
        for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            for place in range(bar.count()):
                if bar.tabText(place) == title:
                    bar.setTabIcon(place, _dot(color) if words else QIcon())
                    bar.setTabToolTip(place, words)


def _dot(color: str) -> QIcon:
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(QPointF(SIDE / 2, SIDE / 2), RADIUS, RADIUS)
    painter.end()
    return QIcon(pixmap)
