"""The palette: everything that can be dragged onto the canvas, in groups, with a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QFont, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from playground.app.document import Document
from playground.catalog.kinds import ACTIVATIONS, BLOCKS, DATASETS, INITIALIZERS, LAYERS, NETWORKS, Entry
from playground.spec.base import Choice
from playground.ui.style.activation_curve import draw_curve
from playground.ui.style.glyphs import draw_glyph
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.mime import pack

ENTRY = Qt.ItemDataRole.UserRole
HIDDEN = frozenset({"activation"})
"""Layers that are made in other ways: an activation dropped on the canvas becomes a node."""

FOLDED = frozenset({"Networks", "Initializers", "Data"})
"""Groups that are folded at first."""

ROW_SIZE = QSize(0, 26)
"""The same for all rows, whatever their icon and font."""

Row = tuple[str, str, type[Entry]]
"""Group shown, registry name, entry."""


def rows() -> Iterator[Row]:
    """Yield every entry of the palette in its order."""
    for layer in LAYERS:
        if layer.key not in HIDDEN:
            yield layer.group, "layers", layer
    for block in BLOCKS:
        yield "Blocks", "blocks", block
    for network in NETWORKS:
        yield "Networks", "networks", network
    for activation in ACTIVATIONS:
        yield "Activations", "activations", activation
    for initializer in INITIALIZERS:
        yield "Initializers", "initializers", initializer
    for dataset in DATASETS:
        yield "Data", "datasets", dataset


def matches(words: str, group: str, entry: type[Entry]) -> bool:
    """Return whether every word of a search is part of the entry's title, group or summary, or spells its title."""
    text = f"{entry.title} {group} {entry.group} {entry.summary()} {entry.key}".lower()
    title = entry.title.lower().replace(" ", "")
    return all(word in text or _spells(word, title) for word in words.lower().split())


def rank(words: str, entry: type[Entry]) -> int:
    """Return how well a match fits, 0 best: the title is the words, begins with them, has a word that does, others."""
    words, title = " ".join(words.lower().split()), entry.title.lower()
    if title == words:
        return 0
    if title.startswith(words):
        return 1
    return 2 if f" {words}" in title.replace("-", " ") else 3 if words in title else 4


def _spells(word: str, title: str) -> bool:
    letters = iter(title)
    return len(word) > 1 and word[0] == title[0] and all(letter in letters for letter in word)


class PaletteTree(QTreeWidget):
    """The rows of the palette, from which entries are dragged."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(12)
        self.setRootIsDecorated(True)
        self.setIconSize(QSize(18, 18))
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setAccessibleName("Palette")

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """Qt: the dragged entry."""
        entry = items[0].data(0, ENTRY) if items else None
        return pack(*entry) if entry else QMimeData()

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Qt: drag with the entry's sign beside the mouse; the canvas shows the card that a drop would make."""
        item = self.currentItem()
        if item is None or item.data(0, ENTRY) is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        head = item.parent()
        group = head.text(0) if head is not None else ""
        drag.setPixmap(self._sign(item, self._hub.theme.groups.get(group, self._hub.theme.accent)))
        drag.setHotSpot(QPoint(-14, -12))
        drag.exec(Qt.DropAction.CopyAction)

    def _sign(self, item: QTreeWidgetItem, color: str) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(28 * ratio), round(28 * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), 1.5))
        painter.setBrush(QColor(self._hub.theme.panel))
        painter.drawRoundedRect(QRectF(1, 1, 26, 26), 7, 7)
        painter.drawPixmap(5, 5, item.icon(0).pixmap(18, 18))
        painter.end()
        return picture


class PalettePanel(QWidget):
    """Search field and tree. A double click or Enter adds an entry where it fits."""

    activated = Signal(str, str)
    """Registry and key of the entry to add."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self.setProperty("role", "panel")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search the palette…")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the palette")
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._add_first)
        self.tree = PaletteTree(hub, self)
        self.tree.itemActivated.connect(self._activate)
        self.tree.itemClicked.connect(self._toggle_group)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 4)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        self._heads: dict[str, QTreeWidgetItem] = {}
        self._items: list[tuple[QTreeWidgetItem, str, type[Entry]]] = []
        self._fill()
        hub.changed.connect(self._restyle)

    def _fill(self) -> None:
        for group, registry, entry in rows():
            if group not in self._heads:
                head = QTreeWidgetItem(self.tree, [group])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                head.setSizeHint(0, ROW_SIZE)
                head.setExpanded(group not in FOLDED)
                self._heads[group] = head
            item = QTreeWidgetItem(self._heads[group], [entry.title])
            item.setData(0, ENTRY, (registry, entry.key))
            item.setSizeHint(0, ROW_SIZE)
            item.setToolTip(0, _tip(entry))
            self._items.append((item, group, entry))
        self._restyle(self._hub.theme)

    def _restyle(self, theme: Theme) -> None:
        bold = QFont(self.font())
        bold.setPixelSize(theme.small_px)
        bold.setWeight(QFont.Weight.DemiBold)
        for head in self._heads.values():
            head.setFont(0, bold)
            head.setForeground(0, QColor(theme.muted))
        for item, group, _ in self._items:
            registry, key = item.data(0, ENTRY)
            color = theme.groups.get(group, theme.accent)
            item.setIcon(0, entry_icon(registry, key, color, self.devicePixelRatioF()))

    def _filter(self, words: str) -> None:
        ranks = {
            id(item): rank(words, entry) for item, group, entry in self._items if matches(words, group, entry)
        }
        self._sort(ranks if words.strip() else {})
        for item, _, _ in self._items:
            item.setHidden(id(item) not in ranks)
        for group, head in self._heads.items():
            head.setHidden(all(item.isHidden() for item, of, _ in self._items if of == group))
            head.setExpanded(bool(words) or group not in FOLDED)
        if words and (first := self._first()) is not None:
            self.tree.setCurrentItem(first)

    def _sort(self, ranks: dict[int, int]) -> None:
        """Put the best matches first, groups and the rows in them; without ranks, all in their own order."""
        rows_of: dict[str, list[QTreeWidgetItem]] = {group: [] for group in self._heads}
        for item, group, _ in self._items:
            rows_of[group].append(item)
        best = {group: min((ranks.get(id(row), 9) for row in rows_of[group]), default=9) for group in rows_of}
        for group in rows_of:
            self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(self._heads[group]))
        for group in sorted(rows_of, key=lambda group: best[group]):
            head = self._heads[group]
            head.takeChildren()
            head.addChildren(sorted(rows_of[group], key=lambda row: ranks.get(id(row), 9)))
            self.tree.addTopLevelItem(head)

    def _first(self) -> QTreeWidgetItem | None:
        heads = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        found = (head.child(row) for head in heads if head is not None for row in range(head.childCount()))
        return next((item for item in found if item is not None and not item.isHidden()), None)

    def _add_first(self) -> None:
        current = self.tree.currentItem()
        item = self._first() if current is None or current.isHidden() else current
        if item is not None:
            self._activate(item)

    def _activate(self, item: QTreeWidgetItem) -> None:
        entry = item.data(0, ENTRY)
        if entry is not None:
            self.activated.emit(*entry)

    def _toggle_group(self, item: QTreeWidgetItem) -> None:
        if item.data(0, ENTRY) is None:
            item.setExpanded(not item.isExpanded())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Down moves from the search to the rows."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.tree.setFocus()
        else:
            super().keyPressEvent(event)


def _tip(entry: type[Entry]) -> str:
    parts = [f"<b>{entry.title}</b><br>{entry.summary()}"]
    parts += [f"<i>{part}</i>" for part in (entry.formula,) if part]
    parts += [part for part in (entry.when,) if part]
    return "<br>".join(parts)


@lru_cache(maxsize=1024)
def entry_icon(registry: str, key: str, color: str, ratio: float) -> QIcon:
    """Return a small sign for an entry in its family's colour."""
    picture = QPixmap(round(18 * ratio), round(18 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if registry == "activations":
        faint = QColor(color)
        faint.setAlphaF(0.3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_curve(painter, QRectF(1, 3, 16, 12), Choice(kind=key), QColor(color), faint)
    else:
        signs = {"layers": key, "blocks": "block", "networks": "network"}
        draw_glyph(painter, QRectF(1, 1, 16, 16), signs.get(registry, registry), QColor(color))
    painter.end()
    return QIcon(picture)
