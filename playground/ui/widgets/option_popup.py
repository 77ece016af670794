"""A popup to choose one of many options: type to search, arrows, Enter, Escape."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from playground.ui.widgets.list_walker import ListWalker
from playground.ui.widgets.option_rows import BESIDE, OPTION, Option, OptionRows
from playground.ui.widgets.search_rank import search_rank

WIDTH = 400
"""Least width in pixels."""
TALLEST = 480


class OptionPopup(QWidget):
    """A search field over a list of options under the names of their groups.

    A QWidget, because Qt gives frames that belong to a QComboBox no style sheet.

    Args:
        parent: Owner.

    Attributes:
        search: The field.
        list: The rows; ``OPTION`` is the role of their options.
    """

    chosen = Signal(str)
    """Key of the option that was chosen."""
    hovered = Signal(str)
    """Key of the option that Enter would choose now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._options: tuple[Option, ...] = ()
        self._top, self._bottom, self._upward = 0, 0, False
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self._rows = OptionRows(self.list)
        self.list.setItemDelegate(self._rows)
        self.list.itemClicked.connect(self._choose)
        self._walker = ListWalker(self.search, self.list, self._choose)
        self.list.itemEntered.connect(self._on_entered)
        self.list.currentItemChanged.connect(self._on_current)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.setFocusProxy(self.search)

    def offer(self, options: Iterable[Option], *, nouns: str = "entries") -> None:
        """Set what can be chosen.

        Args:
            options: In the order shown; one with the key ``""`` means none of them.
            nouns: What they are, for the search field: ``Search 43 optimizers…``.
        """
        self._options = tuple(options)
        self._rows.pictured = any(option.picture is not None for option in self._options)
        self.search.setPlaceholderText(f"Search {sum(bool(option.key) for option in self._options)} {nouns}…")
        self.search.setAccessibleName(f"Search {nouns}")
        self.list.setAccessibleName(nouns.capitalize())

    def open_at(self, widget: QWidget, current: str | None = None, typed: str = "") -> None:
        """Open below a widget, or above it where there is more room, and on the screen.

        Args:
            widget: What it belongs to.
            current: Key of the present choice, which is marked and comes into view; None for none.
            typed: Text with which the search begins.
        """
        self._rows.marked = current
        self.search.setText(typed)
        self._fill(typed)
        self._place(widget)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        row = self._row_of(current)
        if not typed and row is not None:
            self.list.setCurrentItem(row)
            self.list.scrollToItem(row, QListWidget.ScrollHint.PositionAtCenter)

    def row_of(self, key: str) -> QListWidgetItem | None:
        """The row of an option; None when the search leaves it out."""
        return self._row_of(key)

    def _row_of(self, key: str | None) -> QListWidgetItem | None:
        rows = (self.list.item(place) for place in range(self.list.count()))
        return next((row for row in rows if (kept := row.data(OPTION)) is not None and kept.key == key), None)

    def _place(self, widget: QWidget) -> None:
        screen = widget.screen().availableGeometry()
        above, below = widget.mapToGlobal(QPoint()), widget.mapToGlobal(QPoint(0, widget.height()))
        room_below, room_above = screen.bottom() - below.y() - 6, above.y() - screen.top() - 6
        wanted = min(TALLEST, self._full_height())
        upward = wanted > room_below and room_above > room_below
        width = min(max(WIDTH, widget.width()), screen.width())
        left = max(min(below.x(), screen.right() - width), screen.left())
        self._upward = upward
        self._top = above.y() - 2 - min(TALLEST, room_above) if upward else below.y() + 2
        self._bottom = above.y() - 2 if upward else below.y() + 2 + min(TALLEST, room_below)
        self.setFixedWidth(width)
        self.move(left, self._top)
        self._fit_height()

    def _fit_height(self) -> None:
        """Become as high as the rows need, as far as there is room; the edge beside the widget stays."""
        height = min(self._full_height(), self._bottom - self._top)
        top = self._bottom - height if self._upward else self._top
        self.setGeometry(QRect(self.x(), top, self.width(), height))

    def _full_height(self) -> int:
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        return rows + self.search.sizeHint().height() + 8 + 6 + 6 + 4

    def _fill(self, query: str) -> None:
        self.list.clear()
        if query.strip():
            ranks = [(search_rank(query, o.title, f"{o.words} {o.group} {o.line}"), o) for o in self._options]
            found = [(rank, option) for rank, option in ranks if rank is not None]
            for _, option in sorted(found, key=lambda each: each[0]):
                self._add(option, option.group)
        else:
            self._add_groups()
        if not self.list.count():
            self._add_words("Nothing is called that")
        self._walker.move(0)
        if self.isVisible():
            self._fit_height()

    def _add_groups(self) -> None:
        groups = list(dict.fromkeys(option.group for option in self._options))
        for group in groups:
            if group and len(groups) > 1:
                self._add_words(group)
            for option in self._options:
                if option.group == group:
                    self._add(option)

    def _add(self, option: Option, beside: str = "") -> None:
        row = QListWidgetItem(option.title)
        row.setData(OPTION, option)
        row.setData(BESIDE, beside)
        row.setToolTip(option.tip)
        self.list.addItem(row)

    def _add_words(self, words: str) -> None:
        row = QListWidgetItem(words)
        row.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(row)

    def _on_entered(self, row: QListWidgetItem) -> None:
        if row.data(OPTION) is not None:
            self.list.setCurrentItem(row)

    def _on_current(self, row: QListWidgetItem | None) -> None:
        option = None if row is None else row.data(OPTION)
        if option is not None:
            self.hovered.emit(option.key)

    def _choose(self, row: QListWidgetItem) -> None:
        option = row.data(OPTION)
        if option is not None:
            self.close()
            self.chosen.emit(option.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Escape empties the search field, then closes."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        empties = event.key() == Qt.Key.Key_Escape and bool(self.search.text())
        if empties:
            self.search.clear()
        return empties or super().eventFilter(watched, event)
