"""Batch norm and preprocessing in the whole window: a run tells only while somebody looks."""

import pytest

from playground.engine.events.batch_norm import NormStatistics
from playground.spec.base import Choice
from playground.spec.graph import Node


@pytest.fixture
def project(make_project):
    """The small network with a batch norm after its hidden layer."""
    project = make_project()
    graph = project.graph.replace(project.graph.node("linear-1").with_(activation=None))
    norm = Node(id="norm", kind="batch_norm", activation=Choice(kind="tanh"), x=312.0)
    return project.with_(graph=graph.insert(norm, graph.inputs_of("linear-2")[0]))


def test_statistics_are_requested_while_a_batch_norm_is_selected(window, qtbot):
    part = window.docks["inspector"].panel.nodes.norms
    assert window.docks["inspector"].panel.wanted == frozenset()
    window.canvas.canvas.selection.set(["norm"])
    window.docks["inspector"].bring()
    assert window.docks["inspector"].panel.wanted == {NormStatistics}
    qtbot.waitUntil(part.means.isVisible)
    assert "identical up to rounding" in part.folding.text()
    window.canvas.canvas.selection.set(["linear-1"])
    assert window.docks["inspector"].panel.wanted == frozenset()
    assert part.isHidden()


def test_the_lab_opens_from_the_menu_and_from_the_data_panel(window, qtbot):
    assert window.tools.preparation is None, "it would hold up the start"
    window.actions_table["network.preprocessing"].trigger()
    lab = window.tools.preparation
    qtbot.waitUntil(lambda: lab._found is not None)
    lab.close()
    window.docks["data"].panel.lab.click()
    assert lab.isVisible()
    lab.close()
