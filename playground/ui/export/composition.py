"""Some plots in one picture, below a heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.export.pictures import MARGIN, Names, names_of, paint, size_of, title_of
from playground.ui.style.theme import Theme

TYPE_SIZES = (1.0, 1.25, 1.5, 2.0)
"""Size of type, for 1 on the screen."""
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class Heading:
    """Words above a picture.

    Attributes:
        title: In bold; empty for none.
        line: Below it, what is shown: formula, step; empty for none.
    """

    title: str = ""
    line: str = ""


class Composition:
    """Plots where they stand on the screen, and a heading.

    Attributes:
        plots: At least one.
        heading: Above them.
        type_size: Of all words and lines, for 1 on the screen; the picture keeps its size on paper.
    """

    def __init__(self, *plots: QWidget, heading: Heading = Heading(), type_size: float = 1.0) -> None:
        self.plots, self.heading, self.type_size = plots, heading, type_size

    @property
    def title(self) -> str:
        """The titles of the plots."""
        *first, last = [title_of(plot) for plot in self.plots]
        return f"{', '.join(first)} and {last}" if first else last

    @property
    def names(self) -> Names:
        """What is drawn, and in which colours."""
        return list(dict.fromkeys(name for plot in self.plots for name in names_of(plot)))

    def size(self, theme: Theme) -> QSize:
        """Return width and height of what ``paint`` paints; on paper each is ``type_size`` times as large."""
        boxes = self._boxes(theme)
        return QSize(
            max(box.right() + 1 for box in boxes), self._top(theme) + max(box.bottom() + 1 for box in boxes)
        )

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Paint the heading and the plots below it, at the origin."""
        self._write_heading(painter, theme)
        top = self._top(theme)
        for plot, box in zip(self.plots, self._boxes(theme), strict=True):
            painter.save()
            painter.translate(box.x(), top + box.y())
            with _shrunk(plot, self.type_size):
                paint(painter, plot, theme)
            painter.restore()

    # --- places ----------------------------------------------------------------------------------

    @property
    def _width(self) -> int:
        boxes = [QRect(_place(plot), plot.size()) for plot in self.plots]
        edges = [box.left() for box in boxes], [box.right() + 1 for box in boxes]
        return round((max(edges[1]) - min(edges[0])) / self.type_size)

    def _boxes(self, theme: Theme) -> list[QRect]:
        """Where the plots stand, without their controls, from the upper left corner of all."""
        places = [_place(plot) for plot in self.plots]
        left, top = min(place.x() for place in places), min(place.y() for place in places)
        boxes = []
        for plot, place in zip(self.plots, places, strict=True):
            with _shrunk(plot, self.type_size):
                size = size_of(plot, theme)
            boxes.append(QRect((place - QPoint(left, top)) / self.type_size, size))
        return boxes

    # --- heading ---------------------------------------------------------------------------------

    def _lines(self, theme: Theme) -> Iterator[tuple[str, QFont, str]]:
        """The words of the heading with font and colour."""
        for words, pixels, bold, color in (
            (self.heading.title, theme.base_px + 2, True, theme.text),
            (self.heading.line, theme.small_px, False, theme.muted),
        ):
            if words.strip():
                font = QFont(theme.family)
                font.setPixelSize(pixels)
                font.setBold(bold)
                yield words, font, color

    def _heights(self, theme: Theme) -> list[int]:
        width = self._width - 2 * MARGIN
        return [
            ceil(QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e4), int(WRAPPED), words).height()) + 4
            for words, font, _ in self._lines(theme)
        ]

    def _top(self, theme: Theme) -> int:
        """Height of the heading."""
        heights = self._heights(theme)
        return MARGIN + sum(heights) + 4 if heights else 0

    def _write_heading(self, painter: QPainter, theme: Theme) -> None:
        top, width = MARGIN, self._width - 2 * MARGIN
        for (words, font, color), height in zip(self._lines(theme), self._heights(theme), strict=True):
            painter.setFont(font)
            painter.setPen(QColor(color))
            painter.drawText(QRectF(MARGIN, top, width, height), int(WRAPPED), words)
            top += height


def groups(plots: Sequence[QWidget]) -> list[tuple[QWidget, ...]]:
    """Return what can be one picture: each plot, those that stand below each other, and all."""
    columns: dict[tuple[int, int], list[QWidget]] = {}
    for plot in plots:
        columns.setdefault((_place(plot).x(), plot.width()), []).append(plot)
    found = [*((plot,) for plot in plots), *(tuple(column) for column in columns.values()), tuple(plots)]
    return list(dict.fromkeys(found))


def _place(plot: QWidget) -> QPoint:
    return plot.mapTo(plot.window(), QPoint())


@contextmanager
def _shrunk(plot: QWidget, factor: float) -> Iterator[None]:
    """Lay a plot out in a smaller area, so that its words fill more of it; it is as before when this ends."""
    before = plot.size()
    if factor != 1:
        plot.resize(before / factor)
        _lay_out(plot)
    try:
        yield
    finally:
        if factor != 1:
            plot.resize(before)
            _lay_out(plot)


def _lay_out(widget: QWidget) -> None:
    layout = widget.layout()
    if layout is not None:
        layout.activate()
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        _lay_out(child)
