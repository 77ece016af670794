"""Runs that are started, trained and dropped leave nothing behind: neither memory of torch nor objects of Python."""

import gc
import weakref
from contextlib import closing

import pytest

from playground import load
from playground.engine.events import pictures
from playground.engine.events.control import Control
from playground.engine.events.run import RunState, Scalars, Started, StateChanged
from playground.engine.jobs.training_job import TrainingJob
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.runtime.torchscript import SOURCES
from playground.engine.training.session import Session
from playground.paths import asset
from playground.spec.base import Choice


@pytest.fixture
def digits_cnn():
    project = load(asset("examples") / "digits-cnn.descent")
    return project.with_(
        data=project.data.with_(validation=0.9), training=project.training.with_(device="cpu")
    )


def trained(project, steps=12):
    with closing(Session(project)) as session:
        session.train(steps)
        session.evaluate()


@pytest.mark.parametrize("name", ["spiral", "noisy_net", "digits_cnn"])
def test_sessions(name, request, nothing_stays):
    project = request.getfixturevalue(name)
    nothing_stays(lambda _: trained(project))


def test_sessions_with_other_seeds_and_rates(spiral, changed, nothing_stays):
    def cycle(number):
        project = changed(spiral, seed=number, optimizer=("adam", {"learning_rate": 0.001 * (number + 1)}))
        trained(project)

    nothing_stays(cycle)


def test_sessions_whose_steps_are_compiled_again(spiral, changed, monkeypatch, nothing_stays):
    """Each batch size has a source of its own; the oldest ones are released with everything they hold."""
    monkeypatch.setattr(SOURCES, "most_bytes", 3_000_000)
    nothing_stays(lambda number: trained(changed(spiral, batch_size=20 + number)), warm_up=12)
    assert SOURCES.bytes <= 3_000_000


def test_sessions_that_step_in_python(spiral, changed, nothing_stays):
    nothing_stays(lambda _: trained(changed(spiral, optimizer=("lbfgs", {"learning_rate": 0.1})), steps=3))


def test_lanes_in_lockstep(spiral, nothing_stays):
    lanes = {
        kind: spiral.training.with_(optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
        for kind in ("sgd", "adam")
    }
    nothing_stays(lambda _: LockstepTrainer(spiral, lanes).train(20))


@pytest.mark.parametrize("name", ["spiral", "digits_cnn"])
def test_jobs(name, request, nothing_stays):
    project = request.getfixturevalue(name)

    def cycle(number):
        control = Control()
        control.play()
        for event in TrainingJob(project, number, control):
            if isinstance(event, Scalars):
                control.stop()

    nothing_stays(cycle)


def heavy_events():
    return frozenset(
        kind
        for kind in vars(pictures).values()
        if isinstance(kind, type) and kind.__module__ == pictures.__name__
    )


@pytest.mark.parametrize("wanted", [None, frozenset(), heavy_events()], ids=["none", "prepared", "all"])
@pytest.mark.parametrize("name", ["spiral", "digits_cnn"])
def test_the_network_of_a_job_is_released_at_once(name, wanted, request):
    """Not only by the garbage collector: tensors are large, and it does not count their bytes."""
    control, networks = Control(), []
    control.step()
    job = TrainingJob(request.getfixturevalue(name), 1, control, wanted)
    enabled = gc.isenabled()
    gc.disable()
    try:
        for event in job:
            if isinstance(event, Started):
                networks.append(weakref.ref(job.session.network))
            if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
                control.stop()
        del job, event
        assert [each() for each in networks] == [None]
    finally:
        if enabled:
            gc.enable()


def test_a_leak_of_five_kilobytes_is_noticed(nothing_stays):
    kept = []
    with pytest.raises(pytest.fail.Exception, match="bytes stay after each cycle"):
        nothing_stays(lambda _: kept.append(bytearray(5 * 1024)))
    with pytest.raises(pytest.fail.Exception, match="blocks stay after each cycle"):
        nothing_stays(lambda number: kept.extend({number: str(each)} for each in range(20)))
    with pytest.raises(pytest.fail.Exception, match="objects stay after each cycle: Control"):
        nothing_stays(lambda _: kept.append(Control()))
