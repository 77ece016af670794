"""The same seed gives the same numbers, whatever is shown and however it is driven."""

import numpy as np
import pytest

from playground.engine.events.run import Evaluated, RunState, Scalars
from playground.headless.train import train


@pytest.fixture
def project(make_project):
    return make_project(epochs=20)


def curve(watch):
    loss = np.concatenate([event.loss for event in watch.of(Scalars)])
    steps = np.concatenate([event.steps for event in watch.of(Scalars)])
    assert np.array_equal(steps, np.arange(1, len(steps) + 1))
    return loss


def test_the_window_and_the_headless_trainer_agree_bit_by_bit(window, watch, project, finish):
    window.runs.play()
    finish(window)
    last, result = watch.of(Evaluated)[-1], train(project)
    assert (last.train_loss, last.validation_loss) == (result.train_loss, result.val_loss)
    assert len(curve(watch)) == result.steps


def test_pausing_stepping_hiding_and_resizing_change_no_bit(make_window, make_watch, project, finish, qtbot):
    plain = make_window(project)
    plain_watch = make_watch(plain)
    plain.runs.play()
    finish(plain)

    driven = make_window(project)
    watch = make_watch(driven)
    for _ in range(5):
        driven.runs.step()
    driven.runs.epoch()
    qtbot.waitUntil(lambda: driven.runs.state is RunState.PAUSED)
    driven.docks["contour"].close()
    driven.resize(1100, 700)
    driven.runs.play()
    qtbot.waitUntil(lambda: len(watch.of(Scalars)) > 0)
    driven.runs.pause()
    qtbot.waitUntil(lambda: driven.runs.state in {RunState.PAUSED, RunState.FINISHED})
    for name in ("curves", "prediction", "flow"):
        driven.docks[name].close()
    driven.resize(1600, 1000)
    driven.docks["contour"].bring()
    driven.runs.play()
    finish(driven)
    assert np.array_equal(curve(watch), curve(plain_watch))
    assert watch.of(Evaluated)[-1].validation_loss == plain_watch.of(Evaluated)[-1].validation_loss
