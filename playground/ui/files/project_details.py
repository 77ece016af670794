"""What the dialogs of recovery and backups show of a project: its picture, its name, and a few facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.spec.graph import Graph
from playground.spec.project import Project
from playground.ui.files.network_picture import NetworkPicture
from playground.ui.style.theme import ThemeHub


class ProjectDetails(QWidget):
    """A project as it once was."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NetworkPicture(hub, self)
        self.title, self.facts, self.place = (self._label(role) for role in ("heading", "muted", "muted"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.picture, 1)
        for label in (self.title, self.facts, self.place):
            column.addWidget(label)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def show_project(
        self, project: Project | None, title: str, path: Path | None, when: datetime, problem: str = ""
    ) -> None:
        """Show a project; None where it cannot be read, with the reason in ``problem``."""
        self.picture.show_graph(None if project is None else project.graph, problem)
        self.title.setText(title)
        self.facts.setText(
            "\u2002·\u2002".join([moment(when), *(_facts(project) if project is not None else ())])
        )
        self.place.setText("Never saved to a file" if path is None else str(path))


def heading(title: str, words: str, dialog: QWidget) -> tuple[QLabel, QLabel]:
    """Make the title of a dialog, and what it is for."""
    head, text = QLabel(title, dialog), QLabel(words, dialog)
    head.setProperty("role", "title")
    text.setProperty("role", "muted")
    text.setWordWrap(True)
    return head, text


def lay_out(
    dialog: QDialog, above: Sequence[QWidget], side: QWidget, details: ProjectDetails, buttons: QWidget
) -> None:
    """Arrange a dialog: what stands above, a list beside the details of what is selected in it, and buttons."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 16)
    column.setSpacing(12)
    for widget in above:
        column.addWidget(widget)
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(side)
    row.addWidget(details, 1)
    column.addLayout(row, 1)
    column.addWidget(buttons)


def moment(when: datetime) -> str:
    """A time in words, in the zone of this computer."""
    local = when.astimezone()
    days = (datetime.now().astimezone().date() - local.date()).days
    day = {0: "Today", 1: "Yesterday"}.get(days, f"{local:%A, %d %B %Y}")
    return f"{day}, {local:%H:%M:%S}"


def _facts(project: Project) -> Iterator[str]:
    count = _count(project.graph)
    yield f"{count} node" if count == 1 else f"{count} nodes"
    yield f"data: {project.data.dataset.kind}"
    yield f"optimizer: {project.training.optimizer.kind}"


def _count(graph: Graph) -> int:
    return sum(1 if node.block is None else _count(node.block.graph) for node in graph.nodes)
