"""A box to choose a catalog entry, or one of a few words."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from playground.catalog.kinds import Entry

MIXED = "mixed"


def _heading(group: str) -> QStandardItem:
    """Return the name of a group, which stands out and cannot be chosen."""
    heading = QStandardItem(group)
    heading.setFlags(Qt.ItemFlag.NoItemFlags)
    face = QFont()
    face.setWeight(QFont.Weight.DemiBold)
    heading.setFont(face)
    return heading


class ChoiceBox(QComboBox):
    """Shows titles and reports keys. Typing jumps to a title; groups are headings that cannot be chosen."""

    chosen = Signal(str)
    """Key of the entry that the user picked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setMaxVisibleItems(20)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._on_activated)

    def offer(self, entries: Iterable[type[Entry]], *, nothing: str = "") -> None:
        """Fill with entries, under their groups when there are several.

        Args:
            entries: In the order shown.
            nothing: Title of a first row with the key ``""``; none when empty.
        """
        listed = list(entries)
        groups = list(dict.fromkeys(entry.group for entry in listed))
        self._rows.clear()
        if nothing:
            self._add(nothing, "", "")
        for group in groups:
            if len(groups) > 1:
                self._rows.appendRow(_heading(group))
            for entry in listed:
                if entry.group == group:
                    self._add(entry.title, entry.key, f"{entry.summary()}\n{entry.when}".strip())

    def offer_words(self, words: Iterable[tuple[str, str]]) -> None:
        """Fill with pairs of key and title."""
        self._rows.clear()
        for key, title in words:
            self._add(title, key, "")

    def _add(self, title: str, key: str, tip: str) -> None:
        item = QStandardItem(title)
        item.setData(key, Qt.ItemDataRole.UserRole)
        item.setToolTip(tip)
        self._rows.appendRow(item)

    def show_key(self, key: str | None, words: str = MIXED) -> None:
        """Show an entry without telling anybody, an unknown one as it is; without one, these words."""
        with QSignalBlocker(self):
            place = -1 if key is None else self.findData(key)
            self.setPlaceholderText(words if key is None else key)
            self.setCurrentIndex(place)

    def key(self) -> str | None:
        """Return the key shown."""
        data = self.currentData()
        return data if isinstance(data, str) else None

    def _on_activated(self, index: int) -> None:
        key = self.itemData(index)
        if isinstance(key, str):
            self.chosen.emit(key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: leave the wheel to the panel."""
        event.ignore()
