"""However a run is watched and steered, its numbers are those of a run that nobody looks at."""

from threading import Thread

import numpy as np
import pytest

from playground.engine.events import pictures as picture_events
from playground.engine.events import run as events
from playground.engine.events.control import Control
from playground.engine.events.mailbox import Mailbox
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.events.run import Event, RunState, Scalars, StateChanged
from playground.engine.jobs import pictures
from playground.engine.jobs.training_job import TrainingJob
from playground.headless.train import train
from playground.spec.plane import PlaneSpec

HEAVY = frozenset(
    kind
    for module in (events, picture_events)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind.heavy
)


@pytest.fixture
def digits_cnn(chain, project_of):
    """Convolution, batch norm, pooling and dropout on images."""
    graph = chain(
        ("conv2d", {"channels": 3}, "relu"),
        ("batch_norm", {}, None),
        ("max_pool", {}, None),
        ("flatten", {}, None),
        ("dropout", {"probability": 0.3}, None),
        ("linear", {"units": 10}, None),
    )
    return project_of("digits", {}, graph, batch_size=128, epochs=4)


@pytest.fixture
def diabetes(chain, project_of):
    """Regression on ten inputs."""
    graph = chain(("linear", {"units": 8}, "relu"), ("linear", {"units": 1}, None))
    return project_of("diabetes", {}, graph, "mse", transform="standardize", epochs=6)


@pytest.fixture
def sine(chain, project_of):
    """A curve."""
    graph = chain(("linear", {"units": 8}, "tanh"), ("linear", {"units": 1}, None))
    return project_of("sine", {}, graph, "mse", epochs=6)


def restless():
    """A reaction that halts, looks, steps and goes on all the time, with all pictures or none."""
    plan = [
        lambda control: control.step(1),
        lambda control: control.step(3),
        Control.epoch,
        lambda control: (control.want(frozenset()), control.play()),
        lambda control: (control.want(HEAVY), control.step(2)),
    ]
    state = {"halts": 0, "stretches": 0}

    def react(event, control):
        if isinstance(event, StateChanged):
            if event.state in {RunState.FINISHED, RunState.FAILED, RunState.DIVERGED}:
                control.stop()
            elif event.state is not RunState.RUNNING:
                plan[state["halts"] % len(plan)](control)
                state["halts"] += 1
        if isinstance(event, Scalars):
            state["stretches"] += 1
            if state["stretches"] % 4 == 0:
                control.pause()

    return react


def numbers(events):
    """Losses of all steps."""
    return np.concatenate([event.loss for event in events if isinstance(event, Scalars)])


@pytest.mark.parametrize("name", ["spiral", "noisy_net", "digits_cnn", "diabetes", "sine"])
def test_restless_watching_changes_no_bit(name, request, watch, monkeypatch):
    project = request.getfixturevalue(name)
    sessions = []
    _note_sessions(monkeypatch, sessions)
    events = watch(project, restless(), HEAVY)
    expected = train(project)
    assert np.array_equal(numbers(events), expected.losses)
    assert np.array_equal(sessions[0].theta.numpy(), expected.theta)
    seen = {type(event) for event in events}
    assert len(seen & HEAVY) >= 5


def _note_sessions(monkeypatch, sessions):
    """Keep the session of a live run, to read its parameters when it has ended."""
    begin = pictures.Pictures.__init__

    def noting(self, session, *rest):
        sessions.append(session)
        begin(self, session, *rest)

    monkeypatch.setattr(pictures.Pictures, "__init__", noting)


@pytest.mark.parametrize("wanted", sorted(HEAVY, key=lambda kind: kind.__name__))
def test_no_single_picture_disturbs(wanted, noisy_net, watch):
    def react(event, control):
        if isinstance(event, StateChanged):
            if event.state is RunState.FINISHED:
                control.stop()
            elif event.state is not RunState.RUNNING:
                control.step(7)

    events = watch(noisy_net, react, frozenset({wanted}))
    assert np.array_equal(numbers(events), train(noisy_net).losses)


@pytest.mark.parametrize(("kind", "planes"), [("random", 1), ("pca", 6)])
def test_the_contour_completed_at_rest_disturbs_nothing(kind, planes, noisy_net, watch):
    """The run rests until its plane is complete; random directions stay the same from epoch to epoch."""
    complete = []

    def react(event, control):
        if isinstance(event, LossPlane) and event.complete:
            complete.append(event)
            control.epoch()
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED and kind == "random":
            control.epoch()
        if isinstance(event, StateChanged) and event.state is RunState.FINISHED:
            control.stop()

    events = watch(noisy_net.with_(plane=PlaneSpec(kind=kind)), react, frozenset({LossPlane, PlanePath}))
    assert len(complete) == planes
    assert np.array_equal(numbers(events), train(noisy_net).losses)


def test_in_a_thread_of_its_own(noisy_net):
    control, mailbox = Control(), Mailbox()
    told = []

    def work():
        react = restless()
        for event in TrainingJob(noisy_net, 1, control, HEAVY):
            mailbox.put(event)
            react(event, control)

    thread = Thread(target=work)
    thread.start()
    while thread.is_alive():
        thread.join(0.005)
        told += mailbox.take()
    told += mailbox.take()
    assert np.array_equal(numbers(told), train(noisy_net).losses)
    assert [int(step) for event in told if isinstance(event, Scalars) for step in event.steps] == list(
        range(1, 55)
    )
    assert [event.state for event in told if isinstance(event, StateChanged)][-1] is RunState.FINISHED
