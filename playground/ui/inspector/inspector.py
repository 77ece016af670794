"""The inspector: the project when nothing is selected, else the selected nodes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.engine.events.run import Event
from playground.spec.block import has_node
from playground.ui.inspector.nodes import NodeForm
from playground.ui.inspector.summary import Summary
from playground.ui.style.theme import ThemeHub


class Inspector(QScrollArea):
    """Shows and edits the selection."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._selected: tuple[str, ...] = ()
        self._report = Report()
        self.summary = Summary(document, self)
        self.nodes = NodeForm(document, hub, self)
        holder = QWidget(self)
        holder.setProperty("role", "panel")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.summary)
        layout.addWidget(self.nodes)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        self._show()

    def set_selection(self, ids: tuple[str, ...]) -> None:
        """Show these nodes, or the project when there are none."""
        if ids != self._selected:
            self._finish_typing()
            self._selected = ids
            self._document.end_merge()
            self._show()

    @property
    def wanted(self) -> frozenset[type[Event]]:
        """Heavy events of a run that the selection needs."""
        return (
            frozenset() if self.nodes.isHidden() or self.nodes.norms.isHidden() else self.nodes.norms.wanted
        )

    def consume(self, events: Sequence[Event]) -> None:
        """Show the events of a frame."""
        self.nodes.norms.consume(events)

    def clear_live(self) -> None:
        """Show no run."""
        self.nodes.norms.clear()

    def _finish_typing(self) -> None:
        """Commit what is being typed to the nodes that it was typed for."""
        field = QApplication.focusWidget()
        if field is not None and self.isAncestorOf(field):
            field.clearFocus()

    def show_report(self, report: Report) -> None:
        """Show shapes, counts and problems of a new analysis."""
        self._report = report
        self.summary.show_report(report)
        self._show()

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = changed.before, changed.after
        same_ends = after.data is before.data and after.training.loss is before.training.loss
        if after.graph is not before.graph or not same_ends or changed.opened:
            self._show()

    def _show(self) -> None:
        graph = self._document.project.graph
        selected = tuple(name for name in self._selected if has_node(graph, name))
        self.summary.setVisible(not selected)
        self.nodes.setVisible(bool(selected))
        if selected:
            self.nodes.show_nodes(selected, self._report)
