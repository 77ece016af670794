"""Which weights runs begin with: drawn ones, or those of a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.catalog.kinds import NETWORKS
from playground.spec.paths import shown, shown_path
from playground.spec.start import StartSpec
from playground.ui.widgets.elided_label import ElidedLabel

FILTER = "Weights by name (*.safetensors *.pt *.pth *.bin *.onnx)"
DRAWN = "Weights are drawn by the initializers."


class StartWeights(QWidget):
    """Chooses a file of weights, and whether weights that it lacks may be drawn; each choice can be undone."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.words = ElidedLabel("muted", self)
        self.choose = QPushButton("Begin with a file…", self)
        self.choose.setToolTip(
            "Begin runs with the weights of a state_dict: safetensors, .pt without code, or ONNX"
        )
        self.choose.clicked.connect(self._on_choose)
        self.drop = QPushButton("Draw instead", self)
        self.drop.setToolTip("Begin runs with weights that the initializers draw")
        self.drop.clicked.connect(lambda: self._edit("Draw weights", StartSpec()))
        self.partial = QCheckBox("Draw what the file lacks", self)
        self.partial.setToolTip("For a new head on a trained network")
        self.partial.clicked.connect(self._on_partial)
        buttons = QHBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addWidget(self.drop)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addLayout(buttons)
        layout.addWidget(self.partial)
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        self._show()

    @Slot()
    def _on_choose(self) -> None:
        start, path = self._document.project.start, self._document.path
        folder = start.weights or ("" if path is None else str(path.parent))
        chosen, _ = QFileDialog.getOpenFileName(self, "Begin with weights", folder, FILTER)
        if chosen:
            self._edit("Begin with weights of a file", start.with_(weights=chosen, published=""))

    @Slot(bool)
    def _on_partial(self, checked: bool) -> None:  # noqa: FBT001 - a slot
        start = self._document.project.start
        self._edit("Draw what the file lacks", start.with_(partial=checked))

    def _edit(self, label: str, start: StartSpec) -> None:
        self._document.edit(label, lambda project: project.with_(start=start), by=self)
        self._show()

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.before.start != changed.after.start:
            self._show()

    def _show(self) -> None:
        start = self._document.project.start
        self.words.setText(_words(start), shown_path(start.weights))
        self.choose.setText("Another file…" if start.weights else "Begin with a file…")
        self.drop.setVisible(not start.drawn)
        self.partial.setVisible(not start.drawn)
        self.partial.setChecked(start.partial)


def _words(start: StartSpec) -> str:
    if start.drawn:
        return DRAWN
    if start.weights:
        return f"Weights of {shown(Path(start.weights).name)}"
    key = start.published
    return f"Published weights of {NETWORKS.entry(key).title if key in NETWORKS else shown(key)}"
