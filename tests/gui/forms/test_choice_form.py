"""A choice with its formula and parameters, for one thing or for several."""

import pytest

from playground.catalog.kinds import ACTIVATIONS, OPTIMIZERS
from playground.spec.base import Choice
from playground.ui.forms.choice_form import ChoiceForm


@pytest.fixture
def optimizer(shown):
    """A form that shows at once what was chosen, as a panel does."""
    form = shown(ChoiceForm(OPTIMIZERS), height=420)
    form.show_choices([Choice(kind="adam", params={"learning_rate": 0.05})])
    form.chosen.connect(lambda choice: form.show_choices([choice]))
    return form


def test_shows_formula_and_parameters(optimizer):
    assert optimizer.box.key() == "adam"
    assert OPTIMIZERS.entry("adam").formula in optimizer.words.text()
    assert optimizer.words.isVisible()
    assert optimizer.form.names == tuple(OPTIMIZERS.entry("adam").model_fields)
    assert optimizer.form.field("learning_rate").line.text() == "0.05"


def test_another_choice_brings_its_own_form(optimizer, hand, ear):
    chosen = ear(optimizer.chosen)
    hand.pick(optimizer.box, "sgd")
    assert chosen.heard == [Choice(kind="sgd")]
    assert optimizer.form.names == tuple(OPTIMIZERS.entry("sgd").model_fields)


def test_parameters_of_a_choice_come_back_with_it(optimizer, hand, ear):
    chosen = ear(optimizer.chosen)
    hand.pick(optimizer.box, "sgd")
    hand.pick(optimizer.box, "adam")
    assert chosen.last == Choice(kind="adam", params={"learning_rate": 0.05})
    assert optimizer.form.field("learning_rate").line.text() == "0.05"


def test_a_parameter_is_reported_by_its_name(optimizer, hand, ear):
    changed, settled = ear(optimizer.changed), ear(optimizer.settled)
    hand.enter(optimizer.form.field("beta1").line, "0.5")
    assert changed.heard == [("beta1", 0.5)]
    assert settled.heard == [()]


def test_nothing_is_a_choice_where_it_is_offered(shown, hand, ear):
    form = shown(ChoiceForm(ACTIVATIONS, nothing="None"))
    form.show_choices([Choice(kind="leaky_relu")])
    chosen = ear(form.chosen)
    hand.pick(form.box, "")
    assert chosen.heard == [None]
    form.show_choices([None])
    assert form.box.currentText() == "None"
    assert form.form.names == ()
    assert not form.words.isVisible()


def test_only_some_entries_can_be_offered(shown):
    form = shown(ChoiceForm(ACTIVATIONS, only=("relu", "tanh")))
    assert [form.box.itemData(row) for row in range(form.box.count())] == ["relu", "tanh"]


def test_several_of_one_kind_share_a_form(optimizer):
    optimizer.show_choices(
        [Choice(kind="sgd", params={"learning_rate": 0.1}), Choice(kind="sgd", params={"learning_rate": 0.2})]
    )
    assert optimizer.box.key() == "sgd"
    assert optimizer.form.field("learning_rate").line.placeholderText() == "mixed"
    assert optimizer.form.field("weight_decay").line.text() == "0"


@pytest.mark.parametrize("other", [Choice(kind="sgd"), None])
def test_several_kinds_have_no_form(optimizer, other):
    optimizer.show_choices([Choice(kind="adam"), other])
    assert optimizer.box.key() is None
    assert optimizer.box.placeholderText() == "mixed"
    assert optimizer.form.names == ()
    assert not optimizer.form.isVisible()


def test_an_unknown_choice_is_named(optimizer, hand, ear):
    optimizer.show_choices([Choice(kind="perpetuum", params={"beta": 0.9})])
    assert optimizer.box.placeholderText() == "perpetuum"
    assert optimizer.form.names == ()
    chosen = ear(optimizer.chosen)
    hand.pick(optimizer.box, "sgd")
    assert chosen.heard == [Choice(kind="sgd")]
