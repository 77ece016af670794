"""Entries of the catalog as options of a popup: a line of description each, and a picture where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from playground.catalog.kinds import DATASETS, SCHEDULES, Activation, Dataset, Entry, Layer, Schedule
from playground.spec.base import Choice
from playground.ui.style.activation_curve import draw_curve
from playground.ui.style.glyphs import draw_glyph
from playground.ui.style.theme import CLASS_COLORS, blend
from playground.ui.widgets.option_rows import Option, Paint

POINTS = 90
STEPS = 60
DRAWN_GROUPS = frozenset({"2-D", "2-D regression", "1-D"})
"""Data sets of these groups are made within a millisecond, so that their pictures can be."""


def entry_options(entries: Iterable[type[Entry]]) -> list[Option]:
    """Return an option for each entry."""
    return [
        Option(
            key=entry.key,
            title=entry.title,
            group=entry.group,
            line=entry.summary(),
            tip="\n".join(filter(None, (entry.formula, entry.summary(), entry.when))),
            words=f"{entry.key.replace('_', ' ')} {entry.when}",
            picture=_picture(entry),
        )
        for entry in entries
    ]


def _picture(entry: type[Entry]) -> Paint | None:
    if issubclass(entry, Activation):
        return partial(_activation, entry.key)
    if issubclass(entry, Layer):
        return partial(_layer, entry.key)
    if issubclass(entry, Schedule):
        return partial(_curve, partial(_schedule_points, entry.key))
    if issubclass(entry, Dataset) and entry.group in DRAWN_GROUPS:
        return partial(_dots, entry.key)
    return None


def _activation(key: str, painter: QPainter, box: QRectF, palette: QPalette) -> None:
    draw_curve(painter, box.adjusted(4, 4, -4, -4), Choice(kind=key), _accent(palette), _line(palette))


def _layer(key: str, painter: QPainter, box: QRectF, palette: QPalette) -> None:
    side = box.height() - 6
    square = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    draw_glyph(painter, square, key, _accent(palette))


def _curve(
    points: Callable[[], tuple[float, ...]], painter: QPainter, box: QRectF, palette: QPalette
) -> None:
    values, area = points(), box.adjusted(3, 4, -3, -4)
    top = max(values) or 1.0
    painter.setPen(QPen(_line(palette), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.setPen(QPen(_accent(palette), 1.6))
    step = area.width() / (len(values) - 1)
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(area.left() + place * step, area.bottom() - value / top * area.height())
                for place, value in enumerate(values)
            ]
        )
    )


@lru_cache(maxsize=64)
def _schedule_points(key: str) -> tuple[float, ...]:
    schedule = SCHEDULES.create(key)
    total = 1000
    if schedule.memory:  # falls at plateaus of the loss, here at two that are made up
        return (*[1.0] * 24, *[0.4] * 20, *[0.16] * 16)
    return tuple(schedule.factor(place * (total - 1) // (STEPS - 1), total) for place in range(STEPS))


def _dots(key: str, painter: QPainter, box: QRectF, palette: QPalette) -> None:
    x, y, colored = _samples(key)
    side = min(box.width(), box.height()) if colored else box.width()
    area = QRectF(box.center().x() - side / 2, box.top(), side, box.height()).adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    for (across, up), color in zip(x, y, strict=True):
        painter.setBrush(QColor(color) if colored else _accent(palette))
        painter.drawEllipse(
            QPointF(area.left() + across * area.width(), area.bottom() - up * area.height()), 1.2, 1.2
        )


@lru_cache(maxsize=64)
def _samples(key: str) -> tuple[tuple[tuple[float, float], ...], tuple[str, ...], bool]:
    """Points in 0..1, their colours, and whether colours tell something."""
    dataset = DATASETS.create(key)
    raw = dataset.load_some(POINTS)
    info = dataset.info()
    plane = raw.x.shape[1] == 2
    places = raw.x[:, :2] if plane else np.stack([raw.x[:, 0], raw.y.reshape(len(raw.y), -1)[:, 0]], axis=1)
    low, high = places.min(axis=0), places.max(axis=0)
    unit = (places - low) / np.maximum(high - low, 1e-9)
    if info.class_names:
        colors = tuple(CLASS_COLORS[int(label) % len(CLASS_COLORS)] for label in raw.y)
    else:
        share = raw.y.reshape(len(raw.y), -1)[:, 0]
        share = (share - share.min()) / max(float(np.ptp(share)), 1e-9)
        colors = tuple(blend(CLASS_COLORS[1], CLASS_COLORS[0], float(part)) for part in share)
    return tuple((float(a), float(b)) for a, b in unit), colors, plane


def _accent(palette: QPalette) -> QColor:
    return palette.color(QPalette.ColorRole.Link)


def _line(palette: QPalette) -> QColor:
    return palette.color(QPalette.ColorRole.Mid)
