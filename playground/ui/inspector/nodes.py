"""The form of one or several selected nodes: layer, weights, activation, problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from playground.app.document import Document
from playground.build.nodes import title_of
from playground.build.report import Problem, Report
from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, LAYERS, Entry, describe
from playground.spec.base import Choice, Value
from playground.spec.block import has_node, node_at, replace_at
from playground.spec.graph import Node
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.section import Section
from playground.ui.inspector import learning
from playground.ui.inspector.ends import Ends
from playground.ui.inspector.functions import curves
from playground.ui.inspector.norms import NormPart
from playground.ui.inspector.parameters import entry_of, values_of, with_value
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_label
from playground.ui.widgets.sketch import Series, Sketch

Edit = Callable[[Node], Node]


class NodeForm(QWidget):
    """Everything shown and set of the selected nodes. An edit applies to all of them."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._ids: tuple[str, ...] = ()
        self._shown_problems: tuple[Problem, ...] = ()
        self.title = QLineEdit(self)
        self.title.setAccessibleName("Title")
        self.title.editingFinished.connect(self._on_title_edited)
        self.summary, self.facts = plain_label("", self), plain_label("", self)
        self.formula = plain_label("", self)
        for label, role in ((self.summary, "muted"), (self.formula, "mono"), (self.facts, "mono")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.problems = QVBoxLayout()
        self.problems.setSpacing(6)
        self.layer, self.learning = EntryForm(self), EntryForm(self)
        self.initializer = ChoiceForm(INITIALIZERS, parent=self)
        self.activation = ChoiceForm(ACTIVATIONS, nothing="None", parent=self)
        self.sketch = Sketch(hub, self, height=168)
        self.norms, self.ends = NormPart(hub, self), Ends(document, self)
        self._arrange()
        self._connect()
        hub.changed.connect(self._restyle)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        for label in (self.summary, self.formula, self.facts):
            layout.addWidget(label)
        layout.addLayout(self.problems)
        self._layer_part = Section("Parameters", self)
        self._layer_part.body.addWidget(self.layer)
        self._weights_part = Section("Initial weights", self)
        self._weights_part.body.addWidget(self.initializer)
        self._activation_part = Section("Activation", self)
        self._activation_part.body.addWidget(self.activation)
        self._activation_part.body.addWidget(self.sketch)
        self._learning_part = Section("Training", self)
        self._learning_part.body.addWidget(self.learning)
        for part in (
            self.ends,
            self._layer_part,
            self.norms,
            self._activation_part,
            self._weights_part,
            self._learning_part,
        ):
            layout.addWidget(part)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.layer.changed.connect(self._on_parameter_changed)
        self.learning.changed.connect(self._on_training_changed)
        self.activation.chosen.connect(
            lambda choice: self._edit("Change activation", lambda node: node.with_(activation=choice))
        )
        self.activation.changed.connect(self._on_activation_changed)
        self.initializer.chosen.connect(
            lambda choice: self._edit("Change initial weights", lambda node: node.with_(initializer=choice))
        )
        self.initializer.changed.connect(self._on_initializer_changed)
        for form in (self.layer, self.activation, self.initializer, self.learning):
            form.settled.connect(self._document.end_merge)

    # --- edits -----------------------------------------------------------------------------------

    def _edit(self, label: str, change: Edit, merge: str | None = None) -> None:
        known = self._known()
        if not known:
            return
        nodes = list(known.values())
        whose = title_of(nodes[0]) if len(nodes) == 1 else f"{len(nodes)} nodes"
        changed = {name: change(node) for name, node in known.items()}
        key = None if merge is None else f"{merge}:{','.join(self._ids)}"
        self._document.edit(
            f"{label} of {whose}",
            lambda project: project.with_(graph=replace_at(project.graph, changed)),
            merge=key,
            by=self,
        )

    def _on_parameter_changed(self, name: str, value: Value) -> None:
        label = f"Change {name.replace('_', ' ')}"
        self._edit(label, lambda node: with_value(node, name, value), f"node.{name}")

    def _on_training_changed(self, name: str, value: Value) -> None:
        label = f"Change {name.replace('_', ' ')}"
        self._edit(label, lambda node: learning.with_training(node, name, value), f"node.training.{name}")

    def _on_activation_changed(self, name: str, value: Value) -> None:
        def change(node: Node) -> Node:
            if node.activation is None:
                return node
            return node.with_(activation=node.activation.with_params(**{name: value}))

        self._edit("Change activation", change, f"node.activation.{name}")

    def _on_initializer_changed(self, name: str, value: Value) -> None:
        def change(node: Node) -> Node:
            before = node.initializer or Choice(kind="default")
            return node.with_(initializer=before.with_params(**{name: value}))

        self._edit("Change initial weights", change, f"node.initializer.{name}")

    def _on_title_edited(self) -> None:
        """Rename the node to the typed title, if one was typed."""
        nodes = self._nodes()
        if not self.title.isModified() or len(nodes) != 1:
            return
        title = self.title.text().strip()[:80]
        self.title.setText(title_of(nodes[0]))
        if title not in {nodes[0].title, title_of(nodes[0])}:
            self._edit("Rename", lambda node: node.with_(title=title))

    # --- showing ---------------------------------------------------------------------------------

    def _known(self) -> dict[str, Node]:
        """Return the nodes shown that exist, by their full names."""
        graph = self._document.project.graph
        return {name: node_at(graph, name) for name in self._ids if has_node(graph, name)}

    def _nodes(self) -> list[Node]:
        return list(self._known().values())

    def show_nodes(self, ids: Sequence[str], report: Report) -> None:
        """Show these nodes of the document."""
        self._ids = tuple(ids)
        nodes = self._nodes()
        if not nodes:
            return
        kinds = {node.kind for node in nodes}
        entry = entry_of(nodes[0], inside="/" in self._ids[0]) if len(kinds) == 1 else None
        self._show_head(nodes, entry, report)
        self.ends.show_end(nodes[0].kind if self._ids == (nodes[0].id,) else "")
        self.layer.show_entry(entry, [values_of(node) for node in nodes] if entry else ({},))
        self._layer_part.setVisible(bool(self.layer.names))
        known = [LAYERS.entry(node.kind) for node in nodes if node.kind in LAYERS]
        self.norms.setVisible(len(nodes) == 1 and any(layer.keeps_statistics for layer in known))
        self.norms.show_node(next(iter(self._known())))
        active = [layer.takes_activation for layer in known]
        self._activation_part.setVisible(bool(active) and all(active))
        self.activation.show_choices([node.activation for node in nodes])
        weighted = [layer.takes_initializer for layer in known]
        self._weights_part.setVisible(bool(weighted) and all(weighted))
        self.initializer.show_choices([node.initializer or Choice(kind="default") for node in nodes])
        training = self._document.project.training
        shared = (
            training.split == "layers" and training.processes > 1 and nodes[0].kind not in {"input", "output"}
        )
        self.learning.show_entry(
            learning.Learning,
            [learning.values_of(node) for node in nodes],
            learning.names_of(nodes, shared=shared),
        )
        weighted_parts = any(report.parameters.get(name, 0) for name in self._known())
        self._learning_part.setVisible(weighted_parts or shared)
        self._show_sketch(nodes)
        self._show_problems(tuple(p for name in self._known() for p in report.of_node(name)), report.remarks)

    def _show_head(self, nodes: list[Node], entry: type[Entry] | None, report: Report) -> None:
        single = len(nodes) == 1
        self.title.setVisible(single)
        self.formula.setVisible(single)
        if not single:
            self.summary.setText(f"{len(nodes)} nodes selected. A change applies to all of them.")
            count = sum(report.parameters.get(name, 0) for name in self._known())
            trained = sum(
                report.parameters.get(name, 0)
                for name, node in self._known().items()
                if not node.training.frozen
            )
            frozen = "" if trained == count else f", {trained:,} trained"
            self.facts.setText(f"{count:,} parameters in total{frozen}")
            return
        ((name, node),) = self._known().items()
        if not (self.title.hasFocus() and self.title.isModified()):
            self.title.setText(title_of(node))
        self.summary.setText(f"{entry.summary()} {entry.when}" if entry else f"Unknown layer “{node.kind}”.")
        self.formula.setText(entry.formula if entry else "")
        self.formula.setVisible(bool(self.formula.text()))
        shape, noun = report.shapes.get(name), "frozen parameters" if node.training.frozen else "parameters"
        self.facts.setText(
            f"out {describe(shape)} · {report.parameters.get(name, 0):,} {noun} · "
            f"{report.multiply_adds.get(name, 0):,} multiply-adds"
            if shape
            else "The output shape is not known yet."
        )

    def _restyle(self, _theme: Theme) -> None:
        self._show_sketch(self._nodes())

    def _show_sketch(self, nodes: list[Node]) -> None:
        choices = [node.activation for node in nodes]
        same = bool(choices) and choices[0] is not None and all(choice == choices[0] for choice in choices)
        drawn = curves(choices[0]) if same and choices[0] is not None else None
        self.sketch.setVisible(drawn is not None)
        if drawn is not None:
            theme = self._hub.theme
            x, y, slope = drawn
            lines = [
                Series(x, slope, theme.positive, "derivative a′(x)"),
                Series(x, y, theme.accent, "a(x)"),
            ]
            self.sketch.show_series(lines, "x", "")

    def _show_problems(self, problems: tuple[Problem, ...], remarks: tuple[Problem, ...]) -> None:
        if problems == self._shown_problems:
            return
        self._shown_problems = problems
        while (item := self.problems.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for problem in problems:
            self.problems.addWidget(
                self._problem_card(problem, "remark" if problem in remarks else "problem")
            )

    def _problem_card(self, problem: Problem, role: str) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", role)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(10, 8, 10, 8)
        sentence = plain_label(problem.message, card)
        sentence.setWordWrap(True)
        layout.addWidget(sentence)
        for fix in problem.fixes:
            button = QPushButton(fix.label, card)
            button.clicked.connect(lambda _on=False, fix=fix: self._document.edit(fix.label, fix.apply))
            layout.addWidget(button)
        return card
