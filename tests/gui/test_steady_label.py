"""A label whose text changes all the time."""

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from playground.ui.widgets.steady_label import SteadyLabel


@pytest.fixture
def make_label(qtbot, make_laid):
    windows = []

    def make(kind):
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        label = kind(window)
        label.setText("step 1,000 / 1,000")
        row = QHBoxLayout(window)
        row.addWidget(label)
        window.show()
        qtbot.waitExposed(window)
        QApplication.processEvents()
        return label, make_laid(window)

    return make


def layouts(label, laid):
    """How often new texts of one length ask for a layout."""
    before = laid.count
    for number in range(100, 110):
        label.setText(f"step {number} / 1,000")
        QApplication.processEvents()
    return laid.count - before


def test_texts_that_have_room_ask_for_no_layout(make_label):
    assert layouts(*make_label(QLabel)) == 10
    assert layouts(*make_label(SteadyLabel)) == 0


def test_it_grows_with_its_text_and_shrinks_when_that_is_much_shorter(make_label):
    label, _ = make_label(SteadyLabel)
    widths = []
    for text in ("short", "a rather long text for a label", "a rather long text for labels", "short"):
        label.setText(text)
        widths.append(label.width())
        assert label.width() >= label.fontMetrics().horizontalAdvance(text)
    assert widths[1] == widths[2] > widths[0] == widths[3]


def test_it_is_never_narrower_than_asked(qtbot):
    label = SteadyLabel(least=150)
    qtbot.addWidget(label)
    label.setText("1")
    assert label.width() == 150


def test_it_grows_with_its_font(make_label):
    label, _ = make_label(SteadyLabel)
    font = label.font()
    font.setPointSizeF(2 * font.pointSizeF())
    label.setFont(font)
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    assert label.height() >= label.fontMetrics().height()
