"""The small controls in the header of every plot, all in one style, in a row that wraps when it is narrow."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from playground.ui.theme import Theme

ROW = 24
"""Height of a row of controls, in pixels."""


def button(text: str, tip: str, *, checkable: bool = False, checked: bool = False) -> QToolButton:
    """A small flat button with a text."""
    made = QToolButton()
    made.setText(text)
    made.setToolTip(tip)
    made.setAccessibleName(text)
    made.setCheckable(checkable)
    made.setChecked(checked)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setFixedHeight(ROW - 2)
    return made


class Segmented(QWidget):
    """Buttons of which exactly one is down.

    Args:
        choices: Text by key.
        tips: Tooltip by key.
    """

    chosen = Signal(str)
    """Key of the button that the user pressed."""

    def __init__(self, choices: Mapping[str, str], tips: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.setObjectName("segmented")
        self._buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(choices) - 1
        for place, (key, text) in enumerate(choices.items()):
            made = button(text, (tips or {}).get(key, ""), checkable=True, checked=not self._buttons)
            made.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            made.setProperty("place", "first" if place == 0 else "last" if place == last else "middle")
            group.addButton(made)
            row.addWidget(made)
            self._buttons[key] = made

    @property
    def current(self) -> str:
        """Key of the button that is down."""
        return next(key for key, made in self._buttons.items() if made.isChecked())

    def choose(self, key: str) -> None:
        """Put a button down without telling anyone."""
        self._buttons[key].setChecked(True)


class Chip(QToolButton):
    """An entry of a legend: a swatch and a name; a click shows or hides what it stands for.

    Args:
        text: The name.
        swatch: ``line``, ``faint`` (a thin pale line), ``dot`` or ``ring``.
        interactive: Whether a click does anything.
    """

    def __init__(self, text: str, swatch: str = "line", *, interactive: bool = True) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(interactive)
        self.setChecked(interactive)
        self.setEnabled(interactive)
        self.setProperty("chip", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if interactive else Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(ROW - 2)
        self.setIconSize(QSize(12, 12))
        self._swatch = swatch

    def set_color(self, color: str, pale: str) -> None:
        """Colour of the swatch, and the colour it has while hidden."""
        icon = QIcon(self._drawn(color))
        if self.isCheckable():
            icon = QIcon()
            icon.addPixmap(self._drawn(color), QIcon.Mode.Normal, QIcon.State.On)
            icon.addPixmap(self._drawn(pale), QIcon.Mode.Normal, QIcon.State.Off)
        else:
            icon.addPixmap(self._drawn(color), QIcon.Mode.Disabled)
        self.setIcon(icon)

    def _drawn(self, color: str) -> QPixmap:
        picture = QPixmap(24, 24)
        picture.setDevicePixelRatio(2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(color)
        if self._swatch in {"line", "faint"}:
            ink.setAlphaF(0.5 if self._swatch == "faint" else 1.0)
            painter.setPen(QPen(ink, 1.5 if self._swatch == "faint" else 2.5, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPoint(2, 6), QPoint(10, 6))
        elif self._swatch == "ring":
            painter.setPen(QPen(ink, 1.5))
            painter.drawEllipse(QRect(2, 2, 8, 8))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QRect(2, 2, 9, 9))
        painter.end()
        return picture


class LabelledSlider(QWidget):
    """A short slider with its name in front and its value behind; positions run from 0 to 100."""

    moved = Signal(int)

    def __init__(self, name: str, tip: str, position: int) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(position)
        self.slider.setFixedWidth(60)
        self.slider.setAccessibleName(name)
        self._value = QLabel()
        self._value.setMinimumWidth(30)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(QLabel(name))
        row.addWidget(self.slider)
        row.addWidget(self._value)
        self.setToolTip(tip)
        self.setFixedHeight(ROW)
        self.slider.valueChanged.connect(self.moved)

    def show_value(self, text: str) -> None:
        """Show the value in words."""
        self._value.setText(text)


class FlowRow(QLayout):
    """Widgets side by side that wrap to further rows; those added after ``push_right`` stand at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right_from: int | None = None
        self.setContentsMargins(8, 4, 8, 2)

    def push_right(self) -> None:
        """Put what follows at the right end of its row."""
        self._right_from = len(self._items)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget before another one."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        if self._right_from is not None and index <= self._right_from:
            self._right_from += 1

    def addItem(self, item: QLayoutItem, /) -> None:
        """Qt: take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: number of items."""
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem:
        """Qt: an item, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int, /) -> QLayoutItem:
        """Qt: give an item away."""
        if not 0 <= index < len(self._items):
            return None  # type: ignore[return-value]
        if self._right_from is not None and index < self._right_from:
            self._right_from -= 1
        return self._items.pop(index)

    def hasHeightForWidth(self) -> bool:
        """Qt: the height follows from the width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Qt: height of the rows at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def minimumSize(self) -> QSize:
        """Qt: the widest item, one row."""
        widths = [item.sizeHint().width() for item in self._shown()]
        margins = self.contentsMargins()
        return QSize(max(widths, default=0) + margins.left() + margins.right(), self.heightForWidth(10_000))

    def sizeHint(self) -> QSize:
        """Qt: as ``minimumSize``."""
        return self.minimumSize()

    def setGeometry(self, rect: QRect, /) -> None:
        """Qt: place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        right = set(map(id, self._items[self._right_from :])) if self._right_from is not None else set()
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._shown():
            width = item.sizeHint().width()
            if rows[-1] and used + width > inner.width():
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += width + 2
        if not rows[0]:
            return 0
        if move:
            for number, row in enumerate(rows):
                self._place(row, right, inner, inner.top() + number * ROW)
        return margins.top() + len(rows) * ROW + margins.bottom()

    @staticmethod
    def _place(row: Sequence[QLayoutItem], right: set[int], inner: QRect, top: int) -> None:
        spare = inner.width() - sum(item.sizeHint().width() + 2 for item in row) + 2
        x, pushed = inner.left(), False
        for item in row:
            if id(item) in right and not pushed:
                pushed = True
                x += max(0, spare)
            size = item.sizeHint()
            item.setGeometry(QRect(x, top + (ROW - size.height()) // 2, size.width(), size.height()))
            x += size.width() + 2


class Header(QWidget):
    """The slim row of controls above a plot."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plotHeader")
        self._row = FlowRow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the end of the row."""
        for widget in widgets:
            self._row.addWidget(widget)

    def insert(self, index: int, *widgets: QWidget) -> None:
        """Put widgets before the one at an index."""
        for offset, widget in enumerate(widgets):
            self._row.insert(index + offset, widget)

    def push_right(self) -> None:
        """Put what follows at the right end."""
        self._row.push_right()


def style(theme: Theme) -> str:
    """The style sheet of a plot panel."""
    return f"""
    #plotPanel {{ background: {theme.panel}; }}
    #plotHeader, #plotHeader QLabel, #plotHint, #plotCaption {{
        background: transparent; color: {theme.muted}; font-size: {theme.small_px}px; }}
    #plotCaption {{ padding: 0 10px 4px 10px; }}
    #plotHint {{ font-size: {theme.base_px}px; padding: 24px; }}
    #plotHeader QToolButton {{
        color: {theme.muted}; background: transparent; border: 1px solid transparent; border-radius: 4px;
        padding: 0 5px; margin: 0; font-size: {theme.small_px}px; }}
    #plotHeader QToolButton:hover {{ background: {theme.raised}; color: {theme.text}; }}
    #plotHeader QToolButton:checked {{
        background: {theme.raised}; color: {theme.text}; border-color: {theme.border}; }}
    #plotHeader QToolButton:focus {{ border-color: {theme.accent}; }}
    #plotHeader QToolButton[chip="true"] {{ color: {theme.muted}; padding: 0 2px; }}
    #plotHeader QToolButton[chip="true"]:checked {{
        background: transparent; border-color: transparent; color: {theme.text}; }}
    #plotHeader QToolButton[chip="true"]:disabled {{ color: {theme.text}; }}
    #plotHeader QToolButton[chip="true"]:hover:enabled {{ background: {theme.raised}; }}
    #plotHeader #segmented QToolButton {{
        border-radius: 0; border-color: {theme.border}; margin-left: -1px; }}
    #plotHeader #segmented QToolButton:checked {{ color: {theme.accent}; }}
    #plotHeader #segmented QToolButton[place="first"] {{
        border-top-left-radius: 4px; border-bottom-left-radius: 4px; margin-left: 0; }}
    #plotHeader #segmented QToolButton[place="last"] {{
        border-top-right-radius: 4px; border-bottom-right-radius: 4px; }}
    #plotReadout {{
        background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; border-radius: 6px;
        padding: 6px 8px; font-size: {theme.small_px}px; }}
    """
