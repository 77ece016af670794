"""A box to choose a catalog entry, or one of a few words; many entries can be searched."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from playground.catalog.kinds import Entry
from playground.ui.forms.entry_options import entry_options
from playground.ui.widgets.option_popup import OptionPopup
from playground.ui.widgets.option_rows import Option

MIXED = "mixed"
FEW = 6
"""Up to this number of entries, the list is a plain one without a search field."""


def _heading(group: str) -> QStandardItem:
    """Return the name of a group, which stands out and cannot be chosen."""
    heading = QStandardItem(group)
    heading.setFlags(Qt.ItemFlag.NoItemFlags)
    face = QFont()
    face.setWeight(QFont.Weight.DemiBold)
    heading.setFont(face)
    return heading


class ChoiceBox(QComboBox):
    """Shows titles and reports keys. Typing jumps to a title; groups are headings that cannot be chosen.

    Attributes:
        options: What the popup with the search field offers; empty for a plain list.
        popup: That popup, once it was opened.
    """

    chosen = Signal(str)
    """Key of the entry that the user picked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self.options: tuple[Option, ...] = ()
        self.popup: OptionPopup | None = None
        self._nouns = ""
        self.setModel(self._rows)
        self.setMaxVisibleItems(20)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._on_activated)

    def offer(self, entries: Iterable[type[Entry]], *, nothing: str = "", nouns: str = "entries") -> None:
        """Fill with entries, under their groups when there are several.

        Args:
            entries: In the order shown.
            nothing: Title of a first row with the key ``""``; none when empty.
            nouns: What they are, for the search field.
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
        first = (Option(key="", title=nothing),) if nothing else ()
        self._nouns = nouns
        self.options = (*first, *entry_options(listed)) if len(listed) > FEW else ()

    def offer_words(self, words: Iterable[tuple[str, str]]) -> None:
        """Fill with pairs of key and title."""
        self._rows.clear()
        self.options = ()
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

    def showPopup(self) -> None:
        """Qt: open the list; many entries have a popup with a search field."""
        if not self.options:
            super().showPopup()
            return
        if self.popup is None:
            self.popup = OptionPopup(self)
            self.popup.chosen.connect(self._on_popup_chosen)
        self.popup.offer(self.options, nouns=self._nouns)
        self.popup.open_at(self, self.key())

    def hidePopup(self) -> None:
        """Qt: close the list."""
        if self.popup is not None:
            self.popup.close()
        super().hidePopup()

    def _on_popup_chosen(self, key: str) -> None:
        place = self.findData(key)
        self.setCurrentIndex(place)
        self.activated.emit(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: leave the wheel to the panel."""
        event.ignore()
