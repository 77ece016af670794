"""The curve of the learning rate in the training panel is the one that training follows."""

import numpy as np
import pytest

from playground.build.data import load_data
from playground.build.training import preview
from playground.catalog.kinds import SCHEDULES
from playground.spec.base import Choice
from playground.ui.panels.training.training import TrainingPanel

KEYS = [entry.key for entry in SCHEDULES]
EXTREMES = [
    pytest.param(
        entry.key, name, place, id=f"{entry.key}-{name}-{'least' if place == 'Home' else 'greatest'}"
    )
    for entry in SCHEDULES
    for name in entry.model_fields
    for place in ("Home", "End")
]


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


@pytest.mark.parametrize(("key", "name", "place"), EXTREMES)
@pytest.mark.parametrize("epochs", ["1", "1000000"])
def test_extreme_parameters_have_a_finite_curve(panel, hand, key, name, place, epochs):
    hand.pick(panel.schedule.box, key)
    hand.number(panel.numbers["length"], "epochs", epochs)
    scale = panel.schedule.form.field(name).scale
    hand.number(panel.schedule.form, name, repr(scale.value(0 if place == "Home" else 1000)))
    (line,) = panel.preview.series
    assert np.isfinite(line.y).all()
    assert (line.y >= 0).all()
    panel.preview.grab()


def test_the_curve_takes_the_colour_of_the_theme(panel, hub):
    hub.choose("dark")
    assert panel.preview.series[0].color == hub.theme.accent
