"""Axes with quiet grid lines and few round ticks, on pyqtgraph's axis."""

from collections.abc import Sequence
from html import escape
from math import ceil
from typing import Any, Literal

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart import numbers
from playground.ui.plots.chart.device_image import CachedImage
from playground.ui.style.theme import Theme, small_font

Kind = Literal["linear", "power", "percent", "names"]

WIDEST = "0.0005"
"""The widest label of a tick, about."""
OFFSET = 6
"""Pixels from the axis to a label."""
BOTTOM_HEIGHT = 36
TITLE_MARGIN = 6
TICKS_HEIGHT = 20
POWER_WIDTH = 52
"""Pixels from one power of ten to the next, at least: their labels are short."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with quiet grid lines, few round ticks and a title.

    Args:
        side: ``left`` or ``bottom``.
        kind: ``linear``; ``power``: positions are exponents of ten; ``percent``: shares of one; ``names``:
            ticks are set by ``set_names``.
        grid: Whether to draw grid lines at the ticks.
    """

    def __init__(self, side: Literal["left", "bottom"], kind: Kind = "linear", *, grid: bool = True) -> None:
        super().__init__(side)
        self.kind: Kind = kind
        self._title = self._short = self._shown_title = ""
        self._cached = CachedImage()
        self._pixels_per_tick = 34 if side == "left" else POWER_WIDTH if kind == "power" else 80
        self.setStyle(
            tickLength=0,
            tickTextOffset=OFFSET,
            tickAlpha=255,
            maxTextLevel=0,
            autoExpandTextSpace=False,
            autoReduceTextSpace=False,
            hideOverlappingLabels=False,
        )
        self.enableAutoSIPrefix(False)
        self.setGrid(255 if grid else False)
        self.setZValue(-1000)
        if side == "bottom":
            self.setHeight(BOTTOM_HEIGHT)

    def set_kind(self, kind: Kind) -> None:
        """Interpret positions as another kind of value."""
        self.kind = kind
        self._redraw()

    def set_unit(self, per_unit: float) -> None:
        """Show positions divided by ``per_unit``, e.g. steps as epochs."""
        self.setScale(1 / per_unit)

    @property
    def title(self) -> str:
        """The text along the axis, with its unit."""
        return self._title

    def set_title(self, title: str, short: str = "") -> None:
        """Set the text along the axis, with its unit.

        Args:
            title: The text.
            short: Text for an axis that is shorter than the title; empty for the title.
        """
        if (title, short) != (self._title, self._short):
            self._title, self._short = title, short
            self._show_title()

    def set_names(self, positions: Sequence[float], names: Sequence[str]) -> None:
        """Set ticks at these positions with these names."""
        self.setTicks([list(zip(positions, names, strict=True))])

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours and fonts."""
        self.setPen(theme.border)
        self.setTickPen(theme.grid)
        self.setTextPen(theme.muted)
        font = small_font(theme)
        self.setStyle(tickFont=font)
        if self.orientation == "left":
            metrics = QFontMetricsF(font)
            self.setWidth(ceil(metrics.height() + metrics.horizontalAdvance(WIDEST)) + OFFSET)
        self.labelStyle = {"color": theme.muted, "font-size": f"{theme.small_px}px"}
        self._show_title()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """pyqtgraph: positions of the ticks."""
        low, high = sorted((minVal, maxVal))
        most = max(2, int(size / self._pixels_per_tick))
        if self.kind == "power":
            return [(1.0, numbers.power_ticks(low, high, most))]
        step, positions = numbers.ticks(low * self.scale, high * self.scale, most)
        return [(step / self.scale, [position / self.scale for position in positions])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """pyqtgraph: labels of the ticks."""
        if self.kind == "power":
            return numbers.power_labels(values)
        if self.kind == "percent":
            return [numbers.tick(100 * value, 100 * spacing) for value in values]
        return [numbers.tick(value * scale, spacing * scale) for value in values]

    def boundingRect(self) -> QRectF:
        """Qt: where it paints, with room for half a label beyond each end."""
        own = QRectF(super().boundingRect()) if self.grid else QRectF(QPointF(), self.size())
        return own.adjusted(-20, -8, 20, 8)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint from the cached image."""
        if self.picture is None:  # pyqtgraph: something has changed
            self._cached.forget()
        self._cached.paint(
            painter, self.boundingRect(), lambda on: super(Axis, self).paint(on, option, widget)
        )

    def resizeEvent(self, ev: Any = None) -> None:
        """Qt: centre the title on the axis, moved inside the canvas; what is longer than that ends in “…”."""
        super().resizeEvent(ev)
        canvas = self.getViewWidget()
        if canvas is None or not self._title:
            return
        room = float(canvas.width() if self.orientation == "bottom" else canvas.height()) - 2 * TITLE_MARGIN
        metrics = QFontMetricsF(self.label.font())
        own = self.size().width() if self.orientation == "bottom" else self.size().height()
        title = self._short if self._short and metrics.horizontalAdvance(self._title) > own else self._title
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        if shown != self._shown_title:
            self._shown_title = shown
            self.setLabel(escape(shown), **self.labelStyle)
            super().resizeEvent(ev)
        label = self.label.mapRectToScene(self.label.boundingRect())
        whole = canvas.mapToScene(canvas.rect()).boundingRect()
        if self.orientation == "bottom":
            inside = max(whole.left(), min(label.left(), whole.right() - label.width()))
            self.label.moveBy(inside - label.left(), 0.0)
        else:
            inside = max(whole.top(), min(label.top(), whole.bottom() - label.height()))
            self.label.moveBy(0.0, inside - label.top())

    def _show_title(self) -> None:
        self._shown_title = self._title
        self.setLabel(escape(self._title) or None, **self.labelStyle)  # pyqtgraph reads it as HTML
        self.showLabel(bool(self._title))
        self.resizeEvent()  # pyqtgraph centres the title only here

    def _redraw(self) -> None:
        self.picture = None
        self.update()
