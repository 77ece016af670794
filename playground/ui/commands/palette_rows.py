"""Rows of the command palette: icon, title, menu and key in columns of their own, all of one height."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.ui.style.theme import Theme, base_font, mono_font

HEIGHT = 28
ICON = 16
SPACE = 10
MENU = Qt.ItemDataRole.UserRole + 1
KEYS = Qt.ItemDataRole.UserRole + 2
"""Roles of the menu and of the key."""
Index = QModelIndex | QPersistentModelIndex


class PaletteRows(QStyledItemDelegate):
    """Draws the rows in the colours of a theme.

    Args:
        theme: Colours and fonts.
        parent: Owner.
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt: the size of a row."""
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw a row."""
        theme, area = self.theme, QRect(option.rect)
        state = option.state
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 5, 5)
        inside = area.adjusted(SPACE, 0, -SPACE, 0)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        if image is not None and not image.isNull():
            image.paint(painter, QRect(inside.left(), area.center().y() - ICON // 2 + 1, ICON, ICON))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        muted = QColor(theme.muted if enabled else theme.disabled)
        painter.setFont(mono_font(theme))
        painter.setPen(muted)
        painter.drawText(inside, right, str(index.data(KEYS) or ""))
        painter.setFont(base_font(theme))
        painter.setPen(QColor(theme.text if enabled else theme.disabled))
        title = str(index.data(Qt.ItemDataRole.DisplayRole))
        words = inside.adjusted(ICON + SPACE, 0, 0, 0)
        painter.drawText(words, left, title)
        painter.setPen(muted)
        width = painter.fontMetrics().horizontalAdvance(title)
        painter.drawText(words.adjusted(width + SPACE, 0, 0, 0), left, str(index.data(MENU) or ""))
        painter.restore()
