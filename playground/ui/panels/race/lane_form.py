"""One lane of a race: name, colour, optimizer, schedule, and on a network its overrides."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from playground.catalog.kinds import OPTIMIZERS, SCHEDULES
from playground.spec.base import Value
from playground.spec.race import LaneSpec
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.color_button import ColorButton
from playground.ui.forms.entry_form import EntryForm
from playground.ui.panels.race.network_forms import LaneOverrides, overrides_of, with_override
from playground.ui.panels.race.start_forms import OwnStart, start_of, with_own_start
from playground.ui.style.lane_colors import automatic_lane_color
from playground.ui.style.theme import Theme
from playground.ui.widgets.plain_text import plain_label

Change = Callable[[LaneSpec], LaneSpec]


class LaneForm(QWidget):
    """Shows a lane and reports edits of it."""

    edited = Signal(str, object, str)
    """Name of the edit, a ``Change``, and the merge key of successive edits; empty for none."""
    settled = Signal()
    """A slider was released or a value committed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane: LaneSpec | None = None
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("Name of the lane")
        self.name.setMaxLength(80)
        self.name.setAccessibleName("Name of the lane")
        self.color = ColorButton("Colour of the lane", self)
        offered = [entry.key for entry in OPTIMIZERS if not entry.needs.matrices]
        self.optimizer = ChoiceForm(OPTIMIZERS, only=offered, parent=self)
        self.schedule = ChoiceForm(SCHEDULES, parent=self)
        self.overrides_caption, self.overrides = self._caption("Instead of the project's"), EntryForm(self)
        self.start_caption, self.start = self._caption("Instead of the common start"), EntryForm(self)
        self._common = (0.0, 0.0)
        self._arrange()
        self._connect()

    def _caption(self, words: str) -> QLabel:
        made = plain_label(words, self)
        made.setProperty("role", "section")
        return made

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.color)
        first.addWidget(self.name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(first)
        for widget in (
            self.optimizer, self._caption("Schedule"), self.schedule, self.overrides_caption, self.overrides,
            self.start_caption, self.start,
        ):  # fmt: skip
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._on_name_edited)
        self.color.chosen.connect(lambda color: self._set("Change colour", color=color))
        self.optimizer.chosen.connect(lambda choice: self._set("Change optimizer", optimizer=choice))
        self.schedule.chosen.connect(lambda choice: self._set("Change schedule", schedule=choice))
        self.optimizer.changed.connect(
            lambda name, value: self._on_parameter_changed("optimizer", name, value)
        )
        self.schedule.changed.connect(lambda name, value: self._on_parameter_changed("schedule", name, value))
        self.overrides.changed.connect(self._on_override_changed)
        self.start.changed.connect(self._on_start_changed)
        for form in (self.optimizer, self.schedule, self.overrides, self.start):
            form.settled.connect(self.settled)

    def show_lane(
        self, lane: LaneSpec | None, theme: Theme, *, on_network: bool, common: tuple[float, float]
    ) -> None:
        """Show a lane without emitting signals; None when there is none. ``common`` is the start of all lanes."""
        self._common = common
        self._lane = lane
        self.setEnabled(lane is not None)
        self.name.setText(lane.name if lane else "")
        automatic = automatic_lane_color(theme, lane) if lane else theme.border
        self.color.show_color(lane.color if lane else None, automatic, theme.lane_colors)
        self.optimizer.show_choices([lane.optimizer] if lane else [])
        self.schedule.show_choices([lane.schedule] if lane else [])
        for widget in (self.overrides_caption, self.overrides):
            widget.setVisible(on_network and lane is not None)
        for widget in (self.start_caption, self.start):
            widget.setVisible(not on_network and lane is not None)
        if not on_network and lane is not None:
            self.start.show_entry(OwnStart, [start_of(lane)])
        if on_network and lane is not None:
            self.overrides.show_entry(LaneOverrides, [overrides_of(lane)])

    # --- edits -----------------------------------------------------------------------------------

    def _on_name_edited(self) -> None:
        name = self.name.text().strip()
        if self._lane is not None and name != self._lane.name:
            self._set("Rename lane", name=name)

    def _set(self, label: str, **changes: object) -> None:
        self.edited.emit(label, lambda lane: lane.with_(**changes), "")

    def _on_parameter_changed(self, part: str, name: str, value: Value) -> None:
        def change(lane: LaneSpec) -> LaneSpec:
            return lane.with_(**{part: getattr(lane, part).with_params(**{name: value})})

        self.edited.emit(f"Change {name.replace('_', ' ')}", change, f"{part}.{name}")

    def _on_override_changed(self, name: str, value: Value) -> None:
        self.edited.emit(
            f"Change {name.replace('_', ' ')}", lambda lane: with_override(lane, name, value), name
        )

    def _on_start_changed(self, name: str, value: Value) -> None:
        common = self._common
        self.edited.emit("Move start", lambda lane: with_own_start(lane, name, value, common), "start")
