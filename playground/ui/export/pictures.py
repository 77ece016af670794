"""What of a plot belongs into a picture: all but its controls, just as it is on the screen.

Every visible widget named ``plotPanel`` is a plot, and one named ``tablePanel`` a table that can stand beside them. Its
row of controls is left out; the names of what is drawn stand below instead: those of its ``names_drawn`` where it has
one, else those of the chips in its controls. Nothing else needs to be known of a plot, so a new one can be saved as
soon as it is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion
from PySide6.QtWidgets import QDockWidget, QGraphicsView, QLabel, QPushButton, QToolButton, QWidget

from playground.spec.destinations import write_file
from playground.spec.paths import FileProblem
from playground.ui.style.theme import Theme

ROW, MARGIN, GAP = 20, 12, 18
"""Row height, margin and gap of the names below a picture, in screen pixels."""

PANELS = ("plotPanel", "tablePanel")
"""Names of the widgets that are plots, and of tables that belong into pictures of all plots."""
Names = Sequence[tuple[str, str]]
"""What is drawn, and in which colour."""


class CannotExport(ValueError):
    """A file that cannot be written; the message is one sentence."""


@runtime_checkable
class Named(Protocol):
    """A plot that says itself what its colours stand for."""

    def names_drawn(self) -> Names:
        """Names and colours of what is drawn now."""


@runtime_checkable
class Titled(Protocol):
    """A plot that has a title without a dock around it."""

    title: str


@runtime_checkable
class Settling(Protocol):
    """A plot that draws more once nothing moves."""

    def settle(self) -> None:
        """Draw it now."""


def plots_in(root: QWidget, *, tables: bool = True) -> list[QWidget]:
    """The plots that can be seen in a window or a part of it, from top left to bottom right, and then its tables."""
    found: list[QWidget] = []
    for name in PANELS if tables else PANELS[:1]:
        named = [root] if root.objectName() == name else []
        named += root.findChildren(QWidget, name)
        seen = (plot for plot in named if _seen(plot))
        found += sorted(seen, key=lambda plot: (_place(plot).y(), _place(plot).x()))
    return found


def _place(plot: QWidget) -> QPoint:
    return plot.mapTo(plot.window(), QPoint())


def _seen(plot: QWidget) -> bool:
    """Whether it is in the window; a dock behind others is visible to Qt, but lies outside."""
    return plot.isVisible() and plot.window().rect().contains(QRect(_place(plot), plot.size()).center())


def title_of(plot: QWidget) -> str:
    """Return the title of a plot: its own, or that of its dock; without one, the name of its class."""
    if isinstance(plot, Titled):
        return plot.title
    outer = plot.parentWidget()
    while outer is not None and not isinstance(outer, QDockWidget):
        outer = outer.parentWidget()
    return outer.windowTitle() if outer is not None else type(plot).__name__


def slug(words: str) -> str:
    """Words as a part of a file name."""
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-") or "picture"


def size_of(plot: QWidget, theme: Theme) -> QSize:
    """Width and height of a plot's picture, in pixels of the screen."""
    return QSize(plot.width(), _body(plot).height() + _names_height(plot, theme))


def write(path: Path, content: bytes) -> None:
    """Write a file whole, or not at all; a device or pipe is written to, not replaced.

    Raises:
        CannotExport: When it cannot be written; an old file is untouched.
    """
    try:
        write_file(path, content)
    except FileProblem as problem:
        raise CannotExport(str(problem)) from None


# --- parts ----------------------------------------------------------------------------------------


def _body(plot: QWidget) -> QRect:
    """What of a plot is shown: all below its controls."""
    area = plot.rect()
    for header in plot.findChildren(QWidget, "plotHeader", options=Qt.FindChildOption.FindDirectChildrenOnly):
        if header.isVisible() and header.y() <= 1:
            area.setTop(header.geometry().bottom() + 1)
    return area


def paint(painter: QPainter, plot: QWidget, theme: Theme) -> None:
    """Paint what of a plot belongs into a picture, at the origin."""
    for card in plot.findChildren(QLabel, "plotReadout"):
        card.hide()
    if isinstance(plot, Settling):
        plot.settle()
    body = _body(plot)
    views = [view for view in plot.findChildren(QGraphicsView) if view.isVisible()]
    kept = [(view.cacheMode(), view.viewport().autoFillBackground()) for view in views]
    for view in views:
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # a cached ground would be pixels
        view.viewport().setAutoFillBackground(False)  # the window's colour would shine through at the edges
    region = QRegion(body)
    for button in plot.findChildren(QPushButton):
        if button.isVisible():
            region -= QRegion(QRect(button.mapTo(plot, QPoint()), button.size()))
    plot.render(painter, QPoint(), region, QWidget.RenderFlag.DrawChildren)
    for view, (mode, filled) in zip(views, kept, strict=True):
        view.setCacheMode(mode)
        view.viewport().setAutoFillBackground(filled)
    _write_names(painter, plot, theme, body.height())


def names_of(plot: QWidget) -> Names:
    """What is drawn in a plot, and in which colours."""
    if isinstance(plot, Named):
        return plot.names_drawn()
    return [
        (chip.text(), str(chip.property("legendColor")))
        for chip in plot.findChildren(QToolButton)
        if chip.property("legendColor")
        and not chip.isHidden()
        and (chip.isChecked() or not chip.isCheckable())
    ]


def _font(theme: Theme) -> QFont:
    font = QFont(theme.family)
    font.setPixelSize(theme.small_px)
    return font


def _placed(plot: QWidget, theme: Theme) -> list[tuple[QPointF, str, str]]:
    """Where names stand below a picture: the left end of each, from the top of their rows."""
    metrics, width = QFontMetricsF(_font(theme)), plot.width() - MARGIN
    placed, x, y = [], float(MARGIN), 0.0
    for name, color in names_of(plot):
        needed = 16 + metrics.horizontalAdvance(name)
        if x > MARGIN and x + needed > width:
            x, y = float(MARGIN), y + ROW
        placed.append((QPointF(x, y), name, color))
        x += needed + GAP
    return placed


def _names_height(plot: QWidget, theme: Theme) -> int:
    placed = _placed(plot, theme)
    return ceil(placed[-1][0].y()) + ROW + 6 if placed else 0


def _write_names(painter: QPainter, plot: QWidget, theme: Theme, top: float) -> None:
    painter.setFont(_font(theme))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for at, name, color in _placed(plot, theme):
        middle = top + at.y() + ROW / 2
        painter.setPen(QPen(QColor(color), 2.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(at.x(), middle), QPointF(at.x() + 10, middle))
        painter.setPen(QColor(theme.text))
        box = QRectF(at.x() + 16, top + at.y(), plot.width(), ROW)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
