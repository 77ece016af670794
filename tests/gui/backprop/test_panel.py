"""Backpropagation on paper in the window: typed, stepped, read; the network unfolded; choices that stay."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from playground.app.document import Document
from playground.app.settings import Memory
from playground.app.starters import spiral
from playground.ui.backprop.panel import EMPTY, BackpropPanel
from playground.ui.backprop.source_row import NETWORK, OWN
from playground.ui.runs.analysis import Analysis
from playground.ui.runs.run_controller import RunController


@pytest.fixture
def size():
    return 1100, 640


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "settings.json")


@pytest.fixture
def runs(qapp):
    document = Document(spiral())
    controller = RunController(document, Analysis(document))
    yield controller
    controller.close()


@pytest.fixture
def make_panel(hub, shown, runs, memory, qtbot):
    """A panel that shows something."""

    def make():
        panel = shown(BackpropPanel(Document(spiral()), hub))
        panel.attach(runs, memory)
        qtbot.waitUntil(lambda: panel.paper is not None)
        return panel

    return make


@pytest.fixture
def panel(make_panel):
    return make_panel()


def numbers_of(panel):
    """Names of the nodes with the gradients on their cards."""
    return {card.card.name: card.gradient for card in panel.view.cards}


def test_an_expression_is_typed_stepped_to_the_end_and_read(panel, fingers, qtbot, make_panel, hub):
    fingers.enter(panel.source.line, "u = sum(x*y + z)")
    qtbot.waitUntil(lambda: panel.paper.graph.nodes[-1].name == "u")
    assert panel.source.source == OWN
    assert list(panel.values.fields) == ["x", "y", "z"]
    assert panel.values.fields["x"].text() == "[[1, 2], [3, 4]]"  # of the lecture's example
    panel.tabs.setCurrentIndex(1)
    fingers.enter(panel.values.fields["y"], "5")
    qtbot.waitUntil(lambda: panel.paper.graph.nodes[1].value.tolist() == 5)
    panel.tabs.setCurrentIndex(0)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_End)
    assert numbers_of(panel) == {
        "x": ("5  5", "5  5"), "y": ("10",), "z": ("1  1", "1  1"),
        "v₁": ("1  1", "1  1"), "v₂": ("1  1", "1  1"), "u": ("1",),
    }  # fmt: skip
    assert panel.controls.place.text() == "Backward 6 of 6"
    qtbot.waitUntil(lambda: "Backward, step 6 of 6" in panel.explanation.toPlainText())
    said = panel.explanation.toPlainText()
    assert "∂u/∂y = ∂u/∂v₁ · ∂v₁/∂y" in said
    assert "y (one number) was repeated to 2 × 2" in said
    QTest.keyClick(panel.view, Qt.Key.Key_Left)
    assert numbers_of(panel)["y"] == ()
    again = make_panel()  # another window begins with what was on paper last
    assert again.source.line.text() == "u = sum(x*y + z)"
    assert again.values.texts["y"] == "5"
    hub.choose("dark")
    qtbot.waitUntil(lambda: panel.view.backgroundBrush().color().name().upper() == hub.theme.canvas)
    assert panel.controls.place.text() == "Backward 5 of 6"


def test_a_step_repaints_only_what_it_is_about(panel):
    panel.move_to(panel.paper.walk.turn + 2)
    touched = panel.paper.walk.move(panel.paper.walk.turn + 3)
    names = {panel.paper.graph.nodes[number].name for number in touched}
    assert names == {"c", "b", "a"}
    panel.view.apply(touched)
    marked = {card.card.name for card in panel.view.cards if card._active}
    assert marked == {"a", "b"}


def test_mistakes_are_said_in_place_and_the_graph_stays(panel, fingers, qtbot):
    before = panel.paper
    fingers.enter(panel.source.line, "sum(x*y")
    qtbot.waitUntil(panel.source.words.isVisible)
    assert panel.source.words.text() == "The bracket at character 4 is not closed."
    assert panel.source.line.property("wrong")
    assert panel.paper is before
    fingers.enter(panel.source.line, "sum(x*y)")
    qtbot.waitUntil(lambda: panel.paper is not before)
    assert panel.source.words.isHidden()
    panel.tabs.setCurrentIndex(1)
    fingers.enter(panel.values.fields["x"], "1, oh")
    qtbot.waitUntil(panel.source.words.isVisible)
    assert panel.source.words.text() == "x: “o” at character 4 does not belong in numbers."
    fingers.enter(panel.source.line, "")
    qtbot.waitUntil(lambda: panel.paper is None)
    assert panel.hint.text() == EMPTY
    panel.controls.toggle()
    assert not panel.controls.playing


def test_playing_ends_at_the_end_and_nodes_can_be_read(panel, qtbot):
    panel.controls.speed.setCurrentIndex(panel.controls.speed.count() - 1)
    panel.controls.toggle()
    qtbot.waitUntil(lambda: panel.paper.walk.complete and not panel.controls.playing)
    number = next(k for k, node in enumerate(panel.paper.graph.nodes) if node.name == "y")
    place = panel.view.mapFromScene(panel.view.cards[number].sceneBoundingRect().center())
    panel.tabs.setCurrentIndex(1)
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert panel.tabs.currentWidget() is panel.details
    assert "∂c/∂y" in panel.details.toPlainText()
    assert panel.details.toPlainText().startswith("y: input, its gradient is asked for")


def test_the_network_of_the_run_is_unfolded(panel, runs, qtbot):
    panel.source.choose(NETWORK)
    panel.source.source_chosen.emit(NETWORK)
    qtbot.waitUntil(
        lambda: panel.hint.text() == "There is no network to compute with: solve its problems first."
    )
    runs.restart()
    qtbot.waitUntil(lambda: panel.paper is not None)
    assert panel.source.about.text().startswith("Sample 1 of ")
    tensors = len(panel.paper.graph.nodes)
    first = panel.layers.tree.topLevelItem(0)
    assert (first.text(0), first.text(1)) == ("Linear 1", "Tensors")
    panel.layers.next_level("Linear 1")
    qtbot.waitUntil(lambda: len(panel.paper.graph.nodes) > tensors)
    assert first.text(1) == "Scalars"
    panel.layers.next_level("Linear 1")
    qtbot.waitUntil(lambda: len(panel.paper.graph.nodes) < tensors)
    panel.layers.number.setValue(3)
    qtbot.waitUntil(lambda: panel.source.about.text().startswith("Sample 3 of "))
    panel.layers.input.setChecked(True)
    qtbot.waitUntil(lambda: 0 in panel.paper.graph.wanted)
    panel.move_to(10**6)
    assert np.isfinite(panel.paper.walk.gradients[0]).all()
    panel.layers.choose("loss", "node")
    qtbot.waitUntil(lambda: panel.paper.levels["loss"] == "node")
    assert panel.paper.graph.text(panel.paper.graph.output).startswith("Cross-entropy(")


def test_a_picture_kept_through_steps_looks_like_one_drawn_at_once(panel):
    view, walk = panel.view, panel.paper.walk
    view.set_zoom(1.1)  # too large for the view, so that steps also scroll it

    def seen():
        image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        return np.array(image.constBits()).reshape(image.height(), -1).astype(int)

    seen()
    for place in (walk.turn + 1, walk.turn + 2, walk.turn + 3, walk.turn + 4, walk.turn + 3, walk.turn, 1, 5):
        panel.move_to(place)
        kept = seen()
        view._lines.forget_picture()
        view._pictures.clear()
        assert np.abs(kept - seen()).max() < 48  # smoothed edges of lines on lines
