"""Who races where: the surface, the lanes with their optimizers, and the length of the race."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

import playground.catalog.optimizers
import playground.catalog.schedules
import playground.catalog.surfaces  # noqa: F401
from playground.app.document import Changed, Document
from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, SURFACES, Entry, UnknownEntry, param
from playground.catalog.presets import PRESETS
from playground.spec.base import Choice, Value
from playground.spec.race import MOST_LANES, LaneSpec, RaceSpec
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.section import Section
from playground.ui.icons import icon
from playground.ui.panels.network_forms import (
    NetworkConditions,
    Own,
    conditions_of,
    own_of,
    with_condition,
    with_own,
)
from playground.ui.swatch import dot
from playground.ui.theme import Theme, ThemeHub, lane_color

LANE = Qt.ItemDataRole.UserRole


class Conditions(Entry):
    """The numbers of a race, declared like an entry of the catalog so that the same form shows them."""

    steps: int = param(1000, "Length of the race.", ge=1, le=100_000, log=True)
    noise: float = param(
        0.0,
        "Standard deviation of Gaussian noise on each part of the gradient, in place of minibatches.",
        ge=0,
        le=1_000_000,
        log=True,
    )
    seeds: int = param(1, "Repetitions with different noise; curves show their median.", ge=1, le=64)
    seed: int = param(0, "Of the noise.", ge=0, le=2**31 - 1)


class RaceSetup(QScrollArea):
    """Everything of ``Project.race``."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._chosen: str | None = None
        self.surface = ChoiceForm(SURFACES, parent=self)
        self.lanes = QTreeWidget(self)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("Name of the lane")
        self.name.setMaxLength(80)
        self.name.setAccessibleName("Name of the lane")
        offered = [entry.key for entry in OPTIMIZERS if not entry.needs.matrices]
        self.optimizer = ChoiceForm(OPTIMIZERS, only=offered, parent=self)
        self.schedule = ChoiceForm(SCHEDULES, parent=self)
        self.conditions = EntryForm(self)
        self.own = EntryForm(self)
        self._prepare_list()
        self._arrange()
        self._connect()
        self.destroyed.connect(document.subscribe(self._follow))
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self._show(document.project.race)

    # --- construction ----------------------------------------------------------------------------

    def _prepare_list(self) -> None:
        self.lanes.setHeaderHidden(True)
        self.lanes.setColumnCount(2)
        self.lanes.setRootIsDecorated(False)
        self.lanes.setUniformRowHeights(True)
        self.lanes.setAccessibleName("Lanes")
        self.lanes.setToolTip("Ticked lanes are shown; all take part")
        self.lanes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lanes.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _arrange(self) -> None:
        holder = QWidget(self)
        holder.setProperty("role", "panel")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(4)
        self.empty = QLabel("No lanes yet: add an optimizer, or take a preset.", self)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.of_lane = QWidget(self)
        inside = QVBoxLayout(self.of_lane)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        caption = QLabel("Schedule", self)
        caption.setProperty("role", "section")
        self.own_caption = QLabel("In place of the project's", self)
        self.own_caption.setProperty("role", "section")
        of_lane: tuple[QWidget, ...] = (
            self.name, self.optimizer, caption, self.schedule, self.own_caption, self.own,
        )  # fmt: skip
        for widget in of_lane:
            inside.addWidget(widget)
        sections: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("Surface", (self.surface,)),
            ("Lanes", (self.lanes, self._buttons(), self.empty)),
            ("Selected lane", (self.of_lane,)),
            ("Conditions", (self.conditions,)),
        )
        for title, widgets in sections:
            section = Section(title, holder)
            for widget in widgets:
                section.body.addWidget(widget)
            layout.addWidget(section)
            if title == "Surface":
                self._surface_section = section
        layout.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _buttons(self) -> QWidget:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.add = self._tool(row, "Add a lane", self.add_lane)
        self.copy = self._tool(row, "Duplicate the lane", self.duplicate_lane)
        self.remove = self._tool(row, "Remove the lane", self.remove_lane)
        self.up = self._tool(row, "Move the lane up", lambda: self._move(-1))
        self.down = self._tool(row, "Move the lane down", lambda: self._move(1))
        row.addStretch(1)
        self.presets = QToolButton(bar)
        self.presets.setText("Presets")
        self.presets.setToolTip("Replace all lanes by a set that is worth racing")
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.presets)
        for title in PRESETS:
            menu.addAction(title).triggered.connect(partial(self.take_preset, title))
        self.presets.setMenu(menu)
        row.addWidget(self.presets)
        return bar

    def _tool(self, row: QHBoxLayout, tip: str, run: Callable[[], object]) -> QToolButton:
        made = QToolButton(self)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.clicked.connect(lambda _checked: run())
        row.addWidget(made)
        return made

    def _connect(self) -> None:
        end = self._document.end_merge
        self.surface.chosen.connect(
            lambda choice: self._edit("Change surface", _on(surface=choice, start=None))
        )
        self.surface.changed.connect(self._tune_surface)
        self.conditions.changed.connect(self._tune_race)
        self.own.changed.connect(self._tune_own)
        self.name.editingFinished.connect(self._rename)
        self.optimizer.chosen.connect(lambda choice: self._edit_lane("Change optimizer", optimizer=choice))
        self.schedule.chosen.connect(lambda choice: self._edit_lane("Change schedule", schedule=choice))
        self.optimizer.changed.connect(lambda name, value: self._tune_lane("optimizer", name, value))
        self.schedule.changed.connect(lambda name, value: self._tune_lane("schedule", name, value))
        for form in (self.surface, self.conditions, self.optimizer, self.schedule, self.own):
            form.settled.connect(end)
        self.lanes.currentItemChanged.connect(self._choose)
        self.lanes.itemChanged.connect(self._tick)

    # --- edits -----------------------------------------------------------------------------------

    def add_lane(self) -> None:
        """One more lane, with Adam."""
        choice = Choice(kind="adam", params={"learning_rate": 0.05})
        self._add("Add lane", LaneSpec(id=self._race.fresh_id(), optimizer=choice))

    def duplicate_lane(self) -> None:
        """One more lane like the chosen one."""
        lane = self._lane()
        if lane is not None:
            self._add("Duplicate lane", lane.with_(id=self._race.fresh_id()))

    def _add(self, label: str, lane: LaneSpec) -> None:
        if len(self._race.lanes) < MOST_LANES:
            self._chosen = lane.id
            self._edit(label, lambda race: race.add(lane))

    def remove_lane(self) -> None:
        """Take the chosen lane out."""
        lane = self._lane()
        if lane is None:
            return
        ids = [each.id for each in self._race.lanes]
        here = ids.index(lane.id)
        rest = ids[here + 1 :] + ids[:here][::-1]
        self._chosen = rest[0] if rest else None
        self._edit("Remove lane", lambda race: race.remove(lane.id))

    def _move(self, by: int) -> None:
        lane = self._lane()
        if lane is not None:
            self._edit("Move lane", lambda race: race.move(lane.id, by))

    def take_preset(self, title: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        """Replace all lanes."""
        lanes = tuple(
            LaneSpec(id=f"lane-{number}", name=name, optimizer=choice)
            for number, (name, choice) in enumerate(PRESETS[title], start=1)
        )
        self._chosen = "lane-1"
        self._edit(f"Race “{title}”", _on(lanes=lanes))

    def _rename(self) -> None:
        lane = self._lane()
        if lane is not None and self.name.text().strip() != lane.name:
            self._edit_lane("Rename lane", name=self.name.text().strip())

    def _tick(self, item: QTreeWidgetItem) -> None:
        lane_id, hidden = item.data(0, LANE), item.checkState(0) is Qt.CheckState.Unchecked
        label = "Hide lane" if hidden else "Show lane"
        self._edit(label, lambda race: race.replace(race.lane(lane_id).with_(hidden=hidden)))

    def _tune_surface(self, name: str, value: Value) -> None:
        self._edit(
            f"Change {name}",
            lambda race: race.with_(surface=race.surface.with_params(**{name: value})),
            merge=f"race.surface.{name}",
        )

    def _tune_race(self, name: str, value: Value) -> None:
        if self._race.on == "network":
            change = partial(with_condition, name=name, value=value)
            self._edit(f"Change {name}", change, merge=f"race.{name}")
            return
        self._edit(f"Change {name}", _on(**{name: value}), merge=f"race.{name}")

    def _tune_own(self, name: str, value: Value) -> None:
        lane = self._lane()
        if lane is not None:
            changed = with_own(lane, name, value)
            merge = f"race.{lane.id}.{name}"
            self._edit(f"Change {name.replace('_', ' ')}", lambda race: race.replace(changed), merge=merge)

    def _tune_lane(self, part: str, name: str, value: Value) -> None:
        lane = self._lane()
        if lane is not None:
            choice = getattr(lane, part).with_params(**{name: value})
            merge = f"race.{lane.id}.{part}.{name}"
            self._edit_lane(f"Change {name.replace('_', ' ')}", merge=merge, **{part: choice})

    def _edit_lane(self, label: str, *, merge: str | None = None, **changes: object) -> None:
        lane = self._lane()
        if lane is not None:
            self._edit(label, lambda race: race.replace(race.lane(lane.id).with_(**changes)), merge=merge)

    def _edit(self, label: str, change: Callable[[RaceSpec], RaceSpec], *, merge: str | None = None) -> None:
        self._document.edit(label, lambda project: project.with_(race=change(project.race)), merge=merge)

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def _race(self) -> RaceSpec:
        return self._document.project.race

    def _lane(self) -> LaneSpec | None:
        return next((lane for lane in self._race.lanes if lane.id == self._chosen), None)

    def _follow(self, changed: Changed) -> None:
        if changed.before.race != changed.after.race or changed.opened:
            self._show(changed.after.race)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._chosen = item.data(0, LANE)
            self._show_lane()

    def _show(self, race: RaceSpec) -> None:
        self.surface.show_choices([race.surface])
        on_network = race.on == "network"
        self._surface_section.setVisible(not on_network)
        if on_network:
            self.conditions.show_entry(NetworkConditions, [conditions_of(race)])
        else:
            self.conditions.show_entry(
                Conditions, [{name: getattr(race, name) for name in Conditions.model_fields}]
            )
        if self._lane() is None:
            self._chosen = race.lanes[0].id if race.lanes else None
        rows = [self.lanes.topLevelItem(place) for place in range(self.lanes.topLevelItemCount())]
        with QSignalBlocker(self.lanes):
            if [row.data(0, LANE) for row in rows if row is not None] != [lane.id for lane in race.lanes]:
                self.lanes.clear()  # never while a row tells of its own change
                rows = [QTreeWidgetItem(self.lanes) for _ in race.lanes]
            for row, lane in zip(rows, race.lanes, strict=True):
                if row is not None:
                    self._fill(row, lane)
        self.lanes.setColumnWidth(0, 190)
        height = self.lanes.sizeHintForRow(0) if race.lanes else 0
        self.lanes.setFixedHeight(len(race.lanes) * height + 6)
        self.lanes.setVisible(bool(race.lanes))
        self.empty.setVisible(not race.lanes)
        self._show_lane()

    def _fill(self, item: QTreeWidgetItem, lane: LaneSpec) -> None:
        try:
            entry = OPTIMIZERS.of(lane.optimizer)
            title, rate = entry.title, f"{entry.learning_rate:g}"
        except UnknownEntry:
            title, rate = lane.optimizer.kind, ""
        item.setText(0, lane.name or title)
        item.setText(1, rate)
        item.setToolTip(0, title)
        item.setToolTip(1, "Learning rate")
        item.setIcon(0, dot(lane_color(self._hub.theme, lane.id)))
        item.setCheckState(0, Qt.CheckState.Unchecked if lane.hidden else Qt.CheckState.Checked)
        item.setData(0, LANE, lane.id)
        if lane.id == self._chosen:
            self.lanes.setCurrentItem(item)

    def _show_lane(self) -> None:
        lane, count = self._lane(), len(self._race.lanes)
        for button in (self.copy, self.remove, self.up, self.down):
            button.setEnabled(lane is not None)
        self.add.setEnabled(count < MOST_LANES)
        self.copy.setEnabled(lane is not None and count < MOST_LANES)
        self.of_lane.setEnabled(lane is not None)
        self.name.setText(lane.name if lane else "")
        self.optimizer.show_choices([lane.optimizer] if lane else [])
        self.schedule.show_choices([lane.schedule] if lane else [])
        on_network = self._race.on == "network" and lane is not None
        for widget in (self.own_caption, self.own):
            widget.setVisible(on_network)
        if on_network and lane is not None:
            self.own.show_entry(Own, [own_of(lane)])

    def _restyle(self, theme: Theme) -> None:
        for button, name in (
            (self.add, "plus"),
            (self.copy, "content-copy"),
            (self.remove, "trash-can-outline"),
            (self.up, "arrow-up"),
            (self.down, "arrow-down"),
        ):
            button.setIcon(icon(name, theme))
        self._show(self._race)


def _on(**changes: object) -> Callable[[RaceSpec], RaceSpec]:
    return lambda race: race.with_(**changes)
