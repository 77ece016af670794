"""A chart: a view between two axes.

No chart uses pyqtgraph's automatic ranges: its owner sets the range, in steps (see ``ranges``), and stops doing so as
soon as the user has zoomed or moved the view.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF

from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.chart.view import Canvas, View
from playground.ui.style.theme import Theme


class Chart:
    """A view with a left and a bottom axis on a row of a canvas; it follows the data until the user zooms or moves it.

    Attributes:
        following: Whether the range follows the data.
        on_follow: Called with the chart when ``following`` changes.
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
        """Show this horizontal range if the chart follows; free when it is shown already."""
        if self.following and x != self._x:
            self._x = x
            self.view.setXRange(*x, padding=0)

    def set_y_range(self, y: Range) -> None:
        """Show this vertical range if the chart follows; free when it is shown already."""
        if self.following and y != self._y:
            self._y = y
            self.view.setYRange(*y, padding=0)

    def set_range(self, x: Range, y: Range) -> None:
        """Show both ranges at once if the chart follows; with a locked aspect, neither cuts off a part of the other."""
        if self.following and (x, y) != (self._x, self._y):
            self._x, self._y = x, y
            self.view.setRange(xRange=x, yRange=y, padding=0)

    def pause(self, *_: object) -> None:
        """Leave the range to the user."""
        changed, self.following = self.following, False
        if changed:
            self.on_follow(self)

    def follow(self) -> None:
        """Follow the data again."""
        self.following = True
        self.forget_range()
        self.on_follow(self)

    def visible(self) -> tuple[Range, Range]:
        """Return the range that is shown: ``((x0, x1), (y0, y1))``."""
        (x0, x1), (y0, y1) = self.view.viewRange()
        return (float(x0), float(x1)), (float(y0), float(y1))

    def pixels(self) -> int:
        """Return the width of the view in device pixels, at least 1."""
        return max(1, round(float(self.view.width() * self._canvas.devicePixelRatioF())))

    def pixel_size(self) -> tuple[float, float]:
        """Return the width and height of a pixel in coordinates."""
        width, height = self.view.viewPixelSize()
        return float(width), float(height)

    def forget_range(self) -> None:
        """Make the next call set the range even if it has not changed."""
        self._x = self._y = None

    def at(self, scene: QPointF) -> tuple[float, float] | None:
        """Return the coordinates at a position of the scene; None outside the view."""
        if not self.view.sceneBoundingRect().contains(scene):
            return None
        point = self.view.mapSceneToView(scene)
        return float(point.x()), float(point.y())

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.left.apply_theme(theme)
        self.bottom.apply_theme(theme)
