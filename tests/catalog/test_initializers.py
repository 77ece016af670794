"""Initial weights: their spread, and that only the generator decides them."""

from math import sqrt

import pytest
import torch
from torch import nn

from playground.catalog.kinds import INITIALIZERS, Spread, Weight

DENSE, FILTERS = (120, 80), (64, 24, 5, 3)
"""80 inputs and 120 outputs; 24 · 15 = 360 inputs and 64 · 15 = 960 outputs."""
GAIN = 5 / 3

PROMISES = [
    ("default", {}, DENSE, "uniform", 1 / sqrt(3 * 80)),
    ("default", {}, FILTERS, "uniform", 1 / sqrt(3 * 360)),
    ("xavier", {}, DENSE, "uniform", GAIN * sqrt(2 / 200)),
    ("xavier", {}, FILTERS, "uniform", GAIN * sqrt(2 / 1320)),
    ("xavier", {"distribution": "normal"}, DENSE, "normal", GAIN * sqrt(2 / 200)),
    ("kaiming", {}, DENSE, "normal", GAIN / sqrt(80)),
    ("kaiming", {"mode": "fan_out"}, DENSE, "normal", GAIN / sqrt(120)),
    ("kaiming", {"distribution": "uniform"}, FILTERS, "uniform", GAIN / sqrt(360)),
    ("kaiming", {"mode": "fan_out"}, FILTERS, "normal", GAIN / sqrt(960)),
    ("normal", {}, DENSE, "normal", 0.1),
    ("normal", {"std": 3.0}, DENSE, "normal", 3.0),
    ("uniform", {}, DENSE, "uniform", 0.1 / sqrt(3)),
    ("uniform", {"bound": 2.0}, DENSE, "uniform", 2 / sqrt(3)),
]
IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(PROMISES)]


def filled(kind, params, shape, seed=0, gain=GAIN):
    weight = torch.full(shape, float("nan"))
    INITIALIZERS.create(kind, params).fill(
        Weight(weight, Spread(1.0), gain=gain), torch.Generator().manual_seed(seed)
    )
    return weight


@pytest.mark.parametrize(("kind", "params", "shape", "spread", "std"), PROMISES, ids=IDS)
def test_weights_are_spread_as_promised(kind, params, shape, spread, std):
    weight = filled(kind, params, shape).double().flatten()
    count = weight.numel()
    fourth = {"uniform": 9 / 5, "normal": 3.0}[spread]
    assert abs(weight.mean()) < 4 * std / sqrt(count)
    assert abs(weight.var() / std**2 - 1) < 4 * sqrt((fourth - 1) / count)
    assert abs((weight / std).pow(4).mean() / fourth - 1) < 0.12
    if spread == "uniform":
        assert 0.99 * sqrt(3) * std < weight.abs().max() <= sqrt(3) * std * (1 + 1e-6)


@pytest.mark.parametrize("entry", list(INITIALIZERS), ids=lambda entry: entry.key)
def test_only_the_generator_decides(entry):
    before = torch.get_rng_state()
    first, again, other = (filled(entry.key, {}, FILTERS, seed) for seed in (7, 7, 8))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first, again)
    assert torch.isfinite(first).all()
    assert torch.equal(first, other) == (entry.key in {"zeros", "constant"})


@pytest.mark.parametrize("entry", list(INITIALIZERS), ids=lambda entry: entry.key)
def test_the_activation_that_follows_matters_where_variance_is_kept(entry):
    one, two = (filled(entry.key, {}, DENSE, 3, gain) for gain in (1.0, 2.0))
    if entry.key in {"xavier", "kaiming", "orthogonal"}:
        torch.testing.assert_close(two, 2 * one)
    else:
        assert torch.equal(one, two)


@pytest.mark.parametrize("shape", [(30, 30), (20, 50), (50, 20), (8, 3, 5, 3)])
def test_orthogonal_weights_keep_lengths(shape):
    matrix = filled("orthogonal", {}, shape, gain=2.0).double().flatten(1)
    small = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    torch.testing.assert_close(small, 4 * torch.eye(len(small), dtype=torch.float64), rtol=1e-5, atol=1e-5)


def test_orthogonal_weights_are_spread_evenly_over_all_directions():
    """The trace of a rotation that is evenly spread over all has mean 0 and variance 1."""
    traces = torch.stack([filled("orthogonal", {}, (6, 6), seed, 1.0).trace() for seed in range(400)])
    assert abs(traces.mean()) < 4 / 20
    assert abs(traces.var() - 1) < 4 * sqrt(2 / 400)


def test_a_constant_is_that_number():
    assert (filled("constant", {"value": -0.25}, DENSE) == -0.25).all()


def test_a_bias_is_drawn_by_default_and_zero_under_every_choice():
    for entry in INITIALIZERS:
        bias = torch.full((50,), float("nan"))
        INITIALIZERS.create(entry.key).begin(
            Weight(bias, Spread.within(0.5), bias=True, gain=GAIN), torch.Generator().manual_seed(1)
        )
        if entry.key == "default":
            assert 0.4 < bias.abs().max() <= 0.5
        else:
            assert not bias.any()


@pytest.mark.parametrize("spread", [Spread.within(0.5), Spread(0.5, "normal")], ids=["even", "normal"])
def test_without_a_choice_a_weight_is_spread_as_its_layer_says(spread):
    weight = torch.empty(DENSE)
    INITIALIZERS.create("default").begin(Weight(weight, spread, gain=GAIN), torch.Generator().manual_seed(1))
    expected = torch.empty(DENSE)
    spread.fill(expected, torch.Generator().manual_seed(1))
    assert torch.equal(weight, expected)
    assert weight.std() == pytest.approx(spread.std, rel=0.03)


def test_zeros_are_zero():
    assert not filled("zeros", {}, DENSE).any()


@pytest.mark.parametrize("shape", [DENSE, FILTERS], ids=["dense", "filters"])
@pytest.mark.parametrize(
    ("kind", "params", "torchs"),
    [
        ("default", {}, lambda w, g: nn.init.kaiming_uniform_(w, a=sqrt(5), generator=g)),
        ("xavier", {}, lambda w, g: nn.init.xavier_uniform_(w, GAIN, generator=g)),
        ("xavier", {"distribution": "normal"}, lambda w, g: nn.init.xavier_normal_(w, GAIN, generator=g)),
        ("orthogonal", {}, lambda w, g: nn.init.orthogonal_(w, GAIN, generator=g)),
        ("normal", {"std": 0.3}, lambda w, g: nn.init.normal_(w, 0, 0.3, generator=g)),
        ("uniform", {"bound": 0.3}, lambda w, g: nn.init.uniform_(w, -0.3, 0.3, generator=g)),
    ],
)
def test_the_same_generator_gives_what_torch_gives(kind, params, torchs, shape):
    expected = torchs(torch.empty(shape), torch.Generator().manual_seed(11))
    torch.testing.assert_close(filled(kind, params, shape, 11), expected)


@pytest.mark.parametrize("distribution", ["uniform", "normal"])
@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
def test_kaiming_with_the_gain_of_relu_is_that_of_torch(distribution, mode):
    fill = nn.init.kaiming_uniform_ if distribution == "uniform" else nn.init.kaiming_normal_
    generator = torch.Generator().manual_seed(11)
    expected = fill(torch.empty(FILTERS), mode=mode, nonlinearity="relu", generator=generator)
    ours = filled("kaiming", {"distribution": distribution, "mode": mode}, FILTERS, 11, sqrt(2))
    torch.testing.assert_close(ours, expected)
