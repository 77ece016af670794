"""The setup of a race: the surface, the lanes with their optimizers, and the conditions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.catalog.kinds import SURFACES
from playground.catalog.presets import PRESETS
from playground.spec.base import Choice, Value
from playground.spec.race import MOST_LANES, LaneSpec, RaceSpec
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.section import Section
from playground.ui.panels.race.lane_form import Change, LaneForm
from playground.ui.panels.race.lane_list import LaneBar, LaneList
from playground.ui.panels.race.network_forms import NetworkConditions, conditions_of, with_condition
from playground.ui.panels.race.start_forms import CommonStart, common_start, with_start
from playground.ui.style.theme import Theme, ThemeHub

FIT = "Use rates that fit this surface"
FIT_TIP = "Try learning rates from 1e-6 to 10 in every lane, and use the best of each; one step to undo"
SURFACE_CONDITIONS = ("steps", "noise", "seeds", "seed", "target")
"""The fields of ``RaceSpec`` that are the conditions of a race on a surface."""


class RaceSetup(QScrollArea):
    """Everything of ``Project.race``, and the notes of the project."""

    fit_wanted = Signal()
    """To find learning rates that fit the surface, or to stop."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._chosen: str | None = None
        self.surface = ChoiceForm(SURFACES, parent=self)
        self.lanes, self.bar, self.lane = LaneList(self), LaneBar(self), LaneForm(self)
        self.empty = QLabel("No lanes yet: add one, or choose a preset.", self)
        self.conditions, self.start = EntryForm(self), EntryForm(self)
        self.fit_rates = QPushButton(FIT, self)
        self.fit_rates.setToolTip(FIT_TIP)
        self.fit_rates.clicked.connect(self.fit_wanted)
        self.notes = QLabel(self)
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._arrange()
        self._connect()
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self._show_notes()

    # --- construction ----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._holder = holder = QWidget(self)
        holder.setProperty("role", "panel")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(4)
        self._sections: dict[str, Section] = {}
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        sections: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("Notes", (self.notes,)),
            ("Surface", (self.surface, self.start, self.fit_rates)),
            ("Lanes", (self.bar, self.lanes, self.empty)),
            ("Selected lane", (self.lane,)),
            ("Conditions", (self.conditions,)),
        )
        for title, widgets in sections:
            section = Section(title, holder)
            for widget in widgets:
                section.body.addWidget(widget)
            layout.addWidget(section)
            self._sections[title] = section
        layout.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        self.surface.chosen.connect(
            lambda choice: self._edit("Change surface", _on(surface=choice, start=None))
        )
        self.surface.changed.connect(self._on_surface_changed)
        self.conditions.changed.connect(self._on_condition_changed)
        self.lane.edited.connect(self._on_lane_edited)
        self.start.changed.connect(self._on_start_changed)
        for form in (self.surface, self.conditions, self.lane, self.start):
            form.settled.connect(self._document.end_merge)
        self.lanes.lane_chosen.connect(self._on_lane_chosen)
        self.lanes.hide_wanted.connect(self._on_hide_wanted)
        runs: dict[str, Callable[[], None]] = {
            "copy": self.duplicate_lane,
            "remove": self.remove_lane,
            "up": lambda: self._move_lane(-1),
            "down": lambda: self._move_lane(1),
        }
        for key, run in runs.items():
            self.bar.buttons[key].clicked.connect(lambda _checked, run=run: run())
        self.bar.add_wanted.connect(self.add_lane)
        self.bar.preset_chosen.connect(self.apply_preset)

    # --- edits -----------------------------------------------------------------------------------

    def ask_lane(self) -> None:
        """Ask which optimizer a new lane has, and add it."""
        self.bar.ask_optimizer()

    def add_lane(self, kind: str) -> None:
        """Add a lane with an optimizer, with the settings of the last lane that has it, else with its usual ones."""
        same = [lane.optimizer for lane in self._race.lanes if lane.optimizer.kind == kind]
        self._add("Add lane", LaneSpec(id=self._race.fresh_id(), optimizer=(same or [Choice(kind=kind)])[-1]))

    def duplicate_lane(self) -> None:
        """Duplicate the selected lane in a colour of its own."""
        lane = self._lane()
        if lane is not None:
            self._add("Duplicate lane", lane.with_(id=self._race.fresh_id(), color=None))

    def _add(self, label: str, lane: LaneSpec) -> None:
        if len(self._race.lanes) < MOST_LANES:
            self._chosen = lane.id
            self._edit(label, lambda race: race.add(lane))

    def remove_lane(self) -> None:
        """Remove the chosen lane."""
        lane = self._lane()
        if lane is None:
            return
        ids = [each.id for each in self._race.lanes]
        here = ids.index(lane.id)
        rest = ids[here + 1 :] + ids[:here][::-1]
        self._chosen = rest[0] if rest else None
        self._edit("Remove lane", lambda race: race.remove(lane.id))

    def _move_lane(self, by: int) -> None:
        lane = self._lane()
        if lane is not None:
            self._edit("Move lane", lambda race: race.move(lane.id, by))

    def apply_preset(self, title: str) -> None:
        """Replace all lanes with a preset."""
        lanes = tuple(
            LaneSpec(id=f"lane-{number}", name=name, optimizer=choice)
            for number, (name, choice) in enumerate(PRESETS[title], start=1)
        )
        self._chosen = "lane-1"
        self._edit(f"Race “{title}”", _on(lanes=lanes))

    def select_lane(self, by: int) -> None:
        """Select the lane some places further down, or the first after the last."""
        ids = [lane.id for lane in self._race.lanes]
        if ids:
            here = ids.index(self._chosen) if self._chosen in ids else 0
            self.lanes.setCurrentIndex(self.lanes.model().index((here + by) % len(ids), 0))

    def choose_lane(self, lane_id: str) -> None:
        """Select a lane."""
        ids = [lane.id for lane in self._race.lanes]
        if lane_id in ids and lane_id != self._chosen:
            self.lanes.setCurrentIndex(self.lanes.model().index(ids.index(lane_id), 0))

    def show_only_lane(self) -> None:
        """Hide all lanes but the selected one; where that is done already, show all."""
        chosen, lanes = self._lane(), self._race.lanes
        if chosen is not None:
            alone = all(lane.hidden != (lane is chosen) for lane in lanes)
            shown = tuple(lane.with_(hidden=not alone and lane is not chosen) for lane in lanes)
            self._edit("Show all lanes" if alone else "Show one lane", _on(lanes=shown))

    def _on_hide_wanted(self, lane_id: str, hidden: bool) -> None:  # noqa: FBT001 - a slot
        label = "Hide lane" if hidden else "Show lane"
        self._edit(label, lambda race: race.replace(race.lane(lane_id).with_(hidden=hidden)))

    def _on_surface_changed(self, name: str, value: Value) -> None:
        self._edit(
            f"Change {name}",
            lambda race: race.with_(surface=race.surface.with_params(**{name: value})),
            merge=f"race.surface.{name}",
        )

    def _on_start_changed(self, name: str, value: Value) -> None:
        self._edit("Move start", partial(with_start, name=name, value=value), merge="race.start")

    def _on_condition_changed(self, name: str, value: Value | None) -> None:
        on_network = self._race.on == "network"
        change = partial(with_condition, name=name, value=value) if on_network else _on(**{name: value})
        self._edit(f"Change {name}", change, merge=f"race.{name}")

    def _on_lane_edited(self, label: str, change: Change, merge: str) -> None:
        lane = self._lane()
        if lane is not None:
            key = f"race.{lane.id}.{merge}" if merge else None
            self._edit(label, lambda race: race.replace(change(race.lane(lane.id))), merge=key)

    def _edit(self, label: str, change: Callable[[RaceSpec], RaceSpec], *, merge: str | None = None) -> None:
        self._document.edit(label, lambda project: project.with_(race=change(project.race)), merge=merge)

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def _race(self) -> RaceSpec:
        return self._document.project.race

    def _lane(self) -> LaneSpec | None:
        return next((lane for lane in self._race.lanes if lane.id == self._chosen), None)

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = (race.with_(start=None) for race in (changed.before.race, changed.after.race))
        if changed.opened or before != after:
            self._show(changed.after.race)
        elif changed.before.race.start != changed.after.race.start:  # it is dragged
            self._show_start(changed.after.race)
        if changed.opened or changed.before.notes != changed.after.notes:
            self._show_notes()

    def _show_notes(self) -> None:
        notes = self._document.project.notes.strip()
        self.notes.setText(notes)
        self._sections["Notes"].setVisible(bool(notes))
        own = self._race.with_(on="surface") != RaceSpec()  # else the notes are about the network
        self._sections["Notes"].head.setChecked(own)

    def _show_start(self, race: RaceSpec) -> None:
        x, y = common_start(race)
        self.start.show_entry(CommonStart, [{"x": x, "y": y}])

    def show_fitting(self, running: bool) -> None:  # noqa: FBT001 - a slot
        """Show whether learning rates are being tried."""
        self.fit_rates.setText("Trying learning rates… (stop)" if running else FIT)

    def _on_lane_chosen(self, lane_id: str) -> None:
        self._chosen = lane_id
        self._show_lane()

    def _show(self, race: RaceSpec) -> None:
        self.surface.show_choices([race.surface])
        on_network = race.on == "network"
        self._sections["Surface"].setVisible(not on_network)
        self._show_start(race)
        if on_network:
            self.conditions.show_entry(NetworkConditions, [conditions_of(race)])
        else:
            shown = {name: getattr(race, name) for name in SURFACE_CONDITIONS}
            self.conditions.show_entry(RaceSpec, [shown], SURFACE_CONDITIONS)
        if self._lane() is None:
            self._chosen = race.lanes[0].id if race.lanes else None
        self.lanes.show_lanes(race.lanes, self._chosen, self._hub.theme)
        self.empty.setVisible(not race.lanes)
        self._show_lane()
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self._holder.minimumSizeHint().width() + bar)

    def _show_lane(self) -> None:
        lane = self._lane()
        self.bar.show_state(len(self._race.lanes), chosen=lane is not None)
        on_network = self._race.on == "network"
        self.lane.show_lane(lane, self._hub.theme, on_network=on_network, common=common_start(self._race))

    def _restyle(self, theme: Theme) -> None:
        self.bar.restyle(theme)
        self._show(self._race)


def _on(**changes: object) -> Callable[[RaceSpec], RaceSpec]:
    return lambda race: race.with_(**changes)
