"""An average of the parameters follows training without changing it, and is what is evaluated and drawn."""

import copy

import numpy as np
import pytest
import torch
from torch.nn.utils import vector_to_parameters
from torch.optim.swa_utils import update_bn

from playground.engine.events.pictures import DecisionMap
from playground.engine.events.run import Evaluated, RunState, StateChanged
from playground.engine.landscape.trajectory import Trajectory
from playground.engine.training.evaluation import evaluate
from playground.engine.training.norm_statistics import fixed_batches
from playground.engine.training.session import Session
from playground.headless.train import train


@pytest.fixture
def averaged(noisy_net, changed):
    """An average of decay 0.9 from step 5 on, beside dropout and batch norm."""
    return changed(noisy_net, average=0.9, average_start=5)


def expected_average(project, steps):
    """By the formula, from the parameters of a run that does not average."""
    plain = Session(project.with_(training=project.training.with_(average=0.0)))
    average = plain.theta.clone()
    for step in range(1, steps + 1):
        plain.train(1)
        weight = 0.1 if step > 5 else 1.0
        average = average + weight * (plain.theta - average)
    return average, plain


@pytest.mark.parametrize("chunk", [1, 3, 64])
def test_the_average_is_that_of_the_formula_and_training_continues_as_without(chunk, averaged, run_on):
    session = Session(averaged)
    run_on(session, 30, chunk=chunk)
    average, plain = expected_average(averaged, 30)
    assert torch.equal(session.theta, plain.theta)
    assert torch.allclose(session.shown_theta(), average, rtol=1e-5, atol=1e-7)
    assert not torch.allclose(session.theta, average, rtol=1e-2)


@pytest.mark.parametrize("steps", [1, 5])
def test_until_its_start_it_is_the_parameters(steps, averaged, run_on):
    session = Session(averaged)
    run_on(session, steps)
    assert torch.equal(session.shown_theta(), session.theta)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_replayed_and_by_autograd_it_is_the_same_to_the_last_bit(optimizer, averaged, changed, run_on):
    project = changed(averaged, optimizer=(optimizer, {}))
    replayed, plain = Session(project), Session(project)
    plain.gradients.replay.possible = False
    run_on(replayed, 30)
    run_on(plain, 30)
    assert torch.equal(replayed.shown_theta(), plain.shown_theta())


def test_the_average_is_evaluated(spiral, changed, run_on):
    session = Session(changed(spiral, average=0.9, average_start=5))
    run_on(session, 30)
    found, theta = session.evaluate(), session.theta.clone()
    own = evaluate(session.network, session.loss, session.data, session.device, lambda: False)
    session.theta.copy_(session.shown_theta())
    expected = evaluate(session.network, session.loss, session.data, session.device, lambda: False)
    assert found == expected != own
    assert not torch.equal(theta, session.theta)


@pytest.fixture
def norms(chain, project_of, changed):
    """Batch norms and a rate at which the weights swing."""
    norm = ("batch_norm", {}, "relu")
    widths = [("linear", {"units": units}, None) for units in (12, 12, 2)]
    graph = chain(widths[0], norm, widths[1], norm, widths[2])
    project = project_of("moons", {"samples": 200}, graph, batch_size=20, epochs=20)
    return changed(project, optimizer=("sgd", {"learning_rate": 1.0}), average=0.97)


@pytest.mark.parametrize("optimizer", ["sgd", "schedule_free_sgd"])
def test_batch_norms_of_an_average_have_statistics_of_their_own(optimizer, norms, changed, run_on):
    """Those of ``torch.optim.swa_utils.update_bn``."""
    project = changed(norms, optimizer=(optimizer, {}), average=0.97 if optimizer == "sgd" else 0.0)
    session = Session(project)
    run_on(session, 50)
    before, x = session.state().values, session.data.x_train
    theirs = copy.deepcopy(session.network)
    vector_to_parameters(session.shown_theta(), theirs.parameters())
    update_bn([x[batch] for batch in fixed_batches(len(x), 20)], theirs)
    with session.shown():
        for name, buffer in session.network.named_buffers():
            assert torch.equal(buffer, theirs.get_buffer(name))
    after = session.state().values
    assert all(torch.equal(torch.as_tensor(before[name]), torch.as_tensor(after[name])) for name in before)


def test_the_average_is_better_than_with_the_statistics_of_the_last_weights(norms, run_on):
    session = Session(norms)
    run_on(session)
    own = session.evaluate()
    session.theta.copy_(session.shown_theta())
    others = evaluate(session.network, session.loss, session.data, session.device, lambda: False)
    assert own.train_loss < 0.6 * others.train_loss


def test_the_best_average_has_its_own_statistics(norms, changed, run_on):
    session = Session(changed(norms, patience=1000, epochs=6))
    seen = {}
    while not session.finished:
        run_on(session, 9)
        seen[session.steps_done] = session.evaluate()
    assert session.evaluate() == seen[session.best_step]


def test_looking_at_the_average_leaves_the_parameters_alone(averaged, run_on):
    session = Session(averaged)
    run_on(session, 20)
    before = session.theta.clone()
    with session.shown():
        assert torch.equal(session.theta, session.shown_theta())
    assert torch.equal(session.theta, before)


def test_the_path_is_that_of_the_average(averaged):
    session, path = Session(averaged), Trajectory()
    for _ in range(3):
        session.train(4, path)
        assert torch.equal(path.thetas[-1], session.shown_theta())
    assert not torch.equal(path.thetas[-1], session.theta)


def test_turned_on_in_a_run_it_begins_at_the_parameters_of_the_moment(spiral, changed, run_on):
    session = Session(spiral)
    run_on(session, 10)
    assert not session.averaged
    assert session.apply(changed(spiral, average=0.5).training) == "averaging decay 0 → 0.5"
    start = session.theta.clone()
    run_on(session, 1)
    assert torch.allclose(session.shown_theta(), (start + session.theta) / 2)
    session.apply(spiral.training)
    assert torch.equal(session.shown_theta(), session.theta)


def test_a_run_without_a_screen_gives_the_average(averaged, run_on):
    session = Session(averaged)
    run_on(session)
    assert np.array_equal(train(averaged).theta, session.shown_theta().numpy())


def test_a_watched_run_says_that_it_shows_the_average(averaged, watch):
    def react(event, control):
        if isinstance(event, StateChanged):
            control.play() if event.state is RunState.READY else None
            control.stop() if event.state is RunState.FINISHED else None

    events = watch(averaged, react, frozenset({DecisionMap}))
    evaluations = [event for event in events if isinstance(event, Evaluated)]
    assert all(event.averaged for event in evaluations)
    session = Session(averaged)
    while not session.finished:
        session.train(9)
    assert evaluations[-1].validation_loss == session.evaluate().validation_loss
