"""The project as a whole, shown when nothing is selected."""

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.build.expand import layer_count
from playground.build.report import Report
from playground.catalog.kinds import describe
from playground.ui.inspector.start_weights import StartWeights
from playground.ui.widgets.plain_text import plain_label

TIPS = (
    "Drag a layer from the palette onto a wire to insert it.",
    "Drop an activation on a layer to snap it on.",
    "Press Space on the canvas to add a layer by name.",
    "Select layers and choose Network › Group into block.",
    "Freeze selected layers with Shift+F: their weights stay as they are.",
    "Change the learning rate during training: the curves mark the moment.",
)

LONGEST_NOTES = 100_000
"""The most that a project allows."""


class Summary(QWidget):
    """Name, notes and size of the project."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Project name")
        self.name.setMaxLength(200)
        self.name.editingFinished.connect(self._on_name_edited)
        self.notes = QPlainTextEdit(self)
        self.notes.setAccessibleName("Notes")
        self.notes.setPlaceholderText("Notes: what this project is about, what to try …")
        self.notes.setFixedHeight(110)
        self.notes.textChanged.connect(self._on_notes_changed)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(12)
        self._values: dict[str, QLabel] = {}
        for row, title in enumerate(("Layers", "Parameters", "Multiply-adds per sample", "Input", "Output")):
            label, value = plain_label(title, self), plain_label("–", self)
            label.setProperty("role", "muted")
            value.setProperty("role", "mono")
            self.facts.addWidget(label, row, 0)
            self.facts.addWidget(value, row, 1)
            self._values[title] = value
        self.facts.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(_heading("Project", self))
        layout.addWidget(self.name)
        layout.addWidget(self.notes)
        layout.addLayout(self.facts)
        layout.addWidget(_heading("Weights at the start", self))
        self.start = StartWeights(document, self)
        layout.addWidget(self.start)
        layout.addWidget(_heading("Good to know", self))
        for tip in TIPS:
            line = plain_label(f"•  {tip}", self)
            line.setProperty("role", "muted")
            line.setWordWrap(True)
            layout.addWidget(line)
        layout.addStretch(1)
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        self._show()

    def show_report(self, report: Report) -> None:
        """Show counts and shapes."""
        graph = self._document.project.graph
        shapes = {node.kind: report.shapes.get(node.id) for node in graph.nodes}
        words = {
            "Layers": f"{layer_count(graph):,}",
            "Parameters": _of_all(report.trained_parameters, report.total_parameters, "trained"),
            "Multiply-adds per sample": _of_all(
                report.trained_multiply_adds, report.total_multiply_adds, "in trained layers"
            ),
        }
        for title, kind in (("Input", "input"), ("Output", "output")):
            shape = shapes.get(kind)
            words[title] = describe(shape) if shape else "–"
        for title, text in words.items():
            self._values[title].setText(text)

    def _on_name_edited(self) -> None:
        if not self.name.isModified():
            return
        name = self.name.text().strip() or "Untitled"
        self.name.setModified(False)
        self._document.edit("Rename project", lambda project: project.with_(name=name), by=self)
        self._show()

    def _on_notes_changed(self) -> None:
        notes = self.notes.toPlainText()[:LONGEST_NOTES]
        self._document.edit(
            "Edit notes", lambda project: project.with_(notes=notes), merge="project.notes", by=self
        )
        self._show()

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.by is not self:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        typing = self.name.hasFocus() and self.name.isModified()
        if self.name.text() != project.name and not typing:
            self.name.setText(project.name)
        if self.notes.toPlainText() != project.notes:
            self.notes.blockSignals(True)
            self.notes.setPlainText(project.notes)
            self.notes.blockSignals(False)


def _of_all(trained: int, count: int, word: str) -> str:
    """A count, with the part of it that is not frozen where something is."""
    return f"{count:,}" if trained == count else f"{count:,}, {trained:,} {word}"


def _heading(text: str, parent: QWidget) -> QLabel:
    label = plain_label(text, parent)
    label.setProperty("role", "section")
    return label
