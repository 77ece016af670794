"""A line of facts that shows as many as there is room for."""

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from playground.ui.widgets.parts_label import PartsLabel

FACTS = ("epoch 1/600", "step 12", "3,000 steps/s", "0:14 left")


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.label = PartsLabel(made)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(made.label)
    made.resize(600, 60)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_only_whole_facts_are_shown_the_first_ones_first(window):
    label = window.label
    label.say(*FACTS)
    assert label.shown == label.text() == "epoch 1/600 · step 12 · 3,000 steps/s · 0:14 left"
    metrics, seen = label._label.fontMetrics(), set()
    for width in range(600, 20, -10):
        window.resize(width, 60)
        seen.add(label.shown)
        facts = label.shown.split(" · ") if label.shown else []
        assert tuple(facts) == FACTS[: len(facts)]
        assert metrics.horizontalAdvance(label.shown) <= label.width()
    assert len(seen) == len(FACTS) + 1
    assert label.toolTip() == label.text()
    window.resize(600, 60)
    assert label.shown == label.text()


def test_no_facts_are_an_empty_line(window):
    window.label.say(*FACTS)
    window.label.say()
    assert window.label.shown == window.label.text() == window.label.toolTip() == ""


def test_facts_ask_for_no_layout_but_another_font_does(window, qtbot, make_laid):
    laid, label = make_laid(window), window.label
    for step in range(5):
        label.say("epoch 1/600", f"step {10**step}", "3,000 steps/s")
        QApplication.processEvents()
    assert laid.count == 0
    font = label._label.font()
    font.setPointSizeF(2 * font.pointSizeF())
    label._label.setFont(font)
    qtbot.waitUntil(lambda: label.height() >= label._label.fontMetrics().height())
    assert laid.count > 0
