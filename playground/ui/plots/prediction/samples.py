"""Images, or sequences of tokens, with what the network says about them."""

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen

from playground.engine.events.pictures import SamplePredictions
from playground.ui.plots.chart.numbers import percent
from playground.ui.plots.chart.sample_image import sample_image
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.prediction.page import ShowReadout
from playground.ui.plots.prediction.painted_page import PaintedPage
from playground.ui.style.theme import Theme, small_font
from playground.ui.widgets.token_strip import paint_tokens

LEAST_TILE = 52
"""Minimum width of a tile, in pixels."""
LEAST_TOKEN, MOST_TOKEN = 18, 26
"""Minimum and maximum side of a token, in pixels."""
MARGIN = 8
"""Pixels of a tile's width, and of its height, that its picture leaves free."""


class SamplesPage(PaintedPage):
    """Samples with their predictions, framed green where the network is right and red where it is wrong."""

    def __init__(self, theme: Theme, show_readout: ShowReadout) -> None:
        super().__init__(theme, show_readout)
        self._event: SamplePredictions | None = None
        self._source: NDArray[np.floating[Any]] | None = None
        self._images: list[QImage] = []

    def take(self, event: SamplePredictions) -> None:
        """Store the newest predictions; unchanged images are not converted again."""
        self._event = event
        if event.token_names:
            self._source, self._images = None, []
        elif self._source is None or not np.array_equal(self._source, event.images):
            self._source = event.images
            self._images = [sample_image(picture) for picture in event.images]

    def forget(self) -> None:
        """Drop the samples."""
        self._event = self._source = None
        self._images = []

    # --- layout ----------------------------------------------------------------------------------

    def tiles(self) -> list[tuple[QRectF, int]]:
        """Return rectangle and index of every sample that fits."""
        if self._event is None or not len(self._event.images):
            return []
        total, (least, most) = len(self._event.images), self._widths()
        width, height = self.width() - 16, self.height() - 8
        columns, tile = max(
            ((n, self._tile_width(width / n, height / ceil(total / n), most)) for n in range(1, total + 1)),
            key=lambda found: found[1],
        )
        if tile < least:
            columns = max(1, int(width // least))
            tile = min(width / columns, most)
        high = self._tile_height(tile)
        rows = max(1, int(height // high))
        indent = 8 + (width - columns * tile) / 2
        return [
            (QRectF(indent + n % columns * tile, 4 + n // columns * high, tile, high), n)
            for n in range(min(total, rows * columns))
        ]

    @property
    def _aspect(self) -> float:
        """Width of a picture divided by its height."""
        return float(self._event.images.shape[1]) if self._event and self._event.token_names else 1.0

    def _widths(self) -> tuple[float, float]:
        """Return minimum and maximum width of a tile."""
        if self._event is None or not self._event.token_names:
            return LEAST_TILE, float("inf")
        return (max(LEAST_TILE, MARGIN + LEAST_TOKEN * self._aspect), MARGIN + MOST_TOKEN * self._aspect)

    def _label_height(self) -> float:
        return QFontMetricsF(small_font(self._theme)).height() + 4

    def _tile_width(self, width: float, height: float, most: float) -> float:
        """Return the greatest tile width that fits into an area."""
        return min(width, (height - MARGIN - self._label_height()) * self._aspect + MARGIN, most)

    def _tile_height(self, width: float) -> float:
        return (width - MARGIN) / self._aspect + MARGIN + self._label_height()

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        samples = self._event
        if samples is None:
            return
        painter = QPainter(self)
        painter.setFont(small_font(self._theme))
        metrics = QFontMetricsF(painter.font())
        for tile, number in self.tiles():
            right = samples.truth[number] == samples.predicted[number]
            color = QColor(self._theme.success if right else self._theme.danger)
            width = tile.width() - MARGIN
            frame = QRectF(tile.left() + MARGIN / 2, tile.top() + 3, width, width / self._aspect)
            self._paint_picture(painter, frame, number, samples)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, 2))
            painter.drawRect(frame)
            painter.setPen(color if not right else QColor(self._theme.text))
            label = self._label(number, metrics, width)
            below = QRectF(tile.left(), frame.bottom() + 2, tile.width(), metrics.height() + 2)
            painter.drawText(
                below,
                Qt.AlignmentFlag.AlignCenter,
                metrics.elidedText(label, Qt.TextElideMode.ElideRight, tile.width()),
            )
        painter.end()

    def _paint_picture(
        self, painter: QPainter, frame: QRectF, number: int, samples: SamplePredictions
    ) -> None:
        if samples.token_names:
            inside = frame.adjusted(3, 3, -3, -3)
            paint_tokens(painter, inside, samples.images[number], samples.token_names, self._theme)
        else:
            painter.drawImage(frame, self._images[number])

    def at(self, point: QPoint) -> tuple[str, list[Row]] | None:
        """Return true class, prediction and confidence of the sample at a point."""
        samples = self._event
        number = next((number for tile, number in self.tiles() if tile.contains(point)), None)
        if samples is None or number is None:
            return None
        return "", [
            ("true", samples.names[int(samples.truth[number])]),
            ("predicted", samples.names[int(samples.predicted[number])]),
            ("confidence", percent(float(samples.confidence[number]))),
        ]

    def _label(self, number: int, metrics: QFontMetricsF, width: float) -> str:
        samples = self._event
        assert samples is not None
        name = samples.names[int(samples.predicted[number])]
        full = f"{name} {percent(float(samples.confidence[number]), 0)}"
        return full if metrics.horizontalAdvance(full) <= width + 8 else name
