"""What the layers compute, by their formulas written out."""

import numpy as np
import pytest
import torch

from playground.catalog.kinds import LAYERS


def numbers(*shape, seed=3):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def built(kind, *shapes, **params):
    return LAYERS.create(kind, params).build(*shapes).double()


def windows(image, kernel, stride, padding, fill):
    """The windows of one channel, by their place in the output."""
    padded = np.pad(image, padding, constant_values=fill)
    rows = range(0, padded.shape[0] - kernel + 1, stride)
    columns = range(0, padded.shape[1] - kernel + 1, stride)
    return np.array([[padded[i : i + kernel, j : j + kernel] for j in columns] for i in rows])


def test_linear_is_a_weighted_sum():
    module, x = built("linear", (4,), units=3), numbers(5, 4)
    expected = x.numpy() @ module.weight.detach().numpy().T + module.bias.detach().numpy()
    np.testing.assert_allclose(module(x).detach().numpy(), expected, atol=1e-12)
    assert built("linear", (4,), units=3, bias=False).bias is None


@pytest.mark.parametrize(("stride", "padding", "groups"), [(1, 1, 1), (2, 0, 1), (3, 2, 2)])
def test_convolution_slides_its_filters(stride, padding, groups):
    params = {"channels": 4, "kernel": 3, "stride": stride, "padding": padding, "groups": groups}
    module, x = built("conv2d", (2, 7, 6), **params), numbers(1, 2, 7, 6)
    weight, bias = module.weight.detach().numpy(), module.bias.detach().numpy()
    seen = [windows(channel, 3, stride, padding, 0.0) for channel in x[0].numpy()]
    for c in range(4):
        own = seen if groups == 1 else [seen[c // 2]]
        expected = bias[c] + sum((w * weight[c, k]).sum((-2, -1)) for k, w in enumerate(own))
        np.testing.assert_allclose(module(x)[0, c].detach().numpy(), expected, atol=1e-12)


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(2, 2, 0), (3, 1, 1), (3, 4, 0)])
def test_pools_keep_the_largest_or_the_mean_of_a_window(kernel, stride, padding):
    x = numbers(1, 3, 7, 6)
    params = {"kernel": kernel, "stride": stride, "padding": padding}
    largest, mean = built("max_pool", (3, 7, 6), **params)(x), built("avg_pool", (3, 7, 6), **params)(x)
    for c in range(3):
        image = x[0, c].numpy()
        strongest = windows(image, kernel, stride, padding, -np.inf).max((-2, -1))
        np.testing.assert_allclose(largest[0, c].numpy(), strongest)
        means = windows(image, kernel, stride, padding, 0.0).mean((-2, -1))
        np.testing.assert_allclose(mean[0, c].numpy(), means, atol=1e-12)


def test_global_pool_is_the_mean_of_each_channel():
    x = numbers(2, 3, 5, 4)
    torch.testing.assert_close(built("global_pool", (3, 5, 4))(x), x.mean((2, 3)))


def test_flatten_lays_rows_after_rows_and_channels_after_channels():
    x = torch.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    flat = LAYERS.create("flatten").build((3, 4, 5))(x)
    for c, i, j in ((0, 0, 1), (0, 2, 3), (2, 3, 4)):
        assert torch.equal(flat[:, (c * 4 + i) * 5 + j], x[:, c, i, j])


@pytest.mark.parametrize("shape", [(6,), (3, 5, 4)], ids=["list", "image"])
def test_batch_norm_uses_the_batch_in_training_and_remembers_it_for_evaluation(shape):
    module, x = built("batch_norm", shape, momentum=0.25, epsilon=1e-3), numbers(8, *shape) * 3 + 2
    module.weight.data, module.bias.data = numbers(shape[0], seed=1), numbers(shape[0], seed=2)
    over = (0, *range(2, x.dim()))
    along = (-1, *[1] * (len(shape) - 1))
    scale, shift = module.weight.detach().reshape(along), module.bias.detach().reshape(along)
    mean, variance = x.mean(over), x.var(over, correction=0)
    expected = scale * (x - mean.reshape(along)) / torch.sqrt(variance.reshape(along) + 1e-3) + shift
    torch.testing.assert_close(module.train()(x).detach(), expected, rtol=1e-10, atol=1e-10)
    kept_mean, kept_variance = 0.25 * mean, 0.75 + 0.25 * x.var(over, correction=1)
    torch.testing.assert_close(module.running_mean, kept_mean)
    torch.testing.assert_close(module.running_var, kept_variance)
    new = numbers(2, *shape, seed=8)
    expected = (new - kept_mean.reshape(along)) / torch.sqrt(
        kept_variance.reshape(along) + 1e-3
    ) * scale + shift
    torch.testing.assert_close(module.eval()(new).detach(), expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("shape", [(6,), (3, 5, 4)], ids=["list", "image"])
def test_layer_norm_gives_each_sample_mean_zero_and_variance_one(shape):
    module, x = built("layer_norm", shape, epsilon=1e-3), numbers(4, *shape) * 5 - 1
    over = tuple(range(1, x.dim()))
    mean, variance = x.mean(over, keepdim=True), x.var(over, correction=0, keepdim=True)
    expected = (x - mean) / torch.sqrt(variance + 1e-3)
    torch.testing.assert_close(module.train()(x).detach(), expected, rtol=1e-10, atol=1e-10)
    torch.testing.assert_close(module.eval()(x).detach(), expected, rtol=1e-10, atol=1e-10)


def test_dropout_zeroes_its_share_in_training_and_nothing_in_evaluation():
    module, x = built("dropout", (400,), probability=0.3), numbers(50, 400).abs() + 0.1
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(1)
        y = module.train()(x)
    kept = y != 0
    torch.testing.assert_close(y[kept], x[kept] / 0.7)
    assert abs(1 - kept.double().mean().item() - 0.3) < 5 * (0.3 * 0.7 / x.numel()) ** 0.5
    assert torch.equal(module.eval()(x), x)


def test_branches_meet_number_by_number_or_side_by_side():
    a, b, c = numbers(2, 3), numbers(2, 3, seed=1), numbers(2, 3, seed=2)
    shapes = ((3,),) * 3
    torch.testing.assert_close(built("add", *shapes)(a, b, c), a + b + c)
    torch.testing.assert_close(built("multiply", *shapes)(a, b, c), a * b * c)
    wide = numbers(2, 5, seed=4)
    assert LAYERS.create("concat").out_shape((3,), (5,), (3,)) == (11,)
    joined = built("concat", (3,), (5,), (3,))(a, wide, c)
    assert torch.equal(joined[:, :3], a)
    assert torch.equal(joined[:, 3:8], wide)
    assert torch.equal(joined[:, 8:], c)


def test_multiply_scales_whole_channels_by_a_list_of_numbers():
    image, gate = numbers(2, 3, 4, 5), numbers(2, 3, seed=4)
    module = built("multiply", (3, 4, 5), (3,))
    expected = image.numpy() * gate.numpy()[:, :, None, None]
    np.testing.assert_array_equal(module(image, gate).numpy(), expected)
    np.testing.assert_array_equal(module(gate, image).numpy(), expected)
    assert LAYERS.create("multiply").out_shape((3,), (3, 4, 5)) == (3, 4, 5)
    assert LAYERS.create("multiply").out_shape((3,), (3,)) == (3,)


def test_images_meet_channel_after_channel():
    a, b = numbers(2, 1, 4, 5), numbers(2, 3, 4, 5, seed=1)
    assert LAYERS.create("concat").out_shape((1, 4, 5), (3, 4, 5)) == (4, 4, 5)
    joined = built("concat", (1, 4, 5), (3, 4, 5))(a, b)
    assert torch.equal(joined[:, :1], a)
    assert torch.equal(joined[:, 1:], b)


@pytest.mark.parametrize("kind", ["input", "output", "activation"])
def test_a_box_without_work_passes_its_input_on(kind):
    x = numbers(2, 3)
    assert torch.equal(built(kind, (3,))(x), x)
