"""Events of a made-up run, to test plots without a real one."""

from types import SimpleNamespace

import numpy as np
import pytest

from playground.app.document import Document
from playground.engine.events import pictures
from playground.engine.events import run as ev
from playground.records.current_run import CurrentRun
from playground.spec.project import Project


@pytest.fixture
def document():
    return Document(Project())


def started(
    run=1, metric="accuracy", layers=("Linear 1", "Linear 2"), steps_per_epoch=10, total_steps=10_000
):
    infos = tuple(ev.LayerInfo(f"node-{k}", title, 10) for k, title in enumerate(layers))
    return ev.Started(run, 0, steps_per_epoch, total_steps, infos, metric, "CPU", 0, 70, 30, 70)


def scalars(first, losses, rate=0.01, run=1):
    losses = np.asarray(losses, np.float64)
    steps = np.arange(first, first + len(losses))
    return ev.Scalars(run, int(steps[-1]), steps, losses, np.full(len(losses), rate))


def evaluated(step, run=1, train_loss=0.5, validation_loss=0.6, train_metric=0.8, validation_metric=0.7):
    return ev.Evaluated(run, step, step / 10, train_loss, validation_loss, train_metric, validation_metric)


def plane(generation=1, loss=None, run=1, complete=True, size=17, reach=1.0):
    axis = np.linspace(-reach, reach, size)
    if loss is None:
        loss = axis[None, :] ** 2 + 2 * axis[:, None] ** 2
    return pictures.LossPlane(
        run, 0, generation, axis, axis, loss, ("first direction", "second direction"), 64, complete
    )


def path(generation=1, run=1, points=5):
    t = np.linspace(0, 1, points)
    steps = (100 * t).astype(np.int64)
    return pictures.PlanePath(run, 100, generation, steps, -0.8 + t, 0.5 * (1 - t), 2.0 - t, 0.1 * t, 1.0)


def flow(step=10, mean=(1e-3, 1e-2), words=(), run=1):
    mean = np.asarray(mean, np.float64)
    nothing = np.full(len(mean), np.nan)
    return pictures.GradientFlow(run, step, mean, 10 * mean, 0.1 * mean, nothing, nothing, tuple(words))


def half_plane(run=1):
    """Class 1 where y > 2 on a plane from -6 to 6, class 0 below; and always a bit more to the right."""
    axis = np.linspace(-6, 6, 49)
    _, y = np.meshgrid(axis, axis)
    one = 1 / (1 + np.exp(-4 * (y - 2)))
    return pictures.DecisionMap(run, 0, axis, axis, np.stack([1 - one, one], axis=-1))


def confusion(run=1):
    counts = np.array([[12, 3, 0], [1, 20, 4], [0, 0, 9]])
    return pictures.Confusion(run, 0, counts, ("setosa", "versicolor", "virginica"))


def samples(run=1, number=6):
    images = np.linspace(0, 1, number)[:, None, None, None] * np.ones((number, 1, 8, 8))
    truth = np.arange(number) % 3
    predicted = truth.copy()
    predicted[0] = 1
    return pictures.SamplePredictions(
        run, 0, images, truth, predicted, np.full(number, 0.9), confusion().names
    )


def sentences(run=1, number=24, steps=5):
    tokens = np.arange(number * steps).reshape(number, steps) % 3
    truth = np.arange(number) % 3
    predicted = (truth + (np.arange(number) == 0)) % 3
    confidence = np.full(number, 0.8)
    return pictures.SamplePredictions(
        run, 0, tokens.astype(float), truth, predicted, confidence, confusion().names, ("a", "b", "c")
    )


@pytest.fixture
def make():
    """Factories of events."""
    return SimpleNamespace(
        started=started,
        scalars=scalars,
        evaluated=evaluated,
        plane=plane,
        path=path,
        flow=flow,
        half_plane=half_plane,
        confusion=confusion,
        samples=samples,
        sentences=sentences,
    )


class Feed:
    """Hands events to a plot with the record of their run, as the window does."""

    def __init__(self):
        self.run = CurrentRun()

    def __call__(self, plot, events):
        self.run.extend(events)
        plot.record = self.run.record
        plot.consume(events)

    def clear(self, plot):
        self.run.clear()
        plot.clear()


@pytest.fixture
def feed():
    return Feed()
