"""Panels on a real document with its analysis."""

import pytest

from playground.app.document import Document
from playground.app.starters import spiral
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
