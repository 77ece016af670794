"""Batch norm made visible: what it remembers and sees, and folding against the network itself."""

import numpy as np
import pytest
import torch
from torch import nn

from playground.engine.events.batch_norm import Folding
from playground.engine.probes.batch_norm import NormProbe, foldable, folded_weights
from playground.engine.training.session import Session

CNN = (
    ("conv2d", {"channels": 3}, None),
    ("batch_norm", {}, "relu"),
    ("flatten", {}, None),
    ("linear", {"units": 6}, None),
    ("batch_norm", {"affine": False}, "tanh"),
    ("linear", {"units": 10}, None),
)


@pytest.fixture
def trained(project_of, chain) -> Session:
    session = Session(project_of("digits", {}, chain(*CNN), epochs=1))
    while session.steps_done < 25:
        session.train(25 - session.steps_done)
    return session


def test_running_and_batch_statistics_are_those_of_the_modules_and_of_the_newest_batch(trained):
    event = NormProbe(trained).statistics(3, trained.steps_done)()
    assert (event.run, event.step) == (3, 25)
    assert list(event.channels) == ["batch_norm-2", "batch_norm-5"]
    first, network = event.channels["batch_norm-2"], trained.network
    norm = network.module_of("batch_norm-2")
    np.testing.assert_allclose(first.running_mean, norm.running_mean.numpy(), rtol=1e-6)
    np.testing.assert_allclose(first.running_std, norm.running_var.sqrt().numpy(), rtol=1e-6)
    with torch.no_grad():
        seen = network.module_of("conv2d-1")(trained.newest_inputs()).transpose(0, 1).flatten(1).double()
    np.testing.assert_allclose(first.batch_mean, seen.mean(1).numpy(), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(first.batch_std, seen.std(1, correction=0).numpy(), rtol=1e-4)
    assert first.total == 3
    assert event.batch == trained.training.batch_size


def test_the_second_norm_sees_what_the_first_one_makes_in_training_mode(trained):
    network, x = trained.network, trained.newest_inputs()
    seen = NormProbe(trained).statistics(1, 0)().channels["batch_norm-5"]
    with torch.no_grad(), trained.preserved():
        before = network.forward_all(x)["linear-4"]
    np.testing.assert_allclose(seen.batch_mean, before.mean(0).numpy(), rtol=1e-4, atol=1e-5)


def test_looking_changes_nothing(trained):
    before = trained.state()
    NormProbe(trained).statistics(1, 0)()
    after = trained.state()
    for name, tensor in before.tensors("network").items():
        assert torch.equal(tensor, after.tensors("network")[name])
    assert trained.network.training


def test_folded_the_network_says_the_same_on_validation_samples(trained):
    folding = NormProbe(trained).statistics(1, 0)().folding
    assert folding.into == {"batch_norm-2": "conv2d-1", "batch_norm-5": "linear-4"}
    assert folding.equal
    assert 0 <= folding.difference <= 1e-5 * folding.greatest
    assert folding.samples > 100


def test_more_than_rounding_is_not_called_equal():
    assert Folding({}, difference=9e-6, greatest=1.0, samples=1).equal
    assert not Folding({}, difference=2e-5, greatest=1.0, samples=1).equal


@pytest.mark.parametrize("bias", [True, False])
def test_folded_weights_are_those_of_the_closed_form(bias):
    generator = torch.Generator().manual_seed(0)
    layer, norm = nn.Linear(4, 3, bias=bias), nn.BatchNorm1d(3, eps=0.1)
    for tensor in (*layer.parameters(), *norm.parameters(), norm.running_mean):
        tensor.data.normal_(generator=generator)
    norm.running_var.uniform_(0.5, 2, generator=generator)
    norm.eval()
    weight, shift = folded_weights(layer, norm)
    x = torch.randn(20, 4, generator=generator)
    torch.testing.assert_close(x @ weight.T + shift, norm(layer(x)), rtol=1e-5, atol=1e-5)


def test_only_a_linear_layer_alone_in_front_takes_a_norm_in(project_of, chain):
    graph = chain(
        ("linear", {"units": 4}, "relu"),
        ("batch_norm", {}, None),
        ("batch_norm", {}, None),
        ("linear", {"units": 3}, None),
    )
    session = Session(project_of("iris", {}, graph))
    assert foldable(session.network) == []
    event = NormProbe(session).statistics(1, 0)()
    assert event.folding is None
    assert len(event.channels) == 2


def test_a_network_without_norms_has_nothing_to_tell(project_of, chain):
    session = Session(project_of("iris", {}, chain(("linear", {"units": 3}, None))))
    event = NormProbe(session).statistics(1, 0)()
    assert (event.channels, event.folding) == ({}, None)
