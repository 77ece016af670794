"""One node selected: its words, its parameters, its activation and its first weights."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, LAYERS, Elementwise
from playground.spec.base import Choice
from playground.spec.graph import Node


@pytest.fixture
def linear(inspector, nodes):
    inspector.set_selection(("linear-1",))
    return nodes


def node(document, name="linear-1"):
    return document.project.graph.node(name)


def put(document, kind, **params):
    """Put a layer of this kind in place of the second Linear."""
    new = Node(id="linear-2", kind=kind, params=params)
    document.edit("Put", lambda project: project.with_(graph=project.graph.replace(new)))


def test_selecting_shows_the_node_and_not_the_project(inspector, linear):
    assert linear.isVisible()
    assert not inspector.summary.isVisible()
    inspector.set_selection(())
    assert inspector.summary.isVisible()
    assert not linear.isVisible()


def test_words_formula_and_counts(linear):
    entry = LAYERS.entry("linear")
    assert linear.title.text() == "Linear"
    assert linear.formula.text() == entry.formula
    assert entry.summary() in linear.summary.text()
    assert linear.facts.text() == "out 16 · 48 parameters · 32 multiply-adds"


@pytest.mark.parametrize("entry", list(LAYERS), ids=[entry.key for entry in LAYERS])
def test_every_layer_has_its_form(inspector, nodes, document, entry):
    put(document, entry.key)
    inspector.set_selection(("linear-2",))
    assert nodes.layer.names == tuple(entry.model_fields)
    assert nodes.formula.text() == entry.formula
    assert nodes.activation.isVisible() is entry.takes_activation
    assert nodes.initializer.isVisible() is entry.takes_initializer
    assert nodes.layer.isVisible() is bool(entry.model_fields)


def test_a_parameter_is_typed_and_taken_back(linear, document, hand):
    hand.number(linear.layer, "units", "5")
    assert node(document).params["units"] == 5
    assert document.undo_label == "Change units of Linear"
    assert linear.facts.text().startswith("out 5 · 15 parameters")
    document.undo()
    assert linear.layer.field("units").line.text() == "16"
    assert linear.facts.text().startswith("out 16")


def test_two_commits_are_two_undo_steps(linear, document, hand):
    hand.number(linear.layer, "units", "5")
    hand.number(linear.layer, "units", "6")
    document.undo()
    assert node(document).params["units"] == 5


def test_moving_a_slider_is_one_undo_step(linear, document, hand):
    slider = linear.layer.field("units").slider
    hand.focus(slider)
    for _ in range(40):
        hand.key(slider, Qt.Key.Key_Right)
    assert node(document).params["units"] > 17
    document.undo()
    assert node(document).params["units"] == 16
    assert document.undo_label is None


def test_two_nodes_edited_one_after_the_other_are_two_undo_steps(inspector, linear, document, hand):
    hand.number(linear.layer, "units", "5")
    inspector.set_selection(("linear-2",))
    hand.number(linear.layer, "units", "6")
    document.undo()
    assert node(document, "linear-2").params["units"] == 16
    assert node(document).params["units"] == 5


def test_a_problem_is_shown_with_a_remedy_that_mends_it(inspector, nodes, document, analysis, hand):
    inspector.set_selection(("linear-3",))
    assert nodes.problems.count() == 0
    hand.number(nodes.layer, "units", "7")
    assert nodes.problems.count() == 1
    card = nodes.problems.itemAt(0).widget()
    button = card.findChildren(QPushButton)[0]
    assert button.text() == "Give it 2 outputs"
    hand.click(button)
    assert node(document, "linear-3").params["units"] == 2
    assert analysis.report.problems == ()
    assert nodes.problems.count() == 0


# --- the title -------------------------------------------------------------------------------------


def test_renaming(linear, document, hand):
    hand.enter(linear.title, "First")
    assert node(document).title == "First"
    assert document.undo_label == "Rename of Linear"
    document.undo()
    assert linear.title.text() == "Linear"


def test_an_empty_title_is_the_name_of_the_layer(linear, document, hand):
    hand.enter(linear.title, "First")
    hand.enter(linear.title, "")
    assert node(document).title == ""
    assert linear.title.text() == "Linear"


def test_a_long_title_is_cut(linear, document, hand):
    hand.enter(linear.title, "x" * 100)
    assert node(document).title == "x" * 80
    assert linear.title.text() == "x" * 80


def test_leaving_an_unchanged_title_edits_nothing(linear, document, hand):
    hand.focus(linear.title)
    hand.focus(linear.layer.field("units").line)
    assert document.undo_label is None


def test_a_title_taken_back_elsewhere_is_shown_while_the_keyboard_is_there(linear, document, hand):
    hand.enter(linear.title, "First")
    document.undo()
    assert linear.title.hasFocus()
    assert linear.title.text() == "Linear"


def test_a_title_being_typed_goes_to_its_node_when_another_is_selected(inspector, linear, document, hand):
    hand.write(linear.title, "First")
    inspector.set_selection(("linear-2",))
    assert linear.title.text() == "Linear"
    hand.key(linear.title, Qt.Key.Key_Return)
    assert node(document).title == "First"
    assert node(document, "linear-2").title == ""


def test_a_number_being_typed_goes_to_its_node_when_another_is_selected(inspector, linear, document, hand):
    hand.write(linear.layer.field("units").line, "7")
    inspector.set_selection(("linear-3",))
    assert linear.layer.field("units").line.text() == "2"
    hand.focus(linear.title)
    assert node(document).params["units"] == 7
    assert node(document, "linear-3").params["units"] == 2


def test_a_title_being_typed_is_not_disturbed_by_other_edits(linear, document, hand):
    hand.write(linear.title, "Fir")
    put(document, "linear", units=3)
    assert linear.title.text() == "Fir"


# --- activation ------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", list(ACTIVATIONS), ids=[entry.key for entry in ACTIVATIONS])
def test_an_activation_is_chosen_and_drawn(linear, document, hand, entry):
    hand.pick(linear.activation.box, entry.key)
    assert node(document).activation == Choice(kind=entry.key)
    assert linear.activation.form.names == tuple(entry.model_fields)
    assert linear.sketch.isVisible() is issubclass(entry, Elementwise)
    if issubclass(entry, Elementwise):
        slope, function = linear.sketch.series
        x = torch.from_numpy(function.x)
        module = ACTIVATIONS.create(entry.key).build((len(x),)).double()
        ACTIVATIONS.create(entry.key).reset(module)
        np.testing.assert_allclose(function.y, module(x[None])[0].detach().numpy())
        corner = np.abs(np.diff(slope.y)) > 0.1
        smooth = ~(corner[1:] | corner[:-1]) & (np.abs(function.x[1:-1]) > 0.1)
        assert smooth.mean() > 0.9
        numeric = np.gradient(function.y, function.x)[1:-1]
        np.testing.assert_allclose(slope.y[1:-1][smooth], numeric[smooth], atol=5e-3)
        linear.sketch.grab()


def test_taking_the_activation_off_and_back(linear, document, hand):
    hand.pick(linear.activation.box, "")
    assert node(document).activation is None
    assert document.undo_label == "Change activation of Linear"
    assert not linear.sketch.isVisible()
    document.undo()
    assert linear.activation.box.key() == "tanh"
    assert linear.sketch.isVisible()


def test_a_parameter_of_the_activation_moves_its_curve(linear, document, hand):
    hand.pick(linear.activation.box, "leaky_relu")
    before = linear.sketch.series[1].y
    hand.number(linear.activation.form, "slope", "0.5")
    assert node(document).activation == Choice(kind="leaky_relu", params={"slope": 0.5})
    assert linear.sketch.series[1].y[0] == pytest.approx(-2.5)
    document.undo()
    np.testing.assert_array_equal(linear.sketch.series[1].y, before)


def test_curves_take_the_colours_of_the_theme(linear, hub):
    hub.choose("dark")
    assert [line.color for line in linear.sketch.series] == [hub.theme.positive, hub.theme.accent]


# --- first weights ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [entry.key for entry in INITIALIZERS if entry.key != "default"])
def test_first_weights_are_chosen(linear, document, hand, key):
    assert linear.initializer.box.key() == "default"
    hand.pick(linear.initializer.box, key)
    assert node(document).initializer == Choice(kind=key)
    assert document.undo_label == "Change initial weights of Linear"
    document.undo()
    assert linear.initializer.box.key() == "default"


def test_parameters_of_the_first_weights(linear, document, hand):
    hand.pick(linear.initializer.box, "normal")
    hand.number(linear.initializer.form, "std", "0.5")
    assert node(document).initializer == Choice(kind="normal", params={"std": 0.5})
    hand.pick(linear.initializer.box, "kaiming")
    hand.pick(linear.initializer.form.field("mode"), "fan_out")
    assert node(document).initializer == Choice(kind="kaiming", params={"mode": "fan_out"})
    document.undo()
    document.undo()
    assert node(document).initializer == Choice(kind="normal", params={"std": 0.5})
