"""Training choices that change while a session trains."""

import numpy as np
import pytest
import torch

from playground.engine.training.session import Session
from playground.spec.base import Choice


def sgd(rate):
    return ("sgd", {"learning_rate": rate})


def test_a_new_rate_holds_from_the_next_step_on(spiral, changed, rates_of):
    session = Session(changed(spiral, optimizer=sgd(0.1)))
    assert rates_of(session, 3) == [0.1] * 3
    words = session.apply(changed(spiral, optimizer=sgd(0.02)).training)
    assert words == "learning rate 0.1 → 0.02"
    before, stretch = session.theta.clone(), session.train(1)
    assert stretch.learning_rate.tolist() == [0.02]
    assert torch.allclose(session.theta, before - 0.02 * session.grad, rtol=0, atol=1e-7)


def test_momentum_changes_and_the_velocity_stays(spiral, changed):
    session = Session(changed(spiral, optimizer=("momentum", {"learning_rate": 0.05, "momentum": 0.9})))
    velocity = torch.zeros_like(session.theta)
    for momentum, words in ((0.9, ""), (0.9, ""), (0.5, "momentum 0.9 → 0.5"), (0.5, "")):
        chosen = changed(spiral, optimizer=("momentum", {"learning_rate": 0.05, "momentum": momentum}))
        assert session.apply(chosen.training) == words
        before = session.theta.clone()
        session.train(1)
        velocity = momentum * velocity + session.grad
        assert torch.allclose(session.theta, before - 0.05 * velocity, rtol=0, atol=1e-6)


def test_adam_keeps_its_means_when_its_rate_changes(spiral, changed, run_on):
    """A rate that goes away and comes back before the next step changes nothing at all."""
    one = Session(changed(spiral, optimizer=("adam", {"learning_rate": 0.01})))
    two = Session(one.project)
    run_on(one, 20)
    run_on(two, 10)
    two.apply(changed(spiral, optimizer=("adam", {"learning_rate": 0.5})).training)
    two.apply(one.training)
    run_on(two, 10)
    assert torch.equal(one.theta, two.theta)


def test_another_optimizer_begins_afresh(spiral, changed, run_on):
    session = Session(changed(spiral, optimizer=("momentum", {"learning_rate": 0.05})))
    run_on(session, 5)
    words = session.apply(changed(spiral, optimizer=sgd(0.2)).training)
    assert words.startswith("Momentum → SGD")
    assert "learning rate 0.05 → 0.2" in words
    before = session.theta.clone()
    session.train(1)
    assert torch.allclose(session.theta, before - 0.2 * session.grad, rtol=0, atol=1e-7)


def test_a_new_schedule_holds_from_the_next_step_on(spiral, changed, rates_of):
    session = Session(changed(spiral, optimizer=sgd(0.1)))
    assert rates_of(session, 9) == [0.1] * 9
    words = session.apply(session.training.with_(schedule=Choice(kind="cosine")))
    assert words == "schedule constant → cosine"
    expected = 0.1 * (1 + np.cos(np.pi * np.arange(9, 18) / 54)) / 2
    assert rates_of(session, 9) == pytest.approx(expected)


# --- batch size and epochs -----------------------------------------------------------------------------


def test_a_new_batch_size_holds_from_the_next_epoch_on(spiral, run_on):
    session = Session(spiral)
    run_on(session, 2)
    assert session.apply(session.training.with_(batch_size=42)) == "batch size 10 → 42"
    assert session.steps_left_in_epoch == 7
    run_on(session, 7)
    assert (session.epoch, session.steps_per_epoch) == (1, 2)
    run_on(session, 2)
    assert session.epoch == 2


@pytest.mark.parametrize("size", [1, 4, 42, 1000])
@pytest.mark.parametrize("epochs_before", [0, 1])
def test_a_new_batch_size_between_two_epochs(spiral, changed, size, epochs_before, run_on):
    session = Session(spiral)
    run_on(session, 9 * epochs_before)
    session.apply(session.training.with_(batch_size=size))
    steps = -(-84 // size)
    assert session.steps_per_epoch == session.steps_left_in_epoch == steps
    assert session.total_steps == 9 * epochs_before + (6 - epochs_before) * steps
    run_on(session)
    assert session.steps_done == session.total_steps
    assert session.epoch == 6
    if not epochs_before:
        alone = Session(changed(spiral, batch_size=size))
        run_on(alone)
        assert torch.equal(session.theta, alone.theta)


def test_the_schedule_ends_with_the_run_after_a_new_batch_size(spiral, changed, run_on, rates_of):
    session = Session(
        changed(spiral, optimizer=sgd(1.0), schedule=Choice(kind="linear_decay", params={"tau": 1}))
    )
    run_on(session, 10)
    session.apply(session.training.with_(batch_size=5))
    run_on(session, 8)
    total = 18 + 4 * 17
    rates = rates_of(session, total - 18)
    assert session.finished
    assert session.steps_done == total
    a = np.arange(18, total) / total
    assert rates == pytest.approx(1 - a + 0.01 * a)


def test_batch_norm_keeps_two_samples_in_a_batch(noisy_net, run_on):
    session = Session(noisy_net)
    run_on(session, 3)
    assert session.apply(session.training.with_(batch_size=1)) == "batch size 10 → 2"
    assert np.isfinite(run_on(session)).all()
    assert session.steps_done == 9 + 5 * 42


def test_fewer_epochs_end_a_run_and_more_make_it_longer(spiral, run_on):
    session = Session(spiral)
    run_on(session, 27)
    assert session.apply(session.training.with_(epochs=3)) == "epochs 6 → 3"
    assert session.finished
    session.apply(session.training.with_(epochs=4))
    assert not session.finished
    assert (len(run_on(session)), session.total_steps) == (9, 36)


def test_a_run_that_was_cut_short_can_be_extended(spiral, run_on):
    session = Session(spiral)
    run_on(session, 45)
    session.apply(session.training.with_(epochs=2))
    assert session.finished
    session.extend()
    assert len(run_on(session)) == 18


def test_the_schedule_stretches_over_an_extended_run(spiral, changed, run_on, rates_of):
    session = Session(changed(spiral, optimizer=sgd(0.1), schedule=Choice(kind="cosine")))
    run_on(session)
    session.extend()
    expected = 0.1 * (1 + np.cos(np.pi * np.arange(54, 63) / 108)) / 2
    assert rates_of(session, 9) == pytest.approx(expected)


def test_an_optimizer_that_needs_all_samples_gets_them_from_the_next_epoch_on(spiral, changed, run_on):
    session = Session(spiral)
    run_on(session, 3)
    session.apply(changed(spiral, optimizer=("gradient_descent", {})).training)
    assert session.steps_left_in_epoch == 6
    run_on(session, 6)
    assert (session.epoch, session.steps_per_epoch) == (1, 1)
    run_on(session, 2)
    assert session.epoch == 3
    session.apply(spiral.training)
    assert session.steps_per_epoch == 9


def test_an_optimizer_that_cannot_train_this_network_is_not_taken(spiral, changed, run_on):
    hidden = spiral.graph.node("linear-2")
    wide = spiral.graph.replace(hidden.with_(params={"units": 64}))
    session = Session(spiral.with_(graph=wide))
    newton = changed(spiral, optimizer=("newton", {}), l2=0.5).training
    assert session.apply(newton) == "L2 0 → 0.5"
    assert session.training.optimizer == spiral.training.optimizer
    assert Session(spiral).apply(newton).startswith("Adam → Newton")


# --- what stays ----------------------------------------------------------------------------------------


def test_loss_seed_and_device_stay(spiral, run_on):
    session, alone = Session(spiral), Session(spiral)
    other = session.training.with_(loss=Choice(kind="hinge"), seed=5, device="auto")
    assert session.apply(other) == ""
    assert session.training == spiral.training
    assert run_on(session) == run_on(alone)


def test_nothing_changed_says_nothing(spiral):
    session = Session(spiral)
    assert session.apply(session.training.with_(epochs=6)) == ""


def test_several_changes_are_reported_in_one_sentence(spiral):
    session = Session(spiral)
    words = session.apply(session.training.with_(l2=0.01, l1=0.001, clip_norm=1, warmup=3, batch_size=20))
    assert words == "warm-up 0 → 3, batch size 10 → 20, L2 0 → 0.01, L1 0 → 0.001, clipping by norm 0 → 1"
