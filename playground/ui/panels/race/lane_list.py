"""The lanes of a race as a list, with buttons below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from playground.catalog.kinds import OPTIMIZERS, UnknownEntry
from playground.catalog.presets import PRESETS
from playground.engine.race.lanes import shown_names
from playground.spec.race import MOST_LANES, LaneSpec
from playground.ui.forms.entry_options import entry_options
from playground.ui.style.icons import icon
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import Theme
from playground.ui.widgets.option_popup import OptionPopup
from playground.ui.widgets.plain_text import plain_tip
from playground.ui.widgets.swatch import DOT, dot

LANE = Qt.ItemDataRole.UserRole
"""Where a row keeps the id of its lane."""

_ICONS: Mapping[str, tuple[str, str]] = {
    "add": ("plus", "Add a lane: choose its optimizer"),
    "copy": ("content-copy", "Duplicate the lane"),
    "remove": ("trash-can-outline", "Remove the lane"),
    "up": ("arrow-up", "Move the lane up"),
    "down": ("arrow-down", "Move the lane down"),
}


class LaneList(QTreeWidget):
    """One row per lane: a check box for whether it is shown, its colour, name and learning rate."""

    lane_chosen = Signal(str)
    """The id of the lane that the user selected."""
    hide_wanted = Signal(str, bool)
    """To hide a lane, or to show it again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.setRootIsDecorated(False)
        self.setIconSize(DOT)
        self.setUniformRowHeights(True)
        self.setAccessibleName("Lanes")
        self.setToolTip("Checked lanes are shown; all lanes race")
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._on_row_changed)
        self.itemChanged.connect(self._on_row_checked)

    def show_lanes(self, lanes: Sequence[LaneSpec], chosen: str | None, theme: Theme) -> None:
        """Show lanes without emitting signals; the chosen one is the current row."""
        with QSignalBlocker(self):
            rows = [self.topLevelItem(place) for place in range(self.topLevelItemCount())]
            if [row.data(0, LANE) for row in rows if row is not None] != [lane.id for lane in lanes]:
                self.clear()  # never while a row emits its own change
                rows = [QTreeWidgetItem(self) for _ in lanes]
            names = shown_names(lanes)
            for row, lane in zip(rows, lanes, strict=True):
                if row is not None:
                    _fill(row, lane, names[lane.id], theme)
                    if lane.id == chosen:
                        self.setCurrentItem(row)
        self.setFixedHeight(len(lanes) * (self.sizeHintForRow(0) if lanes else 0) + 6)
        self.setVisible(bool(lanes))

    def _on_row_changed(self, row: QTreeWidgetItem | None) -> None:
        if row is not None:
            self.lane_chosen.emit(row.data(0, LANE))

    def _on_row_checked(self, row: QTreeWidgetItem) -> None:
        self.hide_wanted.emit(row.data(0, LANE), row.checkState(0) is Qt.CheckState.Unchecked)


def _fill(row: QTreeWidgetItem, lane: LaneSpec, name: str, theme: Theme) -> None:
    try:
        entry = OPTIMIZERS.of(lane.optimizer)
        title, rate = entry.title, f"{entry.learning_rate:g}"
    except UnknownEntry:
        title, rate = lane.optimizer.kind, ""
    row.setText(0, name)
    row.setText(1, rate)
    row.setToolTip(0, plain_tip(title))
    row.setToolTip(1, "Learning rate")
    row.setIcon(0, dot(lane_color(theme, lane)))
    row.setCheckState(0, Qt.CheckState.Unchecked if lane.hidden else Qt.CheckState.Checked)
    row.setData(0, LANE, lane.id)


class LaneBar(QWidget):
    """Adds, duplicates, removes and moves lanes, and applies presets.

    Attributes:
        optimizers: Asks which optimizer a new lane has.
    """

    add_wanted = Signal(str)
    """Key of the optimizer of a new lane."""
    preset_chosen = Signal(str)
    """Title of a preset."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.buttons = {key: self._button(row, tip) for key, (_, tip) in _ICONS.items()}
        self.optimizers = OptionPopup(self)
        self.optimizers.offer(
            entry_options(entry for entry in OPTIMIZERS if not entry.needs.matrices), nouns="optimizers"
        )
        self.optimizers.chosen.connect(self.add_wanted)
        self.buttons["add"].clicked.connect(self.ask_optimizer)
        row.addStretch(1)
        self.presets = QToolButton(self)
        self.presets.setText("Presets")
        self.presets.setToolTip("Replace all lanes with a preset")
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.presets)
        for title in PRESETS:
            menu.addAction(title)
        menu.triggered.connect(lambda action: self.preset_chosen.emit(action.text()))
        self.presets.setMenu(menu)
        row.addWidget(self.presets)

    def _button(self, row: QHBoxLayout, tip: str) -> QToolButton:
        made = QToolButton(self)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        row.addWidget(made)
        return made

    def ask_optimizer(self) -> None:
        """Ask which optimizer a new lane has."""
        self.optimizers.open_at(self.buttons["add"])

    def show_state(self, count: int, *, chosen: bool) -> None:
        """Enable what is possible with this number of lanes, one of which is chosen or not."""
        for key, button in self.buttons.items():
            button.setEnabled((chosen or key == "add") and (count < MOST_LANES or key not in {"add", "copy"}))

    def restyle(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        for key, (name, _) in _ICONS.items():
            self.buttons[key].setIcon(icon(name, theme))
