"""Small pictures of data sets and of inputs, painted from the real numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPixmap

from playground.build.data.features import FEATURES
from playground.catalog.kinds import DATASETS, DataInfo
from playground.ui.style.color_maps import diverging_lut
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme

SIDE = 38
POINTS = 160
SHADES = 16
"""Number of shades of the diverging scale that colours points."""


def _blank(ratio: float, theme: Theme) -> tuple[QPixmap, QPainter]:
    picture = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QPainterPath()
    frame.addRoundedRect(QRectF(0, 0, SIDE, SIDE), 5, 5)
    painter.setClipPath(frame)
    painter.fillPath(frame, QColor(theme.canvas))
    return picture, painter


def dataset_thumbnail(key: str, theme: Theme, ratio: float) -> QIcon:
    """Draw the points of a 2-D or 1-D data set with its default parameters, regression targets as colours."""
    dataset = DATASETS.create(key)
    raw = dataset.load_some(POINTS)
    info = dataset.info()
    picture, painter = _blank(ratio, theme)
    painter.setPen(Qt.PenStyle.NoPen)
    plane = info.shape == (2,)
    xs = raw.x[:, 0]
    ys = raw.x[:, 1] if plane else raw.y[:, 0]
    half_x, half_y = float(np.abs(xs).max()) * 1.1, float(np.abs(ys).max()) * 1.15
    colors = target_colors(raw.y, info, theme) if plane else [class_color(theme, 0)] * len(xs)
    for x, y, color in zip(xs, ys, colors, strict=True):
        painter.setBrush(QColor(color))
        at = QPointF(SIDE / 2 * (1 + float(x) / half_x), SIDE / 2 * (1 - float(y) / half_y))
        painter.drawEllipse(at, 1.3, 1.3)
    painter.end()
    return QIcon(picture)


def target_colors(y: NDArray[Any], info: DataInfo, theme: Theme) -> list[str]:
    """Return a colour for each target: of its class, or on a diverging scale symmetric about 0."""
    if info.task == "classification":
        return [class_color(theme, int(number)) for number in y]
    table = diverging_lut(theme)[:: 255 // (SHADES - 1)]
    names = [QColor(*(int(part) for part in row)).name() for row in table]
    values = y[:, 0]
    reach = float(np.abs(values).max()) or 1.0
    return [names[round((float(value) / reach + 1) / 2 * (SHADES - 1))] for value in values]


def feature_thumbnail(name: str, theme: Theme, ratio: float) -> QIcon:
    """Draw an input over the plane: blue where positive, orange where negative."""
    axis = np.linspace(-6, 6, SIDE)
    a, b = np.meshgrid(axis, axis[::-1])
    values = FEATURES[name].function(a, b)
    levels = np.clip((values / np.abs(values).max() + 1) * 127.5, 0, 255).astype(np.uint8)
    pixels = np.ascontiguousarray(diverging_lut(theme)[levels])
    image = QImage(pixels.data, SIDE, SIDE, 3 * SIDE, QImage.Format.Format_RGB888).copy()
    picture, painter = _blank(ratio, theme)
    painter.drawImage(QRectF(0, 0, SIDE, SIDE), image)
    painter.end()
    return QIcon(picture)
