"""The inspector on a real document with its analysis."""

import pytest

from playground.app.document import Document
from playground.app.starters import spiral
from playground.ui.inspector.inspector import Inspector
from playground.ui.runs.analysis import Analysis


@pytest.fixture
def hand(fingers):
    return fingers


@pytest.fixture
def size():
    return 340, 900


@pytest.fixture
def document():
    return Document(spiral())


@pytest.fixture
def analysis(qapp, document):
    return Analysis(document)


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
