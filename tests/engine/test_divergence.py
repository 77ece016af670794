import re

import numpy as np
import pytest
import torch

from playground.engine.events import Evaluated, PlanePath, RunState, Scalars, StateChanged
from playground.engine.headless import train
from playground.engine.session import Diverged, Session


@pytest.fixture
def wild(chain, project_of, changed):
    """A deep network on numbers with a step size far too large."""
    hidden = ("linear", {"units": 16}, "relu")
    graph = chain(hidden, hidden, hidden, ("linear", {"units": 1}, None))
    return changed(project_of("sine", {}, graph, "mse", epochs=20), optimizer=("sgd", {"learning_rate": 100}))


@pytest.mark.parametrize("chunk", [1, 2, 64])
def test_parameters_go_back_to_finite_ones(wild, chunk):
    session = Session(wild)
    states = []

    def go():
        while True:
            states.append(session.theta.clone())
            session.stretch(chunk)

    with pytest.raises(Diverged) as caught:
        go()
    assert torch.isfinite(session.theta).all()
    assert torch.equal(session.theta, states[-1])
    assert not session.grad.any()
    assert session.steps_done == chunk * (len(states) - 1) < caught.value.step
    assert str(caught.value) == f"The loss is not finite at step {caught.value.step}."


def test_the_step_that_broke_does_not_depend_on_the_stretches(wild, run_on):
    steps = set()
    for chunk in (1, 3, 64):
        with pytest.raises(Diverged) as caught:
            run_on(Session(wild), chunk=chunk)
        steps.add(caught.value.step)
    assert len(steps) == 1


def test_the_layer_that_broke_is_named(spiral):
    session = Session(spiral)
    session.theta[session.segments["linear-2"]] = float("nan")
    with pytest.raises(Diverged) as caught:
        session.stretch(1)
    assert (caught.value.step, caught.value.node) == (1, "linear-1")  # the step has spread it to all layers


@pytest.mark.parametrize(("loss", "size", "node"), [("bce", 3e38, "linear-1"), ("mse", 1e25, None)])
def test_outputs_that_broke_are_named_when_no_parameter_is(loss, size, node, chain, project_of, changed):
    """Scores that are too large are the layer's; a square that is too large is the loss's own."""
    graph = chain(("linear", {"units": 1 if loss == "bce" else 2}, None))
    project = project_of("spiral", {"samples": 120}, graph, loss)
    session = Session(changed(project, optimizer=("sgd", {"learning_rate": 1e-9})))
    session.theta.fill_(size)
    with pytest.raises(Diverged) as caught:
        session.stretch(1)
    assert caught.value.node == node


def test_a_last_step_that_breaks_the_parameters_is_taken_back(chain, project_of, changed):
    """The loss is finite, but the step along its gradient is not."""
    graph = chain(("linear", {"units": 1}, None), ("linear", {"units": 1}, None))
    project = changed(project_of("sine", {}, graph, "mse"), optimizer=("sgd", {"learning_rate": 100}))
    session = Session(project)
    begin = torch.tensor([0.1, 0.0, 1e19, 0.0])
    session.theta.copy_(begin)
    with pytest.raises(Diverged) as caught:
        session.stretch(1)
    assert caught.value.step == 1
    assert torch.equal(session.theta, begin)


def test_running_statistics_go_back_too(noisy_net, run_on):
    session = Session(noisy_net)
    run_on(session, 3)
    before = [value.clone() for value in session.network.buffers()]
    session.theta[0] = float("nan")
    with pytest.raises(Diverged):
        session.stretch(2)
    assert len(before) == 3
    assert all(map(torch.equal, before, session.network.buffers()))
    session.theta[0] = 0.0
    assert np.isfinite(session.evaluate().validation_loss)


def test_training_without_a_screen_raises(wild):
    with pytest.raises(Diverged, match="not finite at step"):
        train(wild)


def test_a_watched_run_says_so_and_keeps_the_last_good_parameters(wild, watch):
    told = []

    def react(event, control):
        if isinstance(event, StateChanged) and event.state is RunState.READY:
            control.play()
        if isinstance(event, StateChanged) and event.state is RunState.DIVERGED:
            told.append(event)
            control.play()  # there is nothing to go on with
            control.step()
            control.want(frozenset({PlanePath}))
        if told and isinstance(event, PlanePath):
            control.stop()

    events = watch(wild, react, most=500)
    (state,) = told
    titles = {layer.node: layer.title for layer in events[0].layers}
    assert re.fullmatch(
        rf"The loss is no longer a finite number at step \d in {titles[state.node]}; "
        r"try a smaller learning rate or gradient clipping\.",
        state.message,
    )
    later = events[events.index(state) :]
    assert not any(isinstance(event, (Scalars, Evaluated)) for event in later)
    assert [event.state for event in events if isinstance(event, StateChanged)] == [
        RunState.READY,
        RunState.RUNNING,
        RunState.DIVERGED,
    ]
    losses = np.concatenate([event.loss for event in events if isinstance(event, Scalars)] or [[]])
    assert np.isfinite(losses).all()
    path = later[-1]
    assert isinstance(path, PlanePath)
    assert np.isfinite(path.x).all()
    assert path.steps[-1] == state.step == len(losses)
