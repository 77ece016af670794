"""Axes, views and charts in Descent's own style, on pyqtgraph's view box and axis.

No plot uses pyqtgraph's automatic ranges: whoever owns a chart sets its range, in steps (see ``ranges``), and
stops doing so as soon as the user has zoomed or moved it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart import numbers
from playground.ui.plots.chart.device_image import Kept
from playground.ui.plots.chart.ranges import Range
from playground.ui.style.theme import Theme

Kind = Literal["linear", "power", "percent", "names"]

LEFT_WIDTH = 52
BOTTOM_HEIGHT = 36
TICKS_HEIGHT = 20
POWER_WIDTH = 52
"""Pixels from one power of ten to the next, at least: their labels are short."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with quiet grid lines, few round ticks and a label.

    Args:
        side: ``left`` or ``bottom``.
        kind: ``linear``; ``power``: positions are exponents of ten; ``percent``: shares of one; ``names``:
            ticks are set by ``set_names``.
        grid: Whether its ticks run through the view as grid lines.
    """

    def __init__(self, side: Literal["left", "bottom"], kind: Kind = "linear", *, grid: bool = True) -> None:
        super().__init__(side)
        self.kind: Kind = kind
        self._words = ""
        self._kept = Kept()
        self._pixels_per_tick = 34 if side == "left" else POWER_WIDTH if kind == "power" else 80
        self.setStyle(
            tickLength=0,
            tickTextOffset=6,
            tickAlpha=255,
            maxTextLevel=0,
            autoExpandTextSpace=False,
            autoReduceTextSpace=False,
            hideOverlappingLabels=False,
        )
        self.enableAutoSIPrefix(False)
        self.setGrid(255 if grid else False)
        self.setZValue(-1000)
        if side == "left":
            self.setWidth(LEFT_WIDTH)
        else:
            self.setHeight(BOTTOM_HEIGHT)

    def set_kind(self, kind: Kind) -> None:
        """Read positions another way."""
        self.kind = kind
        self._redraw()

    def set_unit(self, per_unit: float) -> None:
        """Show positions divided by ``per_unit``, e.g. steps as epochs."""
        self.setScale(1 / per_unit)

    @property
    def words(self) -> str:
        """The axis's label."""
        return self._words

    def set_words(self, words: str) -> None:
        """The axis's label, with its unit."""
        if words != self._words:
            self._words = words
            self._show_words()

    def set_names(self, positions: Sequence[float], names: Sequence[str]) -> None:
        """Ticks at these positions with these names."""
        self.setTicks([list(zip(positions, names, strict=True))])

    def apply(self, theme: Theme) -> None:
        """Take a theme's colours and font size."""
        self.setPen(theme.border)
        self.setTickPen(theme.grid)
        self.setTextPen(theme.muted)
        self.setStyle(tickFont=small_font(theme))
        self.labelStyle = {"color": theme.muted, "font-size": f"{theme.small_px}px"}
        self._show_words()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """Positions of the ticks; called by pyqtgraph."""
        low, high = sorted((minVal, maxVal))
        most = max(2, int(size / self._pixels_per_tick))
        if self.kind == "power":
            return [(1.0, numbers.power_ticks(low, high, most))]
        step, positions = numbers.ticks(low * self.scale, high * self.scale, most)
        return [(step / self.scale, [position / self.scale for position in positions])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Labels of the ticks; called by pyqtgraph."""
        if self.kind == "power":
            return numbers.power_labels(values)
        if self.kind == "percent":
            return [numbers.tick(100 * value, 100 * spacing) for value in values]
        return [numbers.tick(value * scale, spacing * scale) for value in values]

    def boundingRect(self) -> QRectF:
        """Where it paints: with room for half a label beyond each end."""
        own = QRectF(super().boundingRect()) if self.grid else QRectF(QPointF(), self.size())
        return own.adjusted(-20, -8, 20, 8)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint from what is kept."""
        if self.picture is None:  # pyqtgraph's way to say that something has changed
            self._kept.forget()
        self._kept.paint(painter, self.boundingRect(), lambda on: super(Axis, self).paint(on, option, widget))

    def resizeEvent(self, ev: Any = None) -> None:
        """Place the label in the middle of the axis; one that is longer than the axis stays within the canvas."""
        super().resizeEvent(ev)
        canvas = self.getViewWidget()
        if canvas is None or not self._words:
            return
        label = self.label.mapRectToScene(self.label.boundingRect())
        whole = canvas.mapToScene(canvas.rect()).boundingRect()
        if self.orientation == "bottom":
            inside = max(whole.left(), min(label.left(), whole.right() - label.width()))
            self.label.moveBy(inside - label.left(), 0.0)
        else:
            inside = max(whole.top(), min(label.top(), whole.bottom() - label.height()))
            self.label.moveBy(0.0, inside - label.top())

    def _show_words(self) -> None:
        self.setLabel(self._words or None, **self.labelStyle)
        self.showLabel(bool(self._words))
        self.resizeEvent()  # pyqtgraph centres the label only here

    def _redraw(self) -> None:
        self.picture = None
        self.update()


class View(pg.ViewBox):  # type: ignore[misc]
    """The area of a chart: drag moves, the wheel zooms, a double click asks to follow the data again.

    Args:
        wheel: 0 or 1: the wheel zooms along this axis only (along the other one over that axis); None: both.
    """

    double_clicked = Signal()
    clicked = Signal(float, float)
    """Coordinates of a single click with the left button."""

    def __init__(self, wheel: int | None = None) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self._wheel = wheel
        self.disableAutoRange()

    def add(self, item: QGraphicsItem, z: float = 0.0) -> None:
        """Show an item, without letting it take part in any range."""
        item.setZValue(z)
        self.addItem(item, ignoreBounds=True)

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        """Zoom around the cursor."""
        super().wheelEvent(ev, self._wheel if axis is None else axis)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Move with the left or middle button; the right one is for the menu."""
        if ev.button() == Qt.MouseButton.RightButton:
            ev.ignore()
        else:
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: Any) -> None:
        """Tell of clicks with the left button."""
        if ev.button() != Qt.MouseButton.LeftButton:
            return
        ev.accept()
        if ev.double():
            self.double_clicked.emit()
        else:
            at = self.mapSceneToView(ev.scenePos())
            self.clicked.emit(float(at.x()), float(at.y()))


class Canvas(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """What charts are laid out on; tells where the cursor is."""

    hovered = Signal(QPointF)
    """Position in the scene."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ci.setContentsMargins(4, 6, 14, 2)
        self.ci.setSpacing(0)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(120, 90)

    def apply(self, theme: Theme) -> None:
        """Take a theme's background."""
        self.setBackground(theme.panel)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Tell of the cursor, besides what pyqtgraph does with it."""
        super().mouseMoveEvent(ev)
        self.hovered.emit(self.mapToScene(ev.position().toPoint()))

    def leaveEvent(self, ev: QEvent) -> None:
        """Tell that the cursor is gone."""
        super().leaveEvent(ev)
        self.left.emit()


class Chart:
    """A view with its left and bottom axes on a row of a canvas, and whether it follows the data.

    Attributes:
        following: False from the moment when the user zooms or moves the view by hand.
    """

    def __init__(
        self, canvas: Canvas, row: int, left: Axis, bottom: Axis, *, wheel: int | None = None
    ) -> None:
        self._canvas = canvas
        self.view = View(wheel)
        self.left = left
        self.bottom = bottom
        self.following = True
        self.on_follow: Callable[[Chart], None] = lambda _: None
        self._x: Range | None = None
        self._y: Range | None = None
        canvas.ci.addItem(left, row, 0)
        canvas.ci.addItem(self.view, row, 1)
        canvas.ci.addItem(bottom, row + 1, 1)
        left.linkToView(self.view)
        bottom.linkToView(self.view)
        self.view.sigRangeChangedManually.connect(self.pause)
        self.view.double_clicked.connect(self.follow)

    def set_x_range(self, x: Range) -> None:
        """Show this horizontal range if the chart follows; costs nothing when it is shown already."""
        if self.following and x != self._x:
            self._x = x
            self.view.setXRange(*x, padding=0)

    def set_y_range(self, y: Range) -> None:
        """Show this vertical range if the chart follows; costs nothing when it is shown already."""
        if self.following and y != self._y:
            self._y = y
            self.view.setYRange(*y, padding=0)

    def pause(self, *_: object) -> None:
        """Leave the range to the user."""
        changed, self.following = self.following, False
        if changed:
            self.on_follow(self)

    def follow(self) -> None:
        """Set the range again as the data ask for."""
        self.following = True
        self.forget_range()
        self.on_follow(self)

    def visible(self) -> tuple[Range, Range]:
        """The range that is shown: ``((x0, x1), (y0, y1))``."""
        (x0, x1), (y0, y1) = self.view.viewRange()
        return (float(x0), float(x1)), (float(y0), float(y1))

    def pixels(self) -> int:
        """Width of the view in device pixels, at least 1."""
        return max(1, round(float(self.view.width() * self._canvas.devicePixelRatioF())))

    def pixel_size(self) -> tuple[float, float]:
        """Width and height of a pixel in coordinates."""
        width, height = self.view.viewPixelSize()
        return float(width), float(height)

    def forget_range(self) -> None:
        """Set the range at the next call, even if it is the same as before."""
        self._x = self._y = None

    def at(self, scene: QPointF) -> tuple[float, float] | None:
        """Coordinates under a position of the scene; None outside the view."""
        if not self.view.sceneBoundingRect().contains(scene):
            return None
        point = self.view.mapSceneToView(scene)
        return float(point.x()), float(point.y())

    def apply(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.left.apply(theme)
        self.bottom.apply(theme)


def small_font(theme: Theme) -> QFont:
    """The font of ticks and marks."""
    font = QFont(theme.family)
    font.setPixelSize(theme.small_px)
    return font
