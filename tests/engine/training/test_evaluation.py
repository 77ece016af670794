import copy

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, r2_score
from torch.nn import functional

from playground.engine.data.subsample import evenly
from playground.engine.training import evaluation
from playground.engine.training.evaluation import evaluate, evaluate_in_slices
from playground.engine.training.session import Session


def never():
    """Nobody stops."""
    return False


@pytest.fixture
def diabetes(chain, project_of):
    """Regression on ten inputs."""
    graph = chain(("linear", {"units": 8}, "relu"), ("linear", {"units": 1}, None))
    return project_of("diabetes", {}, graph, "mse", transform="standardize", epochs=20)


@torch.no_grad()
def outputs(session, x):
    """What a copy of the network says in evaluation mode."""
    return copy.deepcopy(session.network).eval()(x)


def test_classes(noisy_net, run_on):
    session = Session(noisy_net)
    run_on(session)
    result, data = session.evaluate(), session.data
    for x, y, loss, metric in (
        (data.x_train, data.y_train, result.train_loss, result.train_metric),
        (data.x_val, data.y_val, result.validation_loss, result.validation_metric),
    ):
        out = outputs(session, x)
        assert loss == pytest.approx(float(functional.cross_entropy(out, y)), rel=1e-5)
        assert metric == accuracy_score(y.numpy(), out.argmax(1).numpy())


def test_numbers(diabetes, run_on):
    session = Session(diabetes)
    run_on(session)
    result, data = session.evaluate(), session.data
    for x, y, loss, metric in (
        (data.x_train, data.y_train, result.train_loss, result.train_metric),
        (data.x_val, data.y_val, result.validation_loss, result.validation_metric),
    ):
        out = outputs(session, x)
        assert loss == pytest.approx(float(functional.mse_loss(out, y)), rel=1e-5)
        assert metric == pytest.approx(r2_score(y.numpy(), out.numpy()), abs=1e-5)


def test_a_single_output_decides_between_two_classes(chain, project_of, run_on):
    graph = chain(("linear", {"units": 8}, "tanh"), ("linear", {"units": 1}, None))
    session = Session(project_of("spiral", {"samples": 120}, graph, "bce", epochs=30))
    run_on(session)
    said = outputs(session, session.data.x_val)[:, 0] > 0
    assert session.evaluate().validation_metric == accuracy_score(session.data.y_val, said)


def test_batches_of_the_evaluation_change_nothing(diabetes, monkeypatch):
    session = Session(diabetes)
    whole = session.evaluate()
    monkeypatch.setattr(evaluation, "BATCH", (7, 7))
    parts = session.evaluate()
    assert parts.train_loss == pytest.approx(whole.train_loss, rel=1e-5)
    assert parts.validation_metric == pytest.approx(whole.validation_metric, abs=1e-5)


def test_of_many_samples_some_are_taken_evenly(spiral, monkeypatch):
    session = Session(spiral)
    monkeypatch.setattr(evaluation, "TRAINING_SAMPLES", 20)
    monkeypatch.setattr(evaluation, "VALIDATION_SAMPLES", 10)
    result, data = session.evaluate(), session.data
    for x, y, loss, most in (
        (data.x_train, data.y_train, result.train_loss, 20),
        (data.x_val, data.y_val, result.validation_loss, 10),
    ):
        chosen = [k * len(x) // most for k in range(most)]
        expected = functional.cross_entropy(outputs(session, x[chosen]), y[chosen])
        assert loss == pytest.approx(float(expected), rel=1e-5)


def test_evenly_spaced_samples():
    assert evenly(5, 9).tolist() == [0, 1, 2, 3, 4]
    assert evenly(10, 4).tolist() == [0, 2, 5, 7]
    assert evenly(3, 3).tolist() == [0, 1, 2]


def test_looking_changes_nothing(noisy_net, run_on):
    watched, alone = Session(noisy_net), Session(noisy_net)
    for _ in range(4):
        run_on(watched, 7)
        state = [value.clone() for value in watched.network.state_dict().values()]
        watched.evaluate()
        assert all(map(torch.equal, state, watched.network.state_dict().values()))
        assert watched.network.training
    run_on(alone, 28)
    assert torch.equal(watched.theta, alone.theta)


def test_an_evaluation_in_slices_is_the_same_to_the_bit(noisy_net, monkeypatch):
    monkeypatch.setattr(evaluation, "BATCH", (32, 50))
    session = Session(noisy_net)
    session.train(3)
    slices = evaluate_in_slices(session.network, session.loss, session.data, session.device, never)
    seen = []
    while True:
        try:
            seen.append(next(slices))
        except StopIteration as end:
            outcome = end.value
            break
        assert session.network.training
        assert not torch.is_inference_mode_enabled()
    assert outcome == session.evaluate()
    samples = session.evaluated_samples
    assert [done for done, _ in seen][-1] == samples + len(session.data.x_val)
    assert dict(seen)[samples] == outcome.train_loss


def test_an_evaluation_can_be_stopped(spiral, monkeypatch):
    session = Session(spiral)
    monkeypatch.setattr(evaluation, "BATCH", (10, 10))
    asked = []

    def after_three():
        asked.append(None)
        return len(asked) > 3

    assert session.evaluate(after_three) is None
    assert len(asked) == 4
    assert session.network.training


def test_targets_that_never_change_have_no_r2(diabetes):
    session = Session(diabetes)
    data = copy.copy(session.data)
    object.__setattr__(data, "y_val", torch.full_like(data.y_val, 3.0))
    result = evaluate(session.network, session.loss, data, session.device, never)
    assert np.isnan(result.validation_metric)
    assert np.isfinite(result.train_metric)


def test_evaluations_are_due_at_the_start_at_the_end_and_between_epochs(spiral, changed):
    session = Session(changed(spiral, epochs=30))  # nine steps each, so every twelfth epoch is 100 steps away
    due = []
    while True:
        if session.evaluation_due:
            due.append(session.steps_done)
            session.evaluate()
        if session.finished:
            break
        session.train(2)
    assert due == [0, 108, 216, 270]
