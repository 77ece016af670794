"""The pages of the preprocessing lab: scatter plot, histogram, images, a slice of the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsItem, QWidget

from playground.arrays import Floats
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import pack
from playground.ui.plots.chart.dots import Dots
from playground.ui.plots.chart.items import Lines, Raster, Spots
from playground.ui.plots.chart.levels import Scale
from playground.ui.plots.chart.loss_picture import contour_picture
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.ranges import padded
from playground.ui.plots.chart.sample_image import sample_image
from playground.ui.plots.chart.view import Canvas
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, small_font

BINS = 40
REACH = 2.0
"""Drawn length of a principal axis to each side, in standard deviations."""
LINES_PER_DECADE = 3
MOST_LINES = 30


@dataclass(frozen=True, eq=False)
class Cloud:
    """Two inputs of the samples.

    Attributes:
        shown: Samples that are drawn ``(n, 2)``.
        centre: Mean of all samples.
        axes: Principal axes of all samples as rows, each as long as the standard deviation along it.
        names: Names of the two inputs.
    """

    shown: Floats
    centre: Floats
    axes: Floats
    names: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Bars:
    """The distribution of one input.

    Attributes:
        edges: Edges of the bars.
        shares: Share of the samples in each bar.
        name: Name of the input.
        facts: Mean, standard deviation, minimum and maximum.
    """

    edges: Floats
    shares: Floats
    name: str
    facts: dict[str, float]


def bars_of(values: Floats, name: str) -> Bars:
    """Count all values ``(N,)`` of an input."""
    low, high = float(values.min()), float(values.max())
    counts, edges = np.histogram(values.astype(np.float64), BINS, padded(low, high, 0.02))
    mean, std = float(values.mean(dtype=np.float64)), float(values.std(dtype=np.float64))
    return Bars(edges, counts / len(values), name, {"mean": mean, "std": std, "min": low, "max": high})


class CloudPage(Canvas):
    """Two inputs against each other on equal scales, with their principal axes."""

    def __init__(self) -> None:
        super().__init__()
        self.chart = Chart(self, 0, Axis("left"), Axis("bottom"))
        self.chart.view.setAspectLocked(True)
        self.dots = Dots(6)
        self.axes = Lines(self.chart.view)
        self.centre = Spots(self.chart.view)
        self._centre_color = ""
        self._rim_color = ""
        items: tuple[QGraphicsItem, ...] = (self.dots, self.axes, self.centre)
        for z, item in enumerate(items):
            self.chart.view.add(item, z)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        self.axes.set_pens(QPen(QColor(theme.panel), 4), QPen(QColor(theme.text), 2))
        self._centre_color, self._rim_color = theme.text, theme.panel

    def show_cloud(self, cloud: Cloud, colors: Sequence[str]) -> str:
        """Show a cloud with dots in these colours, and return its facts as text."""
        shown, centre, axes = cloud.shown, cloud.centre, cloud.axes
        brushes = {color: QBrush(QColor(color)) for color in {*colors}}
        self.dots.setData(
            x=shown[:, 0],
            y=shown[:, 1],
            brush=[brushes[color] for color in colors],
            pen=QPen(Qt.PenStyle.NoPen),
        )
        gap = np.full(2, np.nan)
        ends = [centre - REACH * axes[0], centre + REACH * axes[0], gap]
        ends += [centre - REACH * axes[1], centre + REACH * axes[1]]
        path = np.array(ends)
        self.axes.show_points(path[:, 0], path[:, 1])
        self.centre.show_spots([(float(centre[0]), float(centre[1]), 9, self._rim_color, self._centre_color)])
        self.chart.bottom.set_title(cloud.names[0])
        self.chart.left.set_title(cloud.names[1])
        (x0, y0), (x1, y1) = shown.min(0).tolist(), shown.max(0).tolist()
        self.chart.view.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0.06)
        long, short = (float(np.linalg.norm(axis)) for axis in axes)
        ratio = f", {exact(long / short, 3)} to 1" if short > 1e-9 * long > 0 else ""
        x, y = (_value(float(place), long) for place in centre)
        return f"centre {x}, {y} · std along the principal axes {exact(long, 3)} and {exact(short, 3)}{ratio}"


class HistogramPage(Canvas):
    """The distribution of one input over the training samples."""

    def __init__(self) -> None:
        super().__init__()
        self.chart = Chart(self, 0, Axis("left", "percent"), Axis("bottom", grid=False))
        self.chart.left.set_title("training samples (%)")
        self.bars = pg.PlotCurveItem(x=[0, 1], y=[0], stepMode="center", fillLevel=0)
        self.chart.view.add(self.bars)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        fill = QColor(theme.accent)
        fill.setAlphaF(0.35)
        self.bars.setBrush(QBrush(fill))
        self.bars.setPen(QPen(QColor(theme.accent), 0))

    def show_bars(self, bars: Bars) -> str:
        """Show the distribution of an input, and return its facts as text."""
        self.bars.setData(x=bars.edges, y=bars.shares)
        self.chart.bottom.set_title(bars.name)
        self.chart.follow()
        self.chart.set_x_range((float(bars.edges[0]), float(bars.edges[-1])))
        self.chart.set_y_range((0.0, 1.08 * float(bars.shares.max())))
        span = bars.facts["max"] - bars.facts["min"]
        return " · ".join(f"{name} {_value(fact, span)}" for name, fact in bars.facts.items())


def _value(value: float, span: float) -> str:
    """Format a number; zero when it is only rounding error."""
    return "0" if abs(value) < 1e-6 * span else exact(float(f"{value:.3g}"), 3)


class ImagesPage(QWidget):
    """A grid of images, each with its class or target."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: list[Any] = []
        self._labels: list[str] = []

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self.update()

    def show_images(self, images: Floats, labels: Sequence[str], span: tuple[float, float]) -> None:
        """Show images ``(n, channels, height, width)``; the ends of the span become black and white."""
        low, high = span
        unit = (images - low) / ((high - low) or 1.0)
        self._pictures = [sample_image(image) for image in unit]
        self._labels = list(labels)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        total = len(self._pictures)
        if not total:
            return
        painter = QPainter(self)
        painter.setFont(small_font(self._theme))
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(painter.font())
        line = metrics.height() + 4
        columns = max(
            range(1, total + 1),
            key=lambda count: min(self.width() / count, self.height() / ceil(total / count) - line),
        )
        side = min(self.width() / columns, self.height() / ceil(total / columns) - line)
        left = (self.width() - columns * side) / 2
        for number, image in enumerate(self._pictures):
            x, y = left + number % columns * side, number // columns * (side + line)
            painter.drawImage(QRectF(x + 3, y + 3, side - 6, side - 6), image)
            label = metrics.elidedText(self._labels[number], Qt.TextElideMode.ElideRight, side)
            painter.drawText(QRectF(x, y + side - 2, side, line), Qt.AlignmentFlag.AlignCenter, label)
        painter.end()


@dataclass(frozen=True)
class Slice:
    """How much the loss rises above its minimum.

    Attributes:
        steps: Coordinates of columns and rows.
        rise: Loss minus its minimum, ``(rows, columns)``.
        titles: Titles of the two axes.
        note: Shown below the picture.
    """

    steps: Floats
    rise: Floats
    titles: tuple[str, str]
    note: str


class SlicePage(Canvas):
    """Contours of the loss around its optimum, on a scale that both sides share."""

    def __init__(self) -> None:
        super().__init__()
        self.chart = Chart(self, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self.raster, self.bar = Raster(), ColorBar()
        self.dark, self.light = Lines(self.chart.view), Lines(self.chart.view)
        self.optimum = Spots(self.chart.view)
        self._palette = pack(viridis().astype(np.float64))
        self.bar.set_palette(self._palette)
        self.ci.addItem(self.bar, 0, 2)
        items: tuple[QGraphicsItem, ...] = (self.raster, self.dark, self.light, self.optimum)
        for z, item in enumerate(items):
            self.chart.view.add(item, z)
        self.dark.set_pens(QPen(QColor(0, 0, 0, 110), 0))
        self.light.set_pens(QPen(QColor(255, 255, 255, 120), 0))

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        self.bar.apply_theme(theme)

    def show_slice(self, cut: Slice, scale: Scale | None) -> None:
        """Show a slice on a scale of rises."""
        drawn = contour_picture(cut.steps, cut.steps, cut.rise, scale, self._palette)
        ends = (float(cut.steps[0]), float(cut.steps[-1]))
        self.raster.show_pixels(drawn.pixels, ends, ends, smooth=drawn.smooth)
        self.dark.show_points(*drawn.dark)
        self.light.show_points(*drawn.light)
        self.bar.set_ticks("rise of loss", drawn.ticks)
        self.optimum.show_spots([(0.0, 0.0, 9, "#F0442E", "#FFFFFF")])
        self.chart.bottom.set_title(cut.titles[0])
        self.chart.left.set_title(cut.titles[1])
        self.chart.follow()
        self.chart.set_x_range(ends)
        self.chart.set_y_range(ends)


def common_scale(rises: Sequence[Floats]) -> Scale | None:
    """Make one scale for all rises, in powers of ten, so that gentle and steep slopes both show."""
    high = max(float(rise.max()) for rise in rises)
    low = min(0.02 * float(np.median(rise)) for rise in rises)
    if not (np.isfinite(high) and high > 0):
        return None
    low = max(low, 1e-9 * high)
    knots = np.concatenate([[0.0], np.geomspace(low, high, 256)])
    per_decade = max(1.0, min(LINES_PER_DECADE, MOST_LINES / max(np.log10(high / low), 1e-9)))
    powers = np.arange(ceil(np.log10(low) * per_decade), np.log10(high) * per_decade) / per_decade
    return Scale(knots, np.linspace(0, 1, 257), 10.0**powers)
