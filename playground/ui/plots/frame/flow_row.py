"""A layout for controls side by side that wraps into further rows when it is narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

ROW = 24
"""Height of a row, in pixels."""


class FlowRow(QLayout):
    """Lays out widgets side by side and wraps into further rows.

    In one row those added after ``push_right`` are right-aligned; in several only the last one is. Neighbours with the
    same property ``kin`` stay in one row where it has room for them.
    """

    GAP = 2
    """Pixels between two widgets."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right_from: int | None = None
        self.setContentsMargins(8, 4, 8, 2)

    def push_right(self) -> None:
        """Right-align the widgets added from now on."""
        self._right_from = len(self._items)

    def insert(self, index: int, widget: QWidget) -> None:
        """Insert a widget at an index."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        if self._right_from is not None and index <= self._right_from:
            self._right_from += 1

    def width_of_one_row(self) -> int:
        """Return the width at which nothing wraps."""
        margins = self.contentsMargins()
        inner = sum(item.sizeHint().width() + self.GAP for item in self._shown())
        return inner + margins.left() + margins.right()

    def addItem(self, item: QLayoutItem, /) -> None:
        """Qt: add an item."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: number of items."""
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem:
        """Qt: an item; None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int, /) -> QLayoutItem:
        """Qt: remove and return an item; None past the end."""
        if not 0 <= index < len(self._items):
            return None  # type: ignore[return-value]
        if self._right_from is not None and index < self._right_from:
            self._right_from -= 1
        return self._items.pop(index)

    def hasHeightForWidth(self) -> bool:
        """Qt: the height depends on the width."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Qt: height of all rows at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def minimumSize(self) -> QSize:
        """Qt: as wide as the widest item, one row high."""
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
        rows = self._rows(inner.width())
        if not rows[0]:
            return 0
        pushed = self._items[self._right_from :] if self._right_from is not None else []
        right = set(map(id, pushed if len(rows) == 1 else pushed[-1:]))
        if move:
            for number, row in enumerate(rows):
                self._place(row, right, inner, inner.top() + number * ROW)
        return margins.top() + len(rows) * ROW + margins.bottom()

    def _rows(self, room: int) -> list[list[QLayoutItem]]:
        """Return the widgets row by row, for rows of this width."""
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for kin in self._kin():
            wide = sum(item.sizeHint().width() + self.GAP for item in kin) - self.GAP
            for number, item in enumerate(kin):
                width = wide if number == 0 and wide <= room else item.sizeHint().width()
                if rows[-1] and used + width > room:
                    rows.append([])
                    used = 0
                rows[-1].append(item)
                used += item.sizeHint().width() + self.GAP
        return rows

    def _kin(self) -> list[list[QLayoutItem]]:
        """Return the widgets shown, those that stay together in one list."""
        found: list[list[QLayoutItem]] = []
        for item in self._shown():
            widget = item.widget()
            kin = None if widget is None else widget.property("kin")
            before = found[-1][-1].widget() if found else None
            if kin and before is not None and before.property("kin") == kin:
                found[-1].append(item)
            else:
                found.append([item])
        return found

    @staticmethod
    def _place(row: Sequence[QLayoutItem], right: set[int], inner: QRect, top: int) -> None:
        spare = inner.width() - sum(item.sizeHint().width() + FlowRow.GAP for item in row) + FlowRow.GAP
        x, pushed = inner.left(), False
        for item in row:
            if id(item) in right and not pushed:
                pushed = True
                x += max(0, spare)
            size = item.sizeHint()
            item.setGeometry(QRect(x, top + (ROW - size.height()) // 2, size.width(), size.height()))
            x += size.width() + FlowRow.GAP
