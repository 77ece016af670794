"""Activations against their formulas, torch's functions and autograd."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from playground.catalog.kinds import ACTIVATIONS, Elementwise, ParameterSets, SetParams, ShapeProblem

CASES = [
    ("relu", {}, functional.relu, lambda x: x.clamp(min=0)),
    ("tanh", {}, torch.tanh, lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())),
    ("sigmoid", {}, torch.sigmoid, lambda x: 1 / (1 + torch.exp(-x))),
    ("leaky_relu", {}, functional.leaky_relu, lambda x: torch.where(x > 0, x, 0.01 * x)),
    (
        "leaky_relu",
        {"slope": 0.1},
        lambda x: functional.leaky_relu(x, 0.1),
        lambda x: torch.where(x > 0, x, 0.1 * x),
    ),
    ("leaky_relu", {"slope": 0.0}, functional.relu, lambda x: x.clamp(min=0)),
    (
        "prelu",
        {},
        lambda x: functional.prelu(x, torch.tensor([0.25], dtype=x.dtype)),
        lambda x: torch.where(x > 0, x, 0.25 * x),
    ),
    (
        "prelu",
        {"initial": -0.5},
        lambda x: functional.prelu(x, torch.tensor([-0.5], dtype=x.dtype)),
        lambda x: torch.where(x > 0, x, -0.5 * x),
    ),
    ("elu", {}, functional.elu, lambda x: torch.where(x > 0, x, x.exp() - 1)),
    (
        "elu",
        {"alpha": 2.5},
        lambda x: functional.elu(x, 2.5),
        lambda x: torch.where(x > 0, x, 2.5 * (x.exp() - 1)),
    ),
    ("gelu", {}, functional.gelu, lambda x: x * 0.5 * (1 + torch.erf(x / 2**0.5))),
    ("silu", {}, functional.silu, lambda x: x / (1 + torch.exp(-x))),
    (
        "selu",
        {},
        functional.selu,
        lambda x: 1.0507009873554805 * torch.where(x > 0, x, 1.6732632423543772 * (x.exp() - 1)),
    ),
    ("mish", {}, functional.mish, lambda x: x * torch.tanh(torch.log1p(x.exp()))),
    ("softplus", {}, functional.softplus, lambda x: torch.log1p(x.exp())),
    (
        "softplus",
        {"beta": 2.0},
        lambda x: functional.softplus(x, 2),
        lambda x: torch.log1p((2 * x).exp()) / 2,
    ),
    ("softsign", {}, functional.softsign, lambda x: x / (1 + x.abs())),
    ("hardswish", {}, functional.hardswish, lambda x: x * ((x + 3) / 6).clamp(0, 1)),
    ("relu6", {}, functional.relu6, lambda x: x.clamp(0, 6)),
    ("sine", {}, torch.sin, torch.sin),
    ("sine", {"frequency": 30.0}, lambda x: torch.sin(30 * x), lambda x: (30 * x).sin()),
    ("identity", {}, lambda x: 1 * x, lambda x: x),
]
IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(CASES)]
ELEMENTWISE = [entry for entry in ACTIVATIONS if issubclass(entry, Elementwise)]
SMOOTH_START = torch.cat(
    [torch.linspace(-6, 6, 200, dtype=torch.float64), torch.tensor([-30.0, 30.0, 1e-9, -1e-9])]
)


def test_every_function_of_one_number_is_compared():
    assert {entry.key for entry in ELEMENTWISE} == {kind for kind, *_ in CASES}


@pytest.mark.parametrize(("kind", "params", "torchs", "formula"), CASES, ids=IDS)
def test_the_value_is_that_of_torch_and_of_the_formula(kind, params, torchs, formula):
    x = SMOOTH_START[:, None]
    y = ACTIVATIONS.create(kind, params).build((1,)).double()(x)
    torch.testing.assert_close(y, torchs(x), rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(y, formula(x), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("kind", "params", "torchs", "formula"), CASES, ids=IDS)
def test_the_gradient_is_that_of_torch(kind, params, torchs, formula):
    x = SMOOTH_START.clone()[:, None].requires_grad_()
    slope = torch.linspace(-2, 3, len(x), dtype=torch.float64)[:, None]
    ours = torch.autograd.grad(ACTIVATIONS.create(kind, params).build((1,)).double()(x), x, slope)[0]
    torch.testing.assert_close(ours, torch.autograd.grad(torchs(x), x, slope)[0], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("kind", "params", "torchs", "formula"), CASES, ids=IDS)
def test_the_gradient_is_that_of_small_differences_of_the_formula(kind, params, torchs, formula):
    module = ACTIVATIONS.create(kind, params).build((1,)).double()
    x = torch.tensor([[-3.3], [-1.1], [-0.2], [0.3], [1.7], [4.0]], dtype=torch.float64)
    difference = (formula(x + 1e-6) - formula(x - 1e-6)) / 2e-6
    slope = torch.func.grad(lambda value: module(value).sum())(x)
    torch.testing.assert_close(slope.detach(), difference, rtol=1e-7, atol=2e-7)


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.key)
def test_a_function_of_one_number_keeps_any_shape(entry):
    for shape in ((3,), (2, 5, 4)):
        assert entry().out_shape(shape) == shape
        assert entry().build(shape)(torch.ones(2, *shape)).shape == (2, *shape)


@pytest.mark.parametrize("entry", [e for e in ACTIVATIONS if e.key != "prelu"], ids=lambda entry: entry.key)
def test_many_weight_sets_at_once_get_the_same_values(entry):
    x = torch.randn(3, 6, 7, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    module = entry().build((6,)).double()
    stacked = entry().stacked(ParameterSets(module, {}), x)
    for k in range(3):
        torch.testing.assert_close(stacked[k].t(), module(x[k].t()), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("count", [1, 3])
def test_learned_slopes_of_many_weight_sets_bend_each_its_own_values(count):
    entry = ACTIVATIONS.create("prelu")
    module = entry.build((6,)).double()
    x = torch.randn(count, 6, 7, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    slopes = torch.tensor([[0.1], [-0.5], [2.0]], dtype=torch.float64)
    stacked = entry.stacked(ParameterSets(module, {"weight": slopes}), x)
    for k in range(3):
        module.weight.data = slopes[k]
        assert torch.equal(stacked[k].t(), module(x[min(k, count - 1)].t()).detach())


def test_a_learned_slope_begins_at_its_first_value_again():
    entry = ACTIVATIONS.create("prelu", {"initial": 0.4})
    module = entry.build((6,))
    assert [p.numel() for p in module.parameters()] == [1]
    module.weight.data.fill_(9.0)
    entry.reset(module)
    assert module.weight.tolist() == pytest.approx([0.4])


@pytest.mark.parametrize(
    ("kind", "params", "name", "slope"),
    [
        ("relu", {}, "relu", None),
        ("tanh", {}, "tanh", None),
        ("sigmoid", {}, "sigmoid", None),
        ("selu", {}, "selu", None),
        ("identity", {}, "linear", None),
        ("leaky_relu", {}, "leaky_relu", 0.01),
        ("leaky_relu", {"slope": 0.7}, "leaky_relu", 0.7),
        ("prelu", {}, "leaky_relu", 0.25),
    ],
)
def test_gains_are_those_of_torch(kind, params, name, slope):
    gain = ACTIVATIONS.create(kind, params).gain
    assert gain == pytest.approx(nn.init.calculate_gain(name, slope), rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("relu", {}),
        ("leaky_relu", {}),
        ("leaky_relu", {"slope": 0.6}),
        ("prelu", {"initial": -0.4}),
        ("identity", {}),
    ],
)
def test_the_gain_of_a_rectifier_keeps_the_size_of_normal_signals(kind, params):
    """g² E a(z)² = 1 for z ~ N(0, 1), by the trapezoidal rule."""
    activation = ACTIVATIONS.create(kind, params)
    z = torch.linspace(-12, 12, 24_001, dtype=torch.float64)
    density = torch.exp(-z * z / 2) / (2 * torch.pi) ** 0.5
    module = activation.build((1,)).double()
    size = torch.trapezoid(module(z[:, None])[:, 0].detach() ** 2 * density, z)
    assert activation.gain**2 * size.item() == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("entry", list(ACTIVATIONS), ids=lambda entry: entry.key)
def test_a_small_drawing_shows_one_function_of_one_number(entry):
    x = torch.linspace(-3, 3, 21)
    made = entry()
    with torch.inference_mode():
        y = made.sketch(x)
    assert y.shape == x.shape
    assert torch.isfinite(y).all()
    assert made.parameter_count((5,)) == sum(p.numel() for p in made.build((5,)).parameters())
    assert made.curve(x.tolist()) == pytest.approx(y.tolist(), rel=1e-6, abs=1e-7)
    if issubclass(entry, Elementwise):
        module = made.build((1,))
        made.reset(module)
        assert torch.equal(y, module(x[:, None])[:, 0])


@pytest.mark.parametrize(
    ("shape", "axis"), [((5,), 1), ((4, 3), 2), ((3, 2, 4), 1)], ids=["list", "sequence", "image"]
)
def test_softmax_makes_shares_of_the_features_or_channels(shape, axis):
    x = 3 * torch.randn(4, *shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    y = ACTIVATIONS.create("softmax").build(shape)(x)
    torch.testing.assert_close(y.sum(axis), torch.ones_like(y.sum(axis)))
    torch.testing.assert_close(y, x.exp() / x.exp().sum(axis, keepdim=True), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", ["softmax", "maxout"])
@pytest.mark.parametrize("shape", [(4,), (3, 4), (4, 2, 3)], ids=["list", "sequence", "image"])
def test_what_mixes_numbers_finds_them_in_stacked_values_of_any_shape(kind, shape):
    x = torch.randn(2, 5, *shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    entry = ACTIVATIONS.create(kind)
    module = entry.build(shape)
    stacked = entry.stacked(ParameterSets(module, {}), x.flatten(2).transpose(1, 2))
    for k in range(2):
        torch.testing.assert_close(stacked[k].t(), module(x[k]).flatten(1), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", [(12,), (12, 3, 2)], ids=["list", "image"])
@pytest.mark.parametrize("pieces", [2, 3, 12])
def test_maxout_keeps_the_largest_of_neighbours(shape, pieces):
    entry = ACTIVATIONS.create("maxout", {"pieces": pieces})
    x = torch.randn(4, *shape, generator=torch.Generator().manual_seed(2))
    y = entry.build(shape)(x)
    assert y.shape[1:] == entry.out_shape(shape) == (12 // pieces, *shape[1:])
    for group in range(12 // pieces):
        assert torch.equal(y[:, group], x[:, group * pieces : (group + 1) * pieces].amax(1))


def test_maxout_of_a_sequence_groups_the_features_of_each_step():
    entry = ACTIVATIONS.create("maxout", {"pieces": 2})
    x = torch.randn(4, 5, 6, generator=torch.Generator().manual_seed(2))
    assert entry.out_shape((5, 6)) == (5, 3)
    assert torch.equal(entry.build((5, 6))(x), torch.maximum(x[..., ::2], x[..., 1::2]))


def test_maxout_refuses_groups_that_do_not_fit_and_names_some_that_do():
    entry = ACTIVATIONS.create("maxout", {"pieces": 4})
    with pytest.raises(ShapeProblem, match="split 15 features into groups of 4") as caught:
        entry.out_shape((15,))
    (fix,) = caught.value.fixes
    assert isinstance(fix, SetParams)
    assert ACTIVATIONS.create("maxout", fix.params).out_shape((15,)) == (5,)
    with pytest.raises(ShapeProblem) as caught:
        entry.out_shape((67,))
    assert caught.value.fixes == ()
