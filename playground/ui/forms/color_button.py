"""A button that shows a colour and opens a palette."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QFrame,
    QGridLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.ui.widgets.swatch import dot

ACROSS = 8
SWATCH = QSize(16, 16)


class ColorButton(QToolButton):
    """Shows a colour; a click opens swatches, the automatic colour, and a dialog."""

    chosen = Signal(object)
    """The colour as ``#RRGGBB``, or None for the automatic one."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._color: str | None = None
        self._automatic, self._offered = "#888888", tuple[str, ...]()
        self.popup: ColorPopup | None = None
        self.setProperty("role", "swatch")
        self.setAccessibleName(title)
        self.setIconSize(SWATCH)
        self.clicked.connect(self.open)

    def show_color(self, color: str | None, automatic: str, offered: Sequence[str]) -> None:
        """Show a colour without emitting signals.

        Args:
            color: None for the automatic one.
            automatic: The automatic colour.
            offered: Those to choose from.
        """
        self._color, self._automatic, self._offered = color, automatic, tuple(offered)
        self.setIcon(dot(color or automatic, SWATCH.width()))
        self.setToolTip(f"{self._title}: {color or 'automatic'}")

    def open(self) -> None:
        """Offer colours below the button."""
        popup = ColorPopup(self._color, self._offered, self)
        popup.chosen.connect(self._on_chosen)
        popup.other_wanted.connect(self._open_dialog)
        popup.adjustSize()
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        room = self.screen().availableGeometry()
        left = max(room.left(), min(corner.x(), room.right() - popup.width()))
        popup.move(left, min(corner.y(), room.bottom() - popup.height()))
        popup.show()
        self.popup = popup

    def _on_chosen(self, color: str | None) -> None:
        if color != self._color:
            self.chosen.emit(color)

    def _open_dialog(self) -> None:
        color = QColorDialog.getColor(QColor(self._color or self._automatic), self, self._title)
        if color.isValid():
            self._on_chosen(color.name().upper())


class ColorPopup(QFrame):
    """Swatches in rows; arrow keys and Tab move among them, Esc closes."""

    chosen = Signal(object)
    """A colour, or None for the automatic one."""
    other_wanted = Signal()
    """A colour that is not offered."""

    def __init__(self, color: str | None, offered: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self.swatches = {each: self._swatch(each, chosen=each == color) for each in offered}
        grid = QGridLayout()
        grid.setSpacing(2)
        for place, swatch in enumerate(self.swatches.values()):
            grid.addWidget(swatch, place // ACROSS, place % ACROSS)
        self.automatic, self.other = self._row("Automatic"), self._row("Other…")
        self.automatic.setToolTip("The colour that the lane got when it was added")
        self.automatic.clicked.connect(partial(self._commit, None))
        self.other.clicked.connect(self._open_dialog)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(self.automatic)
        layout.addWidget(self.other)
        self.swatches.get(color or "", self.automatic).setFocus()

    def _swatch(self, color: str, *, chosen: bool) -> QToolButton:
        made = QToolButton(self)
        made.setIcon(dot(color, SWATCH.width()))
        made.setIconSize(SWATCH)
        made.setFixedSize(28, 28)
        made.setToolTip(color)
        made.setAccessibleName(color)
        made.setCheckable(True)
        made.setChecked(chosen)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.clicked.connect(partial(self._commit, color))
        return made

    def _row(self, title: str) -> QPushButton:
        made = QPushButton(title, self)
        made.setProperty("role", "ghost")
        made.setAutoDefault(False)
        return made

    def _commit(self, color: str | None, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.close()
        self.chosen.emit(color)

    def _open_dialog(self) -> None:
        self.close()
        self.other_wanted.emit()
