"""Backpropagation on paper: an expression or the network, its graph, and the steps through it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from playground.app.document import Changed, Document
from playground.app.settings import Memory
from playground.backprop.expression import variables_of
from playground.backprop.words import explain
from playground.catalog.formula_tokens import FormulaProblem
from playground.ui.backprop.arrangement import Arrangement
from playground.ui.backprop.card import metrics_of
from playground.ui.backprop.choice import choice_of, restore, show_ready
from playground.ui.backprop.controls import StepControls
from playground.ui.backprop.legend import Legend
from playground.ui.backprop.network_reader import NetworkReader
from playground.ui.backprop.paper import Paper, expression_paper
from playground.ui.backprop.paper_view import PaperView
from playground.ui.backprop.side import Side
from playground.ui.backprop.source_row import NETWORK, OWN, SourceRow
from playground.ui.backprop.values_text import text_of
from playground.ui.plots.frame.arrangement import hint_label
from playground.ui.runs.lookup import Lookup
from playground.ui.runs.run_controller import RunController
from playground.ui.style.theme import Theme, ThemeHub, mono_font

EMPTY = (
    "Type an expression such as sum(x*y + z), choose a ready-made one, or the network of the project. "
    "Its values and derivatives appear here, step by step."
)
WORDS_MS = 120
"""Milliseconds for which the words of a step stay at least."""


class BackpropPanel(QWidget):
    """Follows what is chosen while it is seen.

    Attributes:
        source: What is on paper.
        view: The graph.
        controls: Move through the steps.
        explanation: The present step.
        values: Variables of an expression.
        layers: Sample and layers of the network.
        details: All numbers of the node that was clicked.
        paper: What is shown; None before there is anything.
    """

    shown = Signal()
    """Another graph is shown, or a sentence on why there is none."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._memory: Memory | None = None
        self._stale = True
        self._node = -1
        self.paper: Paper | None = None
        self._lookup = Lookup(self)
        self._words_due = self._raced = False
        self._words_rest = QTimer(self, interval=WORDS_MS, singleShot=True)
        self._words_rest.timeout.connect(self._show_words)
        self.source, self.view, self.controls = SourceRow(self), PaperView(hub, self), StepControls(hub, self)
        self.legend, self.tabs = Legend(self), Side(self)
        self.explanation, self.details = self.tabs.explanation, self.tabs.details
        self.values, self.layers, self.setup = self.tabs.values, self.tabs.layers, self.tabs.setup
        self.hint = hint_label(EMPTY)
        self._network = NetworkReader(self.layers)
        self.arrangement = Arrangement(self)
        self.pages, self.split = self.arrangement.pages, self.arrangement.split
        self.source.source_chosen.connect(self._on_source_chosen)
        self.source.edited.connect(self.refresh)
        self.values.changed.connect(self.refresh)
        self.layers.changed.connect(self.refresh)
        self.layers.weights_wanted.connect(self._on_weights_wanted)
        self.controls.wanted.connect(self.move_to)
        self.controls.paused.connect(self._show_words)
        self.view.key_step.connect(self.controls.step)
        self.view.key_play.connect(self.controls.toggle)
        self.view.clicked.connect(self._on_node_clicked)
        self.view.opened.connect(self._on_node_opened)
        show_ready("lecture", self.source, self.values)
        hub.changed.connect(self._on_theme_changed)
        self._paint(hub.theme)
        self.destroyed.connect(document.subscribe(self._on_document_changed))

    def attach(self, runs: RunController, memory: Memory) -> None:
        """Follow the runs of the project, and restore what was on paper last."""
        self._memory = memory
        self._network.runs = runs
        runs.state_changed.connect(self._on_run_state)
        restore(memory.settings.paper, self.source, self.values)
        self._stale = True
        self.refresh()

    # --- what is on paper -----------------------------------------------------------------------------

    @Slot(str)
    def _on_source_chosen(self, key: str) -> None:
        if key not in {NETWORK, OWN}:
            show_ready(key, self.source, self.values)
        if key == OWN:
            self.source.line.setFocus()
            self.source.line.selectAll()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the choice again, if it can be seen; else when it is next seen."""
        self.source.stop()
        self.values.stop()
        self._stale = not self.isVisible()
        if self._stale:
            return
        on_network = self.source.source == NETWORK
        self.tabs.show_setup(of_network=on_network)
        if on_network:
            self._read_network()
        else:
            self._read_expression()
        self._remember()

    def _read_expression(self) -> None:
        text, metrics = self.source.line.text(), metrics_of(self._hub.theme)
        if not text.strip():
            self._refuse("", EMPTY)
            return
        try:
            names = variables_of(text)
            values = self.values.values(names)
        except FormulaProblem as problem:
            self._complain(problem)
            return
        wanted = [name for name in names if name not in self.values.unwanted]
        self._lookup.start(
            lambda: expression_paper(text, values, wanted, metrics), self._on_expression_read, self._refuse
        )

    def _on_expression_read(self, found: Paper | FormulaProblem) -> None:
        if isinstance(found, FormulaProblem):
            self._complain(found)
            return
        inputs = {node.name: node.value for node in found.graph.nodes if node.role == "input"}
        self.values.show_variables(variables_of(self.source.line.text()), inputs)
        self._show(found)

    def _read_network(self) -> None:
        if refusal := self._network.refusal():
            self._refuse(refusal)
            return
        if self.paper is None or not self.paper.units:
            self._refuse("", "Reading the network …")
        self._lookup.start(
            self._network.work(metrics_of(self._hub.theme)), self._on_network_read, self._refuse
        )

    def _on_network_read(self, found: Paper) -> None:
        self._network.show(found)
        self._show(found)

    def _complain(self, problem: FormulaProblem) -> None:
        """Say what is wrong with the expression; the graph of the last one stays."""
        self._lookup.drop()
        self.source.say(str(problem), problem)
        self.shown.emit()

    def _refuse(self, sentence: str, hint: str = "") -> None:
        """Show why there is no graph."""
        self._lookup.drop()
        self.controls.pause()
        self.source.say("")
        self.source.about.setText("")
        self.paper = None
        self.view.clear()
        self.controls.show_place(0, 0, 0)
        self.explanation.clear()
        self.details.clear()
        self.hint.setText(sentence or hint)
        self.pages.setCurrentWidget(self.hint)
        self.shown.emit()

    def _show(self, paper: Paper) -> None:
        """Show a graph; one of the same steps at the same place, others where the way back begins."""
        before = self.paper
        same = before is not None and [n.name for n in before.graph.nodes] == [
            n.name for n in paper.graph.nodes
        ]
        same = same and before is not None and len(before.walk.steps) == len(paper.walk.steps)
        paper.walk.move(before.walk.at if same and before is not None else paper.walk.turn)
        self.paper = paper
        self.source.say("")
        self.source.about.setText(paper.words)
        self.pages.setCurrentWidget(self.view)
        self.view.show_paper(paper, self._hub.theme, fit=not same)
        self._node = self._node if same else -1
        self._show_step()
        self.shown.emit()

    # --- the steps ------------------------------------------------------------------------------------

    @Slot(int)
    def move_to(self, place: int) -> None:
        """Go to a place among the steps."""
        if self.paper is not None:
            self.view.apply(self.paper.walk.move(place))
            self._follow()
            self._show_step()

    def _follow(self) -> None:
        """Keep the step in sight; steps that are too fast to be read are seen in the whole graph."""
        if not self.controls.racing:
            self.view.reveal_step()
        elif not self._raced:
            self.view.show_all()
        self._raced = self.controls.racing

    def _show_step(self) -> None:
        if self.paper is None:
            return
        walk = self.paper.walk
        self.controls.show_place(walk.at, walk.turn, len(walk.steps))
        self._words_due = True
        if not (self._words_rest.isActive() or self.controls.racing):
            self._show_words()

    @Slot()
    def _show_words(self) -> None:
        """Show the step in words, at most as often as it can be read."""
        if self.paper is None or not self._words_due or self.controls.racing:
            return
        self._words_due = False
        self._words_rest.start()
        walk = self.paper.walk
        self.explanation.show_step(explain(walk), self._hub.theme)
        self.details.setPlainText("" if self._node < 0 else text_of(walk, self._node))

    @Slot(int)
    def _on_node_clicked(self, number: int) -> None:
        self._node = number
        if self.paper is not None:
            self.details.setPlainText(text_of(self.paper.walk, number))
            if self.tabs.currentWidget() is self.setup:
                self.tabs.setCurrentWidget(self.details)

    @Slot(int)
    def _on_node_opened(self, number: int) -> None:
        if self.paper is not None and self.paper.units:
            self.layers.next_level(self.paper.graph.nodes[number].part)

    # --- what it follows ------------------------------------------------------------------------------

    @Slot()
    def _on_weights_wanted(self) -> None:
        self._network.forget()
        self.refresh()

    @Slot()
    def _on_run_state(self) -> None:
        """Read the network of another run."""
        if self.source.source == NETWORK and self._network.is_old():
            self.refresh()

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened:
            self.layers.levels = {}

    def _remember(self) -> None:
        if self._memory is not None:
            self._memory.remember(paper=choice_of(self.source, self.values))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: catch up with what happened while it was not seen."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody watches the steps."""
        super().hideEvent(event)
        self._words_rest.stop()
        self.controls.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size; in a narrow dock the explanation stands below the graph."""
        super().resizeEvent(event)
        self.arrangement.fit(event.size())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._paint(theme)
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _paint(self, theme: Theme) -> None:
        self.legend.paint_colors(theme)
        self.details.setFont(mono_font(theme, theme.base_px))
