"""Predictions of all lanes side by side: maps, fitted lines, scatter plots or confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, sqrt

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.arrays import Floats
from playground.engine.events.network_race import LanePictures
from playground.engine.events.pictures import Confusion, DecisionMap, FittedLine, PredictedAgainstTrue
from playground.engine.events.run import Event
from playground.ui.plots.chart.colors import Pixels, blended_pixels, mapped, pack
from playground.ui.plots.chart.numbers import count
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.panel import Readout
from playground.ui.plots.race.drawn_lane import DrawnLane, visible
from playground.ui.style.color_maps import diverging_lut
from playground.ui.style.theme import Theme, ThemeHub, small_font

GAP, TITLE, CAPTION = 14, 22, 20
STRENGTH = 0.7
CAPTIONS = {
    DecisionMap: "Colour: what the network predicts at each point, stronger where it is surer; the same in all lanes.",
    FittedLine: "Across: the input; upwards: the prediction. The axes are the same in all lanes.",
    PredictedAgainstTrue: "Across: the true value; upwards: the predicted one. They agree on the dashed line.",
    Confusion: "Rows: true classes, from the top; columns: predicted ones, from the left. Stronger: more of the row.",
}
EMPTY = "The predictions of each lane appear here once the race is ready."


class NetworkRacePredictions(QWidget):
    """One small plot per lane, all with the same axes and colours."""

    title = "Predictions"
    tip = "What each lane's network predicts, side by side"
    wanted = frozenset({LanePictures})

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = hub.theme
        self._runs: Sequence[DrawnLane] = ()
        self._pictures: Mapping[str, Event] = {}
        self._notes: Mapping[str, str] = {}
        self._images: dict[str, QImage] = {}
        self._waiting = EMPTY
        self.setObjectName("plotPanel")
        self.setAccessibleName("Predictions of each lane")
        self.setMouseTracking(True)
        self.readout = Readout(self)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    # --- what is shown ---------------------------------------------------------------------------

    def show_lanes(self, runs: Sequence[DrawnLane], notes: Mapping[str, str]) -> None:
        """Show these lanes, with a text beside each name."""
        self._runs, self._notes = runs, notes
        self.update()

    def show_preparing(self, words: str) -> None:
        """Show what is prepared while there are no predictions; empty for a race that is ready."""
        self._waiting = words or EMPTY
        self.update()

    def take(self, event: object) -> None:
        """Show newer predictions."""
        if isinstance(event, LanePictures):
            self._pictures, self._images = event.pictures, {}
            self.update()

    def forget(self) -> None:
        """Drop all predictions."""
        self._pictures, self._images = {}, {}
        self.update()

    def rectangles(self) -> list[tuple[DrawnLane, QRectF]]:
        """Return the rectangle of each lane's plot."""
        runs = [run for run in visible(self._runs) if run.lane in self._pictures]
        if not runs:
            return []
        whole = self.height() - CAPTION
        aspect = max(0.2, self.width() / max(1, whole))
        columns = min(len(runs), max(1, round(sqrt(len(runs) * aspect))))
        rows = ceil(len(runs) / columns)
        width, height = (self.width() - GAP) / columns - GAP, (whole - GAP) / rows - GAP
        side = max(8.0, min(width, height - TITLE))
        left = (self.width() - columns * (side + GAP) + GAP) / 2
        top = (whole - rows * (side + TITLE + GAP) + GAP) / 2
        places = (divmod(number, columns) for number in range(len(runs)))
        return [
            (run, QRectF(left + c * (side + GAP), top + r * (side + TITLE + GAP) + TITLE, side, side))
            for run, (r, c) in zip(runs, places, strict=True)
        ]

    # --- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setFont(small_font(self._theme))
        places = self.rectangles()
        if not places:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._waiting
            )
        for run, place in places:
            self._draw(painter, run, place)
        if places:
            self._draw_caption(painter, type(self._pictures[places[0][0].lane]))
        painter.end()

    def _draw_caption(self, painter: QPainter, kind: type[Event]) -> None:
        place = self.rect().adjusted(10, self.height() - CAPTION, -10, 0)
        painter.setPen(QColor(self._theme.muted))
        words = painter.fontMetrics().elidedText(
            CAPTIONS.get(kind, ""), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw(self, painter: QPainter, run: DrawnLane, place: QRectF) -> None:
        head = QRectF(place.left(), place.top() - TITLE, place.width(), TITLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(run.color))
        painter.drawEllipse(QPointF(head.left() + 5, head.center().y()), 4.5, 4.5)
        painter.setPen(QColor(self._theme.text))
        right = self._notes.get(run.lane, "")
        metrics = painter.fontMetrics()
        room = int(head.width()) - 18 - metrics.horizontalAdvance(right)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            head.adjusted(14, 0, 0, 0),
            middle | Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(run.name, Qt.TextElideMode.ElideRight, max(10, room)),
        )
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, right)
        self._picture(painter, run, place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawRect(place)

    def _picture(self, painter: QPainter, run: DrawnLane, place: QRectF) -> None:
        event = self._pictures[run.lane]
        match event:
            case DecisionMap() | Confusion():
                if run.lane not in self._images:
                    self._images[run.lane] = _image(self._pixels(event))
                smooth = isinstance(event, DecisionMap)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
                painter.drawImage(place, self._images[run.lane])
            case FittedLine():
                low, high = self._span(lambda e: e.y if isinstance(e, FittedLine) else np.empty(0))
                line = _inside(event.x, event.y, (float(event.x[0]), float(event.x[-1])), (low, high), place)
                painter.setPen(QPen(QColor(run.color), 2))
                painter.drawPolyline(line)
            case PredictedAgainstTrue():
                low, high = self._span(
                    lambda e: (
                        np.concatenate([e.truth, e.predicted])
                        if isinstance(e, PredictedAgainstTrue)
                        else np.empty(0)
                    )
                )
                painter.setPen(QPen(QColor(self._theme.muted), 0, Qt.PenStyle.DashLine))
                painter.drawLine(place.bottomLeft(), place.topRight())
                dots = _inside(event.truth, event.predicted, (low, high), (low, high), place)
                painter.setPen(QPen(QColor(run.color), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawPoints(dots)

    def _pixels(self, event: DecisionMap | Confusion) -> Pixels:
        theme = self._theme
        if isinstance(event, Confusion):
            shares = event.counts / np.maximum(1, event.counts.sum(axis=1, keepdims=True))
            return mapped(shares[::-1] ** 0.5, _ramp(theme))
        scores = event.scores.astype(np.float64)
        if scores.shape[2] > 1:
            return blended_pixels(scores, theme.class_colors, theme.zero, STRENGTH)
        low, high = self._span(lambda e: e.scores.ravel() if isinstance(e, DecisionMap) else np.empty(0))
        reach = max(abs(low), abs(high), 1e-9)
        return mapped((scores[:, :, 0] / reach + 1) / 2, pack(diverging_lut(theme).astype(np.float64)))

    def _span(self, values_of: object) -> tuple[float, float]:
        """Return the range of values in all lanes with a margin, as they share their axes."""
        assert callable(values_of)
        values = np.concatenate(
            [np.asarray(values_of(event), np.float64) for event in self._pictures.values()]
        )
        values = values[np.isfinite(values)]
        if not len(values):
            return 0.0, 1.0
        low, high = float(values.min()), float(values.max())
        margin = 0.05 * (high - low) or 0.5
        return low - margin, high + margin

    # --- cursor ----------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: show the numbers behind a cell of a confusion matrix."""
        at = event.position()
        for run, place in self.rectangles():
            picture = self._pictures[run.lane]
            if isinstance(picture, Confusion) and place.contains(at):
                classes = len(picture.names)
                row = min(int((at.y() - place.top()) / place.height() * classes), classes - 1)
                column = min(int((at.x() - place.left()) / place.width() * classes), classes - 1)
                samples = f"{count(picture.counts[row, column])} of {count(picture.counts[row].sum())}"
                rows = [
                    ("true", picture.names[row]),
                    ("predicted", picture.names[column]),
                    ("samples", samples),
                ]
                self.readout.show_at(at.toPoint(), run.name, rows)
                return
        self.readout.hide()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor has left."""
        super().leaveEvent(event)
        self.readout.hide()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self._theme, self._images = theme, {}
        self.update()


def _ramp(theme: Theme) -> Pixels:
    ends = np.array(
        [
            [getattr(QColor(color), part)() for part in ("red", "green", "blue")]
            for color in (theme.panel, theme.accent)
        ]
    )
    weights = np.linspace(0.0, 1.0, 256)[:, None]
    return pack((1 - weights) * ends[0] + weights * ends[1])


def _image(pixels: Pixels) -> QImage:
    """Make an image of pixels whose rows go upwards."""
    flipped = np.ascontiguousarray(pixels[::-1])
    height, width = flipped.shape
    return QImage(flipped.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def _inside(
    x: Floats, y: Floats, xs: tuple[float, float], ys: tuple[float, float], place: QRectF
) -> QPolygonF:
    across = place.left() + (np.asarray(x) - xs[0]) / max(1e-12, xs[1] - xs[0]) * place.width()
    down = place.bottom() - (np.asarray(y) - ys[0]) / max(1e-12, ys[1] - ys[0]) * place.height()
    return QPolygonF(
        [QPointF(a, b) for a, b in zip(across.tolist(), down.tolist(), strict=True) if np.isfinite(b)]
    )
