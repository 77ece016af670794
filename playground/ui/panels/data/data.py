"""Which data: the set and its parameters, inputs, preprocessing, split, with a preview."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Changed, Document
from playground.build.data.choose_data import with_dataset
from playground.build.data.facts import info_of, is_known, is_regression
from playground.build.data.features import FEATURES, toggled
from playground.catalog.kinds import DATASETS, TRANSFORMS, Dataset
from playground.spec.base import Choice, Value
from playground.spec.data import DataSpec
from playground.spec.data_paths import PARAMETERS
from playground.spec.project import Project
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.section import fill_panel
from playground.ui.forms.seed_row import SeedRow
from playground.ui.panels.data.drawing import Drawing
from playground.ui.panels.data.preview import DataPreview
from playground.ui.panels.data.table_chooser import TableChooser
from playground.ui.panels.data.thumbnails import SIDE, dataset_thumbnail, feature_thumbnail
from playground.ui.runs.lookup import Lookup
from playground.ui.style.theme import Theme, ThemeHub

PICTURED = tuple(entry.key for entry in DATASETS if entry.group in {"2-D", "2-D regression", "1-D"})
OWN = tuple(entry.key for entry in DATASETS if entry.group == "Your own data")
PER_ROW = 5


class DataPanel(QScrollArea):
    """Everything of ``Project.data``."""

    lab_clicked = Signal()
    """Show what preprocessing does."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self.pictures = {key: self._button(DATASETS.entry(key).title) for key in PICTURED}
        self.own = {key: self._word_button(DATASETS.entry(key)) for key in OWN}
        self.table = TableChooser(self)
        self.editors: dict[str, Drawing | TableChooser] = {"pad": Drawing(hub, self), "table": self.table}
        self.features = {name: self._button(feature.title) for name, feature in FEATURES.items()}
        self.dataset, self.transform = ChoiceForm(DATASETS, parent=self), ChoiceForm(TRANSFORMS, parent=self)
        self.target = EntryForm(self)
        self.lab = QPushButton("Before and after…", self)
        self.lab.setToolTip("See what preprocessing does to the data, and to the loss")
        self.split = EntryForm(self)
        self.seed = SeedRow(hub, DataSpec, self)
        self.preview = DataPreview(hub, self)
        self._fitting = Lookup(self)
        self._pending: Choice | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_preview)
        self._arrange()
        self._connect()
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self._show(document.project.data)

    @staticmethod
    def _button(tip: str) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setIconSize(QSize(SIDE, SIDE))
        button.setFixedSize(SIDE + 10, SIDE + 10)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    @staticmethod
    def _word_button(entry: type[Dataset]) -> QPushButton:
        button = QPushButton(entry.title)
        button.setCheckable(True)
        button.setToolTip(f"{entry.summary()}\n{entry.when}")
        return button

    def _arrange(self) -> None:
        own = _own(list(self.own.values()))
        data = (_grid(list(self.pictures.values())), own, self.dataset, *self.editors.values(), self.preview)
        parts = (
            ("Data set", data),
            ("Inputs", (_grid(list(self.features.values())),)),
            ("Preprocessing", (self.transform, self.target, self.lab)),
            ("Split", (self.split, self.seed)),
        )
        self._inputs = fill_panel(self, parts)["Inputs"]

    def _connect(self) -> None:
        for key, button in (self.pictures | self.own).items():
            button.clicked.connect(lambda _on=False, key=key: self.dataset.pick(key))
        for name, button in self.features.items():
            button.clicked.connect(lambda _on=False, name=name: self._on_feature_clicked(name))
        for editor in self.editors.values():
            editor.changed.connect(self._on_own_data)
        self.dataset.chosen.connect(self.choose)
        self.dataset.changed.connect(self.change_parameter)
        self.transform.chosen.connect(
            lambda choice: self._edit("Change preprocessing", lambda data: data.with_(transform=choice))
        )
        self.lab.clicked.connect(self.lab_clicked)
        self.split.changed.connect(self._on_number_changed)
        self.target.changed.connect(self._on_number_changed)
        self.seed.changed.connect(lambda seed: self._edit("Change seed", lambda data: data.with_(seed=seed)))
        for form in (self.dataset, self.split):
            form.settled.connect(self._document.end_merge)

    # --- edits -----------------------------------------------------------------------------------

    def choose(self, dataset: Choice) -> None:
        """Choose another data set; loss and head follow where necessary.

        The data stay as they are until a file is chosen, where the new ones come from a file.
        """
        self._pending = dataset if _lacks_file(dataset) else None
        if self._pending is not None:
            self._show(self._document.project.data)
            return
        label = f"Use {DATASETS.entry(dataset.kind).title}"
        if not self._document.edit(label, lambda project: with_dataset(project, dataset), by=self):
            self._show(self._document.project.data)
        self._fit_when_known()

    def use(self, dataset: Choice) -> None:
        """Choose data of the user; a table is read in the background first, and replaces the data then."""
        if DATASETS.entry(dataset.kind).editor != "table":
            self.choose(dataset)
            return
        self.choose(Choice(kind=dataset.kind))
        self.table.read(Path(str(dataset.params["path"])))

    def _on_own_data(self, label: str, dataset: Choice) -> None:
        self._document.edit(label, lambda project: with_dataset(project, dataset), by=self)

    @property
    def is_settled(self) -> bool:
        """Whether the data set is complete without this panel: it has its file, and no editor of its own here."""
        kind = self._document.project.data.dataset.kind
        return self._pending is None and (kind not in DATASETS or not DATASETS.entry(kind).editor)

    def change_parameter(self, name: str, value: Value) -> None:
        """Set a parameter of the data set."""

        def change(project: Project) -> Project:
            return with_dataset(project, project.data.dataset.with_params(**{name: value}))

        if self._pending is not None:
            self.choose(self._pending.with_params(**{name: value}))
            return
        if DATASETS.entry(self._document.project.data.dataset.kind).editor == "table":
            self.table.change_format(name, value)
            return
        label = f"Change {name.replace('_', ' ')}"
        self._document.edit(label, change, merge=f"data.dataset.{name}", by=self)
        self._fit_when_known()

    def _fit_when_known(self) -> None:
        """Let loss and head follow once a file that has to be read first has been read."""
        choice = self._document.project.data.dataset
        self._fitting.drop()
        if choice.kind in DATASETS and not is_known(choice):
            self._fitting.start(lambda: info_of(choice), lambda _info: self._fit(choice), lambda _words: None)

    def _fit(self, choice: Choice) -> None:
        if self._document.project.data.dataset == choice:
            label = f"Fit the network to {DATASETS.entry(choice.kind).title}"
            self._document.edit(label, lambda project: with_dataset(project, choice), by=self)

    def _on_number_changed(self, name: str, value: Value) -> None:
        self._edit(
            f"Change {name.replace('_', ' ')}", lambda data: data.with_(**{name: value}), merge=f"data.{name}"
        )

    def _on_feature_clicked(self, name: str) -> None:
        self._edit(f"Toggle input {FEATURES[name].title}", lambda data: toggled(data, name))
        self._show(self._document.project.data)

    def _edit(self, label: str, change: Callable[[DataSpec], DataSpec], merge: str | None = None) -> None:
        self._document.edit(
            label, lambda project: project.with_(data=change(project.data)), merge=merge, by=self
        )

    # --- showing ---------------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.after.data.dataset != changed.before.data.dataset or changed.opened:
            self._fitting.drop()
            self._pending = None
        if changed.after.data is not changed.before.data or changed.opened:
            self._show(changed.after.data)

    def _show(self, data: DataSpec) -> None:
        if self._pending is not None:
            data = data.with_(dataset=self._pending)
        for key, button in (self.pictures | self.own).items():
            button.setChecked(key == data.dataset.kind)
        entry = DATASETS.entry(data.dataset.kind) if data.dataset.kind in DATASETS else None
        for name, editor in self.editors.items():
            editor.setVisible(entry is not None and entry.editor == name)
            if entry is not None and entry.editor == name:
                editor.show_dataset(data.dataset)
        self.preview.setVisible(entry is None or entry.editor not in self.editors)
        for name, button in self.features.items():
            button.setChecked(name in data.features)
        self.dataset.show_choices([data.dataset])
        self.transform.show_choices([data.transform])
        self.target.setVisible(is_regression(data.dataset))
        self.target.show_entry(DataSpec, [{"target_scaling": data.target_scaling}], ["target_scaling"])
        self.split.show_entry(DataSpec, [{"validation": data.validation}], ["validation"])
        self.seed.show_value(data.seed)
        self._inputs.setVisible(
            entry is not None and (entry.group.startswith("2-D") or entry.editor == "pad")
        )
        self._later.start()

    def _show_preview(self) -> None:
        if not self.preview.isHidden() and self._pending is None:
            self.preview.show_data(self._document.project.data)

    def _restyle(self, theme: Theme) -> None:
        ratio = self.devicePixelRatioF()
        for key, button in self.pictures.items():
            button.setIcon(dataset_thumbnail(key, theme, ratio))
        for name, button in self.features.items():
            button.setIcon(feature_thumbnail(name, theme, ratio))


def _lacks_file(dataset: Choice) -> bool:
    """Return whether data come from a file or folder of the user that is not chosen yet."""
    if dataset.kind not in OWN:
        return False
    names = [name for name in PARAMETERS if name in DATASETS.entry(dataset.kind).model_fields]
    return any(not dataset.params.get(name) for name in names)


def _own(buttons: list[QPushButton]) -> QWidget:
    """Return a heading and the buttons for the user's own data."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 4, 0, 0)
    layout.setSpacing(4)
    heading = QLabel("Your own data")
    heading.setProperty("role", "section")
    layout.addWidget(heading)
    rows = QGridLayout()
    rows.setSpacing(4)
    for place, button in enumerate(buttons):
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rows.addWidget(button, place // 2, place % 2)
    layout.addLayout(rows)
    return holder


def _grid(buttons: list[QToolButton]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(6)
    for place, button in enumerate(buttons):
        grid.addWidget(button, place // PER_ROW, place % PER_ROW)
    grid.setColumnStretch(PER_ROW, 1)
    return holder
