"""Choosing data, inputs, preprocessing and split; every edit goes through the document and comes back."""

import pytest

from playground.build.data.features import FEATURES
from playground.catalog.kinds import DATASETS, TRANSFORMS
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.ui.panels.data.data import PICTURED, DataPanel
from playground.ui.widgets.sketch import Sketch

KEYS = [entry.key for entry in DATASETS if entry.group != "Your own data"]


@pytest.fixture
def panel(shown, document, hub, qtbot):
    made = shown(DataPanel(document, hub))
    qtbot.waitUntil(lambda: bool(made.preview.words.text()))
    return made


@pytest.mark.parametrize("key", KEYS)
def test_a_data_set_is_chosen_and_taken_back(panel, document, analysis, hand, key):
    before = document.project
    if key == "spiral":
        hand.pick(panel.dataset.box, "circle")
        before = document.project
    hand.pick(panel.dataset.box, key)
    assert document.project.data.dataset.kind == key
    assert document.undo_label == f"Use {DATASETS.entry(key).title}"
    assert analysis.report.data == DATASETS.create(key).info()
    missing = DATASETS.create(key).info().missing  # files that this machine does not have
    others = [problem for problem in analysis.report.problems if problem.place != "network"]
    assert [problem.message for problem in others] == ([missing] if missing else [])
    document.undo()
    assert document.project == before
    assert panel.dataset.box.key() == before.data.dataset.kind


@pytest.mark.parametrize("key", PICTURED)
def test_a_picture_chooses_its_data_set(panel, document, hand, key):
    hand.click(panel.pictures[key])
    assert document.project.data.dataset.kind == key
    assert [name for name, button in panel.pictures.items() if button.isChecked()] == [key]
    assert panel.dataset.box.key() == key


def test_a_second_click_on_a_picture_keeps_it(panel, document, hand):
    hand.number(panel.dataset.form, "noise", "0.35")
    before = document.project
    hand.click(panel.pictures["spiral"])
    assert panel.pictures["spiral"].isChecked()
    assert document.project == before


def test_pictures_remember_parameters_as_the_box_does(panel, document, hand):
    hand.number(panel.dataset.form, "noise", "0.35")
    hand.click(panel.pictures["moons"])
    hand.click(panel.pictures["spiral"])
    assert document.project.data.dataset.params["noise"] == 0.35


def test_pictures_and_inputs_have_pictures(panel, hub):
    buttons = {**panel.pictures, **panel.features}
    before = {name: button.icon().cacheKey() for name, button in buttons.items()}
    assert not any(button.icon().isNull() for button in buttons.values())
    hub.choose("dark")
    assert all(button.icon().cacheKey() != before[name] for name, button in buttons.items())


def test_loss_and_last_layer_follow_the_data(panel, document, analysis, hand):
    hand.pick(panel.dataset.box, "sine")
    assert document.project.training.loss.kind == "mse"
    assert document.project.graph.node("linear-3").params["units"] == 1
    assert analysis.report.problems == ()
    hand.pick(panel.dataset.box, "iris")
    assert document.project.graph.node("linear-3").params["units"] == 3
    assert analysis.report.problems == ()


def test_samples_noise_and_turns_are_typed(panel, document, hand):
    hand.number(panel.dataset.form, "samples", "120")
    hand.number(panel.dataset.form, "noise", "0.2")
    hand.number(panel.dataset.form, "turns", "3")
    assert document.project.data.dataset == Choice(
        kind="spiral", params={"samples": 120, "noise": 0.2, "turns": 3.0}
    )
    assert document.undo_label == "Change turns"
    for _ in range(3):
        document.undo()
    assert document.project.data.dataset == Choice(kind="spiral")
    assert panel.dataset.form.field("samples").line.text() == "500"


def test_two_commits_are_two_undo_steps(panel, document, hand):
    hand.number(panel.dataset.form, "samples", "120")
    hand.number(panel.dataset.form, "samples", "130")
    document.undo()
    assert document.project.data.dataset.params["samples"] == 120


def test_more_arms_ask_for_more_outputs(panel, document, hand):
    hand.number(panel.dataset.form, "arms", "4")
    assert document.project.graph.node("linear-3").params["units"] == 4
    document.undo()
    assert document.project.graph.node("linear-3").params["units"] == 2


def test_a_wrong_number_of_samples_edits_nothing(panel, document, hand):
    hand.number(panel.dataset.form, "samples", "3")
    assert document.undo_label is None


@pytest.mark.parametrize("name", FEATURES)
def test_an_input_is_toggled(panel, document, analysis, hand, name):
    before = document.project.data.features
    hand.click(panel.features[name])
    after = document.project.data.features
    assert set(before) ^ set(after) == {name}
    assert document.undo_label == f"Toggle input {FEATURES[name].title}"
    assert analysis.report.shapes["input-1"] == (len(after),)
    document.undo()
    assert [key for key, button in panel.features.items() if button.isChecked()] == list(before)


def test_the_last_input_stays(panel, document, hand):
    hand.click(panel.features["x1"])
    hand.click(panel.features["x2"])
    assert document.project.data.features == ("x2",)
    assert panel.features["x2"].isChecked()


def test_inputs_keep_their_order_however_they_are_clicked(panel, document, hand):
    for name in ("sin_x2", "x1_squared", "sin_x1"):
        hand.click(panel.features[name])
    assert document.project.data.features == ("x1", "x2", "x1_squared", "sin_x1", "sin_x2")


@pytest.mark.parametrize(
    ("key", "visible"), [("moons", True), ("sine", False), ("iris", False), ("digits", False)]
)
def test_inputs_are_offered_for_points_of_the_plane_only(panel, hand, key, visible):
    hand.pick(panel.dataset.box, key)
    assert panel.features["x1"].isVisible() is visible


@pytest.mark.parametrize("key", [entry.key for entry in TRANSFORMS if entry.key != "none"])
def test_preprocessing_is_chosen(panel, document, hand, key):
    hand.pick(panel.transform.box, key)
    assert document.project.data.transform == Choice(kind=key)
    assert document.undo_label == "Change preprocessing"
    document.undo()
    assert panel.transform.box.key() == "none"


def test_the_split_is_typed(panel, document, hand):
    hand.number(panel.split, "validation", "0.5")
    assert document.project.data.validation == 0.5
    assert document.undo_label == "Change validation"
    hand.number(panel.split, "validation", "0.95")
    assert document.project.data.validation == 0.5
    document.undo()
    assert panel.split.field("validation").line.text() == "0.3"


def test_each_seed_is_an_undo_step_of_its_own(panel, document, hand):
    hand.enter(panel.seed.line, "5")
    hand.enter(panel.seed.line, "6")
    hand.click(panel.seed.die)
    assert document.project.data.seed != 6
    assert document.undo_label == "Change seed"
    document.undo()
    assert document.project.data.seed == 6
    document.undo()
    assert panel.seed.line.text() == "5"


def test_another_project_is_shown(panel, document, qtbot):
    other = Project().with_(data=Project().data.with_(dataset=Choice(kind="wine"), seed=3, validation=0.2))
    document.open(other, None)
    assert panel.dataset.box.key() == "wine"
    assert panel.seed.line.text() == "3"
    assert not any(button.isChecked() for button in panel.pictures.values())
    qtbot.waitUntil(lambda: "13 columns" in panel.preview.words.text())


def test_an_unknown_data_set_and_wrong_parameters_do_no_harm(panel, document, hand, qtbot):
    for choice in (Choice(kind="galaxy"), Choice(kind="spiral", params={"samples": "many", "noise": -1})):
        project = document.project
        document.open(project.with_(data=project.data.with_(dataset=choice)), None)
        qtbot.waitUntil(lambda: not panel.findChild(Sketch).isVisible())
        assert panel.preview.words.text()
        hand.pick(panel.dataset.box, "moons")
        qtbot.waitUntil(lambda: panel.findChild(Sketch).isVisible())
