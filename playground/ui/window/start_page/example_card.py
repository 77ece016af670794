"""A card of the start page: picture, title and a line or two about an example."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.app.examples import Example
from playground.paths import asset
from playground.ui.style.theme import Theme, ThemeHub, base_font, small_font

WIDTH = 188
"""Least width in pixels."""
WORDS = 62
"""Height in pixels of title and description."""
RADIUS = 8.0
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ExampleCard(QAbstractButton):
    """Shows an example; a click, Enter or Space chooses it.

    Args:
        example: What it stands for.
        hub: Colours.
        parent: Owner.
    """

    def __init__(self, example: Example, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.example, self._hub = example, hub
        self.setText(example.title)
        self.setAccessibleName(example.title)
        self.setToolTip(example.notes)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt: the least width, and the height for it."""
        return QSize(WIDTH, self.heightForWidth(WIDTH))

    def heightForWidth(self, width: int) -> int:
        """Qt: a picture of 16 by 9, and the words."""
        return round(width * 9 / 16) + WORDS

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: the mouse is over the card."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the mouse has left."""
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter chooses as well."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the card."""
        theme = self._hub.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        shape = QPainterPath()
        shape.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(shape, QColor(theme.hover if self.underMouse() else theme.raised))
        picture = QRect(0, 0, self.width(), self.height() - WORDS)
        painter.save()
        painter.setClipPath(shape)
        self._paint_picture(painter, picture, theme)
        painter.restore()
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if lit else theme.border), 1.5 if lit else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        words = self.rect().adjusted(10, picture.height() + 6, -8, -4)
        painter.setFont(_title_font(theme))
        painter.setPen(QColor(theme.text))
        elide = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(self.text(), elide, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        below = words.adjusted(0, painter.fontMetrics().height() + 2, 0, 0)
        painter.setFont(small_font(theme))
        painter.setPen(QColor(theme.muted))
        _draw_two_lines(painter, below, self.example.line)
        painter.end()

    def _paint_picture(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        picture = _picture(self.example.path.stem, theme.name)
        if picture.isNull():
            painter.fillRect(area, QColor(theme.canvas))
            return
        size = picture.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        place = QRect(area.topLeft(), size)
        place.moveCenter(area.center())
        painter.drawPixmap(place, picture)


def _title_font(theme: Theme) -> QFont:
    font = base_font(theme)
    font.setWeight(font.Weight.DemiBold)
    return font


def _draw_two_lines(painter: QPainter, area: QRect, words: str) -> None:
    """Draw words on at most two lines, the second one elided."""
    layout = QTextLayout(words, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(area.width())
    layout.endLayout()
    first, rest = words[: line.textLength()], words[line.textLength() :]
    metrics: QFontMetrics = painter.fontMetrics()
    rest = metrics.elidedText(rest.strip(), Qt.TextElideMode.ElideRight, area.width())
    for place, text in enumerate((first, rest)):
        row = area.adjusted(0, place * metrics.lineSpacing(), 0, 0)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)


@lru_cache(maxsize=64)
def _picture(name: str, theme: str) -> QPixmap:
    """The shipped picture of an example; a null one where there is none."""
    return QPixmap(str(asset("thumbnails", f"{name}-{theme}.png")))
