"""The choice of the plane that the paths are drawn on: a switch, and the two lanes that it may go through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from playground.ui.plots.frame.controls import Segmented
from playground.ui.plots.frame.flow_row import ROW
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.widgets.swatch import dot

Pair = tuple[str, str]
LETTERS = 10
"""Visible letters of a lane's name; the list shows all."""


class PlaneChoice(QObject):
    """Shows the choice and reports what the user wants, without applying it.

    Attributes:
        kind: The switch.
        lanes: The two lists of lanes, visible only when they matter.
    """

    wanted = Signal(object)
    """Two ids of lanes, or None for the main directions."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.kind = Segmented(
            {"main": "Principal directions", "through": "Through two lanes"},
            {
                "main": "The two directions (PCA) along which the paths of all lanes vary most",
                "through": "The plane through the common start and the latest points of two lanes",
            },
        )
        self.kind.chosen.connect(self._on_kind_chosen)
        self.boxes = (self._box("First lane in the plane"), self._box("Second lane in the plane"))
        self.lanes = QWidget()
        row = QHBoxLayout(self.lanes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.boxes[0], QLabel("and"), self.boxes[1]):
            row.addWidget(widget)
        self._pair: Pair | None = None
        self._listed: list[tuple[str, str, str]] = []
        self.show_choice((), None)

    def _box(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(LETTERS)
        made.setMaximumHeight(ROW)
        made.activated.connect(lambda _=0, box=made: self._on_lane_picked(box))
        return made

    def show_choice(self, runs: Sequence[DrawnLane], through: Pair | None) -> None:
        """Offer these lanes and show the choice; a choice of lanes that are gone is ignored."""
        lanes = [run.lane for run in runs]
        chosen = through if through is not None and set(through) <= set(lanes) else None
        self._pair = chosen or self._valid_pair(self._pair, lanes)
        listed = [(run.lane, run.name, run.color) for run in runs]
        if listed != self._listed:
            self._listed = listed
            self._list()
        self.kind.choose("main" if chosen is None else "through")
        self.kind.set_available("through", available=self._pair is not None)
        for box, lane in zip(self.boxes, self._pair or ("", ""), strict=True):
            box.setCurrentIndex(box.findData(lane))
        self.lanes.setVisible(chosen is not None)

    @staticmethod
    def _valid_pair(pair: Pair | None, lanes: list[str]) -> Pair | None:
        """Return the two lanes chosen before, or the first two; None if there are fewer."""
        if pair is not None and set(pair) <= set(lanes):
            return pair
        return (lanes[0], lanes[1]) if len(lanes) > 1 else None

    def _list(self) -> None:
        for box in self.boxes:
            box.clear()
            for lane, name, color in self._listed:
                box.addItem(dot(color), name, lane)

    # --- what people do --------------------------------------------------------------------------

    def _on_kind_chosen(self, key: str) -> None:
        self.wanted.emit(self._pair if key == "through" else None)

    def _on_lane_picked(self, box: QComboBox) -> None:
        """Swap the lanes if the other box already has the one picked."""
        if self._pair is None:
            return
        place = self.boxes.index(box)
        mine, other = self._pair[place], self._pair[1 - place]
        picked = str(box.currentData())
        other = mine if picked == other else other
        self.wanted.emit((picked, other) if place == 0 else (other, picked))
