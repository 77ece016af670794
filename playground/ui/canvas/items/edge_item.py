"""A wire on the canvas."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.spec.graph import Edge
from playground.ui.canvas.card.colors import mixed
from playground.ui.canvas.geometry import DETAIL, wire_path
from playground.ui.canvas.items.drawn import Drawn
from playground.ui.style.theme import Theme

REST_WIDTH = 2.0
SAMPLES = 24
"""Pieces into which a wire is cut to measure distances."""


@dataclass(frozen=True, slots=True)
class Strand:
    """The look of a wire under live data: width in pixels and tone from -8 (negative) to 8 (positive)."""

    width: float = REST_WIDTH
    tone: int | None = None


class EdgeItem(Drawn):
    """Shows one wire between two points."""

    def __init__(self, edge: Edge, theme: Theme) -> None:
        super().__init__(theme, 1.0)
        self.edge = edge
        self._path = QPainterPath()
        self._start = self._end = QPointF()
        self._points: list[QPointF] = []
        self._strand = Strand()
        self._states: frozenset[str] = frozenset()
        self._pen: QPen | None = None

    def restyle(self, theme: Theme) -> None:
        """Paint with another theme."""
        self._pen = None
        super().restyle(theme)

    def span(self, start: QPointF, end: QPointF) -> None:
        """Draw from one point of the scene to another."""
        self.prepareGeometryChange()
        self._path = wire_path(start, end)
        self._start, self._end = start, end
        self.bounds = self._path.controlPointRect().adjusted(-9.0, -9.0, 9.0, 9.0)
        self._points = []

    def show_strand(self, strand: Strand) -> None:
        """Show live strength and sign."""
        if strand != self._strand:
            self._strand, self._pen = strand, None
            self.update()

    def mark(self, state: str, *, on: bool) -> None:
        """Enter or leave one of the states ``hovered``, ``selected``, ``target``, ``broken``, ``hidden``."""
        states = self._states | {state} if on else self._states - {state}
        if states != self._states:
            self._states, self._pen = states, None
            self.setVisible("hidden" not in states)
            # What takes a drop shows above the card that is dragged over it.
            self.setZValue(7.5 if "target" in states else 1.5 if states & {"hovered", "selected"} else 1.0)
            self.update()

    def is_marked(self, state: str) -> bool:
        """Return whether it has a mark."""
        return state in self._states

    def distance(self, at: QPointF) -> float:
        """From a point of the scene, in pixels at zoom 1."""
        if not self._points:
            self._points = [self._path.pointAtPercent(i / SAMPLES) for i in range(SAMPLES + 1)]
        least = float("inf")
        for a, b in zip(self._points, self._points[1:], strict=False):
            along = b - a
            length = along.x() ** 2 + along.y() ** 2
            away = at - a
            part = 0.0 if length == 0 else (away.x() * along.x() + away.y() * along.y()) / length
            foot = a + along * min(1.0, max(0.0, part)) - at
            least = min(least, foot.x() ** 2 + foot.y() ** 2)
        return float(least**0.5)

    @property
    def start(self) -> QPointF:
        """Where it leaves its source."""
        return self._start

    @property
    def end(self) -> QPointF:
        """Where it enters its target."""
        return self._end

    @property
    def middle(self) -> QPointF:
        """The point half way along."""
        return self._path.pointAtPercent(0.5)

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        far = self.zoom < DETAIL
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not far)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._states & {"selected", "target"}:
            halo = QColor(self.theme.accent)
            halo.setAlphaF(0.4 if "target" in self._states else 0.25)
            painter.setPen(QPen(halo, self._halo_width(), c=Qt.PenCapStyle.RoundCap))
            painter.drawPath(self._path)
        if self._pen is None:
            self._pen = self._made_pen()
        painter.setPen(self._pen)
        painter.drawPath(self._path)

    def _halo_width(self) -> float:
        return self._strand.width + (11.0 if "target" in self._states else 7.0)

    def _made_pen(self) -> QPen:
        width = self._strand.width
        if "broken" in self._states:
            pen = QPen(QColor(self.theme.danger), max(width, REST_WIDTH))
            pen.setDashPattern([3.0, 2.5])
            return pen
        color = self._color()
        if self._states & {"selected", "target"}:
            color = QColor(self.theme.accent)
        elif "hovered" in self._states:
            color = mixed(color.name(), self.theme.text, 0.35)
            width += 0.75
        return QPen(color, width, c=Qt.PenCapStyle.RoundCap)

    def _color(self) -> QColor:
        tone = self._strand.tone
        if tone is None:
            return QColor(self.theme.wire)
        side = self.theme.positive if tone > 0 else self.theme.negative
        return mixed(self.theme.wire, side, min(1.0, 0.15 + abs(tone) / 6.0))
