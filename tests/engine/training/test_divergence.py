from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.build.training_fixes import FixKind, TrainingFix
from playground.engine.events.pictures import PlanePath
from playground.engine.events.run import Evaluated, RunState, Scalars, StateChanged
from playground.engine.training.divergence import Diverged, Quantity
from playground.engine.training.remedies import remedy
from playground.engine.training.session import Session
from playground.engine.training.sharpness import sharpness
from playground.headless.train import train
from playground.spec.base import Choice


@pytest.fixture
def wild(chain, project_of, changed):
    """A deep network on numbers with a step size far too large."""
    hidden = ("linear", {"units": 16}, "relu")
    graph = chain(hidden, hidden, hidden, ("linear", {"units": 1}, None))
    return changed(project_of("sine", {}, graph, "mse", epochs=20), optimizer=("sgd", {"learning_rate": 100}))


def broken(session, chunk):
    """Train by stretches until it breaks; the losses before that, and what was raised."""
    losses = []
    try:
        while not session.finished:
            losses += session.train(chunk).loss.tolist()
    except Diverged as diverged:
        return losses + (diverged.done.loss.tolist() if diverged.done is not None else []), diverged
    pytest.fail("It did not diverge.")


@pytest.mark.parametrize("chunk", [1, 2, 64])
def test_it_stands_in_front_of_the_step_that_broke(chunk, wild):
    session = Session(wild)
    losses, diverged = broken(session, chunk)
    assert session.steps_done == len(losses) == diverged.step - 1
    assert np.isfinite(losses).all()
    assert torch.isfinite(session.theta).all()
    assert not session.grad.any()
    alone = Session(wild)
    alone.advance(diverged.step - 1)
    assert torch.equal(alone.theta, session.theta)
    alone.advance(1)
    assert not (torch.isfinite(alone.theta).all() and np.isfinite(alone.advance(1).loss).all())


@pytest.mark.parametrize("rate", [10, 30, 100])
def test_step_place_and_state_do_not_depend_on_the_stretches(rate, wild, changed):
    project = changed(wild, optimizer=("sgd", {"learning_rate": rate}))
    found = set()
    for chunk in (1, 2, 3, 7, 64):
        session = Session(project)
        losses, diverged = broken(session, chunk)
        state = session.state()
        told = tuple(value for value in state.values.values() if not isinstance(value, torch.Tensor))
        found.add(
            (diverged.step, diverged.node, diverged.what, tuple(losses), told, float(session.theta.sum()))
        )
    assert len(found) == 1


def test_dropout_and_shuffling_are_drawn_again_when_it_is_traced(noisy_net, changed):
    found = set()
    for chunk in (1, 5, 64):
        session = Session(changed(noisy_net, optimizer=("sgd", {"learning_rate": 100}), epochs=1000))
        session.train(3)
        session.theta[session.segments["linear-4"]] *= 1e35
        diverged = broken(session, chunk)[1]
        found.add((diverged.step, diverged.node, float(session.theta.sum()), session.steps_done))
    assert len(found) == 1


def test_the_layer_that_broke_is_named(spiral):
    session = Session(spiral)
    session.theta[session.segments["linear-2"]] = float("nan")
    with pytest.raises(Diverged, match=r"^The output of Linear 2 is not finite at step 1\.$") as caught:
        session.train(5)
    assert (caught.value.step, caught.value.node, caught.value.what) == (1, "linear-2", Quantity.OUTPUT)


def test_a_gradient_that_broke_is_named_where_it_arose(chain, project_of):
    """The second layer's weights are so large that the first one's gradient is too large for a number."""
    graph = chain(
        ("linear", {"units": 1}, None), ("linear", {"units": 1}, None), ("linear", {"units": 1}, None)
    )
    session = Session(project_of("sine", {}, graph, "mse"))
    session.theta.copy_(torch.tensor([0.0, 0.0, 1e25, 0.0, 1e25, 0.0]))
    with pytest.raises(Diverged, match=r"^The gradient in Linear 2 is not finite at step 1") as caught:
        session.train(1)
    assert (caught.value.node, caught.value.what) == ("linear-2", Quantity.GRADIENT)


@pytest.mark.parametrize(("loss", "size", "node"), [("bce", 3e38, "linear-1"), ("mse", 1e25, None)])
def test_outputs_that_broke_are_named_when_no_parameter_is(loss, size, node, chain, project_of, changed):
    """Scores that are too large are the layer's; a square that is too large is the loss's own."""
    graph = chain(("linear", {"units": 1 if loss == "bce" else 2}, None))
    project = project_of("spiral", {"samples": 120}, graph, loss)
    session = Session(changed(project, optimizer=("sgd", {"learning_rate": 1e-9})))
    session.theta.fill_(size)
    with pytest.raises(Diverged) as caught:
        session.train(1)
    assert caught.value.node == node


def test_a_last_step_that_breaks_the_parameters_is_taken_back(chain, project_of, changed):
    """The loss is finite, but the step along its gradient is not."""
    graph = chain(("linear", {"units": 1}, None), ("linear", {"units": 1}, None))
    project = changed(project_of("sine", {}, graph, "mse"), optimizer=("sgd", {"learning_rate": 100}))
    session = Session(project)
    begin = torch.tensor([0.1, 0.0, 1e19, 0.0])
    session.theta.copy_(begin)
    with pytest.raises(Diverged) as caught:
        session.train(1)
    assert (caught.value.step, caught.value.what) == (1, Quantity.PARAMETERS)
    assert torch.equal(session.theta, begin)


def test_running_statistics_go_back_too(noisy_net, run_on):
    session = Session(noisy_net)
    run_on(session, 3)
    before = [value.clone() for value in session.network.buffers()]
    session.theta[0] = float("nan")
    with pytest.raises(Diverged):
        session.train(2)
    assert len(before) == 3
    assert all(map(torch.equal, before, session.network.buffers()))
    session.theta[0] = 0.0
    assert np.isfinite(session.evaluate().validation_loss)


def test_training_without_a_screen_raises(wild):
    with pytest.raises(Diverged, match="not finite at step") as caught:
        train(wild)
    (advice,) = caught.value.__notes__
    assert "learning rate" in advice


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
    expected = Session(wild)
    diverged = broken(expected, 1)[1]
    assert state.message == f"{diverged} {remedy(expected).reason}"
    assert state.node == diverged.node
    assert state.fix.label == remedy(expected).fix.label
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


# --- advice --------------------------------------------------------------------------------------------


@pytest.fixture
def line(chain, project_of, changed):
    """One linear layer on numbers under squared error: its curvature is the same everywhere."""
    graph = chain(("linear", {"units": 1}, None))
    return changed(project_of("sine", {}, graph, "mse", epochs=400, batch_size=1000), optimizer=("sgd", {}))


def largest_curvature(session):
    x = torch.cat([session.data.x_train, torch.ones(len(session.data.x_train), 1)], 1)
    return float(torch.linalg.eigvalsh(2 * x.T @ x / len(x))[-1])


def test_the_curvature_of_a_line_is_that_of_its_hessian(line):
    session = Session(line)
    before = session.theta.clone()
    y = session.data.y_train
    assert sharpness(session.network, session.loss, session.data.x_train, y) == pytest.approx(
        largest_curvature(session), rel=1e-5
    )
    assert torch.equal(session.theta, before)
    assert not session.grad.any()


def test_the_curvature_of_a_network_is_that_of_its_whole_hessian(spiral):
    session = Session(spiral)
    parameters, data = list(session.network.parameters()), session.data

    def loss(*values):
        named = dict(zip([name for name, _ in session.network.named_parameters()], values, strict=True))
        output = torch.func.functional_call(session.network, named, data.x_train)
        return session.loss.compute(output, data.y_train)

    blocks = torch.autograd.functional.hessian(loss, tuple(parameters))
    size = sum(p.numel() for p in parameters)
    whole = torch.cat(
        [
            torch.cat([b.reshape(p.numel(), -1) for b in row], 1)
            for p, row in zip(parameters, blocks, strict=True)
        ]
    )
    assert whole.shape == (size, size)
    expected = float(torch.linalg.eigvalsh(whole)[-1])
    found = sharpness(session.network, session.loss, data.x_train, data.y_train, iterations=40)
    assert found == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("part", "diverges"), [(0.9, False), (1.2, True)])
def test_the_largest_stable_rate_divides_runs_that_break_from_those_that_do_not(
    part, diverges, line, changed
):
    limit = 2 / largest_curvature(Session(line))
    session = Session(changed(line, optimizer=("sgd", {"learning_rate": part * limit})))
    if not diverges:
        while not session.finished:
            session.train(64)
        return
    broken(session, 64)
    found = remedy(session)
    assert f"2/λ = {float(f'{limit:.2g}'):g}" in found.advice
    fixed = found.fix.apply(session.project)
    rate = fixed.training.optimizer.params["learning_rate"]
    assert limit / 4 < rate < limit
    train(fixed)


def test_large_inputs_are_to_be_standardized(line):
    data = line.data.with_(dataset=Choice(kind="diabetes"), transform=Choice(kind="none"))
    project = line.with_(data=data)
    session = Session(project)
    largest = float(session.data.x_train.abs().max())
    assert largest > 100
    found = remedy(session)
    assert found.advice == f"The inputs go up to {largest:,.4g}. Standardize the data."
    assert found.fix.apply(project).data.transform.kind == "standardize"
    assert "inputs" not in remedy(Session(found.fix.apply(project))).advice


def test_numbers_of_tokens_are_no_large_inputs(line):
    session = Session(line.with_(data=line.data.with_(dataset=Choice(kind="diabetes"))))
    assert "inputs" in remedy(session).reason
    tokens = replace(session.data.info, token_names=tuple("abc"))
    session.data = replace(session.data, info=tokens)
    assert "inputs" not in remedy(session).reason


def test_a_gradient_that_has_grown_is_to_be_clipped(line, changed):
    session = Session(changed(line, optimizer=("sgd", {"learning_rate": 1e-4})))
    session.theta.mul_(1000)
    found = remedy(session)
    assert "times as large as at the start. Clip gradients to " in found.advice
    norm = found.fix.apply(session.project).training.clip_norm
    assert found.fix.label == f"Clip gradients to {norm:g}"
    session.apply(found.fix.apply(session.project).training)
    assert found != remedy(session)
    assert remedy(session).advice == (
        "The learning rate of 0.0001 may be too large. Lower the learning rate to 1e-05."
    )


def test_advice_changes_nothing(noisy_net, run_on):
    asked, alone = Session(noisy_net), Session(noisy_net)
    run_on(asked, 7)
    remedy(asked)
    run_on(alone, 7)
    assert run_on(asked, 20) == run_on(alone, 20)


@pytest.mark.parametrize("optimizer", ["adam", "nadam", "sam", "soap"])
def test_an_overflow_in_the_optimizer_is_divergence_with_its_remedy(optimizer, wild, changed):
    """Squared, such gradients are infinite; divided by that, the step would be zero."""
    found = set()
    for chunk in (1, 16):
        session = Session(changed(wild, optimizer=(optimizer, {}), batch_size=64))
        session.theta[session.segments["linear-4"]] *= 1e19
        session.theta[session.segments["linear-1"]] = 0.0
        found.add(str(broken(session, chunk)[1]))
    assert found == {"The square of the gradient in Linear 3 is not finite at step 1."}
    assert remedy(session).fix.kind is FixKind.CLIP_NORM
    session.apply(changed(session.project, clip_norm=1.0).training)
    before = session.theta.clone()
    session.train(2)
    assert not torch.equal(before, session.theta)


def test_a_gradient_that_is_too_large_from_the_start_is_to_be_clipped(chain, project_of):
    graph = chain(*5 * [("linear", {"units": 16}, "relu")], ("linear", {"units": 1}, None))
    wide = Choice(kind="normal", params={"std": 100.0})
    nodes = [node.with_(initializer=wide) if node.kind == "linear" else node for node in graph.nodes]
    found = remedy(Session(project_of("sine", {}, graph.with_(nodes=tuple(nodes)), "mse", epochs=1)))
    assert found.fix == TrainingFix(FixKind.CLIP_NORM, 1.0)
    assert "too large to be squared" in found.reason
