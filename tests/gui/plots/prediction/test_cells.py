"""A cell of the confusion matrix as a filter: the samples behind it, worst first."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.app.document import Document
from playground.build.data.loading import load_data
from playground.engine.events.pictures import Confusion, ValidationPredictions
from playground.measures.confusion import confusion_matrix
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.ui.plots.prediction.prediction import PredictionPlot

SPECS = {
    kind: Project().data.with_(dataset=Choice(kind=kind, params=params))
    for kind, params in (
        ("iris", {}),
        ("xor", {"samples": 60}),
        ("digits", {}),
        ("comparisons", {"samples": 60}),
    )
}


def predictions(spec, run=1, seed=0):
    """Random predictions of the validation samples of some data, and the matrix that counts them."""
    data = load_data(spec)
    truth, names = data.y_val.numpy(), data.info.class_names
    scores = np.random.default_rng(seed).dirichlet(np.ones(len(names)), len(truth)).astype(np.float32)
    loss = -np.log(scores[np.arange(len(truth)), truth])
    counts = confusion_matrix(truth, scores.argmax(1), len(names))
    places = np.arange(len(truth))
    every = ValidationPredictions(run, seed, places, truth, scores, loss, names, (), len(truth))
    return every, Confusion(run, seed, counts, names)


@pytest.mark.parametrize("kind", SPECS)
def test_a_click_on_a_cell_shows_its_samples_worst_first(kind, shown, hub, make, qtbot, fingers):
    spec = SPECS[kind]
    plot = shown(PredictionPlot(Document(Project().with_(data=spec)), hub))
    every, confusion = predictions(spec)
    plot.consume([make.started(), *([make.half_plane()] if kind == "xor" else []), confusion])
    if kind == "xor":
        fingers.click(plot.controls.segments._buttons["confusion"])
    true, predicted = np.unravel_index(confusion.counts.argmax(), confusion.counts.shape)
    rect = next(rect for rect, _, *cell in plot._confusion.cells() if cell == [true, predicted])
    with qtbot.waitSignal(plot.wanted_changed):
        fingers.click(plot._confusion, rect.center().toPoint())
    assert ValidationPredictions in plot.wanted
    plot.consume([every])
    table = plot._cell.table
    qtbot.waitUntil(lambda: plot._cell.samples is not None)
    found = plot._cell.samples
    assert found.count == confusion.counts.max() == table.model().rowCount()
    assert (np.diff(found.loss) <= 0).all()
    assert (every.truth[found.places] == true).all()
    np.testing.assert_array_equal(found.raw, load_data(spec).raw_val[found.places])
    assert str(found.count) in plot.caption.text()
    fingers.click(table.viewport(), table.visualRect(table.model().index(0, 1)).center())
    if kind == "xor":
        assert plot._map.isVisible()
        assert plot._map.probe.at == pytest.approx(tuple(found.raw[0]))
        fingers.click(plot.controls.segments._buttons["confusion"])
        assert table.isVisible()
    else:
        assert found.info.class_names[predicted] in plot._cell.card.text()
        QTest.keyClick(plot, Qt.Key.Key_Escape)
        assert table.isVisible()
        assert not plot._cell.card.isVisible()
    fingers.click(plot.controls.back)
    assert plot._confusion.isVisible()
    assert ValidationPredictions not in plot.wanted


def test_newer_predictions_replace_the_samples_and_the_keys_choose_a_cell(shown, hub, make, qtbot):
    spec = SPECS["iris"]
    plot = shown(PredictionPlot(Document(Project().with_(data=spec)), hub))
    every, confusion = predictions(spec)
    plot.consume([make.started(), confusion])
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(plot._confusion, key)
    plot.consume([every])
    qtbot.waitUntil(lambda: plot._cell.samples is not None)
    assert plot._cell.cell == (1, 1)
    newer, _ = predictions(spec, seed=1)
    plot.consume([newer])
    qtbot.waitUntil(lambda: plot._cell.samples.step == 1)
    plot.clear()
    assert plot._cell.cell is None
    assert plot.empty
