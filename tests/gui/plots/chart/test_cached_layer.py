"""Painting from a cached image looks like direct painting, and a moving cursor repaints a strip only."""

from itertools import pairwise

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QBuffer, QEvent, QObject, QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtSvg import QSvgGenerator

from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import pack
from playground.ui.plots.chart.cursor import Cursor
from playground.ui.plots.chart.view import Canvas
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import DARK, LIGHT


class Plain(Axis):
    """An axis without a cache."""

    paint = pg.AxisItem.paint


@pytest.fixture
def make_chart(qtbot):
    def make(axis, *, grid=True):
        canvas = Canvas()
        chart = Chart(canvas, 0, axis("left", grid=grid), axis("bottom", grid=grid))
        chart.left.set_title("loss")
        qtbot.addWidget(canvas)
        canvas.resize(420, 260)
        canvas.apply_theme(LIGHT)
        chart.apply_theme(LIGHT)
        canvas.show()
        qtbot.waitExposed(canvas)
        return canvas, chart

    return make


def changes(canvas, chart):
    """Pictures of a chart that changes."""
    yield canvas.grab().toImage()
    chart.set_x_range((0.0, 5.0))
    yield canvas.grab().toImage()
    chart.left.set_kind("power")
    chart.set_y_range((-3.0, 2.0))
    yield canvas.grab().toImage()
    canvas.resize(500, 300)
    yield canvas.grab().toImage()
    chart.apply_theme(DARK)
    canvas.apply_theme(DARK)
    yield canvas.grab().toImage()


@pytest.mark.parametrize("grid", [True, False])
def test_axes_look_as_without_a_cache(make_chart, grid):
    kept, plain = (list(changes(*make_chart(axis, grid=grid))) for axis in (Axis, Plain))
    assert kept == plain
    assert all(before != after for before, after in pairwise(kept))


def test_files_get_lines_and_letters_instead_of_images(make_chart):
    canvas, _ = make_chart(Axis)
    canvas.grab()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.ReadWrite)
    file = QSvgGenerator()
    file.setOutputDevice(buffer)
    file.setSize(QSize(420, 260))
    painter = QPainter(file)
    canvas.render(painter)
    painter.end()
    written = bytes(buffer.data().data()).decode()
    assert "<text" in written
    assert "<image" not in written


def test_a_colour_bar_shows_its_newest_ticks(qtbot):
    canvas, bar = Canvas(), ColorBar()
    qtbot.addWidget(canvas)
    canvas.ci.addItem(bar, 0, 0)
    bar.set_palette(pack(viridis().astype(float)))
    bar.apply_theme(LIGHT)
    canvas.resize(160, 220)
    canvas.show()
    qtbot.waitExposed(canvas)
    pictures = []
    for ticks in ([(0.0, "1"), (1.0, "2")], [(0.0, "1"), (1.0, "30")], [(0.0, "1"), (0.5, "30")]):
        bar.set_ticks("f", ticks)
        pictures.append(canvas.grab().toImage())
    bar.apply_theme(DARK)
    pictures.append(canvas.grab().toImage())
    assert all(before != after for before, after in pairwise(pictures))


class Painted(QObject):
    """The areas of a widget that are painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.areas = []
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.areas.append(QRectF(event.region().boundingRect()))
        return super().eventFilter(watched, event)


def test_a_moving_cursor_repaints_a_strip_at_the_right_place(make_chart, qtbot):
    canvas, chart = make_chart(Axis)
    chart.set_x_range((0.0, 100.0))
    cursor = Cursor(chart.view)
    cursor.set_pen(QPen("#FF0000"))
    chart.view.add(cursor)
    painted = Painted(canvas.viewport())
    for position in (49.0, 50.0, 51.0):  # all of the chart is painted at first
        painted.areas.clear()
        cursor.move_to(position)
        qtbot.waitUntil(lambda: bool(painted.areas))
    assert cursor.position == 51.0
    assert all(area.width() < 0.1 * canvas.width() for area in painted.areas)
    place = chart.view.mapViewToScene(pg.Point(51.0, sum(chart.visible()[1]) / 2))
    image = canvas.grab().toImage()
    across = range(round(place.x()) - 2, round(place.x()) + 3)
    assert sum(image.pixelColor(x, round(place.y())).name() == "#ff0000" for x in across) == 1


def test_a_title_is_text_and_no_markup(make_chart):
    _, chart = make_chart(Axis)
    chart.bottom.set_title("PC 2 (< 0.1 %)")
    assert chart.bottom.label.toPlainText().strip() == "PC 2 (< 0.1 %)"
