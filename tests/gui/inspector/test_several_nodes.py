"""Several nodes selected: what they share is changed for all in one step; and selections of what is gone."""

import pytest

from playground.spec.base import Choice
from playground.spec.graph import Node
from playground.spec.project import Project


@pytest.fixture
def three(inspector, nodes):
    inspector.set_selection(("linear-1", "linear-2", "linear-3"))
    return nodes


def params(document, name):
    return [node.params.get(name) for node in document.project.graph.nodes if node.kind == "linear"]


def activations(document):
    return [
        node.activation and node.activation.kind
        for node in document.project.graph.nodes
        if node.kind == "linear"
    ]


def test_several_nodes_are_counted_together(three, analysis):
    assert three.isVisible()
    assert "3 nodes selected" in three.summary.text()
    assert three.facts.text() == f"{analysis.report.total_parameters:,} parameters in total"
    assert not three.title.isVisible()
    assert not three.formula.isVisible()


def test_values_that_differ_are_shown_as_such(three):
    assert three.layer.field("units").line.placeholderText() == "mixed"
    assert three.layer.field("bias").isChecked()
    assert three.activation.box.placeholderText() == "mixed"
    assert three.initializer.box.key() == "default"


def test_a_number_is_changed_for_all_in_one_step(three, document, hand):
    before = document.project
    hand.number(three.layer, "units", "9")
    assert params(document, "units") == [9, 9, 9]
    assert document.undo_label == "Change units of 3 nodes"
    assert three.layer.field("units").line.text() == "9"
    document.undo()
    assert document.project == before
    assert document.undo_label is None
    assert three.layer.field("units").line.placeholderText() == "mixed"


def test_a_switch_is_changed_for_all(three, document, hand):
    box = three.layer.field("bias")
    hand.focus(box)
    hand.key(box, " ")
    assert params(document, "bias") == [False, False, False]
    document.undo()
    assert params(document, "bias") == [None, None, None]
    assert box.isChecked()


def test_an_activation_is_changed_for_all_in_one_step(three, document, hand):
    hand.pick(three.activation.box, "relu")
    assert activations(document) == ["relu"] * 3
    assert three.sketch.isVisible()
    document.undo()
    assert activations(document) == ["tanh", "tanh", None]
    assert three.activation.box.placeholderText() == "mixed"
    assert not three.sketch.isVisible()


def test_a_parameter_of_a_shared_activation_is_changed_for_all(three, document, hand):
    hand.pick(three.activation.box, "elu")
    hand.number(three.activation.form, "alpha", "2")
    kinds = [node.activation for node in document.project.graph.nodes if node.kind == "linear"]
    assert kinds == [Choice(kind="elu", params={"alpha": 2.0})] * 3
    document.undo()
    assert activations(document) == ["elu"] * 3


def test_first_weights_are_changed_for_all(three, document, hand):
    hand.pick(three.initializer.box, "xavier")
    found = [node.initializer for node in document.project.graph.nodes if node.kind == "linear"]
    assert found == [Choice(kind="xavier")] * 3


def test_everything_is_reset_for_all(three, document, hand):
    three.layer.reset_all()
    assert params(document, "units") == [16, 16, 16]


def test_what_only_some_can_have_is_not_offered(inspector, nodes):
    inspector.set_selection(("linear-1", "output-1"))
    assert nodes.layer.names == ()
    assert not nodes.activation.isVisible()
    assert not nodes.initializer.isVisible()


def test_different_layers_share_activations(inspector, nodes, document, hand):
    new = Node(id="norm", kind="batch_norm")
    document.edit("Add", lambda project: project.with_(graph=project.graph.add(new)))
    inspector.set_selection(("linear-1", "norm"))
    assert nodes.layer.names == ()
    assert not nodes.initializer.isVisible()
    hand.pick(nodes.activation.box, "relu")
    assert document.project.graph.node("norm").activation == Choice(kind="relu")
    assert document.project.graph.node("linear-1").activation == Choice(kind="relu")


def test_problems_of_all_are_listed(three, document, hand):
    hand.number(three.layer, "units", "9")
    assert three.problems.count() == 1


# --- what is gone ----------------------------------------------------------------------------------


def remove(document, *names):
    document.edit("Remove", lambda project: project.with_(graph=project.graph.remove(names)))


def test_a_deleted_node_is_shown_no_more_and_comes_back_with_undo(inspector, nodes, document):
    inspector.set_selection(("linear-2",))
    remove(document, "linear-2")
    assert inspector.summary.isVisible()
    assert not nodes.isVisible()
    document.undo()
    assert nodes.isVisible()
    assert nodes.title.text() == "Linear"


def test_what_remains_of_a_selection_is_edited_alone(three, document, hand):
    remove(document, "linear-2")
    assert "2 nodes selected" in three.summary.text()
    hand.number(three.layer, "units", "9")
    assert params(document, "units") == [9, 9]
    remove(document, "linear-1")
    assert three.title.isVisible()
    assert three.layer.field("units").line.text() == "9"


def test_a_node_that_never_was_is_not_shown(inspector):
    inspector.set_selection(("nobody",))
    assert inspector.summary.isVisible()


def test_deleting_while_a_field_is_being_typed_in_does_no_harm(inspector, nodes, document, hand):
    inspector.set_selection(("linear-2",))
    hand.write(nodes.layer.field("units").line, "7")
    remove(document, "linear-2")
    assert inspector.summary.isVisible()
    assert document.undo_label == "Remove"


def test_deleting_while_the_title_is_being_typed_does_no_harm(inspector, nodes, document, hand):
    inspector.set_selection(("linear-2",))
    hand.write(nodes.title, "Gone")
    remove(document, "linear-2")
    assert document.undo_label == "Remove"
    document.undo()
    assert nodes.title.text() == "Linear"


def test_another_project_forgets_the_selection(three, inspector, document):
    document.open(Project(), None)
    assert inspector.summary.isVisible()


def test_unknown_layers_and_wrong_parameters_do_no_harm(inspector, nodes, document):
    wrong = (
        Node(id="a", kind="transformer", params={"heads": 8}),
        Node(
            id="b",
            kind="linear",
            params={"units": "many", "bias": 3},
            activation=Choice(kind="swoosh"),
            initializer=Choice(kind="normal", params={"std": "wide"}),
        ),
        Node(id="c", kind="linear", activation=Choice(kind="leaky_relu", params={"slope": "steep"})),
    )
    document.edit("Add", lambda project: project.with_(graph=project.graph.add(*wrong)))
    inspector.set_selection(("a",))
    assert "Unknown layer “transformer”" in nodes.summary.text()
    inspector.set_selection(("b",))
    assert nodes.layer.field("units").line.placeholderText() == "many"
    assert nodes.activation.box.placeholderText() == "swoosh"
    assert nodes.initializer.form.field("std").line.placeholderText() == "wide"
    inspector.set_selection(("c",))
    assert nodes.activation.form.field("slope").line.placeholderText() == "steep"
    assert not nodes.sketch.isVisible()
    inspector.set_selection(("a", "b", "c"))
    assert "3 nodes selected" in nodes.summary.text()
