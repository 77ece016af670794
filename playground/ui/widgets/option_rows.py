"""Rows of a list of options: picture, title, a line of description, and the group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

ROW, PLAIN_ROW, HEADING = 42, 28, 26
"""Heights in pixels of an option with a description, of one without, and of the name of a group."""
PICTURE = QSize(44, 30)
SPACE = 10
OPTION = Qt.ItemDataRole.UserRole
BESIDE = Qt.ItemDataRole.UserRole + 1
"""Roles of the ``Option`` and of words at the right of its title."""

Index = QModelIndex | QPersistentModelIndex
Paint = Callable[[QPainter, QRectF, QPalette], None]


@dataclass(frozen=True)
class Option:
    """Something that can be chosen.

    Attributes:
        key: Identifies it.
        title: Its name.
        group: Options of a group stand under its name; empty for none.
        line: One line of description.
        tip: What it is, in full.
        words: Other words by which it can be found.
        picture: Paints a small picture into a box in the colours of a palette; None for no picture.
    """

    key: str
    title: str
    group: str = ""
    line: str = ""
    tip: str = ""
    words: str = ""
    picture: Paint | None = None


class OptionRows(QStyledItemDelegate):
    """Draws options and names of groups in the colours of the palette.

    Args:
        parent: Owner.

    Attributes:
        pictured: Whether rows leave room for pictures.
        marked: Key of the option that is the present choice.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pictured = False
        self.marked: str | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: the size of a row."""
        option = index.data(OPTION)
        if not isinstance(option, Option):
            return QSize(0, HEADING)
        return QSize(0, ROW if option.line or option.picture else PLAIN_ROW)

    def paint(self, painter: QPainter, item: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw a row."""
        option, area = index.data(OPTION), QRect(item.rect)
        colors = QGuiApplication.palette()  # that of the list has the colours of its style sheet
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(option, Option):
            if item.state & QStyle.StateFlag.State_Selected:
                glow = colors.color(QPalette.ColorRole.Highlight)
                glow.setAlphaF(0.18)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(glow)
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
            self._paint_option(painter, item.font, colors, area, option, str(index.data(BESIDE) or ""))
        else:
            words = str(index.data(Qt.ItemDataRole.DisplayRole))
            painter.setFont(_font(item.font, smaller=2, bold=True))
            painter.setPen(colors.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area.adjusted(SPACE, 4, -SPACE, 0), _LEFT | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _paint_option(
        self, painter: QPainter, font: QFont, colors: QPalette, area: QRect, option: Option, beside: str
    ) -> None:
        inside = area.adjusted(SPACE, 0, -SPACE, 0)
        muted = colors.color(QPalette.ColorRole.PlaceholderText)
        if self.pictured:
            if option.picture is not None:
                top = area.center().y() - PICTURE.height() / 2 + 1
                box = QRectF(inside.left(), top, PICTURE.width(), PICTURE.height())
                painter.save()
                option.picture(painter, box, colors)
                painter.restore()
            inside.setLeft(inside.left() + PICTURE.width() + SPACE)
        first = inside if not option.line else inside.adjusted(0, 3, 0, -inside.height() // 2 + 1)
        if beside:
            painter.setFont(_font(font, smaller=2))
            painter.setPen(muted)
            painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, beside)
            first = first.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(beside) - SPACE, 0)
        painter.setFont(_font(font, bold=option.key == self.marked))
        painter.setPen(colors.color(QPalette.ColorRole.Text))
        _elided(painter, first, option.title)
        if option.line:
            painter.setFont(_font(font, smaller=2))
            painter.setPen(muted)
            _elided(painter, inside.adjusted(0, inside.height() // 2 - 1, 0, -3), option.line)


_LEFT = Qt.AlignmentFlag.AlignLeft


def _elided(painter: QPainter, area: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _LEFT | Qt.AlignmentFlag.AlignVCenter, shown)


def _font(base: QFont, *, smaller: int = 0, bold: bool = False) -> QFont:
    font = QFont(base)
    if base.pixelSize() > 0:
        font.setPixelSize(base.pixelSize() - smaller)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font
