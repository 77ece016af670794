"""The inspector on a real document with its analysis, and a hand that types, clicks and chooses."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.app.starters import spiral
from playground.ui.analysis import Analysis
from playground.ui.inspector.inspector import Inspector
from playground.ui.theme import ThemeHub

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Uses widgets as a person does."""

    def __init__(self, qtbot):
        self.qtbot = qtbot

    def focus(self, widget):
        widget.window().activateWindow()
        widget.setFocus()
        self.qtbot.waitUntil(widget.hasFocus)

    def write(self, line, text):
        """Replace what stands in a line, without Enter."""
        self.focus(line)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        for sign in text:
            QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, sign))

    def enter(self, line, text):
        self.write(line, text)
        self.key(line, Qt.Key.Key_Return)

    def number(self, form, name, text):
        """Type a parameter into a form, with Enter."""
        self.enter(form.field(name).line, text)

    def key(self, widget, key, modifiers=NONE):
        QTest.keyClick(widget, key, modifiers)

    def click(self, widget, at=None):
        QTest.mouseClick(widget, LEFT, NONE, at or widget.rect().center())

    def pick(self, box, key):
        """Open a box and click the row with this key."""
        self.key(box, Qt.Key.Key_Space)
        view = box.view()
        self.qtbot.waitUntil(view.isVisible)
        index = box.model().index(box.findData(key), 0)
        view.scrollTo(index)
        self.click(view.viewport(), view.visualRect(index).center())


class Ear:
    """Remembers what a signal said."""

    def __init__(self, signal):
        self.heard = []
        signal.connect(self._hear)

    def _hear(self, *words):
        self.heard.append(words[0] if len(words) == 1 else words)

    @property
    def last(self):
        return self.heard[-1]


@pytest.fixture
def hub(qapp):
    return ThemeHub("light")


@pytest.fixture
def hand(qtbot):
    return Hand(qtbot)


@pytest.fixture
def ear():
    return Ear


@pytest.fixture
def document():
    return Document(spiral())


@pytest.fixture
def analysis(qapp, document):
    return Analysis(document)


@pytest.fixture
def shown(qtbot):
    """Show a widget at the size of a dock."""

    def show(widget, width=340, height=900):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


@pytest.fixture
def inspector(shown, document, hub, analysis):
    """As the window wires it."""
    made = Inspector(document, hub)
    made.show_report(analysis.report)
    analysis.changed.connect(made.show_report)
    return shown(made)


@pytest.fixture
def nodes(inspector):
    """The form of the nodes; select some first."""
    return inspector.nodes
