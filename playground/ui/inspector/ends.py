"""What the ends of the network stand for: the data of the input, the loss of the output."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from playground.app.document import Document
from playground.catalog.kinds import DATASETS, LOSSES
from playground.spec.base import Choice, Value
from playground.spec.project import Project
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.section import Section


class Ends(QWidget):
    """The data set where the input is selected, the loss where the output is.

    Attributes:
        data: The data set with its parameters.
        loss: The loss with its parameters.
        more_data: Leads to everything else about the data.
        more_training: Leads to the other settings of the training.
    """

    data_chosen = Signal(object)
    """The Choice of another data set."""
    data_changed = Signal(str, object)
    """Name and value of a parameter of the data set."""
    view_wanted = Signal(str)
    """Key of the view with more settings."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.data, self.loss = ChoiceForm(DATASETS, parent=self), ChoiceForm(LOSSES, parent=self)
        self.more_data = QPushButton("Inputs, preprocessing, split…", self)
        self.more_training = QPushButton("Optimizer, batches, schedule…", self)
        self._parts = {
            "input": self._section("Data set", self.data, self.more_data),
            "output": self._section("Loss", self.loss, self.more_training),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in self._parts.values():
            layout.addWidget(part)
        self.data.chosen.connect(self._on_data_chosen)
        self.data.changed.connect(self.data_changed)
        self.loss.chosen.connect(lambda choice: self._change_loss("Change loss", choice))
        self.loss.changed.connect(self._on_loss_changed)
        for form in (self.data, self.loss):
            form.settled.connect(document.end_merge)
        self.more_data.clicked.connect(lambda: self.view_wanted.emit("data"))
        self.more_training.clicked.connect(lambda: self.view_wanted.emit("training"))

    def _section(self, title: str, form: ChoiceForm, more: QPushButton) -> Section:
        part = Section(title, self)
        part.body.addWidget(form)
        part.body.addWidget(more)
        return part

    def show_end(self, kind: str) -> None:
        """Show what the end of the network of a kind, ``input`` or ``output``, stands for; nothing for other nodes."""
        project = self._document.project
        for key, part in self._parts.items():
            part.setVisible(key == kind)
        self.setVisible(kind in self._parts)
        if kind == "input":
            dataset = project.data.dataset
            self.data.show_choices([dataset])
            if (
                dataset.kind in DATASETS and DATASETS.entry(dataset.kind).editor
            ):  # set up in the view of the data
                self.data.form.hide()
        elif kind == "output":
            self.loss.show_choices([project.training.loss])

    def _on_data_chosen(self, choice: Choice) -> None:
        self.data_chosen.emit(choice)
        self.show_end("input")  # a data set whose file is still to be chosen is not chosen yet

    def _on_loss_changed(self, name: str, value: Value) -> None:
        choice = self._document.project.training.loss.with_params(**{name: value})
        self._change_loss(f"Change {name.replace('_', ' ')}", choice, f"training.loss.{name}")

    def _change_loss(self, label: str, choice: Choice, merge: str | None = None) -> None:
        def change(project: Project) -> Project:
            return project.with_(training=project.training.with_(loss=choice))

        self._document.edit(label, change, merge=merge, by=self)
