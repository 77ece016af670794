"""How a node learns: its own rate, weight decay, and whether it is frozen."""

import pytest
from PySide6.QtCore import Qt

from playground.spec.graph import Node
from playground.spec.training import AS_ALL, NodeTraining


@pytest.fixture
def linear(inspector, nodes):
    inspector.set_selection(("linear-1",))
    return nodes


def training(document, name="linear-1"):
    return document.project.graph.node(name).training


def test_a_node_learns_as_all_at_first(linear, document):
    assert linear.learning.names == ("rate_factor", "frozen", "own_decay")
    assert training(document) == AS_ALL


def test_its_rate_is_typed_and_taken_back(linear, document, hand):
    hand.number(linear.learning, "rate_factor", "0.1")
    assert training(document) == NodeTraining(rate_factor=0.1)
    assert document.undo_label == "Change rate factor of Linear"
    document.undo()
    assert training(document) == AS_ALL
    assert linear.learning.field("rate_factor").line.text() == "1"


def test_it_is_frozen_by_a_key(linear, document, hand):
    hand.key(linear.learning.field("frozen"), Qt.Key.Key_Space)
    assert training(document).frozen
    assert document.undo_label == "Change frozen of Linear"
    document.undo()
    assert not training(document).frozen


def test_a_decay_of_its_own_appears_when_it_is_wanted(linear, document, hand):
    hand.key(linear.learning.field("own_decay"), Qt.Key.Key_Space)
    assert linear.learning.names == ("rate_factor", "frozen", "own_decay", "weight_decay")
    assert training(document).weight_decay == 0.0
    hand.number(linear.learning, "weight_decay", "0.25")
    assert training(document).weight_decay == 0.25
    hand.key(linear.learning.field("own_decay"), Qt.Key.Key_Space)
    assert training(document).weight_decay is None
    assert linear.learning.names == ("rate_factor", "frozen", "own_decay")


def test_several_nodes_are_frozen_together(inspector, nodes, document, hand):
    inspector.set_selection(("linear-1", "linear-2"))
    hand.key(nodes.learning.field("frozen"), Qt.Key.Key_Space)
    assert training(document).frozen
    assert training(document, "linear-2").frozen


def test_what_has_no_parameters_has_nothing_to_learn(inspector, nodes, document):
    new = Node(id="linear-2", kind="dropout")
    document.edit("Put", lambda project: project.with_(graph=project.graph.replace(new)))
    inspector.set_selection(("linear-2",))
    assert not nodes.learning.isVisible()
