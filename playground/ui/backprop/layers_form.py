"""The sample that passes the network, and how far each layer is unfolded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.backprop.network.units import LEVELS, Level, Unit
from playground.ui.backprop.paper import SampleChoice
from playground.ui.widgets.plain_text import plain_label
from playground.ui.widgets.spin_box import SpinBox

MOST_SAMPLES = 10_000_000


class LayersForm(QWidget):
    """Asks for another sample or another level."""

    changed = Signal()
    """Another sample, other levels, or the input's derivative is asked for or not."""
    weights_wanted = Signal()
    """Take the weights that the run has by now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._units: tuple[Unit, ...] = ()
        self._items: list[QTreeWidgetItem] = []
        self.levels: dict[str, Level] = {}
        self.part = QComboBox(self)
        self.part.addItems(["Training", "Validation"])
        self.part.setAccessibleName("Part of the data")
        self.number = SpinBox(self)
        self.number.setRange(1, MOST_SAMPLES)
        self.number.setKeyboardTracking(False)
        self.number.setPrefix("No. ")
        self.number.setAccessibleName("Number of the sample")
        self.input = QCheckBox("Input, too", self)
        self.input.setToolTip(
            "Ask for the derivative by the sample, too; else only by parameters, as in training"
        )
        self.weights = QPushButton("Update weights", self)
        self.weights.setToolTip("Take the weights that the run has by now")
        self.about = plain_label("", self)
        self.about.setWordWrap(True)
        self.about.setProperty("role", "muted")
        self.tree = QTreeWidget(self)
        self.number.setMinimumWidth(90)
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels(["Layer", "Unfolded to"])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setAccessibleName("Layers to unfold")
        self.tree.setToolTip("Click a layer to unfold it; a double click in the graph does the same")
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._lay_out()
        self.part.currentIndexChanged.connect(self.changed)
        self.number.valueChanged.connect(self.changed)
        self.input.toggled.connect(self.changed)
        self.weights.clicked.connect(self.weights_wanted)
        self.tree.itemClicked.connect(self._on_clicked)
        self.tree.itemActivated.connect(self._on_clicked)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.part)
        row.addWidget(self.number, 1)
        below = QHBoxLayout()
        below.addWidget(self.input, 1)
        below.addWidget(self.weights)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(self.about)
        column.addLayout(below)
        column.addWidget(self.tree, 1)

    @property
    def sample(self) -> SampleChoice:
        """The chosen sample."""
        return SampleChoice(self.part.currentIndex() == 0, self.number.value() - 1)

    def show_units(self, units: Sequence[Unit], levels: Mapping[str, Level], about: str, count: int) -> None:
        """Show what can be unfolded, how far it is, and the sample.

        Args:
            units: Layers, blocks and the loss.
            levels: How far each is unfolded, by key.
            about: Describes the sample.
            count: Number of samples in its part.
        """
        self._units, self.levels = tuple(units), dict(levels)
        self.about.setText(about)
        self.number.blockSignals(True)
        self.number.setMaximum(max(1, count))
        self.number.blockSignals(False)
        if [item.text(0) for item in self._items] != [unit.title for unit in units]:
            self.tree.clear()
            self._items = [QTreeWidgetItem([unit.title, ""]) for unit in units]
            self.tree.addTopLevelItems(self._items)
        for item, unit in zip(self._items, units, strict=True):
            item.setText(1, LEVELS[self.levels.get(unit.key, "node")][0])
            item.setDisabled(len(unit.levels) < 2)

    def choose(self, key: str, level: Level) -> None:
        """Unfold a unit as far as a level."""
        if self.levels.get(key) != level:
            self.levels[key] = level
            self.changed.emit()

    def next_level(self, title: str) -> None:
        """Unfold the unit of this title one level further; fold it after the last one."""
        unit = next((unit for unit in self._units if unit.title == title), None)
        if unit is not None and len(unit.levels) > 1:
            place = unit.levels.index(self.levels.get(unit.key, "node"))
            self.choose(unit.key, unit.levels[(place + 1) % len(unit.levels)])

    def menu_of(self, unit: Unit) -> QMenu:
        """Return the menu of a unit's levels."""
        menu = QMenu(self)
        for level in unit.levels:
            title, tip = LEVELS[level]
            action = QAction(f"{title}: {tip[0].lower()}{tip[1:]}", menu)
            action.setCheckable(True)
            action.setChecked(self.levels.get(unit.key, "node") == level)
            action.triggered.connect(lambda _=False, level=level: self.choose(unit.key, level))
            menu.addAction(action)
        return menu

    @Slot(QTreeWidgetItem, int)
    def _on_clicked(self, item: QTreeWidgetItem, _column: int) -> None:
        unit = self._units[self.tree.indexOfTopLevelItem(item)]
        if len(unit.levels) > 1:
            menu = self.menu_of(unit)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            place = self.tree.visualItemRect(item).bottomLeft() + QPoint(12, 0)
            menu.popup(self.tree.viewport().mapToGlobal(place))
