"""Initial weights: their spread, and that only the generator decides them."""

from math import sqrt

import pytest
import torch
from torch import nn

import playground.catalog.initializers  # noqa: F401
from playground.catalog.kinds import INITIALIZERS

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
    INITIALIZERS.create(kind, params).fill(weight, gain, torch.Generator().manual_seed(seed))
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
    assert torch.equal(first, other) == (entry.key == "zeros")


@pytest.mark.parametrize("entry", list(INITIALIZERS), ids=lambda entry: entry.key)
def test_the_activation_that_follows_matters_where_variance_is_kept(entry):
    one, two = (filled(entry.key, {}, DENSE, 3, gain) for gain in (1.0, 2.0))
    if entry.key in {"xavier", "kaiming"}:
        torch.testing.assert_close(two, 2 * one)
    else:
        assert torch.equal(one, two)


def test_zeros_are_zero():
    assert not filled("zeros", {}, DENSE).any()


@pytest.mark.parametrize("shape", [DENSE, FILTERS], ids=["dense", "filters"])
@pytest.mark.parametrize(
    ("kind", "params", "torchs"),
    [
        ("default", {}, lambda w, g: nn.init.kaiming_uniform_(w, a=sqrt(5), generator=g)),
        ("xavier", {}, lambda w, g: nn.init.xavier_uniform_(w, GAIN, generator=g)),
        ("xavier", {"distribution": "normal"}, lambda w, g: nn.init.xavier_normal_(w, GAIN, generator=g)),
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
