"""Single weights as lines: what is drawn, what the mouse meets, and typing a value."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from playground.engine.events.pictures import DenseWeights, WireWeights
from playground.engine.events.weights import WeightPlace
from playground.spec.graph import Edge

FIRST, SECOND = Edge(source="input-1", target="linear-1"), Edge(source="linear-1", target="linear-2")


def event(run=1, scale=1.0):
    first = np.linspace(-1.0, 1.0, 16).reshape(8, 2) * scale
    second = np.arange(16.0).reshape(2, 8)
    dense = {
        "linear-1": DenseWeights(first, np.full(8, 0.25)),
        "linear-2": DenseWeights(second, np.array([-1.0, 2.0])),
    }
    return WireWeights(run, 0, {}, {}, dense)


@pytest.fixture
def shown(view):
    view.consume([event()])
    return view


def middle(view, edge, unit, source, part=0.12):
    """A point on a line, away from where others cross it."""
    layer = view.canvas.fans.layer(edge)
    start = view.canvas.nodes[edge.source].unit_port(source, layer.weights.shape[1], leaves=True)
    end = view.canvas.nodes[edge.target].unit_port(unit, layer.weights.shape[0], leaves=False)
    return start + (end - QPointF(6.0, 0.0) - start) * part


def test_the_mouse_names_a_weight_and_a_bias(shown, hand):
    hand.move(middle(shown, FIRST, 7, 1), buttons=Qt.MouseButton.NoButton)
    assert shown.canvas.feedback.pill.text == "w[8,2] = 1"
    dot = shown.canvas.nodes["linear-1"].unit_port(2, 8, leaves=False) - QPointF(6.0, 0.0)
    hand.move(dot, buttons=Qt.MouseButton.NoButton)
    assert shown.canvas.feedback.pill.text == "b[3] = 0.25"
    assert "unit 3" in shown.mouse.tip(hand.pixel(dot))


def test_a_click_opens_a_field_and_enter_reports_the_value(shown, hand, ear):
    heard = ear(shown.weights.entered)
    editor = shown.weights.editor
    hand.click(middle(shown, FIRST, 7, 1))
    assert editor.isVisible()
    assert not shown.canvas.feedback.pill.isVisible(), "the value is out of date once another is typed"
    editor.insert("-0,5")
    editor.keyPressEvent(_key(Qt.Key.Key_Return))
    assert heard.heard == [(WeightPlace("linear-1", 7, 1), 1.0, -0.5)]
    for words in ("", "nonsense", "inf"):
        hand.click(middle(shown, FIRST, 7, 1))
        editor.selectAll()
        editor.insert(words)
        editor.commit()
    hand.click(middle(shown, FIRST, 7, 1))
    editor.insert("3")
    editor.keyPressEvent(_key(Qt.Key.Key_Escape))
    assert len(heard.heard) == 1
    assert not editor.isVisible()


def _key(key):
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)


def test_lines_follow_cards_and_leave_with_their_wire_or_run(shown, document):
    fans = shown.canvas.fans
    assert FIRST in fans
    assert SECOND in fans
    before = middle(shown, SECOND, 0, 0)
    shown.canvas.place({"linear-1": QPointF(208, 200)})
    assert middle(shown, SECOND, 0, 0) != before
    assert fans.under(middle(shown, SECOND, 0, 0, 0.8), 1.0).place == WeightPlace("linear-2", 0, 0)
    shown.canvas.settle()
    shown.edits.sizing.resize(["linear-1"], 1)  # its weights are another layer's now
    assert FIRST not in fans
    document.undo()
    assert FIRST in fans
    shown.consume([WireWeights(2, 0, {}, {})])  # a run with too many weights
    assert FIRST not in fans
    shown.clear_live()


def test_the_unit_under_the_mouse_emphasizes_its_lines(shown):
    fans = shown.canvas.fans
    fans.point_out(None, "linear-1", 3)
    assert fans.highlights() == {FIRST: (3, None), SECOND: (None, 3)}
    fans.point_out(None)
    assert fans.highlights() == {}
