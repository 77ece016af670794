"""What layers that slide, resize, lay out or bend compute, by their formulas written out."""

import itertools
from math import ceil, floor

import numpy as np
import pytest
import torch

from playground.catalog.kinds import LAYERS, ParameterSets, ShapeProblem, Tokens


def numbers(*shape, seed=3):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def built(kind, *shapes, **params):
    return LAYERS.create(kind, params).build(*shapes).double()


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 1, 1), (2, 0, 1), (1, 2, 2)])
def test_convolution_of_sequences_slides_along_the_steps(stride, padding, dilation):
    params = {"channels": 3, "kernel": 3, "stride": stride, "padding": padding, "dilation": dilation}
    module, x = built("conv1d", (9, 2), **params), numbers(1, 9, 2)
    weight, bias = module.weight.detach().numpy(), module.bias.detach().numpy()
    padded = np.pad(x[0].numpy(), ((padding, padding), (0, 0)))
    y = module(x)[0].detach().numpy()
    for t, c in itertools.product(range(len(y)), range(3)):
        seen = [padded[stride * t + dilation * u] for u in range(3)]
        expected = bias[c] + sum(weight[c, k, u] * seen[u][k] for k in range(2) for u in range(3))
        assert y[t, c] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(4, 2, 1), (3, 1, 0), (2, 3, 0), (5, 2, 2)])
def test_transposed_convolution_paints_filters(kernel, stride, padding):
    params = {"channels": 2, "kernel": kernel, "stride": stride, "padding": padding}
    module, x = built("conv_transpose2d", (3, 4, 5), **params), numbers(1, 3, 4, 5)
    weight = module.weight.detach().numpy()
    canvas = np.zeros((2, 3 * stride + kernel, 4 * stride + kernel))
    for k, i, j in itertools.product(range(3), range(4), range(5)):
        place = np.s_[:, stride * i : stride * i + kernel, stride * j : stride * j + kernel]
        canvas[place] += x[0, k, i, j].item() * weight[k]
    inner = canvas[:, padding : canvas.shape[1] - padding, padding : canvas.shape[2] - padding]
    expected = inner + module.bias.detach().numpy()[:, None, None]
    np.testing.assert_allclose(module(x)[0].detach().numpy(), expected, atol=1e-12)


def test_a_dilated_filter_sees_pixels_that_lie_apart():
    module, x = built("conv2d", (1, 7, 7), channels=1, kernel=3, padding=0, dilation=2), numbers(1, 1, 7, 7)
    y = module(x)[0, 0]
    assert y.shape == (3, 3)
    for i, j in itertools.product(range(3), range(3)):
        seen = x[0, 0, i : i + 5 : 2, j : j + 5 : 2]
        torch.testing.assert_close(y[i, j], (seen * module.weight[0, 0]).sum() + module.bias[0])


def test_transposed_convolution_doubles_images_as_it_comes():
    assert LAYERS.create("conv_transpose2d").out_shape((3, 7, 8)) == (16, 14, 16)


def test_transposed_convolution_is_the_transpose_of_convolution():
    """⟨conv x, y⟩ = ⟨x, conv-transpose y⟩ with the same filters."""
    there = built("conv2d", (3, 8, 8), channels=5, kernel=4, stride=2, padding=1, bias=False)
    back = built("conv_transpose2d", (5, 4, 4), channels=3, bias=False)
    back.weight.data = there.weight.data
    x, y = numbers(1, 3, 8, 8), numbers(1, 5, 4, 4, seed=4)
    torch.testing.assert_close((there(x) * y).sum(), (x * back(y)).sum())


def test_first_filters_of_a_transposed_convolution_count_their_inputs():
    layer = LAYERS.create("conv_transpose2d", {"channels": 8, "kernel": 3})
    weight, bias = layer.weights(layer.build((5, 4, 4)))
    assert weight.tensor.shape == (8, 5, 3, 3)
    assert bias.bias
    assert weight.usual.std == pytest.approx((3 * 8 * 9) ** -0.5)


@pytest.mark.parametrize(("kind", "reduce"), [("max_pool", np.max), ("avg_pool", np.mean)])
def test_pools_that_round_up_look_over_the_edge(kind, reduce):
    x = numbers(1, 1, 6, 5)
    layer = LAYERS.create(kind, {"kernel": 3, "stride": 2, "ceil": True})
    assert layer.out_shape((1, 6, 5)) == (1, 3, 2)
    y, image = layer.build((1, 6, 5))(x)[0, 0].numpy(), x[0, 0].numpy()
    for i, j in itertools.product(range(3), range(2)):
        window = image[2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
        assert y[i, j] == pytest.approx(reduce(window))


def test_adaptive_pool_takes_the_mean_of_windows_that_cover_the_image():
    x = numbers(1, 2, 7, 5)
    y = built("adaptive_pool", (2, 7, 5), height=3, width=4)(x)
    for i, j in itertools.product(range(3), range(4)):
        rows = slice(floor(i * 7 / 3), ceil((i + 1) * 7 / 3))
        columns = slice(floor(j * 5 / 4), ceil((j + 1) * 5 / 4))
        torch.testing.assert_close(y[0, :, i, j], x[0, :, rows, columns].mean((1, 2)))


def test_global_pool_can_keep_the_largest_and_takes_sequences():
    x, steps = numbers(2, 3, 5, 4), numbers(2, 5, 4)
    assert torch.equal(built("global_pool", (3, 5, 4), keep="max")(x), x.flatten(2).max(2).values)
    torch.testing.assert_close(built("global_pool", (5, 4))(steps), steps.mean(1))


def test_upsample_repeats_pixels_or_blends_them():
    x = numbers(1, 2, 3, 4)
    repeated = built("upsample", (2, 3, 4), factor=3)(x)
    assert torch.equal(repeated, x.repeat_interleave(3, 2).repeat_interleave(3, 3))
    blended = built("upsample", (2, 3, 4), mode="bilinear")(x)
    torch.testing.assert_close(blended[0, :, 1, 1], _mix(x[0], 0.25, 0.25))
    torch.testing.assert_close(blended[0, :, 0, 0], x[0, :, 0, 0])


def _mix(image, down, right):
    top = (1 - right) * image[:, 0, 0] + right * image[:, 0, 1]
    bottom = (1 - right) * image[:, 1, 0] + right * image[:, 1, 1]
    return (1 - down) * top + down * bottom


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("?", (24,)),
        ("24", (24,)),
        ("4 × ?", (4, 6)),
        ("-1x3", (8, 3)),
        ("2, 3, 4", (2, 3, 4)),
        (" 1 * 4*? ", (1, 4, 6)),
        ("? 1", (24, 1)),
        ("24 × ?", (24, 1)),
    ],
)
def test_reshape_lays_numbers_out_row_after_row(written, shape):
    layer, x = LAYERS.create("reshape", {"shape": written}), numbers(2, 2, 3, 4)
    assert layer.out_shape((2, 3, 4)) == shape
    y = layer.build((2, 3, 4))(x)
    assert y.shape == (2, *shape)
    assert torch.equal(y.flatten(1), x.flatten(1))


def test_maxout_units_are_the_largest_of_their_pieces():
    module, x = built("maxout", (4,), units=3, pieces=2), numbers(5, 4)
    weight, bias = module.weight.detach().reshape(3, 2, 4), module.bias.detach().reshape(3, 2)
    for i in range(3):
        lines = [x @ weight[i, j] + bias[i, j] for j in range(2)]
        torch.testing.assert_close(module(x)[:, i].detach(), torch.maximum(*lines))


def test_maxout_pieces_begin_as_dense_layers_of_their_own():
    layer = LAYERS.create("maxout", {"units": 3, "pieces": 4})
    module = layer.build((5,))
    weights = list(layer.weights(module))
    assert [tuple(weight.tensor.shape) for weight in weights] == [(3, 5), (3,)] * 4
    assert sum(weight.tensor.numel() for weight in weights) == sum(p.numel() for p in module.parameters())


def test_linear_does_the_same_at_each_step_of_a_sequence():
    layer, x = LAYERS.create("linear", {"units": 3}), numbers(2, 5, 4)
    assert layer.out_shape((5, 4)) == (5, 3)
    module = layer.build((5, 4)).double()
    for step in range(5):
        torch.testing.assert_close(module(x)[:, step], module(x[:, step]))


def test_sequences_meet_feature_after_feature():
    a, b = numbers(2, 5, 3), numbers(2, 5, 4, seed=1)
    layer = LAYERS.create("concat")
    assert layer.out_shape((5, 3), (5, 4)) == (5, 7)
    module = layer.build((5, 3), (5, 4))
    assert torch.equal(module(a, b), torch.cat([a, b], 2))
    assert layer.stacked(ParameterSets(module, {}), a.flatten(1).t()[None], b.flatten(1).t()[None]) is None


def in_training(module, x, seed=1):
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return module.train()(x)


def test_noise_is_normal_in_training_and_absent_in_evaluation():
    module, x = built("gaussian_noise", (300,), std=0.5), numbers(60, 300)
    noise = in_training(module, x) - x
    count = noise.numel()
    assert abs(noise.mean()) < 4 * 0.5 / count**0.5
    assert abs(noise.var() / 0.25 - 1) < 4 * (2 / count) ** 0.5
    assert torch.equal(in_training(module, x) - x, noise)
    assert not torch.equal(in_training(module, x, 2) - x, noise)
    assert torch.equal(module.eval()(x), x)


def test_dropout_of_channels_takes_whole_channels():
    module, x = built("dropout2d", (40, 3, 3), probability=0.25), numbers(50, 40, 3, 3).abs() + 0.1
    y = in_training(module, x)
    kept = (y != 0).flatten(2)
    assert torch.equal(kept.any(2), kept.all(2))
    torch.testing.assert_close(y[y != 0], x[y != 0] / 0.75)
    assert abs(1 - kept.double().mean() - 0.25) < 5 * (0.25 * 0.75 / 2000) ** 0.5
    assert torch.equal(module.eval()(x), x)


def fits(layer, shape):
    try:
        layer.out_shape(shape)
    except ShapeProblem:
        return False
    return True


@pytest.mark.parametrize("kind", [k for k in LAYERS if k.inputs == (1, 1)], ids=lambda kind: kind.key)
def test_a_layer_that_differs_between_runs_in_training_says_so(kind):
    shape = next(each for each in ((6,), (5, 6), (4, 6, 6), Tokens(6, 3)) if fits(kind(), each))
    module, x = kind().build(shape).double(), numbers(8, *shape)
    x = torch.ones_like(x) if isinstance(shape, Tokens) else x
    assert torch.equal(in_training(module, x, 1), in_training(module, x, 2)) == (not kind.random)


@pytest.mark.parametrize(("kernel", "stride"), [(1, 2), (2, 1), (2, 2), (2, 3), (3, 2), (5, 1)])
def test_largest_values_are_the_same_with_and_without_a_gradient(kernel, stride):
    module, x = built("max_pool", (3, 7, 9), kernel=kernel, stride=stride), numbers(2, 3, 7, 9)
    x[0, 1, 0, 0] = float("nan")
    with torch.no_grad():
        quick = module(x)
    torch.testing.assert_close(quick, module(x.requires_grad_()).detach(), rtol=0, atol=0, equal_nan=True)
    assert quick.isnan().any()
