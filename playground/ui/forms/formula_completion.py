"""Completion of names in a formula, with their arguments and a few words on each."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QListView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from playground.catalog.formula_words import Word, vocabulary

NAME = Qt.ItemDataRole.UserRole
SIGNATURE, SAYS = NAME + 1, NAME + 2
ROWS = 8
GAP = 12
"""Pixels between a signature and its words, and at both ends of a row."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*$")
_EXPONENT = re.compile(r"[\d.][eE]$")


def word_before(text: str, place: int) -> str:
    """Return the name that ends at a position; empty when there is none, as in the number ``1e``."""
    before = text[:place]
    found = None if _EXPONENT.search(before) else _WORD.search(before)
    return found.group() if found else ""


class _Rows(QStyledItemDelegate):
    """Draws a signature in the font of formulas and, in a second column, what it means."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    @property
    def first(self) -> int:
        """Width of the column of signatures."""
        face = QFontMetrics(self._edit.font())
        return max(face.horizontalAdvance(word.signature) for word in vocabulary())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Qt: wide enough for both columns."""
        says = option.fontMetrics.horizontalAdvance(str(index.data(SAYS)))
        return QSize(self.first + says + 3 * GAP, 24)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: paint one row."""
        self.initStyleOption(option, index)
        option.text = ""
        view = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
        box = QRect(option.rect).adjusted(GAP, 0, -GAP, 0)
        colors = QApplication.palette()
        painter.save()
        for role, x, face, text in (
            (QPalette.ColorRole.Text, 0, self._edit.font(), index.data(SIGNATURE)),
            (QPalette.ColorRole.PlaceholderText, self.first + GAP, view.font(), index.data(SAYS)),
        ):
            painter.setFont(face)
            painter.setPen(colors.color(role))
            painter.drawText(box.adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(text))
        painter.restore()


class FormulaCompletion(QCompleter):
    """Offers names in a popup below the word that is typed; Tab or Enter accepts one, Esc closes."""

    taken = Signal()
    """A complete name that is no function was accepted unchanged."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._words = {word.name: word for word in vocabulary()}
        rows = QStandardItemModel(self)
        for word in self._words.values():
            rows.appendRow(_row(word))
        self.setModel(rows)
        self.setCompletionRole(NAME)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(ROWS)
        self.setWidget(edit)
        self.list = QListView()
        self.list.setProperty("role", "completion")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.setPopup(self.list)
        self._delegate = _Rows(edit)
        self.list.setItemDelegate(self._delegate)
        self.activated[str].connect(self._insert)  # type: ignore[index]

    @property
    def open(self) -> bool:
        """Whether names are offered."""
        return self.list.isVisible()

    @property
    def prefix(self) -> str:
        """The beginning of a name before the cursor."""
        return word_before(self._edit.toPlainText(), self._edit.textCursor().position())

    def starts_a_name(self) -> bool:
        """Return whether the text before the cursor may become a name."""
        prefix = self.prefix.lower()
        return bool(prefix) and any(name.startswith(prefix) and name != prefix for name in self._words)

    def offer(self, *, everything: bool = False) -> None:
        """Open, narrow, or close where nothing fits.

        Args:
            everything: Offer all names where no word is begun.
        """
        prefix = self.prefix
        self.setCompletionPrefix(prefix)
        names = [self.completionModel().index(row, 0).data(NAME) for row in range(self.completionCount())]
        finished = names == [prefix] and not self._words[prefix].called
        if not names or finished or not (prefix or everything):
            self.list.hide()
            return
        cursor = self._edit.textCursor()
        cursor.setPosition(cursor.position() - len(prefix))
        at = self._edit.cursorRect(cursor).translated(self._edit.viewport().pos())
        scroll = self.list.verticalScrollBar().sizeHint().width()
        at.setWidth(self.list.sizeHintForColumn(0) + scroll + 2 * GAP)
        at.adjust(-GAP, 0, -GAP, 6)
        self.complete(at)
        exact = names.index(prefix) if prefix in names else 0
        self.list.setCurrentIndex(self.completionModel().index(exact, 0))

    def _insert(self, name: str) -> None:
        cursor, prefix = self._edit.textCursor(), self.prefix
        unchanged = name == prefix and not self._words[name].called
        following = self._edit.toPlainText()[cursor.position() : cursor.position() + 1]
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(prefix))
        brackets = self._words[name].called and following != "("
        cursor.insertText(f"{name}()" if brackets else name)
        cursor.endEditBlock()
        if self._words[name].called:  # the cursor goes between the brackets
            move = QTextCursor.MoveOperation.Left if brackets else QTextCursor.MoveOperation.Right
            cursor.movePosition(move)
        self._edit.setTextCursor(cursor)
        if unchanged:
            self.taken.emit()


def _row(word: Word) -> QStandardItem:
    item = QStandardItem(f"{word.signature}: {word.says}")
    for role, text in ((NAME, word.name), (SIGNATURE, word.signature), (SAYS, word.says)):
        item.setData(text, role)
    return item
