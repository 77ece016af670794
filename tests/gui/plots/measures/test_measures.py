"""The view of measures: its table, curves and caption say what the measures say."""

import numpy as np
import pytest

from playground.engine.events.pictures import ValidationPredictions
from playground.measures.classification import ClassificationMeasures
from playground.ui.plots.measures.measures import MeasuresPlot

NAMES = ("setosa", "versicolor", "virginica")


def classes(run=1, step=0, samples=90, total=90):
    random = np.random.default_rng(step)
    truth = np.arange(samples) % 3
    scores = random.dirichlet(np.ones(3), samples)
    return ValidationPredictions(
        run, step, np.arange(samples), truth, scores, np.ones(samples), NAMES, (), total
    )


def text(plot, row, column):
    model = plot.table.rows
    return model.data(model.index(row, column))


def test_classes_have_a_table_and_curves(shown, hub, make, qtbot, fingers):
    plot = shown(MeasuresPlot(hub))
    event = classes(samples=60, total=90)
    plot.consume([make.started(), event])
    qtbot.waitUntil(lambda: not plot.empty)
    found = ClassificationMeasures(NAMES, event.truth, event.scores)
    assert text(plot, 1, 0) == "versicolor"
    assert float(text(plot, 1, 1)) == pytest.approx(found.precision[1], abs=0.005)
    assert text(plot, 2, 6) == "20"
    assert plot.caption.text().endswith("on 60 of 90 validation samples at step 0")
    fingers.click(plot.segments._buttons["roc"])
    qtbot.waitUntil(plot.roc.isVisible)
    x, y = plot.roc.lines[0].points
    assert np.trapezoid(y, x) == pytest.approx(found.roc_auc[0])
    assert (plot.roc.chart.bottom.title, plot.roc.chart.left.title) == (
        "false positive rate",
        "true positive rate",
    )
    assert [name for name, _ in plot.roc.rows_at(0.5)] == ["false positive rate", *NAMES]
    newer = classes(step=3)
    plot.consume([newer])
    qtbot.waitUntil(lambda: plot.caption.text().endswith("on all 90 validation samples at step 3"))
    plot.consume([make.started(run=2)])
    assert plot.empty


def test_numbers_have_a_row_for_each_target(shown, hub, make, qtbot):
    plot = shown(MeasuresPlot(hub))
    truth = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 40.0]])
    scores = truth + np.array([[0.5, 0.0]])
    event = ValidationPredictions(1, 7, np.arange(3), truth, scores, np.ones(3), (), ("a", "b"), 3)
    plot.consume([make.started(metric="r2"), event])
    qtbot.waitUntil(lambda: not plot.empty)
    assert [text(plot, row, 0) for row in range(2)] == ["a", "b"]
    assert [text(plot, 0, column) for column in (1, 2)] == ["0.500", "0.500"]
    assert not plot.segments.isVisible()
    assert "R² " in plot.caption.text()
