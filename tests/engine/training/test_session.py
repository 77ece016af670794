import numpy as np
import pytest
import torch

from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain

# --- parameters in one piece ---------------------------------------------------------------------------


def test_parameters_and_gradients_are_views_of_the_flat_vectors(noisy_net):
    session = Session(noisy_net)
    parameters = list(session.network.parameters())
    assert session.theta.shape == session.grad.shape == (sum(p.numel() for p in parameters),)
    session.theta.copy_(torch.arange(len(session.theta), dtype=torch.float32))
    session.grad.copy_(-session.theta)
    for parameter in parameters:
        begin = int(parameter.data.flatten()[0])
        expected = torch.arange(begin, begin + parameter.numel(), dtype=torch.float32).view(parameter.shape)
        assert torch.equal(parameter.data, expected)
        assert torch.equal(parameter.grad, -expected)


def test_a_weight_set_in_the_network_is_seen_in_the_vector(spiral):
    session = Session(spiral)
    with torch.no_grad():
        session.network.module_of("linear-2").weight.fill_(0.5)
    part = session.segments["linear-2"]
    assert torch.equal(session.theta[part][:64], torch.full((64,), 0.5))
    assert not (session.theta[: part.start] == 0.5).all()


def test_still_views_after_training(noisy_net, run_on):
    session = Session(noisy_net)
    run_on(session, 20)
    flat = torch.cat([p.data.flatten() for p in session.network.parameters()])
    assert torch.equal(flat, session.theta)
    flat = torch.cat([p.grad.flatten() for p in session.network.parameters()])
    assert torch.equal(flat, session.grad)


def test_segments_and_layers_cover_the_vector_in_order(noisy_net):
    session = Session(noisy_net)
    assert [layer.node for layer in session.layers] == ["linear-1", "batch_norm-2", "linear-4"]
    assert [layer.parameters for layer in session.layers] == [36, 24, 26]
    ends = [(part.start, part.stop) for part in session.segments.values()]
    assert ends == [(0, 36), (36, 60), (60, 86)]


def test_weights_are_told_from_biases_and_norms(noisy_net):
    session = Session(noisy_net)
    expected = [1] * 24 + [0] * 12 + [0] * 24 + [1] * 24 + [0] * 2
    assert session.flat.weights.tolist() == expected


# --- seeds ---------------------------------------------------------------------------------------------


def test_a_new_session_of_a_project_begins_with_the_same_weights(spiral, run_on):
    first = Session(spiral)
    begin = first.theta.clone()
    run_on(first)
    assert not torch.equal(first.theta, begin)
    assert torch.equal(Session(spiral).theta, begin)


@pytest.mark.parametrize("name", ["spiral", "noisy_net"])
def test_same_seed_same_curve_to_the_bit(name, request, run_on):
    project = request.getfixturevalue(name)
    one, two = Session(project), Session(project)
    assert run_on(one) == run_on(two)
    assert torch.equal(one.theta, two.theta)


@pytest.mark.parametrize("name", ["spiral", "noisy_net"])
def test_two_sessions_that_take_turns_do_not_disturb_each_other(name, request, run_on):
    project = request.getfixturevalue(name)
    one, two = Session(project), Session(project)
    for _ in range(8):
        run_on(one, 3)
        run_on(two, 3)
    alone = Session(project)
    run_on(alone, 24, chunk=1)
    assert torch.equal(one.theta, alone.theta)
    assert torch.equal(two.theta, alone.theta)


def test_another_seed_gives_other_weights_and_another_curve(spiral, changed, run_on):
    one, two = Session(spiral), Session(changed(spiral, seed=1))
    assert not torch.equal(one.theta, two.theta)
    two.theta.copy_(one.theta)
    assert run_on(one) != run_on(two)  # the order of the batches differs as well


def test_dropout_follows_the_seed_alone(noisy_net, run_on):
    one = Session(noisy_net)
    expected = run_on(one)
    torch.rand(17)
    assert run_on(Session(noisy_net)) == expected


def test_training_leaves_the_random_numbers_of_the_process_alone(noisy_net, run_on):
    run_on(Session(noisy_net))
    torch.rand(1)
    state = torch.get_rng_state()
    run_on(Session(noisy_net))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("name", ["spiral", "noisy_net"])
@pytest.mark.parametrize("chunk", [1, 4, 1000])
def test_the_length_of_stretches_changes_nothing(name, chunk, request, run_on):
    project = request.getfixturevalue(name)
    one, two = Session(project), Session(project)
    assert run_on(one, chunk=chunk) == run_on(two, chunk=5)
    assert torch.equal(one.theta, two.theta)


# --- steps and epochs ----------------------------------------------------------------------------------


def test_steps_and_epochs_are_counted(spiral, run_on):
    session = Session(spiral)
    assert (session.steps_per_epoch, session.total_steps) == (9, 54)
    run_on(session, 4)
    assert session.epoch == pytest.approx(4 / 9)
    assert (session.steps_done, session.steps_left_in_epoch) == (4, 5)
    run_on(session, 5)
    assert (session.epoch, session.steps_left_in_epoch) == (1.0, 9)


@pytest.mark.parametrize("most", [1, 2, 7, 64])
def test_a_stretch_is_never_longer_than_asked_and_numbers_its_steps(most, spiral):
    session, numbers = Session(spiral), []
    while not session.finished:
        stretch = session.train(most)
        assert 1 <= len(stretch.steps) <= most
        assert len(stretch.loss) == len(stretch.learning_rate) == len(stretch.steps)
        numbers += stretch.steps.tolist()
        assert session.steps_done == numbers[-1]
    assert numbers == list(range(1, 55))


def test_finished_after_the_epochs_of_the_project(spiral, run_on):
    session = Session(spiral)
    assert len(run_on(session)) == session.steps_done == session.total_steps == 54
    assert session.finished
    session.extend()
    assert not session.finished
    run_on(session)
    assert session.steps_done == session.total_steps == 108


def test_epochs_and_device_may_be_given(spiral, run_on):
    session = Session(spiral, epochs=2, device="cpu")
    run_on(session)
    assert session.steps_done == 18
    assert session.training.epochs == 2


def test_the_rate_of_every_step_is_reported(spiral, changed, rates_of):
    session = Session(changed(spiral, warmup=4))
    assert rates_of(session, 6) == pytest.approx([0.002, 0.004, 0.006, 0.008, 0.01, 0.01])


def test_the_loss_of_every_step_is_reported(spiral, run_on):
    losses = run_on(Session(spiral))
    assert np.isfinite(losses).all()
    assert len(set(losses)) == 54


# --- projects that cannot be trained -------------------------------------------------------------------


def test_a_project_with_a_problem_is_refused_in_its_words(spiral):
    with pytest.raises(CannotTrain, match="nothing feeds it"):
        Session(spiral.with_(graph=spiral.graph.disconnect(spiral.graph.edges[-1])))


def test_batch_norm_on_single_samples_is_refused(noisy_net, changed):
    with pytest.raises(CannotTrain, match="at least 2 samples"):
        Session(changed(noisy_net, batch_size=1))
