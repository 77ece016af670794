"""Evaluation in training mode, the classic mistake: it shows what it is said to, and leaves no trace."""

import pytest
import torch
from torch.nn import functional

from playground.engine.events.pictures import DecisionMap
from playground.engine.jobs.pictures import Pictures
from playground.engine.training.modes import inspection_mode
from playground.engine.training.session import Session

NORMED = (("linear", {"units": 8}, None), ("batch_norm", {}, "relu"), ("linear", {"units": 2}, None))
DROPPED = (("linear", {"units": 8}, "relu"), ("dropout", {}, None), ("linear", {"units": 2}, None))


@pytest.fixture
def session_of(project_of, chain):
    def make(boxes, mode, **training):
        project = project_of("circle", {"samples": 101}, chain(*boxes), batch_size=10, epochs=4, **training)
        return Session(project.with_(training=project.training.with_(evaluate_in=mode)))

    return make


def trained(session):
    while not session.finished:
        session.train(7)
        session.evaluate()
    return session


@pytest.mark.parametrize("boxes", [NORMED, DROPPED])
def test_the_mode_of_looking_changes_no_bit_of_a_run(session_of, boxes):
    right, mistaken = (trained(session_of(boxes, mode)) for mode in ("evaluation", "training"))
    assert torch.equal(right.theta, mistaken.theta)
    for one, other in zip(right.network.buffers(), mistaken.network.buffers(), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("boxes", [NORMED, DROPPED])
def test_the_same_network_looks_the_same_twice_and_otherwise_than_it_should(session_of, boxes):
    session = trained(session_of(boxes, "training"))
    state = torch.get_rng_state()
    first, again = session.evaluate(), session.evaluate()
    assert first == again
    assert torch.equal(torch.get_rng_state(), state)
    session.apply(session.training.with_(evaluate_in="evaluation"))
    assert session.evaluate() != first


def test_batch_norms_use_the_statistics_of_batches_of_the_trainings_size(session_of):
    """71 training samples: six batches of ten, and one of eleven, for one sample alone has no spread."""
    session = trained(session_of(NORMED, "training"))
    x, y = session.data.x_train, session.data.y_train
    assert len(x) == 71
    first, norm, last = (
        session.network.module_of(f"{kind}-{n}")
        for n, kind in enumerate(("linear", "batch_norm", "linear"), 1)
    )
    losses = []
    for start, end in [*((k, k + 10) for k in range(0, 60, 10)), (60, 71)]:
        hidden = functional.linear(x[start:end], first.weight, first.bias)
        hidden = (hidden - hidden.mean(0)) / (hidden.var(0, unbiased=False) + norm.eps).sqrt()
        output = functional.linear((hidden * norm.weight + norm.bias).relu(), last.weight, last.bias)
        losses.append(functional.cross_entropy(output, y[start:end], reduction="sum"))
    assert session.evaluate().train_loss == pytest.approx(float(sum(losses).detach()) / 71, rel=1e-5)


def test_pictures_show_the_mistake_too(session_of):
    session = trained(session_of(NORMED, "training"))
    pictures = Pictures(session, 1, frozenset({DecisionMap}))
    (mistaken,) = pictures.now()
    session.apply(session.training.with_(evaluate_in="evaluation"))
    (right,) = pictures.now()
    assert abs(mistaken.scores - right.scores).max() > 1e-3


def test_a_change_of_the_mode_is_reported_in_words(session_of):
    session = session_of(NORMED, "evaluation")
    assert (
        session.apply(session.training.with_(evaluate_in="training"))
        == "evaluation mode evaluation → training"
    )


def test_evaluation_leaves_the_modes_unchanged(session_of):
    network = session_of(NORMED, "evaluation").network
    for mistaken in (False, True):
        with inspection_mode(network, in_training_mode=mistaken):
            assert network.module_of("batch_norm-2").training is mistaken
        assert all(module.training for module in network.modules())
