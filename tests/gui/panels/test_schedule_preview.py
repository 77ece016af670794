"""The curve of the learning rate in the training panel is the one that training follows."""

import numpy as np
import pytest

from playground.build.data.loading import load_data
from playground.build.training import preview
from playground.catalog.kinds import SCHEDULES
from playground.spec.base import Choice
from playground.ui.forms.scale import POSITIONS
from playground.ui.panels.training.training import TrainingPanel

KEYS = [entry.key for entry in SCHEDULES]


@pytest.fixture
def panel(shown, document, hub, analysis):
    made = TrainingPanel(document, hub)
    analysis.changed.connect(made.show_report)
    made.show_report(analysis.report)
    return shown(made)


def total_steps(project):
    batches = -(-len(load_data(project.data).x_train) // project.training.batch_size)
    return project.training.epochs * batches


def assert_agrees(panel, document):
    (line,) = panel.preview.series
    steps, rates = preview(document.project.training, total_steps(document.project))
    np.testing.assert_array_equal(line.x, steps)
    np.testing.assert_array_equal(line.y, rates)


@pytest.mark.parametrize("key", KEYS)
def test_the_curve_is_that_of_the_schedule(panel, document, hand, key):
    hand.pick(panel.schedule.box, key)
    assert_agrees(panel, document)
    panel.preview.grab()


def test_the_curve_follows_rate_length_batches_and_warm_up(panel, document, hand):
    hand.pick(panel.schedule.box, "cosine")
    for form, name, text in (
        (panel.optimizer.form, "learning_rate", "0.5"),
        (panel.numbers["length"], "epochs", "3"),
        (panel.numbers["length"], "batch_size", "7"),
        (panel.numbers["length"], "warmup", "20"),
        (panel.schedule.form, "final", "0.25"),
    ):
        before = panel.preview.series
        hand.number(form, name, text)
        assert_agrees(panel, document)
        assert not all(
            np.array_equal(old.x, new.x) and np.array_equal(old.y, new.y)
            for old, new in zip(before, panel.preview.series, strict=True)
        )


@pytest.mark.parametrize("key", ["iris", "digits", "sine"])
def test_the_curve_follows_the_number_of_samples(panel, document, key):
    document.edit("Use", lambda project: project.with_(data=project.data.with_(dataset=Choice(kind=key))))
    assert_agrees(panel, document)


def test_the_curve_follows_the_split(panel, document):
    document.edit("Split", lambda project: project.with_(data=project.data.with_(validation=0.8)))
    assert_agrees(panel, document)


def test_one_step_in_all_is_drawn(panel, document, hand):
    hand.number(panel.numbers["length"], "epochs", "1")
    hand.number(panel.numbers["length"], "batch_size", "65536")
    assert_agrees(panel, document)
    assert len(panel.preview.series[0].x) == 1
    panel.preview.grab()


@pytest.mark.parametrize("key", KEYS)
def test_extreme_parameters_have_a_finite_curve(panel, document, hand, key):
    hand.pick(panel.schedule.box, key)
    for epochs in ("1", "1000000"):
        hand.number(panel.numbers["length"], "epochs", epochs)
        before = document.project
        for name in SCHEDULES.entry(key).model_fields:
            scale = panel.schedule.form.field(name).scale
            for place in (0, POSITIONS):
                hand.number(panel.schedule.form, name, repr(scale.value(place)))
                (line,) = panel.preview.series
                assert_agrees(panel, document)
                assert np.isfinite(line.y).all(), (name, place)
                assert (line.y >= 0).all(), (name, place)
                panel.preview.grab()
                if document.project != before:
                    document.undo()
                assert document.project == before


def test_the_curve_takes_the_colour_of_the_theme(panel, hub):
    hub.choose("dark")
    assert panel.preview.series[0].color == hub.theme.accent
