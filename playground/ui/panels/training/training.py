"""How the network learns: optimizer, loss, schedule with a preview, batches, regularization, seed, device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QScrollArea, QWidget

from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.build.stages import balanced, has_choices, without_choices
from playground.build.training import batch_size, is_predictable, preview
from playground.catalog.kinds import LOSSES, OPTIMIZERS, SCHEDULES, UnknownEntry
from playground.engine.events.run import Event, Started
from playground.engine.events.stages import NOTHING_MEASURED, StagesMeasured
from playground.engine.runtime.devices import devices
from playground.spec.augmentation import AugmentSpec
from playground.spec.base import Choice, Value
from playground.spec.fields import title_of
from playground.spec.training import TrainingSpec
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.section import fill_panel
from playground.ui.forms.seed_row import SeedRow
from playground.ui.panels.training.batch_split import BatchSplit
from playground.ui.panels.training.class_weights import ClassWeights
from playground.ui.panels.training.fields import NUMBERS
from playground.ui.panels.training.stage_times import StageTimes
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.sketch import Series, Sketch


class TrainingPanel(QScrollArea):
    """Everything of ``Project.training``.

    Attributes:
        split: How several processes share a batch.
        stages: Who computes when where they share the layers.
        wanted: Heavy events that are shown.
        numbers: The forms of plain numbers, by the names of ``NUMBERS``.
    """

    find_rate_clicked = Signal()
    wanted: ClassVar[frozenset[type[Event]]] = frozenset({StagesMeasured})

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._report = Report()
        self.optimizer = ChoiceForm(OPTIMIZERS, parent=self)
        self.loss = ChoiceForm(LOSSES, parent=self)
        self.schedule = ChoiceForm(SCHEDULES, parent=self)
        self.preview = Sketch(hub, self, height=128)
        self.numbers = {name: EntryForm(self) for name in NUMBERS}
        self.class_weights = ClassWeights(self)
        self.augment = EntryForm(self)
        self.find_rate = QPushButton("Find a learning rate…", self)
        self.find_rate.setToolTip("Trains a copy of the run at increasing learning rates and shows the loss")
        self.find_rate.clicked.connect(self.find_rate_clicked)
        self.seed = SeedRow(hub, TrainingSpec, self)
        self.device = ChoiceBox(self)
        self.device.setAccessibleName("Device")
        self.split = BatchSplit(hub, self)
        self.stages = StageTimes(hub, self)
        self._offer_devices()
        self._arrange()
        self._connect()
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        hub.changed.connect(self._restyle)
        self._show(document.project.training)

    def _arrange(self) -> None:
        device = QWidget(self)
        row = QFormLayout(device)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Device", self)
        label.setProperty("role", "muted")
        label.setMinimumWidth(104)
        row.addRow(label, self.device)
        parts = (
            ("Optimizer", (self.optimizer, self.find_rate)),
            ("Length and batches", (self.numbers["length"],)),
            ("Learning rate schedule", (self.schedule, self.preview)),
            ("Loss", (self.loss,)),
            ("Classes", (self.numbers["classes"], self.class_weights)),
            ("Augmentation", (self.augment,)),
            ("Regularization", (self.numbers["regularization"],)),
            ("Early stopping", (self.numbers["early_stopping"],)),
            ("Averaging", (self.numbers["averaging"],)),
            ("Evaluation", (self.numbers["evaluation"],)),
            ("Seed and device", (self.seed, device, self.numbers["processes"], self.split, self.stages)),
        )
        fill_panel(self, parts)

    def _offer_devices(self) -> None:
        known = devices()
        best = known[1] if len(known) > 1 else known[0]
        self.device.offer_words([("auto", f"Automatic: {best[1]}"), *known])

    def _connect(self) -> None:
        for name, form in (("optimizer", self.optimizer), ("loss", self.loss), ("schedule", self.schedule)):
            form.chosen.connect(self._on_chosen(name))
            form.changed.connect(self._on_parameter(name))
            form.settled.connect(self._document.end_merge)
        for numbers in self.numbers.values():
            numbers.changed.connect(self._on_number_changed)
            numbers.settled.connect(self._document.end_merge)
        self.class_weights.changed.connect(self._on_value("typed_weights", "class weights"))
        self.augment.changed.connect(self._on_augmentation_changed)
        self.augment.settled.connect(self._document.end_merge)
        self.seed.changed.connect(self._on_value("seed"))
        self.device.chosen.connect(self._on_value("device"))
        self.stages.balance_clicked.connect(self._on_balance_clicked)
        self.stages.release_clicked.connect(self._on_release_clicked)

    def _on_chosen(self, name: str) -> Callable[[Choice], None]:
        def pick(choice: Choice) -> None:
            self._edit(f"Change {name}", lambda training: training.with_(**{name: choice}))

        return pick

    def _on_parameter(self, name: str) -> Callable[[str, Value], None]:
        def tune(parameter: str, value: Value) -> None:
            self._edit(
                f"Change {parameter.replace('_', ' ')}",
                lambda training: training.with_(
                    **{name: getattr(training, name).with_params(**{parameter: value})}
                ),
                merge=f"training.{name}.{parameter}",
            )

        return tune

    def _on_value(self, name: str, title: str = "") -> Callable[[Value], None]:
        def set_value(value: Value) -> None:
            self._edit(f"Change {title or name}", lambda training: training.with_(**{name: value}))

        return set_value

    def _on_balance_clicked(self) -> None:
        report, seconds = self._report, self.stages.times.layers
        self._document.edit("Balance layers by time", lambda project: balanced(project, report, seconds))

    def _on_release_clicked(self) -> None:
        self._document.edit("Lay layers on processes automatically", without_choices)

    def _on_number_changed(self, name: str, value: Value) -> None:
        label, info = f"Change {title_of(TrainingSpec, name)}", self._report.data
        change = {name: value}
        if change == {"class_weights": "typed"} and info is not None:  # begin with a weight for each class
            given = self._document.project.training.typed_weights
            change["typed_weights"] = given or ", ".join(["1"] * info.targets)
        self._edit(label, lambda training: training.with_(**change), merge=f"training.{name}")

    def _on_augmentation_changed(self, name: str, value: Value) -> None:
        self._edit(
            f"Change {title_of(AugmentSpec, name)}",
            lambda training: training.with_(augment=training.augment.with_(**{name: value})),
            merge=f"training.augment.{name}",
        )

    def _edit(
        self, label: str, change: Callable[[TrainingSpec], TrainingSpec], *, merge: str | None = None
    ) -> None:
        self._document.edit(
            label, lambda project: project.with_(training=change(project.training)), merge=merge, by=self
        )

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.after.training is not changed.before.training or changed.opened:
            self._show(changed.after.training)
        if self.stages.isVisibleTo(self):
            self.stages.show_choices(chosen=has_choices(changed.after.graph))

    def _restyle(self, _theme: Theme) -> None:
        self._show_preview(self._document.project.training)

    def show_report(self, report: Report) -> None:
        """Take the number of samples, from which the steps of the preview follow."""
        self._report = report
        self._show_preview(self._document.project.training)
        self._show_class_weights()

    def consume(self, events: Sequence[Event]) -> None:
        """Show who computed when in the newest batch that was measured."""
        for event in events:
            if isinstance(event, StagesMeasured):
                self.stages.show_times(event.times)
            elif isinstance(event, Started):
                self.stages.show_times(NOTHING_MEASURED)

    def clear_live(self) -> None:
        """Forget the run."""
        self.stages.show_times(NOTHING_MEASURED)

    def _show(self, training: TrainingSpec) -> None:
        self.optimizer.show_choices([training.optimizer])
        self.loss.show_choices([training.loss])
        self.schedule.show_choices([training.schedule])
        for form, names in NUMBERS.items():
            self.numbers[form].show_entry(
                TrainingSpec, [{name: getattr(training, name) for name in names}], names
            )
        self._show_class_weights()
        self.augment.show_entry(AugmentSpec, [dict(training.augment)], tuple(AugmentSpec.model_fields))
        self.seed.show_value(training.seed)
        self.device.show_key(training.device)
        samples = training.split == "samples"
        self.split.show_split(training.batch_size, training.processes if samples else 1)
        self.stages.setVisible(training.processes > 1 and not samples)
        self._show_preview(training)

    def _show_class_weights(self) -> None:
        project = self._document.project
        self.class_weights.show_weights(project.training, self._report.data, project.data)

    def _show_preview(self, training: TrainingSpec) -> None:
        info, data = self._report.data, self._document.project.data
        samples = (info.samples if info is not None else None) or 1000
        held = info.validation if info is not None else None
        share = 1 - data.validation if held is None else 1 - held / samples
        try:
            size = batch_size(training, max(1, round(samples * share)))
            per_epoch = max(1, -(-round(samples * share) // size))
            steps, rates = preview(training, training.epochs * per_epoch)
        except UnknownEntry:
            self.preview.show_series([])
            return
        line = Series(steps.astype(float), rates, self._hub.theme.accent)
        along = "step" if is_predictable(training) else "step (falls when validation stalls)"
        self.preview.show_series([line], along, "learning rate")
