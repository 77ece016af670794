"""Samples made of tokens, one below the other, each with its class."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.catalog.kinds import DataInfo, RawData
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.token_strip import GAP, paint_tokens

ROWS = 10
ROW_HEIGHT = 24.0
LABEL_WIDTH = 88.0


class TokenRows(QWidget):
    """The first samples as strips of tiles with their classes beside them."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._names: tuple[str, ...] = ()
        self._samples: list[tuple[list[float], str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_tokens(self, raw: RawData, info: DataInfo) -> None:
        """Show the first samples ``(n, steps)`` of token numbers."""
        self._names = info.token_names
        self._samples = [
            (x.tolist(), info.class_names[int(y)]) for x, y in zip(raw.x[:ROWS], raw.y[:ROWS], strict=True)
        ]
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: a line for each sample."""
        return QSize(280, round(len(self._samples) * ROW_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the strips and classes."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(self._hub.theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self._hub.theme.muted))
        for place, (tokens, label) in enumerate(self._samples):
            top, height = place * ROW_HEIGHT, ROW_HEIGHT - 4
            wanted = len(tokens) * (height + GAP) - GAP
            strip = QRectF(0, top, min(wanted, self.width() - LABEL_WIDTH), height)
            paint_tokens(painter, strip, tokens, self._names, self._hub.theme)
            beside = QRectF(strip.right() + 10, top, LABEL_WIDTH - 10, height)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, label)
